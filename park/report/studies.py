"""What studies found, from the run's folder."""

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from pydantic import ValidationError

from park.findings.format import number
from park.report import svg
from park.report.blocks import Block, Charts, Notes, Section, Table, Text, Verbatim
from park.report.model import Effect, Facts, Studied
from park.text.printable import printable

FOLDER = "studies"
UNREADABLE = (
    OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, ValidationError,
)  # fmt: skip
MOST_EFFECTS = 40
"""Of a picture; the table has all."""


def studies(folder: Path) -> Iterator[Studied]:
    """Yield the findings in a run's folder; a file that cannot be read is said to be broken."""
    for path in sorted((folder / FOLDER).glob("*.json")):
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            effects = {
                title: tuple(
                    Effect(label=label, value=value, low=low, high=high)
                    for label, value, low, high in rows
                )
                for title, rows in data["effects"].items()
            }
            name, about, text = data["study"], data["help"], tuple(data["text"])
            yield Studied(name=name, help=about, text=text, effects=effects)
        except UNREADABLE:
            yield Studied(
                name=path.stem, help="", text=(), effects={}, broken=f"{path.name} cannot be read"
            )


def sections(facts: Facts) -> Iterator[Section]:
    """Yield a section for each study."""
    for place, each in enumerate(facts.studies):
        yield Section(f"study-{place}", f"Study: {each.name}", list(_blocks(place, each)))


def _blocks(place: int, study: Studied) -> Iterator[Block]:
    if study.broken:
        yield Notes([f"{study.broken}; park study {study.name} writes it anew."])
        return
    yield Text(f"{study.help[:1].upper()}{study.help[1:]}.")
    for number_, (title, effects) in enumerate(study.effects.items()):
        if effects:
            yield _forest(f"study-{place}-{number_}", title, effects)
    for blank, lines in groupby(study.text, lambda line: not line.strip()):
        if not blank:
            yield Verbatim([printable(line) for line in lines], f"findings of {study.name}")


def _forest(ident: str, title: str, effects: Sequence[Effect]) -> Charts:
    rows = [
        (each.label, number(each.value), f"{number(each.low)} to {number(each.high)}")
        for each in effects
    ]
    told = svg.Described(ident, title, "; ".join(f"{row[0]} {row[1]} ({row[2]})" for row in rows))
    drawn = [
        svg.Effect(each.label, each.value, each.low, each.high, _kind(each))
        for each in effects[:MOST_EFFECTS]
    ]
    picture = svg.forest(told, drawn, ("lower", "higher"))
    table = Table(title, ("", "difference", "95 % interval"), rows)
    key = "Filled: the interval leaves 0 out; hollow: undecided."
    return Charts([picture], f"{title}, with 95 % intervals.", table, key)


def _kind(each: Effect) -> str:
    if each.low <= 0 <= each.high:
        return "undecided"
    return "better" if each.value > 0 else "worse"
