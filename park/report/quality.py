"""The figures of `park.quality` in a report."""

from collections.abc import Iterator, Sequence

from park.findings.format import NONE, number, whole
from park.findings.model import Figure
from park.quality.model import ALL, Quality
from park.quality.table import COSTS, Block, Cell, blocks, costs
from park.report.blocks import Block as PageBlock
from park.report.blocks import Gap, Notes, Table, Text
from park.report.model import Facts

WIDTH = (
    "Shares have Wilson’s interval, which takes turns and opinions for independent; those of one "
    "dialogue are not, so it is too narrow. What is distinct falls as a run grows, and has none."
)


def section(facts: Facts) -> Iterator[PageBlock]:
    """Yield figures of quality by culture."""
    found = facts.quality
    if found is None:
        yield Gap("There are no dialogues.", f"park generate {facts.place}")
        return
    yield Text(WIDTH)
    for block in (*blocks([*found.groups.values()]), costs([found])):
        columns = [ALL] if block.title == COSTS else [*found.groups]
        rows = [(name, *map(shown, cells)) for name, cells in block.lines.items()]
        if rows:
            yield Table(block.title.capitalize(), ("", *columns), rows)
    if found.notes:
        yield Notes(found.notes)


def side_by_side(runs: Sequence[Quality | None]) -> Iterator[Block]:
    """Yield the figures of runs over all cultures, without blocks that are empty."""
    if any(runs):
        found = blocks([run.groups[ALL] if run else None for run in runs])
        yield from (block for block in found if block.lines)


def shown(cell: Cell) -> str:
    """Return a cell in the report's format."""
    if cell is None or isinstance(cell, int):
        return number(cell)
    return NONE if cell.value is None else whole(Figure(**cell.model_dump()))
