"""Detection of sweeping judgements by three signs in one sentence.

`_stereotypes` parses clauses and needs to know the group. This module only needs people, a word
that allows no exception and a bad character, so it also covers groups that no list contains
("people on benefits", "those who live at the station").
"""

import re
from functools import cache
from pathlib import Path

from park.filter.checks._stereotypes import folded
from park.text.language import lexicon

SENTENCE = re.compile(r"[^.!…。؟।？?\n]+[?؟？]?")


def sweeping(text: str, language: str, agents: Path | None = None) -> str | None:
    """Return the first sentence with a sweeping judgement, if any.

    Args:
        text: an opinion.
        language: its BCP 47 tag; languages without signs are skipped.
        agents: the user's folder of role cards.
    """
    signs = signs_of(language, agents)
    if signs is None:
        return None
    *needed, limited = signs
    for sentence in SENTENCE.findall(text.replace("’", "'")):
        said = sentence.casefold()
        if all(sign.search(said) for sign in needed) and not limited.search(said):
            return folded(sentence)
    return None


@cache
def signs_of(language: str, agents: Path | None = None) -> tuple[re.Pattern[str], ...] | None:
    """Compile a language's signs: people, no exception, bad character, and limits."""
    known = lexicon(language, agents)
    if known is None or known.sweeping is None:
        return None
    signs = known.sweeping
    return tuple(re.compile(signs.pattern(sign)) for sign in ("people", "every", "bad", "limited"))
