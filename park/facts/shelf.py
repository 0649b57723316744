"""Facts in reach of a dialogue: found by topic and by words in common with its statement."""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from functools import cache, lru_cache
from heapq import nsmallest
from typing import NamedTuple

from park.records.fact import Fact, Topic

MOST = 1
"""Maximum facts for a turn: of two, small models recite both."""
NEAR = 2
"""Shared words beyond which a fact counts as no nearer, so that facts take turns."""
WORD = re.compile(r"[^\W\d_]{3,}")
ENDING = re.compile(r"(?<=\w{3})(?:ations?|ants?|ions?|ious|ings?|ers?|ed|es|s|ly|e)$")
STEM = 6
"""Letters of a stem: political and politicians, neighbour and neighborhood agree."""
IRREGULAR = {
    "children": "child", "men": "man", "women": "woman", "wives": "wife",
    "scientist": "science", "scientists": "science",
}  # fmt: skip
STOP = """
about accept acceptable all almost also and any are aren been before best better both but can could
countries country day days did does done each every fairs for from gather good had has have her his
how into its just know life made make makes making may might more most much must need needs new news
not off often old once one only other our out over own people place places right ruling same say
says she should some stand stands such than that the their them then there these they thing this
those through too two under until very was way well were what when where which while who whom why
will with without would year years you your
"""
"""Words that say nothing of a subject, apart or in survey statements."""


@lru_cache(maxsize=4096)
def stems(text: str) -> frozenset[str]:
    """Return the stems of a text's words, apart from frequent ones."""
    words = set(WORD.findall(re.sub(r"\b(?:im|e)migra", "migra", text.casefold()))) - _stop()
    return frozenset(ENDING.sub("", IRREGULAR.get(word, word))[:STEM] for word in words)


@cache
def _stop() -> frozenset[str]:
    return frozenset(STOP.split())


class Wish(NamedTuple):
    """What a template asks for."""

    topics: tuple[Topic, ...] = ()
    any: bool = False
    """Whether any fact of the topics will do, rather than only those near to the statement."""


class Shelf:
    """A culture's facts with an index, to search many in milliseconds."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        """Index facts."""
        self.facts = tuple(facts)
        self._by_topic: dict[str, list[int]] = defaultdict(list)
        self._by_stem: dict[str, list[int]] = defaultdict(list)
        for number, fact in enumerate(self.facts):
            self._by_topic[fact.topic].append(number)
            for stem in stems(fact.text):
                self._by_stem[stem].append(number)

    def fitting(
        self,
        wish: Wish,
        statement: str,
        rng: random.Random,
        place: str = "",
        used: Collection[Fact] = (),
    ) -> tuple[Fact, ...]:
        """Return at most `MOST` facts of the topics wished for, the best first.

        Facts with more words of the statement come first, then those that name the place; ties are
        in random order.

        Args:
            wish: what a template asks for.
            statement: the statement that facts should be near to.
            rng: decides ties.
            place: where the speaker lives.
            used: facts to leave out.
        """
        shared, here = self._shared(statement), self._shared(place)
        left_out = {fact.text for fact in used}
        fit = [
            number
            for number in sorted({*shared, *here} if wish.any else shared)
            if self.facts[number].topic in wish.topics and self.facts[number].text not in left_out
        ]
        ranks = {
            number: (-min(shared[number], NEAR), -min(here[number], 1), rng.random())
            for number in fit
        }
        best = nsmallest(MOST, fit, key=ranks.__getitem__)
        if wish.any and len(best) < MOST:
            rest = (number for number in self._of(wish.topics) if number not in ranks)
            pool = [number for number in rest if self.facts[number].text not in left_out]
            best += rng.sample(pool, min(MOST - len(best), len(pool)))
        return tuple(self.facts[number] for number in best)

    def _shared(self, text: str) -> Counter[int]:
        """Count the stems that each fact has in common with a text."""
        shared: Counter[int] = Counter()
        for stem in stems(text):
            shared.update(self._by_stem.get(stem, ()))
        return shared

    def _of(self, topics: Collection[str]) -> list[int]:
        return sorted(number for topic in topics for number in self._by_topic.get(topic, ()))
