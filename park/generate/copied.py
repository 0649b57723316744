"""Turns that take over what was given or said: instruction, statement, example, earlier lines."""

import re
from collections import Counter
from functools import lru_cache
from itertools import pairwise
from math import ceil

from rapidfuzz import fuzz, process

from park.generate.heard import Heard
from park.generate.said import ECHOED, SHORT_SENTENCE, runs
from park.records import Flag
from park.text.negation import negations
from park.text.sentences import SENTENCE_END, characters, fold, long_sentences, sentences

RECITED = 5
"""Minimum words in a row that recite."""
CLAUSE = 3
"""Minimum words of a clause that echoes the small talk."""
BEGINNING = 3
"""Words with which sentences of a litany begin."""
LITANY = 4
"""Minimum sentences of a litany."""
QUESTION = re.compile(r":[^:?]*\?")
REASON = re.compile(r"\b(?:because|so that)\b", re.IGNORECASE)
"""Words of a reason, with which a line says more than the statement."""
ASKED = re.compile(r"[?？؟]")
KEPT = re.compile(r"[?？؟\"“”„«»「」]")
"""Marks of questions and quotations, which may say again what was said."""
SAID_AGAIN = 90
"""Minimum similarity of a sentence, in per cent, to one that was said before."""
QUOTED = re.compile(r"[\"“„«「][^\"“”„«»「」]*[\"”“»」]|(?<!\w)['‘][^'‘’]*['’](?!\w)")


def recites(text: str, heard: Heard) -> Flag | None:
    """Flag a line that takes over half of the statement, or a part of its instruction.

    Both are English. The first line and the one that asks for the view in the end may name the
    subject, and a line may give a reason for the statement in its words. The question that an
    instruction ends with is meant to be asked, and what it quotes to be said.
    """
    if not heard.english:
        return None
    said, statement = fold(text), fold(heard.statement)
    instruction = fold(QUOTED.sub("", QUESTION.sub("", heard.instruction)))
    half = max(RECITED, ceil(len(statement.split()) / 2))
    allowed = not heard.earlier or heard.reopening or REASON.search(text)
    restates = not allowed and _share_a_run(said, statement, half)
    if not restates and not _share_a_run(said, instruction, RECITED):
        return None
    return Flag(check="recites", reason="do not recite; say it another way")


def echoes(text: str, heard: Heard) -> Flag | None:
    """Flag a line with words of the small talk, or with a long run of words from an earlier one."""
    said, talk = fold(text), fold(heard.small_talk)
    if any(clause in said for clause in _clauses(heard.small_talk)) or _share_a_run(
        said, talk, RECITED
    ):
        return Flag(check="echoes", reason="leave breakfast and the example; keep to the subject")
    if not heard.said.runs.isdisjoint(runs(said, ECHOED)):
        lines = enumerate(heard.said.lines, start=1)
        number = next(number for number, line in lines if _share_a_run(said, line, ECHOED))
        return Flag(check="echoes", reason=f"do not use the words of line {number} again")
    parts = long_sentences(text, characters(SHORT_SENTENCE, heard.language))
    if len(set(parts)) < len(parts) or _litany(text):
        return Flag(check="echoes", reason="say each thing only once")
    return None


def fresh(text: str, heard: Heard) -> str:
    """Return a contact's line without the sentences that an earlier line has said already.

    Questions, quotations and denials stay. The line is returned as it is if no question is left.
    """
    ends = [0, *(found.end() for found in SENTENCE_END.finditer(text)), len(text)]
    parts = [text[start:end] for start, end in pairwise(ends)]
    left = "".join(part for part in parts if not _again(part, heard)).strip()
    return left if ASKED.search(left) else text


def _again(part: str, heard: Heard) -> bool:
    said = fold(part)
    if len(said) < characters(SHORT_SENTENCE, heard.language) or KEPT.search(part):
        return False
    found = process.extractOne(
        said, heard.said.all_sentences, scorer=fuzz.ratio, score_cutoff=SAID_AGAIN
    )
    return found is not None and _denied(said, heard) == _denied(found[0], heard)


def _denied(text: str, heard: Heard) -> int:
    return negations(text, heard.language, heard.agents)


def _litany(text: str) -> bool:
    """Whether a line says the same beginning over and over: `They are my … They are my …`."""
    begun = Counter(tuple(each.split()[:BEGINNING]) for each in sentences(text))
    return any(len(words) == BEGINNING and count >= LITANY for words, count in begun.items())


@lru_cache(maxsize=1024)
def _clauses(text: str) -> tuple[str, ...]:
    clauses = (fold(each) for each in re.split(r"[.,;:!?。،؟।]", text))
    return tuple(each for each in clauses if len(each.split()) >= CLAUSE)


def _share_a_run(one: str, other: str, length: int) -> bool:
    """Whether a run of so many words stands in both folded texts."""
    return not runs(other, length).isdisjoint(runs(one, length))
