"""The README of a benchmark on the Hub."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from park.benchmarkfolder import ANSWERS, COMMUNITY, EVERYBODY, ITEMS, Benchmark
from park.hub.readme import marked, size_category
from park.prompts import Prompts
from park.records.card import STATEMENTS
from park.text.counts import plural

NOT_STATED = "not stated"


def readme_of(benchmark: Benchmark, history: Mapping[str, Any], remarks: Sequence[str] = ()) -> str:
    """Return the README: front matter for `datasets`, the card, and how it was made."""
    card = benchmark.card
    kinds = Counter(item.kind for item in benchmark.items.values())
    text = Prompts(Path(__file__).parent).render(
        "readme",
        front_matter=yaml.safe_dump(_front(benchmark), allow_unicode=True, sort_keys=False),
        title=_cell(card.title),
        warning=_warning(benchmark),
        items=len(benchmark.items),
        kinds=", ".join(f"{n} {kind}" for kind, n in sorted(kinds.items())),
        community=_cell(card.community),
        statements=tuple(
            (what, _cell(getattr(card, name)) or NOT_STATED) for name, what in STATEMENTS.items()
        ),
        history=tuple([*_history(benchmark, history), *map(_cell, remarks)]),
    )
    return marked(text)


def _front(benchmark: Benchmark) -> dict[str, Any]:
    card = benchmark.card
    tags = ["benchmark", "culture", "culturepark", *(["simulated"] if card.simulated else [])]
    return {
        "license": card.license,
        "language": list(card.languages),
        "pretty_name": card.title,
        "size_categories": [size_category(len(benchmark.items))],
        "task_categories": ["multiple-choice"],
        "tags": tags,
        "configs": [
            {"config_name": name, "data_files": [{"split": "test", "path": path}]}
            for name, path in (("items", ITEMS), ("answers", ANSWERS))
        ],
    }


def _warning(benchmark: Benchmark) -> str:
    simulated = benchmark.card.simulated
    if not simulated:
        return ""
    return (
        f"The {' and '.join(simulated)} are simulated: a model or a script took the place of "
        "people. This says nothing of any community."
    )


def _history(benchmark: Benchmark, history: Mapping[str, Any]) -> Iterator[str]:
    card = benchmark.card
    if card.source:
        yield f"Items and answers are made of `{card.source.partition(':')[0]}` by command."
    if made := history.get("drafted"):
        yield _drafted(made)
    for each in history.get("rounds", ()):
        by = plural(each["revisers"], "simulated reviser" if each["simulated"] else "reviser")
        alpha = each["alpha"]["value"]
        told = "undefined" if alpha is None else f"{alpha:.2f}"
        yield (
            f"Round {each['round']}: {by} judged {each['items']} items, changed "
            f"{each['changed']} and dropped {each['dropped']}; Krippendorff's α of their "
            f"decisions: {told} ({each['alpha']['n']} items judged by two or more)."
        )
    whole = [each for each in benchmark.answered if each.group == EVERYBODY]
    if respondents := history.get("respondents"):
        simulated = "respondents" in card.simulated
        by = plural(respondents, "simulated respondent" if simulated else "respondent")
        yield f"{by} {'counts' if respondents == 1 else 'count'}."
    sizes = [each.answers.valid for each in whole if each.answers.valid is not None]
    if sizes:
        yield f"Answers per item: {min(sizes)} to {max(sizes)}; {card.needed} were aimed at."
    groups = sorted({each.group for each in benchmark.answered} - {EVERYBODY})
    if groups:
        yield f"Groups of five or more respondents: {', '.join(groups)}."
    countries = sorted({each.answers.country for each in whole} - {COMMUNITY})
    if countries:
        yield f"Countries: {', '.join(countries)}."


def _drafted(made: Mapping[str, Any]) -> str:
    faults = ", ".join(f"{count} × {fault}" for fault, count in made["faults"].items())
    left = f"; left out: {faults}" if faults else ""
    of = plural(made["drafts"], "item")
    return f"`{_cell(made['model'])}` drafted {of}, {made['usable']} of them in a sound form{left}."


def _cell(text: str) -> str:
    """Return a text for a cell of a table or a line."""
    return " ".join(text.split()).replace("|", "\\|")
