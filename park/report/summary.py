"""The summary at the top of a report."""

from collections.abc import Iterator, Sequence

from park.kinds import registry
from park.report.format import number, percent
from park.report.labels import (
    WITHOUT_DIRECTION,
    method_name,
    metric_name,
    subtracted_name,
    words,
)
from park.report.model import Column, Contrast, Figure, Funnel, Metric, Row, Task, Trained
from park.report.opinions import total
from park.text.counts import plural

ALPHA = 0.05
FEWEST = 5
"""Minimum number of units for a difference to be significant."""
CLAIMS = (("adapter", "prompt"), ("adapter", "plain"))
"""The main differences for tasks that name none."""
BASELINES = frozenset(
    [
        *(
            "uniform",
            "first",
            "constant",
            "pooled",
            "nearest",
            "kernel",
            "ridge",
            "profile",
            "text",
        ),
        *("majority", "prior", "coin", "prior-coin"),
    ]
)
"""Controls without a model and without knowledge of the tested answers."""


def summary(
    dialogues: dict[str, dict[str, int]],
    funnel: Funnel | None,
    training: Sequence[Trained],
    tasks: Sequence[Task],
) -> tuple[str, ...]:
    """Summarise the results in sentences, including what is missing."""
    return tuple(
        sentence
        for sentence in (
            about_data(dialogues, funnel),
            about_training(training),
            *about_scores(tasks),
            *about_controls(tasks),
        )
        if sentence
    )


def about_data(dialogues: dict[str, dict[str, int]], funnel: Funnel | None) -> str:
    """Summarise dialogues and opinions."""
    count = sum(sum(endings.values()) for endings in dialogues.values())
    if not count:
        return "The run is empty: no dialogue has been held."
    held = f"{plural(count, 'dialogue')} of {plural(len(dialogues), 'culture')}"
    if funnel is None:
        return f"{held} were held; no opinions have been taken from them."
    counts = total(funnel)
    listed, kept = counts.get("listed", 0), counts.get("accepted", 0)
    share = f" ({percent(kept / listed)})" if listed else ""
    return f"{held} gave {plural(listed, 'opinion')}, of which {kept:,} were accepted{share}."


def about_training(training: Sequence[Trained]) -> str:
    """Count the adapters that improve on the base on held-out rows."""
    measured = [each.difference for each in training if each.difference]
    if not training:
        return ""
    if not measured:
        return f"{plural(len(training), 'adapter')} trained; none was measured on held-out rows."
    better = sum(verdict(each, higher_is_better=False) == "better" for each in measured)
    return (
        f"{better} of {plural(len(measured), 'adapter')} measured on held-out rows "
        f"{'is' if better == 1 else 'are'} better there than the base "
        f"(interval below zero, over {FEWEST} opinions at least); a lower loss means that the form "
        "of the rows has been learnt, not that more is known of a culture."
    )


def about_scores(tasks: Sequence[Task]) -> tuple[str, ...]:
    """Count the cultures on which one method is better than another, by task."""
    if not tasks:
        return ("Nothing has been evaluated, so nothing can be claimed of any method.",)
    unread = [each for task in tasks if (each := about_reading(task))]
    told: dict[tuple[str, str], list[str]] = {}
    for task in tasks:
        for pair in () if about_reading(task) else claims(task):
            if part := counted(task, *pair):
                told.setdefault(pair, []).append(part)
    found = [
        f"Against {subtracted_name(against)}, the {method_name(method)} is better on "
        f"{', '.join(parts)}, by p < {ALPHA:g} after Holm’s correction."
        for (method, against), parts in told.items()
    ]
    if unread or found:
        return (*unread, *found)
    return ("The scores hold no comparison of an adapter with the base.",)


def claims(task: Task) -> tuple[tuple[str, str], ...]:
    """Return a task's main differences."""
    kinds = registry("tasks")
    return tuple(kinds.get(task.name).claims) if task.name in kinds.names() else CLAIMS


def about_reading(task: Task) -> str:
    """Warn of methods that choose options by position; '' if none does, or unknown."""
    known = {metric.name: by_respondent(metric) for metric in task.metrics}
    by_option, by_place = known.get("order_by_option", {}), known.get("order_by_place", {})
    blind = [row for row in by_option if row in by_place and by_option[row] > by_place[row]]
    if not blind:
        return ""
    worst = max(blind, key=lambda row: by_option[row] - by_place[row])
    return (
        f"In {words(task.name)}, {len(blind)} of {plural(len(by_option), 'respondent')} choose "
        f"options by where they stand more than by what they say (for {worst}, answers move by "
        f"{number(by_option[worst])} of all probability between two orders of the options, and by "
        f"{number(by_place[worst])} if the places are compared): no alignment is claimed."
    )


def by_respondent(metric: Metric) -> dict[str, float]:
    """Return the values over all cultures and datasets by respondent."""
    return {
        f"{row.method}:{row.culture}" if row.culture else row.method: value
        for row, value in overall(metric)
    }


def about_controls(tasks: Sequence[Task]) -> Iterator[str]:
    """Yield a sentence for each task in which a control without a model beats every method."""
    for task in tasks:
        metric = main_metric(task)
        best = max if metric.higher_is_better else min
        figures = overall(metric)
        controls = [(value, row.method) for row, value in figures if row.method in BASELINES]
        methods = [(value, row.method) for row, value in figures if not row.control]
        if not controls or not methods or metric.name in WITHOUT_DIRECTION:
            continue
        control, method = best(controls), best(methods)
        if control[0] != method[0] and best(control, method) == control:
            yield (
                f"No method in {words(task.name)} comes up to the control {control[1]}, which asks "
                f"no model ({metric_name(metric.name)} {number(control[0])}; the best method, "
                f"{method[1]}, {number(method[0])})."
            )


def main_metric(task: Task) -> Metric:
    """Return the main metric: the first with differences, else the first."""
    return next((metric for metric in task.metrics if metric.pairs), task.metrics[0])


def overall(metric: Metric) -> list[tuple[Row, float]]:
    """Return the values over all cultures and datasets by row."""
    grid = metric.whole
    return [
        (row, figure.value)
        for row, line in (zip(grid.rows, grid.cells, strict=True) if grid else ())
        for at, figure in zip(grid.columns if grid else (), line, strict=True)
        if at == Column(tested="", set="") and figure and figure.value is not None
    ]


def counted(task: Task, method: str, against: str) -> str:
    """Summarise a comparison on the first metric that has it; '' if none."""
    for metric in task.metrics:
        contrasts = compared(metric, method, against)
        if contrasts:
            verdicts = [verdict(each.figure, metric.higher_is_better) for each in contrasts]
            better, worse = (verdicts.count(word) for word in ("better", "worse"))
            what = unit_of(contrasts)
            return (
                f"{better} of {len(contrasts)} "
                f"{what if len(contrasts) != 1 else what.removesuffix('s')} in {words(task.name)} "
                f"({metric_name(metric.name)}; worse on {worse})"
            )
    return ""


def compared(metric: Metric, method: str, against: str) -> list[Contrast]:
    """Return the relevant differences of two methods: by culture, over all datasets if known."""
    found = [
        contrast
        for pair in metric.pairs
        if (pair.method, pair.against) == (method, against)
        for contrast in pair.contrasts
    ]
    found = [each for each in found if not each.set] or found
    found = [each for each in found if each.tested] or found
    return [each for each in found if each.culture in ("", each.tested)] or found


def unit_of(contrasts: Sequence[Contrast]) -> str:
    """Return the unit of a claim: `cultures`, unless there are several datasets or models."""
    alike = all(each.tested and not each.set for each in contrasts)
    alike = alike and len({each.model for each in contrasts}) == 1
    return "cultures" if alike else "comparisons"


def verdict(figure: Figure, higher_is_better: bool) -> str:
    """Classify a difference as better, worse or undecided.

    Decided by the corrected p-value, or the interval if there is none; with too few units it is
    always undecided.
    """
    if figure.value is None or not decided(figure):
        return "undecided"
    return "better" if (figure.value > 0) == higher_is_better else "worse"


def decided(figure: Figure) -> bool:
    """Whether a difference is significant."""
    if figure.n < FEWEST:
        return False
    chance = figure.p if figure.adjusted is None else figure.adjusted
    if chance is not None:
        return chance < ALPHA
    return figure.low is not None and figure.high is not None and figure.low * figure.high > 0
