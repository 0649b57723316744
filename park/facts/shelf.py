"""Facts in reach of a dialogue: found by topic and by words in common with its statement."""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from functools import lru_cache

from park.records.fact import Fact

MOST = 2
"""Maximum facts for a turn."""
NEAR = 2
"""Shared words beyond which a fact counts as no nearer, so that facts take turns."""
WORD = re.compile(r"[^\W\d_]{3,}")
ENDING = re.compile(r"(?<=\w{3})(?:ations?|ions?|ious|ings?|ers?|ed|es|s|ly|e)$")
STEM = 6
"""Letters of a stem: political and politicians, neighbour and neighborhood agree."""
IRREGULAR = {
    "children": "child", "men": "man", "women": "woman", "wives": "wife",
    "scientist": "science", "scientists": "science",
}  # fmt: skip
STOP = frozenset(
    "about all almost also and any are aren been before both but can could did does done each for "
    "from had has have her his how into its just may might more most much must not off often once "
    "one only other our out over own same say says she should some such than that the their them "
    "then there these they thing this those through too two under until very was way well were "
    "what when where which while who whom why will with without would you your".split()
)


@lru_cache(maxsize=4096)
def stems(text: str) -> frozenset[str]:
    """Return the stems of a text's words, apart from frequent ones."""
    words = (word for word in WORD.findall(text.casefold()) if word not in STOP)
    return frozenset(ENDING.sub("", IRREGULAR.get(word, word))[:STEM] for word in words)


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
        topics: Collection[str],
        near: str,
        rng: random.Random,
        used: Collection[Fact] = (),
    ) -> tuple[Fact, ...]:
        """Return up to two facts of some topics, those with more words of `near` first.

        Ties are in random order. If no fact shares a word, any one of the topics is returned.

        Args:
            topics: topics asked for.
            near: the statement and other words to be near to.
            rng: decides ties.
            used: facts to leave out.
        """
        left_out = set(used)
        shared: Counter[int] = Counter()
        for stem in stems(near):
            shared.update(self._by_stem.get(stem, ()))
        fit = [
            number
            for number in sorted(shared)
            if self.facts[number].topic in topics and self.facts[number] not in left_out
        ]
        ties = {number: rng.random() for number in fit}
        fit.sort(key=lambda number: (-min(shared[number], NEAR), ties[number]))
        return tuple(self.facts[number] for number in fit[:MOST]) or self._any(
            topics, rng, left_out
        )

    def _any(
        self, topics: Collection[str], rng: random.Random, left_out: Collection[Fact]
    ) -> tuple[Fact, ...]:
        numbers = sorted(number for topic in topics for number in self._by_topic.get(topic, ()))
        pool = [fact for fact in map(self.facts.__getitem__, numbers) if fact not in left_out]
        return (rng.choice(pool),) if pool else ()
