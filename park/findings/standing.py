"""How methods stand to one another and to the controls in a task's scores."""

from collections.abc import Sequence
from typing import NamedTuple

from park.findings.labels import WITHOUT_DIRECTION
from park.findings.model import Contrast, Figure, Metric, Task
from park.findings.reading import overall
from park.kinds import registry

ALPHA = 0.05
FEWEST = 5
"""Minimum number of units for a difference to be significant."""
CLAIMS = (("adapter", "prompt"), ("adapter", "plain"))
"""The main differences for tasks that name none."""
GUESS = "uniform"
"""The control that gives every option the same share."""
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
DRAWN = frozenset({"respondents"})
"""Units whose number is ours to choose."""


class Control(NamedTuple):
    """A control without a model that no method comes up to."""

    name: str
    value: float
    method: str
    """The best method."""
    best: float
    guess: float | None = None
    """What the same share for every option reaches, if it is another control and above it, too."""


def decides(task: Task) -> bool:
    """Whether a task's claims tell if a method works."""
    kinds = registry("tasks")
    return task.name not in kinds.names() or bool(kinds.get(task.name).decides)


def claims(task: Task) -> tuple[tuple[str, str], ...]:
    """Return a task's main differences."""
    kinds = registry("tasks")
    return tuple(kinds.get(task.name).claims) if task.name in kinds.names() else CLAIMS


def main_metric(task: Task) -> Metric:
    """Return the main metric: the first with differences, else the first."""
    return next((metric for metric in task.metrics if metric.pairs), task.metrics[0])


def best_control(task: Task) -> Control | None:
    """Return the control without a model that beats every method, if there is one."""
    metric = main_metric(task)
    best = max if metric.higher_is_better else min
    figures = overall(metric)
    controls = [(value, row.method) for row, value in figures if row.method in BASELINES]
    methods = [(value, row.method) for row, value in figures if not row.control]
    if not controls or not methods or metric.name in WITHOUT_DIRECTION:
        return None
    control, method = best(controls), best(methods)
    if control[0] == method[0] or best(control, method) != control:
        return None
    guesses = [value for value, name in controls if name == GUESS and name != control[1]]
    guess = next((value for value in guesses if best(value, method[0]) != method[0]), None)
    return Control(control[1], control[0], method[1], method[0], guess)


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


def alike(contrasts: Sequence[Contrast]) -> bool:
    """Whether there is one comparison for each culture, of one model and over all datasets."""
    once = all(each.tested and not each.set for each in contrasts)
    return once and len({each.model for each in contrasts}) == 1


def verdict(figure: Figure, higher_is_better: bool) -> str:
    """Classify a difference as better, worse or undecided.

    Decided by the corrected p-value, or the interval if there is none; with too few units it is
    always undecided.
    """
    if figure.value is None or not decided(figure):
        return "undecided"
    return "better" if (figure.value > 0) == higher_is_better else "worse"


def decided(figure: Figure) -> bool:
    """Whether a difference is significant.

    Never where n is ours to choose, such as the respondents that are drawn from a model's shares.
    """
    if figure.n < FEWEST or figure.unit in DRAWN:
        return False
    chance = figure.p if figure.adjusted is None else figure.adjusted
    if chance is not None:
        return chance < ALPHA
    return figure.low is not None and figure.high is not None and figure.low * figure.high > 0
