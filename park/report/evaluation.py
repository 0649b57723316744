"""Sections of scores, one per task."""

from collections.abc import Iterator
from typing import NamedTuple

from park.config import EvaluateConfig
from park.findings.format import number
from park.findings.labels import direction, metric_name, words
from park.findings.model import Grid, Metric, Task
from park.findings.standing import main_metric
from park.kinds import registry
from park.records.scores import NEW_COUNTRIES
from park.report import charts
from park.report.blocks import Block, Folded, Gap, Heading, Notes, Section, Table, Text
from park.report.model import Facts
from park.text.counts import plural

NOT_STATED = "not stated"


class About(NamedTuple):
    """A task's title and description."""

    title: str
    text: str = ""


KNOWN_TO_COUNTRIES = (
    "The controls of this first table know what other countries answered to the very items; no "
    "method was told that. Those of the second know no answer to the items, as the methods do."
)

ABOUT_NEW = (
    "Nothing was trained on these countries, and nobody knows their answers to any item, so they "
    "stand beside controls that do without. Other countries’ answers to the items are known to "
    "constant and pooled. Holm’s correction takes their differences for a family of their own."
)


def evaluation(facts: Facts) -> Iterator[Section]:
    """Yield a section for each task that runs by default, and for any other with scores."""
    found = {task.name: task for task in facts.tasks}
    for name in dict.fromkeys([*EvaluateConfig().tasks, *found, *facts.begun]):
        about = about_task(name)
        task, begun = found.get(name), facts.begun.get(name, 0)
        command = f"park evaluate {facts.place} --tasks {name}{_needed(name)}"
        blocks = list(blocks_of(task, about)) if task else [missing(about, command, begun)]
        yield Section(f"task-{name}", about.title, blocks)


def about_task(name: str) -> About:
    """Return a task's title and description; its name where neither is known."""
    kinds = registry("tasks")
    kind = kinds.get(name) if name in kinds.names() else None
    named = words(name).capitalize()
    return About(kind.title or named, kind.about) if kind else About(named)


def covered(name: str, metric: str) -> str:
    """Return how many of a metric's intervals hold the truth; '' where about 95, or unknown."""
    kinds = registry("tasks")
    return str(kinds.get(name).covers.get(metric, "")) if name in kinds.names() else ""


def _needed(name: str) -> str:
    """Return the options without which a task would be left out again."""
    kinds = registry("tasks")
    needs = kinds.get(name).needs if name in kinds.names() else ""
    return f" {needs}" if needs else ""


def missing(about: About, command: str, begun: int) -> Gap:
    """Return the placeholder for missing scores, with the number of stored answers."""
    state = f"begun, {plural(begun, 'answer')} stored, no scores yet" if begun else "not evaluated"
    return Gap(f"{about.title}: {state}.", command)


def blocks_of(task: Task, about: About) -> Iterator[Block]:
    """Yield a task's figures, with all but the main metric collapsed."""
    if about.text:
        yield Text(about.text)
    if task.caveats:
        yield Notes(task.caveats)
    first = main_metric(task)
    yield Heading(f"{metric_name(first.name)} ({direction(first)})")
    yield from metric_blocks(task, first)
    for metric in task.metrics:
        if metric is not first:
            title = f"{metric_name(metric.name)} ({direction(metric)})"
            yield Folded(title, list(metric_blocks(task, metric)))
    if task.unanswered:
        yield unanswered(task)
    yield from cards_of(task)
    if task.remarks:
        yield Folded(f"Remarks on these scores ({len(task.remarks)})", [Notes(task.remarks)])


def cards_of(task: Task) -> Iterator[Block]:
    """Yield what the cards of a task state; a gap is said, too."""
    for name, card in task.cards.items():
        rows = [(what, text or NOT_STATED) for what, text in card.items()]
        of = words(task.name) if name == task.name else f"the benchmark {name}"
        yield Folded(f"Card of {of}", [Table(f"What the card of {of} states", ("", ""), rows)])
    if not task.cards:
        yield Notes([f"{words(task.name)} has no card in this run: nobody states who made it, "
                     "for whom, and what it cannot say."])  # fmt: skip


def metric_blocks(task: Task, metric: Metric) -> Iterator[Block]:
    """Yield a metric's heat maps and forest plots."""
    ident = f"{task.name}-{metric.name}"
    if metric.whole:
        known, told = without(metric.whole, "countries"), without(metric.whole, "nothing", "items")
        if known != metric.whole:
            yield Text(KNOWN_TO_COUNTRIES)
            yield charts.matrix(f"{ident}-countries", task.name, metric, told)
            yield Heading("Without other countries’ answers to the items")
        yield charts.matrix(f"{ident}-all", task.name, metric, known)
    if metric.by_set:
        yield from sets(ident, task, metric, metric.by_set)
    if held := covered(task.name, metric.name):
        yield Text(f"How many of 100 of these intervals hold the truth in simulations: {held}.")
    if metric.pairs:
        yield charts.differences(ident, task.name, metric)
    else:
        yield Text("No differences between methods were computed for this figure.")


def sets(ident: str, task: Task, metric: Metric, grid: Grid) -> Iterator[Block]:
    """Yield the heat map of datasets, and one of new countries."""
    known, new = (columns(grid, new=each) for each in (False, True))
    if known.columns:
        yield charts.matrix(f"{ident}-sets", task.name, metric, known)
    if new.columns:
        yield Heading(NEW_COUNTRIES.capitalize())
        yield Text(ABOUT_NEW)
        yield charts.matrix(f"{ident}-new", task.name, metric, new)


def columns(grid: Grid, *, new: bool) -> Grid:
    """Return the columns of new countries, or the others, with the rows that have figures there."""
    kept = [n for n, each in enumerate(grid.columns) if (each.set == NEW_COUNTRIES) == new]
    cells = [tuple(line[n] for n in kept) for line in grid.cells]
    rows = [n for n, line in enumerate(cells) if any(line)]
    return Grid(
        rows=tuple(grid.rows[n] for n in rows),
        columns=tuple(grid.columns[n] for n in kept),
        cells=tuple(cells[n] for n in rows),
    )


def without(grid: Grid, *knows: str) -> Grid:
    """Return a grid without controls that know any of the given (see `Row.knows`)."""
    kept = [place for place, row in enumerate(grid.rows) if row.knows not in knows]
    return grid.model_copy(
        update={
            "rows": tuple(grid.rows[place] for place in kept),
            "cells": tuple(grid.cells[place] for place in kept),
        }
    )


def unanswered(task: Task) -> Table:
    """Return the counts of answers by status."""
    statuses = ("answered", "unparsed", "refused")
    return Table(
        "Answers by method; what is unparsed or refused is never scored",
        ("method", *statuses),
        [
            (words(method), *(number(counts.get(status, 0)) for status in statuses))
            for method, counts in task.unanswered.items()
        ],
    )
