"""Failures, and limits of the figures."""

from collections import Counter
from collections.abc import Iterator, Sequence

from park.findings.labels import words
from park.findings.model import Figure, Grid, Task
from park.ledger.ledger import Ledger
from park.records import Dialogue
from park.report.model import Work
from park.text.counts import plural

SHOWN = 5
"""Maximum error messages of dialogues to show."""
LONGEST = 200


def failures(
    ledger: Ledger, dialogues: Sequence[Dialogue], tasks: Sequence[Task]
) -> tuple[str, ...]:
    """Return a line for each kind of failure."""
    return (
        *of_dialogues(dialogues),
        *of_readings(ledger),
        *of_adapters(ledger),
        *(line for task in tasks for line in of_task(task)),
    )


def of_dialogues(dialogues: Sequence[Dialogue]) -> Iterator[str]:
    """Yield counts of failed dialogues with causes, and of turns that fail a check."""
    failed = [each for each in dialogues if each.ending == "error"]
    if failed:
        yield f"{len(failed)} of {plural(len(dialogues), 'dialogue')} failed"
        causes = Counter(each.failure[:LONGEST] or "no reason was stored" for each in failed)
        for cause, count in causes.most_common(SHOWN):
            yield f"failed dialogues, {count} times: {cause}"
    early = Counter(each.ended for each in dialogues if each.ending not in ("turns", "error"))
    for ending, count in sorted(early.items()):
        yield f"{plural(count, 'dialogue')} ended early: {ending}"
    flags = Counter(flag.check for each in dialogues for turn in each.turns for flag in turn.flags)
    for check, count in sorted(flags.items()):
        yield f"{plural(count, 'turn')} kept although the check failed: {words(check)}"


def of_readings(ledger: Ledger) -> Iterator[str]:
    """Yield counts of failed extractions."""
    found = Counter(each.failure or "" for each in ledger.extractions())
    total = found.total()
    for failure, count in sorted(found.items()):
        if failure:
            yield f"{count} of {plural(total, 'reading')} for opinions: {words(failure)}"


def of_adapters(ledger: Ledger) -> Iterator[str]:
    """Yield adapters that failed to train or cannot be read."""
    there = set(ledger.adapters())
    for culture in sorted(there):
        if ledger.adapter(culture) is None:
            yield f"the adapter {culture}: its record cannot be read by this version; train again"
    missing: dict[str, str] = {}
    for _, kind, detail in ledger.events():
        if kind == "adapter_failed":
            missing[str(detail.get("culture"))] = str(detail.get("reason"))
        elif kind == "finetuned":
            missing |= {str(each): str(why) for each, why in (detail.get("left_out") or {}).items()}
    missing = {culture: reason for culture, reason in missing.items() if culture not in there}
    for culture, reason in missing.items():
        yield f"the adapter {culture} was not trained: {reason[:LONGEST]}"


def of_task(task: Task) -> Iterator[str]:
    """Yield a task's unanswered questions and undefined figures."""
    for method, counts in task.unanswered.items():
        total = sum(counts.values())
        for status in ("unparsed", "refused"):
            if counts.get(status):
                yield f"{task.name}, {method}: {counts[status]} of {total:,} answers {status}"
    for metric in task.metrics:
        grids = [grid for grid in (metric.whole, metric.by_set) if grid]
        empty = sum(figure.value is None for grid in grids for figure in figures(grid))
        if empty:
            yield f"{task.name}, {metric.name}: {plural(empty, 'figure')} without a value"


def figures(grid: Grid) -> Iterator[Figure]:
    """Yield the figures of a grid."""
    for row in grid.cells:
        yield from (figure for figure in row if figure is not None)


def limits(work: Work, *, adapters: bool, tasks: bool) -> Iterator[str]:
    """Yield the limits of the figures in this run."""
    if work.judged_by_itself:
        yield (
            f"The generator judged itself ({', '.join(work.judged_by_itself)}): what it takes for "
            "right passes, and no other model has looked at it."
        )
    yield (
        "A culture stands for the surveyed countries of its role card, and a survey's shares for "
        "the people who were asked; neither says what any one person holds."
    )
    yield (
        "The dialogues are a model's play of people. That an opinion is accepted means that the "
        "judge took it to follow from the stance and the dialogue, no more surely than its "
        "calibration shows; not that anybody holds it."
    )
    if adapters:
        yield (
            "One training per adapter: the intervals are over items or opinions and leave out how "
            "another training seed would turn out."
        )
    if tasks:
        yield (
            "Intervals are at 95 %, over what n counts. Holm's correction is within one task's "
            "metric; over all tasks together, chance finds are more likely than it says."
        )
        yield (
            "A figure means something only beside its controls, which ask no model or leave out "
            "what is claimed to help; they stand in the same table."
        )
