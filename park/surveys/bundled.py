"""The bundled World Values Survey, wave 7: 50 items, 14 countries."""

from functools import cache
from pathlib import Path

from park.records import Answers, Item
from park.surveys.csvfile import read_rows
from park.surveys.options import scale_options
from park.surveys.survey import Survey

DATA = Path(__file__).parent / "data"
SOURCE = "wvs7"
ITEMS = "wvs7_items.csv"


@cache
def bundled() -> Survey:
    """Return the bundled survey."""
    return Survey.of(items_of(ITEMS), _answers())


def items_of(file: str) -> list[Item]:
    """Return the items of an edition, given by its file name."""
    columns = ("item", "topic", "statement", "min_code", "max_code", "labels", "aside")
    items = []
    for _, (id_, topic, statement, low, high, labels, aside) in read_rows(DATA / file, columns):
        named = {int(low) + place: label for place, label in enumerate(labels.split("|")) if label}
        options = scale_options(range(int(low), int(high) + 1), named)
        item = Item(
            id=id_,
            source=SOURCE,
            topic=topic,
            statement=statement,
            options=options,
            aside=tuple(map(int, aside.split("|"))) if aside else (),
        )
        items.append(item)
    return items


def _answers() -> list[Answers]:
    columns = ("country", "item", "code", "respondents", "valid", "missing")
    counts: dict[tuple[str, str], dict[int, float]] = {}
    totals: dict[tuple[str, str], tuple[int, int]] = {}
    for _, (country, item, code, respondents, valid, missing) in read_rows(
        DATA / "wvs7_counts.csv", columns
    ):
        counts.setdefault((item, country), {})[int(code)] = int(respondents)
        totals[item, country] = (int(valid), int(missing))
    return [
        Answers(
            item=item,
            country=country,
            counts=counted,
            valid=totals[item, country][0],
            missing=totals[item, country][1],
        )
        for (item, country), counted in counts.items()
    ]
