"""What was said in a dialogue, prepared for comparing the next line with it.

It grows with the dialogue, so that a late line costs no more Python than an early one.
"""

from collections.abc import Sequence
from functools import lru_cache

from park.records import Language
from park.text.sentences import characters, fold, long_sentences

READ = 7200
"""Maximum characters to check; longer turns are too long anyway."""
SHORT_SENTENCE = 25
"""Minimum characters of a sentence that must not be repeated."""
ECHOED = 12
"""Minimum words in a row that echo an earlier turn."""


class Said:
    """The lines of a dialogue.

    Attributes:
        lines: their folded texts.
        sentences: the folded sentences of each that are long enough to compare.
        all_sentences: those of all lines.
        runs: all runs of `ECHOED` words.
    """

    def __init__(self, language: Language) -> None:
        """Begin with no line."""
        self._shortest = characters(SHORT_SENTENCE, language)
        self._forget()

    def _forget(self) -> None:
        self.lines: list[str] = []
        self.sentences: list[tuple[str, ...]] = []
        self.all_sentences: list[str] = []
        self.runs: set[str] = set()

    def upto(self, texts: Sequence[str]) -> "Said":
        """Take in those of a dialogue's lines that are new; begin again if there are fewer."""
        if len(texts) < len(self.lines):
            self._forget()
        for text in texts[len(self.lines) :]:
            text = text[:READ]
            self.lines.append(fold(text))
            self.sentences.append(long_sentences(text, self._shortest))
            self.all_sentences += self.sentences[-1]
            self.runs |= runs(self.lines[-1], ECHOED)
        return self


@lru_cache(maxsize=4096)
def runs(text: str, length: int) -> frozenset[str]:
    """Return all runs of so many words of a folded text."""
    words = text.split()
    return frozenset(
        " ".join(words[start : start + length]) for start in range(len(words) - length + 1)
    )
