"""Answers of single respondents, where a source has them."""

from array import array
from collections.abc import Iterator, Mapping, Sequence

MISSING = -(2**15)


class Respondents:
    """The people whom a country asked, each with one answer to each item or none."""

    def __init__(self, items: Sequence[str]) -> None:
        """Start without people.

        Args:
            items: ids of the items, in the order of the answers to come.
        """
        self._place = {item: number for number, item in enumerate(items)}
        self._codes = array("h")

    def add(self, codes: Sequence[int | None]) -> None:
        """Add a person's codes, one for each item."""
        self._codes.extend(MISSING if code is None else code for code in codes)

    def __len__(self) -> int:
        """Return the number of people."""
        return len(self._codes) // len(self._place)

    def who(self, item: str, code: int) -> Iterator[Mapping[str, int]]:
        """Yield the answers, by item, of everybody who gave an answer to an item."""
        place, width = self._place.get(item), len(self._place)
        if place is None:
            return
        for start in range(0, len(self._codes), width):
            if self._codes[start + place] == code:
                codes = self._codes[start : start + width]
                yield {
                    name: each
                    for name, each in zip(self._place, codes, strict=True)
                    if each != MISSING
                }

    def counts(self, item: str, people: int) -> dict[int, float]:
        """Return how many of the first people gave each answer to an item.

        Args:
            item: the item.
            people: the number of people, whether they answered it or not.
        """
        place, width = self._place.get(item), len(self._place)
        found: dict[int, float] = {}
        if place is not None:
            for code in self._codes[place : people * width : width]:
                if code != MISSING:
                    found[code] = found.get(code, 0.0) + 1
        return found
