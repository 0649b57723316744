"""`revise`: two rounds of revision by people, as tables out and in."""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from park.benchmark.drafting import drafted
from park.benchmark.outcome import Step
from park.benchmark.revisions import (
    ROUNDS,
    SHEET,
    Items,
    Revision,
    agreement,
    cells_of,
    conflict_told,
    gone_in,
    in_round,
    read_sheet,
    replayed,
    settled,
)
from park.benchmark.workspace import Workspace
from park.errors import InputError
from park.text.counts import plural


def revise(
    workspace: Workspace, files: Sequence[Path] = (), *, chair: str = "", simulated: bool = False
) -> Step:
    """Write the table of the open round, or read filled ones.

    A round may be read again until the next one is read.

    Args:
        workspace: the benchmark.
        files: filled tables of one round; none to write the open round's table.
        chair: the reviser whose decisions stand where revisers differ.
        simulated: whether models filled the tables in.

    Raises:
        InputError: a row is invalid, two rounds are mixed, or revisers differ without a
            chair.
    """
    workspace.check()
    step = Step(run=str(workspace.folder), step="revise")
    known = workspace.rows(workspace.revisions, Revision)
    rounds = max((each.round for each in known), default=0)
    if not files:
        return _write(workspace, known, rounds + 1, step)
    items, gone, number = _before(workspace, known, rounds, files)
    read = [e for path in files for e in read_sheet(path, items, gone, simulated=simulated)]
    _check(read, number, files, chair)
    revisions, conflicts = settled(read, chair)
    if conflicts:
        told = conflict_told(conflicts[0])
        more = f" (and {len(conflicts) - 1} more)" if len(conflicts) > 1 else ""
        raise InputError(
            f"{files[0]}: round {number}: revisers differ on {told}{more}; let one of them decide: "
            "--chair NAME"
        )
    kept = [each for each in known if each.round < number]
    workspace.put(workspace.revisions, [*kept, *revisions])
    return _told(workspace, step, revisions, number)


def current(workspace: Workspace) -> Items:
    """Return the items as they stand: sound drafts after all revisions."""
    return replayed(_sound(workspace), workspace.rows(workspace.revisions, Revision))


def rounds_told(revisions: Sequence[Revision]) -> list[dict[str, Any]]:
    """Return the figures of each round."""
    return [_figures(in_round(revisions, n), n) for n in sorted({e.round for e in revisions})]


def _sound(workspace: Workspace) -> Items:
    items = {each.id: each.item for each in drafted(workspace) if each.item and not each.fault}
    if not items:
        raise InputError(
            f"{workspace.folder}: there are no drafts; "
            f"first: park benchmark draft {workspace.folder}"
        )
    return items


def _before(
    workspace: Workspace, known: Sequence[Revision], rounds: int, files: Sequence[Path]
) -> tuple[Items, dict[str, str], int]:
    """Return the items before the round of the files, those gone by then, and the round."""
    number = _round_of(files[0])
    if number > min(rounds + 1, ROUNDS) or number < max(rounds, 1):
        open_round = min(rounds + 1, ROUNDS)
        raise InputError(f"{files[0]}: round: {number} is not open; the open one is {open_round}")
    earlier = [each for each in known if each.round < number]
    return replayed(_sound(workspace), earlier), gone_in(earlier), number


def _round_of(path: Path) -> int:
    from park.surveys.csvfile import read_header, read_rows

    read_header(path, ("round",))
    line, (text,) = next(iter(read_rows(path, ("round",))))
    if not text.isdecimal():
        raise InputError(f"{path}:{line}: round: must be a number, not {text!r}")
    return int(text)


def _check(read: Sequence[Revision], number: int, files: Sequence[Path], chair: str) -> None:
    mixed = next((each.round for each in read if each.round != number), None)
    if mixed is not None:
        raise InputError(f"{files[0]}: round: rows of the rounds {number} and {mixed} are mixed")
    twice = [key for key, n in Counter((e.item, e.reviser) for e in read).items() if n > 1]
    if twice:
        raise InputError(f"{files[-1]}: {twice[0][1]!r} decides on {twice[0][0]!r} in two files")
    revisers = sorted({each.reviser for each in read})
    if chair and chair not in revisers:
        raise InputError(f"--chair: {chair!r} revised nothing; revisers: {', '.join(revisers)}")


def _write(workspace: Workspace, known: Sequence[Revision], number: int, step: Step) -> Step:
    if number > ROUNDS:
        step.text.append(f"both rounds are done; next: park benchmark collect {workspace.folder}")
        return step
    path = workspace.sheet(number)
    items = replayed(_sound(workspace), known)
    step.found = {"round": number, "items": len(items), "sheet": str(path)}
    if path.exists():
        step.text.append(f"{path} is there already; fill it in, or delete it to have it anew")
    else:
        workspace.put_text(path, _table(items, number))
        step.text.append(f"{path}: {len(items)} items; decide keep, change (edit the row) or drop")
    step.text.append(
        "next: a copy for each reviser, and "
        f"park benchmark revise {workspace.folder} FILE [FILE ...]"
    )
    return step


def _table(items: Items, number: int) -> str:
    buffer = io.StringIO()
    table = csv.writer(buffer, lineterminator="\n")
    table.writerow(SHEET)
    for item in items.values():
        cells = cells_of(item)
        table.writerow([number, item.id, item.kind, item.keyword, *cells, "", "", ""])
    return buffer.getvalue()


def _figures(revisions: Sequence[Revision], number: int) -> dict[str, Any]:
    found = agreement(revisions)
    kinds = Counter(each.decision for each in revisions if each.stands)
    overruled = sum(not each.stands for each in revisions)
    finite = {name: None if value != value else value for name, value in found._asdict().items()}
    return {
        "round": number,
        "revisers": len({each.reviser for each in revisions}),
        "items": len({each.item for each in revisions}),
        "changed": len({e.item for e in revisions if e.stands and e.decision == "change"}),
        "dropped": len({e.item for e in revisions if e.stands and e.decision == "drop"}),
        "decisions": dict(sorted(kinds.items())),
        "overruled": overruled,
        "alpha": {
            "value": finite["value"], "low": finite["low"], "high": finite["high"],
            "n": found.n,
        },
        "simulated": any(each.simulated for each in revisions),
    }  # fmt: skip


def _told(workspace: Workspace, step: Step, revisions: Sequence[Revision], number: int) -> Step:
    figures = _figures(revisions, number)
    step.found = {**figures, "left": len(current(workspace))}
    by = plural(figures["revisers"], "simulated reviser" if figures["simulated"] else "reviser")
    step.text.append(
        f"round {number}: {by}, {figures['items']} items: "
        f"{figures['changed']} changed, {figures['dropped']} dropped, {step.found['left']} left"
    )
    step.text.append(agreement_told(figures["alpha"]))
    again = f"revise {workspace.folder}" if number < ROUNDS else f"collect {workspace.folder}"
    step.text.append(f"next: park benchmark {again}")
    return step


def agreement_told(found: dict[str, Any]) -> str:
    """Return the agreement of a round in words."""
    if not found["n"]:
        return "agreement: no item was judged by two revisers"
    if found["value"] is None:
        return f"agreement: all decisions on {found['n']} items are the same, so α is undefined"
    within = f" [{found['low']:.2f}, {found['high']:.2f}]" if found["low"] is not None else ""
    return (
        f"agreement on decisions: Krippendorff's α {found['value']:.2f}{within}, {found['n']} items"
    )
