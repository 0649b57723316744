"""Comparison of runs: differences in settings and results."""

from collections.abc import Iterator, Mapping, Sequence

from park.findings.format import money, number
from park.findings.labels import metric_name, words
from park.findings.model import Column, Figure, Grid, Row
from park.records import Record
from park.report import quality
from park.report.blocks import Gap, Notes, Page, Section, Table
from park.report.charts import column_name, row_name, told
from park.report.model import Facts
from park.report.opinions import total
from park.report.sections import WRITING
from park.text.counts import plural


class Line(Record):
    """The values of each run; None if missing."""

    name: str
    cells: tuple[Figure | str | None, ...]


class Part(Record):
    """A group of lines."""

    title: str
    lines: tuple[Line, ...]


class Comparison(Record):
    """Runs side by side."""

    runs: tuple[str, ...]
    version: str
    writing: tuple[str, ...]
    """Runs still being written."""
    summary: tuple[str, ...]
    made: tuple[Part, ...]
    """Settings and contents of the runs."""
    scores: tuple[Part, ...]
    quality: tuple[Part, ...]
    """Figures of dialogues and opinions over all cultures; empty without dialogues."""


Key = tuple[str, str, Row, Column]
"""Task, metric, respondent and dataset."""


def compare(runs: Sequence[Facts]) -> Comparison:
    """Compare runs."""
    names = names_of(runs)
    scores = tuple(scored(runs))
    return Comparison(
        runs=names,
        version=runs[0].version,
        writing=tuple(n for n, each in zip(names, runs, strict=True) if each.writing),
        summary=summary(runs, names, scores),
        made=(settings(runs), counts(runs), training(runs)),
        scores=scores,
        quality=tuple(measures(runs)),
    )


def names_of(runs: Sequence[Facts]) -> tuple[str, ...]:
    """Return the runs' names, or their folders if names are not unique."""
    names = [each.name for each in runs]
    return tuple(names if len({*names}) == len(names) else [each.place for each in runs])


def summary(runs: Sequence[Facts], names: Sequence[str], scores: Sequence[Part]) -> tuple[str, ...]:
    """Summarise the comparison in sentences."""
    shared = sum(None not in line.cells for part in scores for line in part.lines)
    each = (f"{name}: {' '.join(run.summary)}" for name, run in zip(names, runs, strict=True))
    return (
        *each,
        f"{plural(shared, 'figure')} can be compared. The runs are set side by side; no test was "
        "made between them, and intervals that overlap decide nothing.",
    )


def settings(runs: Sequence[Facts]) -> Part:
    """Return settings and models that differ between runs."""
    tables = [
        run.work.config | {f"model: {role}": ", ".join(m) for role, m in run.work.models.items()}
        for run in runs
    ]
    return Part(title="Settings that differ", lines=tuple(rows_of(tables, only_different=True)))


def counts(runs: Sequence[Facts]) -> Part:
    """Return dialogues, opinions, calls and cost."""
    return Part(title="What the runs hold", lines=tuple(rows_of([holds(run) for run in runs])))


def holds(run: Facts) -> dict[str, str]:
    """Return the counts of a run."""
    spent = run.work.spent
    found = {
        "dialogues": number(sum(sum(row.values()) for row in run.dialogues.values())),
        "calls": number(sum(each.calls for each in spent)),
        "tokens in": number(sum(each.tokens_in for each in spent)),
        "tokens out": number(sum(each.tokens_out for each in spent)),
        "cost": money(sum(each.cost_usd for each in spent)),
    }
    opinions = total(run.funnel) if run.funnel else {}
    return found | {
        f"opinions: {words(name)}": number(count)
        for name, count in opinions.items()
        if name != "dialogues"
    }


def measures(runs: Sequence[Facts]) -> Iterator[Part]:
    """Yield figures of quality over all cultures."""
    for block in quality.side_by_side([run.quality for run in runs]):
        lines = (
            Line(name=name, cells=tuple(map(quality.shown, cells)))
            for name, cells in block.lines.items()
        )
        yield Part(title=f"Quality: {block.title}", lines=tuple(lines))


def training(runs: Sequence[Facts]) -> Part:
    """Return each adapter's difference from its base on held-out rows."""
    tables = [{e.name: e.difference for e in run.training if e.difference} for run in runs]
    return Part(title="Held-out rows: adapter minus base", lines=tuple(rows_of(tables)))


def rows_of(
    tables: Sequence[Mapping[str, Figure | str | None]], *, only_different: bool = False
) -> Iterator[Line]:
    """Yield a line for each name in any table."""
    for name in dict.fromkeys(name for each in tables for name in each):
        cells = tuple(each.get(name) for each in tables)
        if not only_different or any(cell != cells[0] for cell in cells):
            yield Line(name=name, cells=cells)


def scored(runs: Sequence[Facts]) -> Iterator[Part]:
    """Yield the figures of each task and metric in any run."""
    models = any(several_models(run) for run in runs)
    found = [scores_of(run, models) for run in runs]
    parts: dict[tuple[str, str], dict[Key, None]] = {}
    for each in found:
        for key in each:
            parts.setdefault(key[:2], {})[key] = None
    for (task, metric), keys in parts.items():
        lines = tuple(
            Line(
                name=f"{row_name(row, models)} on {column_name(column.tested, column.set)}",
                cells=tuple(each.get((task, metric, row, column)) for each in found),
            )
            for _, _, row, column in keys
        )
        yield Part(title=f"{words(task)}: {metric_name(metric)}", lines=lines)


def several_models(run: Facts) -> bool:
    """Whether a run has scores of several models."""
    grids = [g for task in run.tasks for each in task.metrics for g in (each.whole, each.by_set)]
    return len({row.model for grid in grids if grid for row in grid.rows if row.model}) > 1


def scores_of(run: Facts, models: bool) -> dict[Key, Figure]:
    """Return a run's figures by key, ignoring the model if unique."""
    ignored = {} if models else {"model": ""}
    return {
        (task.name, metric.name, row.model_copy(update=ignored), column): figure
        for task in run.tasks
        for metric in task.metrics
        for grid in (metric.whole, metric.by_set)
        if grid
        for row, column, figure in cells_of(grid)
    }


def cells_of(grid: Grid) -> Iterator[tuple[Row, Column, Figure]]:
    """Yield the figures of a grid with row and column."""
    for row, line in zip(grid.rows, grid.cells, strict=True):
        for column, figure in zip(grid.columns, line, strict=True):
            if figure is not None:
                yield row, column, figure


def comparison_page(both: Comparison) -> Page:
    """Return the comparison as a page."""
    made = [
        Section(f"made-{place}", part.title, [table(both, part)])
        for place, part in enumerate(both.made)
    ]
    scores = [
        Section(f"scores-{place}", part.title, [table(both, part)])
        for place, part in enumerate(both.scores)
    ] or [Section("scores", "Scores", [Gap("No run has been evaluated.", "park evaluate RUN")])]
    measured = [
        Section(f"quality-{place}", part.title, [table(both, part)])
        for place, part in enumerate(both.quality)
    ]
    note = (
        "A difference between runs may come from any of the settings that differ, from other "
        "seeds, or from chance.",
        "Within a run, differences of methods are tested; the runs’ own reports have them.",
    )
    return Page(
        title=" · ".join(both.runs),
        about="Comparison of runs",
        summary=both.summary,
        warnings=[f"{name}: {WRITING}" for name in both.writing],
        sections=[
            *made,
            *scores,
            *measured,
            Section("limits", "What this cannot say", [Notes(note)]),
        ],
        foot=f"Made by culturepark {both.version}. The same numbers are in report.json and "
        "report.md.",
    )


def table(both: Comparison, part: Part) -> Table | Gap:
    """Return lines as a table with one column per run."""
    if not part.lines:
        return Gap("There is nothing to set side by side.")
    rows = [(line.name, *(shown(cell) for cell in line.cells)) for line in part.lines]
    return Table(part.title, ("", *both.runs), rows, titled=False)


def shown(cell: Figure | str | None) -> str:
    """Return a cell as text."""
    return cell if isinstance(cell, str) else told(cell)
