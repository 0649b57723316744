"""`build`: the folder to publish; equal work, or equal real answers, give equal bytes."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from park.benchmark.collecting import few
from park.benchmark.drafting import drafted, drafts_told
from park.benchmark.outcome import Step
from park.benchmark.people import Sheet, counted
from park.benchmark.readme import readme_of
from park.benchmark.real import read_source
from park.benchmark.revising import current, rounds_told
from park.benchmark.revisions import Revision
from park.benchmark.workspace import Workspace
from park.benchmarkfolder import (
    CARD,
    COMMUNITY,
    EVERYBODY,
    README,
    Answered,
    Benchmark,
    write_benchmark,
)
from park.errors import InputError
from park.records import Answers
from park.records.benchmark import BenchmarkCard, BenchmarkItem, Simulated
from park.yamlfile import read_text

SMALLEST = 5
"""Respondents below whom a group's answers are not published."""
SIMULATED = re.compile(r"^simulated:.*$", re.MULTILINE)


@dataclass(frozen=True)
class Compiled:
    """A benchmark with what is said of it."""

    benchmark: Benchmark
    remarks: Sequence[str] = ()
    history: Mapping[str, Any] = field(default_factory=dict)
    """Figures of drafts, rounds and respondents, for the README."""


def build(workspace: Workspace) -> Step:
    """Write items, answers and README, and what was simulated into the card.

    Raises:
        InputError: there is no benchmark, or its source or work is invalid.
    """
    workspace.check()
    made = compiled(workspace)
    card = made.benchmark.card
    write_benchmark(workspace.folder, made.benchmark)
    workspace.put_text(
        workspace.folder / CARD, card_with(read_text(workspace.folder / CARD), card.simulated)
    )
    workspace.put_text(
        workspace.folder / README, readme_of(made.benchmark, made.history, made.remarks)
    )
    step = Step(run=str(workspace.folder), step="build")
    step.found = figures(made.benchmark) | {"history": dict(made.history)}
    kinds = Counter(item.kind for item in made.benchmark.items.values())
    told = " and ".join(f"{n} {kind}" for kind, n in sorted(kinds.items()))
    step.text.append(f"{workspace.folder}: {told} items, {step.found['answers']} distributions")
    step.remarks += [*made.remarks, *made.benchmark.remarks()]
    step.text.append(f"next: park benchmark check {workspace.folder}")
    return step


def compiled(workspace: Workspace) -> Compiled:
    """Return the benchmark that a folder's source or work makes; nothing is written."""
    card = workspace.card()
    if card.source:
        if not workspace.source.exists():
            raise InputError(
                f"{workspace.folder / CARD}: source: leave it empty; "
                "only --from of `new` fills it in"
            )
        made = read_source(read_text(workspace.source).strip(), workspace.folder, card.countries)
        card = card.model_copy(update={"simulated": ()})
        items = {item.id: item for item in made.items}
        return Compiled(Benchmark(card, items, made.answered), made.remarks)
    items = dict(current(workspace))
    sheets = counted(workspace.rows(workspace.answers, Sheet))
    revisions = workspace.rows(workspace.revisions, Revision)
    card = card.model_copy(update={"simulated": tuple(_simulated(sheets, revisions))})
    answered = list(answered_of(card, items, sheets))
    history = {
        "drafted": drafts_told(drafted(workspace)),
        "rounds": rounds_told(revisions),
        "respondents": len(sheets),
    }
    per_item = {name: sum(name in each.answers for each in sheets) for name in items}
    remarks = few(per_item, card.needed)
    if not sheets:
        remarks = ["nobody has answered yet: the items have no answers"]
    return Compiled(Benchmark(card, items, answered), remarks, history)


def answered_of(
    card: BenchmarkCard, items: Mapping[str, BenchmarkItem], sheets: Sequence[Sheet]
) -> Iterator[Answered]:
    """Yield how everybody, and each group of enough respondents, answered each item."""
    country = card.countries[0] if card.countries else COMMUNITY
    for item in items.values():
        for group, members in _groups(sheets):
            given = [each.answers[item.id] for each in members if item.id in each.answers]
            if not given or (group != EVERYBODY and len(given) < SMALLEST):
                continue
            counts = Counter(given)
            answers = Answers(
                item=item.id,
                country=country,
                counts={option.code: float(counts[option.code]) for option in item.options},
                valid=len(given),
                missing=len(members) - len(given),
            )
            yield Answered(answers, group, any(each.simulated for each in members))


def _groups(sheets: Sequence[Sheet]) -> Iterator[tuple[str, list[Sheet]]]:
    yield EVERYBODY, list(sheets)
    for name in ("gender", "age"):
        values = sorted({str(getattr(each, name)) for each in sheets} - {""})
        for value in values:
            yield f"{name}={value}", [each for each in sheets if getattr(each, name) == value]


def _simulated(sheets: Sequence[Sheet], revisions: Sequence[Revision]) -> Iterator[Simulated]:
    if any(each.simulated for each in sheets):
        yield "respondents"
    if any(each.simulated for each in revisions):
        yield "revisions"


def card_with(text: str, simulated: Sequence[str]) -> str:
    """Return a card's text with its line on what was simulated; all else stays."""
    line = f"simulated: {json.dumps(list(simulated))}"
    if SIMULATED.search(text):
        return SIMULATED.sub(line, text, count=1)
    return f"{text.rstrip()}\n{line}\n"


def figures(benchmark: Benchmark) -> dict[str, Any]:
    """Return the counts of a benchmark."""
    kinds = Counter(item.kind for item in benchmark.items.values())
    whole = [each for each in benchmark.answered if each.group == EVERYBODY]
    sizes = [each.answers.valid for each in whole if each.answers.valid is not None]
    return {
        "name": benchmark.card.name,
        "items": len(benchmark.items),
        "kinds": dict(sorted(kinds.items())),
        "countries": sorted({each.answers.country for each in whole} - {COMMUNITY}),
        "answers": len(whole),
        "fewest": min(sizes, default=None),
        "most": max(sizes, default=None),
        "simulated": list(benchmark.card.simulated),
    }
