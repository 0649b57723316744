"""The first sentence of a report and the last of an evaluation: did it work?"""

from collections.abc import Sequence
from typing import NamedTuple

from park.findings.format import number
from park.findings.labels import method_name, subtracted_name, words
from park.findings.model import Metric, Task
from park.findings.reading import Answerer, reads
from park.findings.standing import (
    alike,
    best_control,
    claims,
    compared,
    decides,
    main_metric,
    verdict,
)
from park.text.counts import plural

ASKED = "Did it work?"
BEATS = {
    "other_cultures": "gains more on its own people than on others",
    "item_blind": "is nearer to people than if it had not read the questions",
    "ridge": "is nearer to people than a regression over other countries",
}
"""What a method does that is better than another, by the other; see `SUBTRACTED`."""
OTHERS = "other_cultures"
"""The reference without which nothing is known to be cultural."""


class Told(NamedTuple):
    """What a task says about the adapters."""

    rank: int
    """The higher, the more to be told: 0 nothing, 1 no, 2 in part, 3 yes."""
    text: str


class Counted(NamedTuple):
    """On how many cultures a method is better than another."""

    method: str
    against: str
    metric: str
    better: int
    worse: int
    of: int
    cultures: bool
    """Whether it was compared once on each culture."""
    read: int
    """Comparisons whose answerer goes by what options say, as far as known; see `reads`."""


def answer(tasks: Sequence[Task]) -> str:
    """Say in one sentence whether scores show what a run is for: adapters that answer as people."""
    found = [told for told in map(of_task, filter(decides, tasks)) if told is not None]
    best = max(found, key=lambda each: each.rank, default=None)
    if best is None:
        return f"{ASKED} Not known: the evaluation compares no adapter with its base."
    return f"{ASKED} {best.text}"


def of_task(task: Task) -> Told | None:
    """Return what a task says about the adapters; None if it compares none."""
    counts = [found for pair in claims(task) if (found := counted(task, *pair)) is not None]
    if not counts:
        return None
    name = words(task.name)
    counts = [each for each in counts if each.read]
    if not counts:
        return Told(1, f"No: in {name}, options are chosen by where they stand more than by what "
                       "they say, so no alignment can be claimed.")  # fmt: skip
    if control := best_control(task):
        return Told(1, f"No: in {name}, no method comes up to {control.name}, which asks no model "
                       f"({number(control.value)}; the best method, {control.method}, "
                       f"{number(control.best)}).")  # fmt: skip
    if alone := _without_others(task, counts):
        return Told(1, f"Nothing cultural has been shown: in {name}, whether the "
                       f"{method_name(alone)} {beats(OTHERS)} takes two tested cultures and the "
                       "method plain.")  # fmt: skip
    least = min(counts, key=lambda each: each.better)
    where = plural(least.of, "culture" if least.cultures else "comparison")
    said = f"in {name}, the {method_name(least.method)} {beats(least.against)} on {least.better}"
    said += f" of {where}" + (f", and the reverse holds on {least.worse}" if least.worse else "")
    if not least.better:
        return Told(1, f"It has not been shown: {said}.")
    if least.better < least.of or least.worse:
        return Told(2, f"In part: {said}.")
    return Told(3, f"Yes, on this task: {said}.")


def _without_others(task: Task, counts: Sequence[Counted]) -> str:
    """Return the first method that a task would hold against other cultures and did not."""
    held = {each.method for each in counts if each.against == OTHERS}
    wanted = {method for method, against in claims(task) if against == OTHERS}
    return next((e.method for e in counts if e.method in wanted - held), "")


def beats(against: str) -> str:
    """Return what a method does that is better than another, in plain words."""
    return BEATS.get(against, f"does better than {subtracted_name(against)}")


def counted(task: Task, method: str, against: str) -> Counted | None:
    """Count a claim on the first metric that has it; None if there is none.

    A comparison of an answerer that goes by the places of options is never better.
    """
    for metric in task.metrics:
        if contrasts := compared(metric, method, against):
            read = [reads(task, Answerer(method, e.culture, e.model)) for e in contrasts]
            found = [verdict(each.figure, metric.higher_is_better) for each in contrasts]
            better = sum(one == "better" and known for one, known in zip(found, read, strict=True))
            worse, once = found.count("worse"), alike(contrasts)
            n = len(contrasts)
            return Counted(method, against, metric.name, better, worse, n, once, sum(read))
    return None


def of_strangers(tasks: Sequence[Task]) -> tuple[str, ...]:
    """Say on how many cultures another culture's adapter comes nearer than their own."""
    return tuple(said for task in tasks if (said := _strangers(task, main_metric(task))))


def _strangers(task: Task, metric: Metric) -> str:
    grid = metric.whole
    if grid is None:
        return ""
    sign = 1 if metric.higher_is_better else -1
    tested, beaten = 0, []
    for place, column in enumerate(grid.columns):
        known = {
            row.culture: sign * cell.value
            for row, line in zip(grid.rows, grid.cells, strict=True)
            if row.method == "adapter" and (cell := line[place]) and cell.value is not None
        }
        if column.set or column.tested not in known or len(known) < 2:
            continue
        tested += 1
        other = max(known.keys() - {column.tested}, key=lambda each: known[each])
        if known[other] > known[column.tested]:
            beaten.append((column.tested, other, known[other] * sign, known[column.tested] * sign))
    if not beaten:
        return ""
    people, other, theirs, own = beaten[0]
    return (
        f"In {words(task.name)}, on {len(beaten)} of {plural(tested, 'culture')} the adapter of "
        f"another culture comes nearer than their own (on {people} people, that of {other}: "
        f"{number(theirs)}, their own {number(own)})."
    )
