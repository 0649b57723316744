"""`check`: is the card whole, are the items sound, do the files agree with the work?"""

from park.benchmark.build import compiled, figures
from park.benchmark.collecting import few
from park.benchmark.forms import FAULTS, fault_of, near_pairs
from park.benchmark.outcome import Step
from park.benchmark.readme import readme_of
from park.benchmark.workspace import Workspace
from park.benchmarkfolder import (
    ANSWERS,
    CARD,
    EVERYBODY,
    ITEMS,
    README,
    Benchmark,
    check_card,
    load_benchmark,
)
from park.errors import InputError
from park.yamlfile import read_text

SHOWN = 5
"""Problems of a kind that are listed."""


def check(workspace: Workspace) -> Step:
    """Check a benchmark that was built.

    Raises:
        InputError: the card lacks a statement (names it), or a file is missing or invalid.
    """
    workspace.check()
    check_card(workspace.folder, workspace.card())
    found = load_benchmark(workspace.folder)
    step = Step(run=str(workspace.folder), step="check")
    problems = [*_forms(found), *_stale(workspace, found)]
    step.failed = bool(problems)
    step.remarks += warnings(found)
    step.found = figures(found) | {"problems": problems, "warnings": list(step.remarks)}
    step.text += [f"problem: {each}" for each in problems]
    if not problems:
        step.text += [
            f"{workspace.folder}: the card is whole, {len(found.items)} items are sound",
            f"next: park benchmark publish {workspace.folder} OWNER/NAME --dry-run",
        ]
    return step


def warnings(benchmark: Benchmark) -> list[str]:
    """Return what does not forbid publishing, but must be known."""
    sizes = {
        each.answers.item: each.answers.valid
        for each in benchmark.answered
        if each.group == EVERYBODY and each.answers.valid is not None
    }
    found = [*few(sizes, benchmark.card.needed), *benchmark.remarks()]
    silent = [name for name in benchmark.items
              if not any(each.answers.item == name for each in benchmark.answered)]  # fmt: skip
    if silent:
        found.append(f"{len(silent)} items have no answers, such as {silent[0]}")
    return found


def _forms(benchmark: Benchmark) -> list[str]:
    """Return faults of form and near duplicates; those of real surveys are their makers'."""
    if benchmark.card.source:
        return []
    items = list(benchmark.items.values())
    found = [f"{item.id}: {fault}: {FAULTS[fault]}" for item in items if (fault := fault_of(item))]
    found += [
        f"{item}: near_duplicate: nearly the same as {other} (Jaccard {score:.2f})"
        for item, other, score in near_pairs(items)
    ]
    return [*found[:SHOWN], *([f"and {len(found) - SHOWN} more"] if len(found) > SHOWN else [])]


def _stale(workspace: Workspace, benchmark: Benchmark) -> list[str]:
    """Return the files that are other than the work gives now."""
    try:
        made = compiled(workspace)
    except InputError:
        return []  # Without its work or its source, a published folder stands for itself.
    now, again = made.benchmark, f"again: park benchmark build {workspace.folder}"
    says, gives = list(benchmark.card.simulated), list(now.card.simulated)
    same = {
        ITEMS: dict(now.items) == dict(benchmark.items),
        ANSWERS: list(now.answered) == list(benchmark.answered),
        README: _readme(workspace) == readme_of(now, made.history, made.remarks),
    }
    label = f"{workspace.folder / CARD}: simulated: {says}, but the work says {gives}; {again}"
    return [
        *([label] if says != gives else []),
        *(
            f"{workspace.folder / name} is not what card and work give now; {again}"
            for name, alike in same.items()
            if not alike
        ),
    ]


def _readme(workspace: Workspace) -> str:
    path = workspace.folder / README
    return read_text(path) if path.is_file() else ""
