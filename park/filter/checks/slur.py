"""Detection of slurs from word lists."""

import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from park.errors import InputError
from park.filter.check import Check, Rules
from park.records import Language
from park.text.language import file_of, lexicon, lexicons
from park.text.sentences import UNSPACED, normalized
from park.yamlfile import read_text

UNSPACED_WORD = re.compile(f"[{UNSPACED}]+")
VOWEL_SIGNS = re.compile("[\u0640\u064b-\u0652\u0670\u200b-\u200d\u0307\ufeff]")
"""Optional marks, and the combining dot from lower-casing Turkish capitals."""
SAME = str.maketrans({"ي": "ی", "ك": "ک", "’": "'"})
BREAK = re.compile(r"[\s!-&(-/:-@\[-`{-~¡-©«-´¶-¹»-¿\u2010-\u2018\u201a-\u206f،؛؟।॥\u3000-\u303f]+")


class Slur(Check):
    """Slurs, in any language."""

    name = "slur"
    help = "Holds a word of the lists of slurs, in any language, or of `filter.slurs`."
    order = 40
    reasons = ("slur",)
    without = "only those of other languages are checked"

    def fault(self, text: str, rules: Rules) -> tuple[str, str] | None:
        """Return the first slur."""
        found = slur(text, rules.slurs)
        return None if found is None else ("slur", found)

    def lacks(self, language: Language, agents: Path | None) -> str:
        """Report a missing list."""
        known = lexicon(language, agents)
        return "" if known and known.slurs else "slurs"


class Words(NamedTuple):
    """A list of slurs, grouped by lookup method."""

    whole: frozenset[str]
    """Whole words and phrases."""
    stems: frozenset[str]
    """Prefixes of words and phrases."""
    unspaced: frozenset[str]
    """Words of scripts without spaces, matched anywhere."""
    longest: int
    """Word count of the longest phrase."""
    lengths: tuple[int, ...]
    """Lengths of the stems."""
    unspaced_lengths: tuple[int, ...]


def load_slurs(path: Path | None, agents: Path | None = None) -> frozenset[str]:
    """Read a list of slurs: one word or phrase per line, `#` for comments, trailing `*` for
    prefixes.

    Args:
        path: the user's file; if None, the lists of all languages.
        agents: the user's folder of role cards, which may contain languages.

    Raises:
        InputError: the file is unreadable or not UTF-8, or an entry has no letters.
    """
    if path is None:
        return frozenset(
            _word(text, f"{file_of(tag, agents)}: slurs")
            for tag, known in lexicons(agents).items()
            for text in known.slurs
        )
    lines = enumerate(read_text(path).lstrip("\ufeff").splitlines(), start=1)
    said = ((number, line.partition("#")[0].strip()) for number, line in lines)
    return frozenset(_word(text, f"{path}:{number}") for number, text in said if text)


def _word(text: str, where: str) -> str:
    word = folded(text)
    if not word:
        raise InputError(f"{where}: {text!r} has no letters")
    return word + "*" if text.endswith("*") else word


def folded(text: str) -> str:
    """Normalise case, spacing and spelling."""
    text = normalized("NFKC", normalized("NFKC", text).casefold())
    return BREAK.sub(" ", VOWEL_SIGNS.sub("", text).translate(SAME)).strip()


def slur(text: str, words: frozenset[str]) -> str | None:
    """Return the first slur in a text, folded, if any.

    Args:
        text: any text.
        words: from `load_slurs`.
    """
    known = sorted_words(words)
    said = folded(text)
    tokens = said.split()
    for start in range(len(tokens)):
        for length in range(1, known.longest + 1):
            found = _spaced(" ".join(tokens[start : start + length]), known)
            if found:
                return found
    return _unspaced(said, known)


@lru_cache(maxsize=8)
def sorted_words(words: frozenset[str]) -> Words:
    """Group folded words by lookup method."""
    stripped = {word.removesuffix("*") for word in words}
    unspaced = frozenset(filter(UNSPACED_WORD.fullmatch, stripped))
    spaced = {word for word in words if word.removesuffix("*") not in unspaced}
    stems = frozenset(word.removesuffix("*") for word in spaced if word.endswith("*"))
    return Words(
        whole=frozenset(word for word in spaced if not word.endswith("*")),
        stems=stems,
        unspaced=unspaced,
        longest=max((len(word.split()) for word in spaced), default=0),
        lengths=tuple(sorted(set(map(len, stems)))),
        unspaced_lengths=tuple(sorted(set(map(len, unspaced)))),
    )


def _spaced(phrase: str, known: Words) -> str | None:
    if phrase in known.whole:
        return phrase
    return next((phrase[:n] for n in known.lengths if phrase[:n] in known.stems), None)


def _unspaced(said: str, known: Words) -> str | None:
    for run in UNSPACED_WORD.finditer(said):
        word = run.group()
        for start in range(len(word)):
            for length in known.unspaced_lengths:
                if word[start : start + length] in known.unspaced:
                    return word[start : start + length]
    return None
