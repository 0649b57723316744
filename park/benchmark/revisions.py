"""Rounds of revision: who kept, changed or dropped which item, and why."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from park.benchmark.forms import FAULTS, fault_of
from park.benchmarkfolder import options_of
from park.errors import InputError, nearest
from park.records import Record, Text
from park.records.benchmark import BenchmarkItem
from park.statistics.agreement import alpha_interval
from park.statistics.interval import Interval
from park.surveys.csvfile import read_header, read_rows
from park.yamlfile import explain

Decision = Literal["keep", "change", "drop"]
DECISIONS: tuple[Decision, ...] = ("keep", "change", "drop")
ROUNDS = 2
BAR = " | "
NEEDED = ("round", "item", "reviser", "decision", "question", "options", "answer", "why")
SHEET = ("round", "item", "kind", "keyword", "question", "options", "answer", "reviser",
         "decision", "why")  # fmt: skip
Items = dict[str, BenchmarkItem]


class Revision(Record):
    """What a reviser decided on an item."""

    round: int
    item: Text
    reviser: Text
    decision: Decision
    why: str = ""
    before: BenchmarkItem
    after: BenchmarkItem
    """The item as the reviser would have it."""
    stands: bool = True
    """Whether it was followed; not if the chair decided otherwise."""
    simulated: bool = False


def cells_of(item: BenchmarkItem) -> tuple[str, str, str]:
    """Return an item's question, options and true answer as cells of a table."""
    right = item.label(item.answer) if item.answer is not None else ""
    return item.statement, BAR.join(option.label for option in item.options), right


def read_sheet(
    path: Path, items: Mapping[str, BenchmarkItem], gone: Mapping[str, str], *, simulated: bool
) -> list[Revision]:
    """Read what revisers filled in; rows without a decision are skipped.

    Args:
        path: the csv file.
        items: the items before the round.
        gone: why items are no longer there, by id.
        simulated: whether models filled it in.

    Raises:
        InputError: a row is invalid, or about an item that is not there.
    """
    read_header(path, NEEDED)
    found: dict[tuple[str, str], Revision] = {}
    for line, cells in read_rows(path, NEEDED):
        row = dict(zip(NEEDED, cells, strict=True))
        where = f"{path}:{line}"
        if not row["decision"]:
            continue
        revision = _revision(row, items, gone, where)
        key = revision.item, revision.reviser
        if key in found:
            raise InputError(f"{where}: {key[1]!r} decides on {key[0]!r} in a line above, too")
        found[key] = revision.model_copy(update={"simulated": simulated})
    if not found:
        raise InputError(f"{path}: decision: no row has one (keep, change or drop)")
    return list(found.values())


def _revision(
    row: Mapping[str, str], items: Mapping[str, BenchmarkItem], gone: Mapping[str, str], where: str
) -> Revision:
    name = row["item"]
    if name in gone:
        raise InputError(f"{where}: item: {name!r} is gone: {gone[name]}")
    if name not in items:
        raise InputError(f"{where}: item: there is no {name!r}{nearest(name, items)}")
    if not row["reviser"]:
        raise InputError(f"{where}: reviser: must not be empty (a name or a pseudonym)")
    if not row["round"].isdecimal():
        raise InputError(f"{where}: round: must be a number, not {row['round']!r}")
    decision = _decision(row["decision"], where)
    before = items[name]
    after = before if decision == "drop" else _changed(before, row, where)
    if (decision == "change") != (after != before) and decision != "drop":
        told = "nothing is changed" if decision == "change" else "the text is changed"
        raise InputError(f"{where}: decision: says {decision}, but {told}")
    if decision != "keep" and not row["why"]:
        raise InputError(f"{where}: why: must be said for a {decision}")
    return Revision(
        round=int(row["round"]), item=name, reviser=row["reviser"], decision=decision,
        why=row["why"], before=before, after=after,
    )  # fmt: skip


def _decision(text: str, where: str) -> Decision:
    for each in DECISIONS:
        if text.casefold() == each:
            return each
    raise InputError(f"{where}: decision: {text!r}{nearest(text, DECISIONS)}")


def _changed(item: BenchmarkItem, row: Mapping[str, str], where: str) -> BenchmarkItem:
    """Return an item with the cells of a row; InputError if its form is faulty then."""
    if (row["question"], row["options"], row["answer"]) == cells_of(item):
        return item
    labels = [label.strip() for label in row["options"].split("|")]
    answer = None
    if item.kind == "knowledge":
        if row["answer"] not in labels:
            hint = nearest(row["answer"], labels)
            raise InputError(f"{where}: answer: {row['answer']!r} is not among the options{hint}")
        answer = labels.index(row["answer"]) + 1
    given = item.model_dump() | {"statement": row["question"], "answer": answer}
    try:
        options = [option.model_dump() for option in options_of(labels)]
        after = BenchmarkItem.model_validate(given | {"options": options})
    except ValidationError as error:
        raise InputError(f"{where}: {explain(error, BenchmarkItem)[1]}") from None
    if fault := fault_of(after):
        raise InputError(f"{where}: {fault}: {FAULTS[fault]}")
    return after


def settled(
    revisions: Sequence[Revision], chair: str = ""
) -> tuple[list[Revision], list[tuple[str, list[Revision]]]]:
    """Return a round's revisions with those that stand marked, and the open conflicts.

    Revisers agree if they keep, drop or change an item to the same. Otherwise the chair's decision
    stands, if the chair decided on the item.
    """
    by_item: dict[str, list[Revision]] = {}
    for each in revisions:
        by_item.setdefault(each.item, []).append(each)
    found: list[Revision] = []
    conflicts = []
    for item, same in by_item.items():
        if len({(each.decision, each.after.model_dump_json()) for each in same}) == 1:
            found += same
            continue
        if not any(each.reviser == chair for each in same):
            conflicts.append((item, same))
        found += [each.model_copy(update={"stands": each.reviser == chair}) for each in same]
    return found, conflicts


def conflict_told(conflict: tuple[str, list[Revision]]) -> str:
    """Return a conflict in words: `value-1: ann keeps it, ben drops it`."""
    item, same = conflict
    verbs = {"keep": "keeps it", "change": "changes it", "drop": "drops it"}
    return f"{item}: " + ", ".join(f"{each.reviser} {verbs[each.decision]}" for each in same)


def replayed(items: Mapping[str, BenchmarkItem], revisions: Iterable[Revision]) -> Items:
    """Return the items after revisions, in order."""
    found = dict(items)
    for each in revisions:
        if each.stands and each.item in found:
            if each.decision == "drop":
                del found[each.item]
            else:
                found[each.item] = each.after
    return found


def gone_in(revisions: Iterable[Revision]) -> dict[str, str]:
    """Return why items are gone, by id."""
    return {
        each.item: f"{each.reviser} dropped it in round {each.round}"
        for each in revisions
        if each.stands and each.decision == "drop"
    }


def agreement(revisions: Iterable[Revision], seed: int = 0) -> Interval:
    """Return Krippendorff's α of decisions over items that two or more revisers judged."""
    units: dict[str, list[str]] = {}
    for each in revisions:
        units.setdefault(each.item, []).append(each.decision)
    return alpha_interval([labels for labels in units.values() if len(labels) > 1], seed=seed)


def in_round(revisions: Iterable[Revision], number: int) -> list[Revision]:
    """Return the revisions of a round."""
    return [each for each in revisions if each.round == number]
