"""The figures as lines of text, with groups or runs in columns."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from park.quality.model import ALL, Figure, Harvest, Measures, Quality, Sides, Spent, Talk, share

NONE = "–"
COSTS = "calls and tokens per accepted opinion"
Cell = Figure | int | None


class Block(NamedTuple):
    """Lines under a heading."""

    title: str
    lines: Mapping[str, Sequence[Cell]]
    """The cells of each column, by the lines' names."""


def blocks(columns: Sequence[Measures | None]) -> Iterator[Block]:
    """Yield the figures of some groups side by side; None for a column without the group."""
    talks = [each.talk if each else None for each in columns]
    endings = _names(each.endings for each in talks if each)
    flags = _names(each.flags for each in talks if each)
    yield _block("turns", [_talk(each, endings, flags) if each else {} for each in talks])
    harvests = [each.harvest if each else None for each in columns]
    reasons = _names(each.rejected for each in harvests if each)
    yield _block("opinions", [_harvest(each, reasons) if each else {} for each in harvests])
    places = [each.sides if each else None for each in columns]
    yield _block("first side of the scale", [_sides(each) if each else {} for each in places])


def costs(runs: Sequence[Quality]) -> Block:
    """Return the usage of runs side by side."""
    return _block(COSTS, [_spent(each.spent) for each in runs])


def lines(runs: Sequence[Quality]) -> Iterator[str]:
    """Yield a run's figures by culture, or those of several runs side by side."""
    if len(runs) == 1:
        yield from _table([*runs[0].groups], [*blocks([*runs[0].groups.values()])])
        yield from _table([ALL], [costs(runs)])
    else:
        names = [each.run for each in runs]
        cultures = sorted({name for each in runs for name in each.groups} - {ALL})
        for group in (ALL, *cultures):
            yield f"== {group}"
            yield from _table(names, [*blocks([each.groups.get(group) for each in runs])])
        yield "== usage"
        yield from _table(names, [costs(runs)])
    for each in runs:
        before = f"{each.run}: " if len(runs) > 1 else ""
        yield from (f"{before}{note}" for note in each.notes)


def shown(cell: Cell) -> str:
    """Return a cell with its interval and n; a dash if undefined."""
    if cell is None or isinstance(cell, int):
        return NONE if cell is None else str(cell)
    if cell.value is None or not math.isfinite(cell.value):
        return NONE
    within = "" if cell.low is None else f" [{cell.low:.2f}, {cell.high:.2f}]"
    return f"{cell.value:.2f}{within}{f' n={cell.n}' if cell.n else ''}"


def _table(columns: Sequence[str], found: Sequence[Block]) -> Iterator[str]:
    rows = [(block.title, [*columns]) for block in found[:1]]
    for block in found:
        rows += [(block.title, [""] * len(columns))] if block is not found[0] else []
        rows += [(f"  {name}", [*map(shown, cells)]) for name, cells in block.lines.items()]
    widths = [max(len(row[1][at]) for row in rows) for at in range(len(columns))]
    first = max(len(name) for name, _ in rows)
    for name, cells in rows:
        padded = (f"  {cell:<{size}}" for cell, size in zip(cells, widths, strict=True))
        yield f"{name:<{first}}{''.join(padded)}".rstrip()


def _block(title: str, columns: Sequence[Mapping[str, Cell]]) -> Block:
    names = dict.fromkeys(name for column in columns for name in column)
    return Block(title, {name: [column.get(name) for column in columns] for name in names})


def _names(found: Iterable[Iterable[str]]) -> list[str]:
    return [*dict.fromkeys(name for each in found for name in each)]


def _shares(
    what: str, found: Mapping[str, Figure], names: Sequence[str], n: int
) -> dict[str, Cell]:
    """Return the shares of all names that occur in any column, 0 where one does not."""
    return {f"{what}: {name}": found.get(name, share(0, n)) for name in names}


def _talk(talk: Talk, endings: Sequence[str], flags: Sequence[str]) -> dict[str, Cell]:
    return {
        "dialogues": talk.dialogues,
        **_shares("ended", talk.endings, endings, talk.dialogues),
        "turns": talk.turns,
        "attempts per turn": talk.attempts,
        **_shares("flag", talk.flags, flags, talk.turns),
        "words of a fact it was told": talk.told,
        "words of any fact of the culture": talk.grounded,
        "words of other cultures' facts alone": talk.elsewhere,
        "near-equal to an earlier turn": talk.repeated,
        "distinct openings": talk.openings,
        "distinct-2": talk.distinct_2,
    }


def _harvest(harvest: Harvest, reasons: Sequence[str]) -> dict[str, Cell]:
    return {
        "listed per dialogue": harvest.listed,
        "accepted per dialogue": harvest.accepted,
        "accepted of listed": harvest.acceptance,
        **_shares("rejected", harvest.rejected, reasons, harvest.acceptance.n),
        "distinct openings of accepted": harvest.openings,
        "distinct-2 of accepted": harvest.distinct_2,
        "stance kept in the last turn": harvest.stance_kept,
        "precision of verification (estimate)": harvest.precision,
    }


def _sides(sides: Sides) -> dict[str, Cell]:
    return {
        "people": sides.people,
        "dialogues": sides.dialogues,
        "listed opinions": sides.listed,
        "accepted opinions": sides.accepted,
        "accepted minus listed": sides.shift,
    }


def _spent(spent: Mapping[str, Spent]) -> dict[str, Cell]:
    found: dict[str, Cell] = {}
    for stage, each in spent.items():
        found[f"{stage}: calls"] = each.calls_per_accepted
        found[f"{stage}: tokens"] = each.tokens_per_accepted
    return found
