"""`collect`: a questionnaire for the community, and its answers."""

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from park.benchmark.outcome import Step
from park.benchmark.people import ABOUT, ATTENTION, EXPECTED, Sheet, counted, judged, read_people
from park.benchmark.revising import current
from park.benchmark.workspace import Workspace
from park.errors import InputError
from park.records.benchmark import BenchmarkCard, BenchmarkItem
from park.statistics.proportion import wilson

BLANK = "answers.csv"
INSTRUCTION = "Please answer for yourself. There are no right or wrong views; skip what you wish."
NUMBER = "Answer with one number and nothing else."
CHECK = f"This question shows that you read along. Please choose {EXPECTED}."


def collect(workspace: Workspace, files: Sequence[Path] = (), *, simulated: bool = False) -> Step:
    """Write the questionnaire, or read people's answers to it.

    Answers that are read replace those of before.

    Args:
        workspace: the benchmark.
        files: tables of answers; none to write the questionnaire.
        simulated: whether models answered.

    Raises:
        InputError: a table is invalid, or a respondent stands in two of them.
    """
    workspace.check()
    card, items = workspace.card(), current(workspace)
    if not files:
        return _write(workspace, card, items)
    sheets: dict[str, Sheet] = {}
    for path in files:
        for each in read_people(path, items):
            if each.respondent in sheets:
                raise InputError(f"{path}: respondent: {each.respondent!r} is in two files")
            sheets[each.respondent] = each.model_copy(update={"simulated": simulated})
    return keep(workspace, list(sheets.values()))


def keep(workspace: Workspace, sheets: Sequence[Sheet]) -> Step:
    """Store answers and return what they are like."""
    card, items = workspace.card(), current(workspace)
    known = judged(sheets, items)
    workspace.put(workspace.answers, known)
    careful = counted(known)
    faults = Counter(fault for each in known for fault in each.faults)
    per_item = {name: sum(name in each.answers for each in careful) for name in items}
    simulated = any(each.simulated for each in known)
    step = Step(run=str(workspace.folder), step="collect")
    step.found = {
        "respondents": len(known),
        "kept": len(careful),
        "careless": dict(sorted(faults.items())),
        "per_item": per_item,
        "needed": card.needed,
        "simulated": simulated,
    }
    who = "simulated respondents" if simulated else "respondents"
    step.text.append(f"{len(careful)} of {len(known)} {who} are kept")
    fate = "counted all the same, as no people answered" if simulated else "left out"
    step.text += [f"{fate}: {count} × {fault}" for fault, count in sorted(faults.items())]
    step.remarks += few(per_item, card.needed)
    step.text.append(f"next: park benchmark build {workspace.folder}")
    return step


def few(per_item: Mapping[str, int], needed: int) -> list[str]:
    """Return a warning where items have fewer answers than needed."""
    short = [name for name, n in per_item.items() if n < needed]
    if not short:
        return []
    fewest = min(per_item.values())
    low, high = wilson(fewest / 2, fewest)
    return [
        f"{len(short)} of {len(per_item)} items have fewer answers than the {needed} needed (the "
        f"fewest: {fewest}); intervals are wide: a half is known to be from {low:.0%} to {high:.0%}"
    ]


def _write(workspace: Workspace, card: BenchmarkCard, items: Mapping[str, BenchmarkItem]) -> Step:
    workspace.put_text(workspace.instrument, instrument_text(card, items))
    blank = workspace.folder / BLANK
    step = Step(run=str(workspace.folder), step="collect")
    step.found = {"instrument": str(workspace.instrument), "blank": str(blank), "items": len(items)}
    if not blank.exists():
        workspace.put_text(blank, _blank(items))
    step.text += [
        f"{workspace.instrument}: the questionnaire, {len(items)} items and an attention check",
        f"{blank}: a row for each respondent, the number of an option in each cell",
        f"or in a browser: park serve RUN --survey {workspace.instrument}; "
        "People has the filled table",
        f"next: park benchmark collect {workspace.folder} {blank}",
    ]
    return step


def _blank(items: Mapping[str, BenchmarkItem]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(["respondent", *ABOUT, *items])
    return buffer.getvalue()


def instrument_text(card: BenchmarkCard, items: Mapping[str, BenchmarkItem]) -> str:
    """Return the items as a questionnaire that `park study survey` reads, too."""
    language = card.languages[0]
    questions: list[dict[str, Any]] = [
        {
            "id": item.id,
            "kind": "choice",
            "text": {language: item.statement},
            "options": {language: [option.label for option in item.options]},
        }
        for item in items.values()
    ]
    check = {
        "id": ATTENTION,
        "kind": "attention",
        "text": {language: CHECK},
        "ends": {language: ["the lowest", "the highest"]},
        "expects": EXPECTED,
    }
    questions.insert(len(questions) // 2, check)
    whole = {
        "about": card.title,
        "languages": [language],
        "scale": [1, 5],
        "instruction": {language: INSTRUCTION},
        "number": {language: NUMBER},
        "questions": questions,
    }
    text: str = yaml.safe_dump(whole, allow_unicode=True, sort_keys=False, width=100)
    return text
