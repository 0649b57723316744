"""Items and answers from answers that people gave already."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from park.benchmark.blend import read_blend
from park.benchmark.start import BLEND
from park.benchmarkfolder import Answered
from park.errors import InputError
from park.records.benchmark import BenchmarkItem
from park.surveys.load import load_survey


class Made(NamedTuple):
    """Items with their answers."""

    items: Sequence[BenchmarkItem]
    answered: Sequence[Answered]
    remarks: Sequence[str]


def read_source(source: str, base: Path, countries: Sequence[str] = ()) -> Made:
    """Return items and answers of a source.

    Args:
        source: `blend:<folder>`, or a survey source such as `menavalues:<csv>`.
        base: base folder of relative paths.
        countries: keep only these countries' answers; all if empty.

    Raises:
        InputError: the source is unknown or invalid, or holds no answers of the countries.
    """
    name, _, argument = source.partition(":")
    if name == BLEND:
        if not argument:
            raise InputError("source: blend needs a folder: blend:FOLDER")
        found = read_blend(base / Path(argument).expanduser())
        remarks = [f"left out: {n} questions of countries, {why}" for why, n in
                   sorted(found.left_out.items())]  # fmt: skip
        made = Made(found.items, found.answered, remarks)
    else:
        made = _survey(source, base)
    return _narrowed(made, countries, source)


def _survey(source: str, base: Path) -> Made:
    survey = load_survey([source], base)
    few = {key: item for key, item in survey.items.items() if len(item.options) <= 26}
    items = [BenchmarkItem(kind="value", **item.model_dump()) for item in few.values()]
    answered = [
        Answered(each) for (item, _), each in survey.answers.items() if item in few and each.asked
    ]
    remarks = [f"left out by the source: {n:g} {what}" for what, n in survey.skipped.items()]
    return Made(items, answered, remarks)


def _narrowed(made: Made, countries: Sequence[str], source: str) -> Made:
    there = {each.answers.country for each in made.answered}
    for country in countries:
        if country not in there:
            raise InputError(
                f"countries: the source has no answers of {country}; it has "
                f"{', '.join(sorted(there))}"
            )
    kept = [e for e in made.answered if not countries or e.answers.country in countries]
    asked = {each.answers.item for each in kept}
    items = [item for item in made.items if item.id in asked]
    if not items:
        raise InputError("the source holds no answers")
    order = {item.id: place for place, item in enumerate(items)}
    kept = [each for each in kept if each.answers.item in order]
    kept.sort(key=lambda each: (order[each.answers.item], each.answers.country))
    return Made(items, kept, made.remarks)
