"""Whether a dialogue's turns state an opinion in its own words."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein, Prefix

from park.filter.bearing import says_little
from park.records import Dialogue, Opinion
from park.text.negation import negations
from park.text.sentences import SENTENCE_END, characters
from park.text.words import spoken

ALIKE = 0.9
"""Minimum similarity of an opinion to the sentences that state it."""
SHORTEST = 12
"""Minimum characters of an opinion."""
LONGEST = 1_000
"""Maximum characters of an opinion, more than any that is kept."""
READ = 20_000
"""Maximum characters of a turn."""
PREFIX = 4
"""Minimum letters that two forms of a word begin with."""
INFLECTED = 3
"""Maximum letters in which a longer form goes on: ability, abilities."""
EXTENTS = frozenset(
    {"all", "any", "both", "each", "every", "few", "many", "more", "most", "only", "some"}
)
"""English words of little content that say of how many a sentence speaks."""


def by_own_words(opinion: Opinion, dialogue: Dialogue, agents: Path | None = None) -> Opinion:
    """Quote the sentences that state an opinion, if the delegate said it in these words.

    A judge that lists an opinion may copy another sentence as its quote.

    Args:
        opinion: as listed, with the judge's quote.
        dialogue: its dialogue.
        agents: the user's folder of role cards.
    """
    found: list[tuple[float, int, str]] = []
    for turn in dialogue.turns:
        if turn.speaker == "delegate":
            near = stated(opinion.text, turn.text, opinion.language, agents)
            found += [(near[0], turn.number, near[1])] if near else []
    if not found:
        return opinion
    best = max(score for score, _, _ in found)
    quote = next(said for score, _, said in found if score == best)
    turns = tuple(number for score, number, _ in found if score == best)
    return opinion.model_copy(update={"quote": quote, "quote_score": best, "turns": turns})


def stated(
    opinion: str, turn: str, language: str, agents: Path | None = None
) -> tuple[float, str] | None:
    """Return the sentences of a turn that say an opinion, and their similarity to it.

    Words are compared in their order. Glued words, other forms of a word, and words of little
    content that only one of the two has may differ; negations, numbers and *all* or *only* may not.

    Args:
        opinion: the opinion.
        turn: what the delegate said.
        language: the BCP 47 tag of both.
        agents: the user's folder of role cards.
    """
    if not characters(SHORTEST, language) <= len(opinion) <= LONGEST:
        return None
    denied, best = negations(opinion, language, agents), None
    size = len(_parts(opinion))
    for said in _runs(_parts(turn[:READ]), size):
        score = fuzz.ratio(_solid(opinion), _solid(said)) / 100
        if score < ALIKE or (best and score <= best[0]):
            continue
        if negations(said, language, agents) == denied and _same(opinion, said, language, agents):
            best = (score, said)
    return best


def _parts(text: str) -> list[str]:
    """Split a text into sentences, with their marks."""
    ends = (0, *(match.end() for match in SENTENCE_END.finditer(text)), len(text))
    parts = (text[start:end].strip() for start, end in pairwise(ends))
    return [part for part in parts if part]


def _runs(parts: Sequence[str], size: int) -> Iterator[str]:
    for start in range(len(parts) - size + 1):
        yield " ".join(parts[start : start + size])


def _solid(text: str) -> str:
    return "".join(spoken(text).split())


def _same(one: str, other: str, language: str, agents: Path | None) -> bool:
    """Whether nothing but spacing, forms of words and words of little content differs."""
    left, right = spoken(one).split(), spoken(other).split()
    for mine, theirs in _differences(left, right):
        if mine and theirs:
            if not _forms("".join(mine), "".join(theirs)):
                return False
        elif not all(_may_lack(word, language, agents) for word in (*mine, *theirs)):
            return False
    return True


def _may_lack(word: str, language: str, agents: Path | None) -> bool:
    """Whether a sentence says the same without a word."""
    return word not in EXTENTS and says_little(word, language, agents)


def _forms(one: str, other: str) -> bool:
    """Whether two words are one, or forms of one; numbers have none."""
    if one == other:
        return True
    longest = max(len(one), len(other))
    shared = Prefix.similarity(one, other)
    return shared >= max(PREFIX, longest - INFLECTED) and not any(map(str.isdigit, one + other))


def _differences(
    left: Sequence[str], right: Sequence[str]
) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Yield what stands between equal words, on both sides."""
    a = b = 0
    for block in Levenshtein.opcodes(left, right):
        if block.tag == "equal":
            if (a, b) != (block.src_start, block.dest_start):
                yield left[a : block.src_start], right[b : block.dest_start]
            a, b = block.src_end, block.dest_end
    if a < len(left) or b < len(right):
        yield left[a:], right[b:]
