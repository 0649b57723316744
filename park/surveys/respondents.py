"""Answers of single respondents, where a source has them, and what they add up to."""

from array import array
from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import copy
from itertools import compress
from math import fsum

from park.records import Answers, Item
from park.surveys.weights import kish

MISSING = -(2**15)
UNKNOWN = -1

Group = tuple[str, str]
"""A trait and one of its values, such as `("gender", "women")`."""


class Respondents:
    """The people whom a country asked, each with one answer to each item or none."""

    def __init__(
        self,
        items: Sequence[str],
        traits: Mapping[str, Sequence[str]] | None = None,
        *,
        weighted: bool = False,
    ) -> None:
        """Start without people.

        Args:
            items: ids of the items, in the order of the answers to come.
            traits: values of each trait by its name, in the order of the traits to come.
            weighted: whether each person has a weight.
        """
        self.weighted = weighted
        self._place = {item: number for number, item in enumerate(items)}
        self._width = len(items)
        self._traits = {name: tuple(values) for name, values in (traits or {}).items()}
        self._codes = array("h")
        self._weights = array("d")
        self._values = array("b")
        self._size = 0

    def add(
        self,
        codes: Sequence[int | None],
        weight: float = 1.0,
        traits: Sequence[str | None] = (),
    ) -> None:
        """Add a person.

        Args:
            codes: a code for each item, None without a valid answer.
            weight: how many people the person stands for.
            traits: the value of each trait, None if unknown.
        """
        self._codes.extend(MISSING if code is None else code for code in codes)
        self._weights.append(weight)
        for name, value in zip(self._traits, traits, strict=True):
            self._values.append(UNKNOWN if value is None else self._traits[name].index(value))
        self._size += 1

    def __len__(self) -> int:
        """Return the number of people."""
        return self._size

    @property
    def items(self) -> Collection[str]:
        """The ids of the items."""
        return self._place.keys()

    @property
    def weight(self) -> float:
        """The sum of all weights."""
        return fsum(self._weights)

    @property
    def groups(self) -> list[Group]:
        """The groups of people who share a trait."""
        return [(name, value) for name, values in self._traits.items() for value in values]

    def without(self, items: Collection[str]) -> "Respondents":
        """Return the same people without their answers to some items."""
        kept = copy(self)
        kept._place = {name: place for name, place in self._place.items() if name not in items}
        return kept

    def who(self, item: str, code: int) -> Iterator[Mapping[str, int]]:
        """Yield the answers, by item, of everybody who gave an answer to an item."""
        for _, answers in self.weighed(item, code):
            yield answers

    def weighed(self, item: str, code: int) -> Iterator[tuple[float, Mapping[str, int]]]:
        """Yield the weight and the answers of everybody who gave an answer to an item."""
        place, width = self._place.get(item), self._width
        if place is None:
            return
        for number, start in enumerate(range(0, len(self._codes), width)):
            if self._codes[start + place] == code:
                codes = self._codes[start : start + width]
                yield (
                    self._weights[number],
                    {
                        name: codes[each]
                        for name, each in self._place.items()
                        if codes[each] != MISSING
                    },
                )

    def answers(self, item: Item, country: str, group: Group | None = None) -> Answers:
        """Return what the people, or those of a group, answered an item, each by its weight.

        Args:
            item: one of the items.
            country: their country's code.
            group: one of `groups`.

        Returns:
            Sums of weights by code, with the effective number n = (Σw)² / Σw² of the valid answers
            (Kish 1965, Survey Sampling) if there are weights.
        """
        codes = self._codes[self._place[item.id] :: self._width]
        pairs = zip(codes, self._weights, strict=True)
        known = [option.code for option in item.options]
        weights: dict[int, list[float]] = {code: [] for code in (*known, MISSING)}
        for code, weight in pairs if group is None else compress(pairs, self._members(group)):
            weights[code].append(weight)
        missing = len(weights.pop(MISSING))
        # Exact sums, so that every machine finds the same hash.
        counts = {code: fsum(each) for code, each in weights.items()}
        return Answers(
            item=item.id,
            country=country,
            counts=counts,
            valid=sum(map(len, weights.values())),
            missing=missing,
            effective=kish((w, 1) for each in weights.values() for w in each)
            if self.weighted
            else None,
        )

    def counts(self, item: str, people: int) -> dict[int, float]:
        """Return the weights of those of the first people who gave each answer to an item.

        Args:
            item: the item.
            people: the number of people, whether they answered it or not.
        """
        place, width = self._place.get(item), self._width
        found: dict[int, float] = {}
        if place is not None:
            codes = self._codes[place : people * width : width]
            for code, weight in zip(codes, self._weights, strict=False):
                if code != MISSING:
                    found[code] = found.get(code, 0.0) + weight
        return found

    def _members(self, group: Group) -> Iterator[bool]:
        name, value = group
        number = self._traits[name].index(value)
        column = self._values[list(self._traits).index(name) :: len(self._traits)]
        return (each == number for each in column)
