"""How many items are sensitive, under which thresholds, and the table of them to annotate."""

import csv
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Any

from park.errors import InputError
from park.ratings.mapping import Coding, zone_of
from park.ratings.read import Ratings
from park.ratings.sensitive import Rules, Scores, figures, score_items
from park.statistics.proportion import wilson

THRESHOLDS = (0.4, 0.5, 0.6, 0.7)
FEWEST = (3, 4, 5)
BLANK = ("annotator", "sensitive?", "comment")
"""Columns left empty, for people."""


def scores(ratings: Ratings, coding: Coding, harmful: float, rules: Rules) -> Scores:
    """Score all items under a coding."""
    zones = zone_of(coding)
    zone = [zones.get(country, "") for country in ratings.country]
    return score_items(ratings, zone, list(coding), harmful, rules)


def shares(ratings: Ratings, coding: Coding, harmful: float, rules: Rules) -> dict[str, Any]:
    """Return the share of sensitive items with its interval, and with other thresholds."""
    found = share(scores(ratings, coding, harmful, rules))
    found["thresholds"] = [
        {
            "threshold": threshold,
            "fewest": fewest,
            "mixed": mixed,
            **share(scores(ratings, coding, harmful, other)),
        }
        for mixed, fewest, threshold in product((True, False), FEWEST, THRESHOLDS)
        for other in [Rules(fewest=fewest, mixed=mixed, threshold=threshold)]
    ]
    return found


def share(found: Scores) -> dict[str, Any]:
    """Return counts, the share and its Wilson interval; None without items."""
    counts = figures(found)
    items, sensitive = counts["items"], counts["sensitive"]
    if not items:
        return {**counts, "share": None, "low": None, "high": None}
    low, high = wilson(sensitive, items)
    return {**counts, "share": sensitive / items, "low": low, "high": high}


def write_table(path: Path, ratings: Ratings, found: Scores, texts: Mapping[str, str]) -> None:
    """Write the sensitive items, those of the highest score first, as CSV to annotate.

    Raises:
        InputError: the file cannot be written.
    """
    order = [int(place) for place in (-found.score.max(1)).argsort(kind="stable")]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file)
            table.writerow(_head(found, with_text=bool(texts)))
            table.writerows(
                list(_row(ratings, found, place, texts))
                for place in order
                if found.sensitive[place]
            )
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror})") from None


def _head(found: Scores, *, with_text: bool) -> list[str]:
    by_zone = [f"{zone}: {what}" for zone in found.zones for what in ("n", "harmful", "H")]
    text = ["text"] if with_text else []
    return [*map(inert, ["item", *text, "zone", "S", *by_zone]), *BLANK]


def _row(
    ratings: Ratings, found: Scores, place: int, texts: Mapping[str, str]
) -> Iterator[str | int]:
    item = ratings.items[place]
    yield inert(item)
    if texts:
        yield inert(texts.get(item, ""))
    best = int(found.score[place].argmax())
    yield inert(found.zones[best])
    yield f"{found.score[place, best]:.3f}"
    for zone in range(len(found.zones)):
        yield int(found.n[place, zone])
        yield int(found.harmful[place, zone])
        yield f"{found.likely[place, zone]:.3f}" if found.valid[place, zone] else ""
    yield from ("",) * len(BLANK)


def inert(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in tuple("=+-@\t\r") and text else text
