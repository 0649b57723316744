"""Reads a table of ratings, row by row, into numbers."""

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from park.errors import InputError
from park.ratings.mapping import RatingsMapping
from park.ratings.rows import rows
from park.surveys.countries import check_code, iso3

Places = NDArray[np.int32]


@dataclass(frozen=True)
class Ratings:
    """Who rated what, each pair once."""

    source: str
    """The file, for messages."""
    raters: tuple[str, ...]
    items: tuple[str, ...]
    rater: Places
    """Rater of each rating, shape (n,)."""
    item: Places
    rating: NDArray[np.float64]
    country: tuple[str, ...]
    """ISO 3166 code of each rater; `` if unknown."""
    groups: Mapping[str, tuple[str, ...]]
    """By demographic, the group of each rater; `` if unknown."""
    left_out: Mapping[str, int]
    """Rows that are no rating, by reason."""
    contradicting: int
    """Raters whose rows contradict one another in a demographic; the first row counts."""


def read_ratings(path: Path, mapping: RatingsMapping) -> Ratings:
    """Read a table of ratings; memory grows with ratings, not with the size of rows.

    Of several ratings of an item by one rater the first counts.

    Raises:
        InputError: the file is unsuitable; names line, column and value.
    """
    reading = _Reading(mapping)
    people = mapping.people
    columns = [mapping.item, mapping.rater, mapping.rating]
    if people is None:
        columns += mapping.columns()
    else:
        beside = path.parent / Path(people.file).name
        for line, (name, *cells) in rows(beside, [people.rater, *mapping.columns()]):
            reading.about(name, cells, f"{beside}:{line}")
    for line, cells in rows(path, columns):
        reading.add(cells, path, line, own=people is None)
    return reading.done(path)


@dataclass
class _Reading:
    """What has been read so far."""

    mapping: RatingsMapping
    raters: dict[str, int] = field(default_factory=dict)
    items: dict[str, int] = field(default_factory=dict)
    rater: "array[int]" = field(default_factory=lambda: array("i"))
    item: "array[int]" = field(default_factory=lambda: array("i"))
    rating: "array[float]" = field(default_factory=lambda: array("d"))
    facts: list[list[str]] = field(default_factory=list)
    """Country and groups by rater."""
    cells: list[tuple[str, ...]] = field(default_factory=list)
    """The cells they were made of."""
    left_out: Counter[str] = field(default_factory=Counter)
    contradicting: set[int] = field(default_factory=set)
    known: dict[str, float | None] = field(default_factory=dict)
    """Ratings by their text."""

    def add(self, cells: Sequence[str], path: Path, line: int, *, own: bool) -> None:
        item, name, text, *about = cells
        if not item or not name:
            column = self.mapping.rater if item else self.mapping.item
            raise InputError(f"{path}:{line}: {column}: must not be empty")
        if own:
            who = self.about(name, about, f"{path}:{line}")
        else:
            who = self.raters.get(name, -1)
            if who < 0:
                self.left_out["by raters that the other file does not have"] += 1
                return
        if text not in self.known:
            self.known[text] = self._number(text, f"{path}:{line}")
        rating = self.known[text]
        if rating is None:
            self.left_out["no rating"] += 1
            return
        self.rater.append(who)
        self.item.append(self.items.setdefault(item, len(self.items)))
        self.rating.append(rating)

    def _number(self, text: str, where: str) -> float | None:
        mapping = self.mapping
        if not text or text in mapping.none:
            return None
        lowest, highest = mapping.scale
        try:
            number = mapping.values[text] if text in mapping.values else float(text)
        except ValueError:
            words = ", ".join([*mapping.values, *mapping.none])
            hint = f"; known words: {words}" if words else ""
            raise InputError(f"{where}: {mapping.rating}: {text!r} is no number{hint}") from None
        if not isfinite(number) or not lowest <= number <= highest:
            end = lowest if number < lowest else highest
            raise InputError(
                f"{where}: {mapping.rating}: {text} is outside the scale of {lowest:g} to "
                f"{highest:g}; the nearest is {end:g}"
            )
        return number

    def about(self, name: str, cells: Sequence[str], where: str) -> int:
        """Note a rater's country and demographics; return the rater's place."""
        who = self.raters.setdefault(name, len(self.raters))
        if who == len(self.cells):
            self.cells.append(tuple(cells))
            self.facts.append(self._facts(cells, where))
        elif self.cells[who] != tuple(cells):
            self._merge(who, name, self._facts(cells, where), where)
        return who

    def _merge(self, who: int, name: str, new: list[str], where: str) -> None:
        old = self.facts[who]
        if old[0] and new[0] and old[0] != new[0]:
            raise InputError(
                f"{where}: {self.mapping.country}: rater {name!r} is in {new[0]}, but in {old[0]} "
                "in a line above"
            )
        if any(a and b and a != b for a, b in zip(old, new, strict=True)):
            self.contradicting.add(who)
        self.facts[who] = [a or b for a, b in zip(old, new, strict=True)]

    def _facts(self, cells: Sequence[str], where: str) -> list[str]:
        country, *others = ("" if cell in self.mapping.unknown else cell for cell in cells)
        pairs = zip(self.mapping.demographics.items(), others, strict=True)
        found = [self._code(country, where)] if country else [""]
        for (name, demographic), cell in pairs:
            try:
                found.append(demographic.group(cell) if cell else "")
            except ValueError:
                raise InputError(
                    f"{where}: {demographic.column}: {cell!r} is no number, which the groups of "
                    f"{name} need"
                ) from None
        return found

    def _code(self, name: str, where: str) -> str:
        code = self.mapping.countries.get(name) or iso3(name)
        return code or check_code(name, f"{where}: {self.mapping.country}")

    def done(self, path: Path) -> Ratings:
        """Return the ratings."""
        rater, item = (np.array(each, np.int32) for each in (self.rater, self.item))
        rating = np.array(self.rating, np.float64)
        if not len(rating):
            raise InputError(f"{path}: there is no rating in the column {self.mapping.rating!r}")
        pairs = item.astype(np.int64) * len(self.raters) + rater
        _, first = np.unique(pairs, return_index=True)
        if len(first) < len(rating):
            self.left_out["repeated by the same rater"] = len(rating) - len(first)
            first.sort()
            rater, item, rating = rater[first], item[first], rating[first]
        facts = list(zip(*self.facts, strict=True))
        return Ratings(
            source=str(path),
            raters=tuple(self.raters),
            items=tuple(self.items),
            rater=rater,
            item=item,
            rating=rating,
            country=facts[0],
            groups=dict(zip(self.mapping.demographics, facts[1:], strict=True)),
            left_out=dict(self.left_out),
            contradicting=len(self.contradicting),
        )


def read_texts(path: Path, mapping: RatingsMapping) -> Iterator[tuple[str, str]]:
    """Yield the items that the file beside the ratings has, with their texts."""
    if mapping.texts is not None:
        beside = path.parent / Path(mapping.texts.file).name
        for _, (item, text) in rows(beside, [mapping.texts.item, mapping.texts.text]):
            yield item, text
