"""Reads facts from a role card or from a YAML or csv file beside it."""

from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from park.errors import InputError, nearest
from park.facts.english import english
from park.records.base import Record
from park.records.fact import Fact, Facts
from park.yamlfile import KeyPath, mistake, parse, quickly, read_text

COLUMNS = ("topic", "text", "source")
KEY = "facts"


class _Listed(Record):
    """The facts of a file."""

    facts: Facts


def read_facts(path: Path) -> tuple[Fact, ...]:
    """Read a YAML list, or a csv file with the columns topic, text and source.

    Raises:
        InputError: a fact is invalid, in another language than English, or there twice; names the
            file, the line and the key.
    """
    if path.suffix.lower() == ".csv":
        return _listed(path, *_csv(path))
    try:
        facts = _Listed(facts=quickly(path)).facts
    except ValidationError:
        facts = ()
    if facts and (_shipped(path) or all(english(fact.text) for fact in facts)):
        return facts
    # Only the slow parser knows the lines for a message.
    data, lines = parse(path)
    if not isinstance(data, list):
        raise InputError(f"{path}: a list of facts is expected, each with {', '.join(COLUMNS)}")
    return _listed(path, data, lines)


def fill_in(
    path: Path, data: dict[Hashable, Any], lines: Mapping[KeyPath, int]
) -> dict[Hashable, Any]:
    """Replace the name of a file under a role card's key `facts` by the facts in it."""
    given = data.get(KEY)
    if not isinstance(given, str):
        return data
    where = f"{path}:{lines.get((KEY,), 1)}: {KEY}"
    file = path.parent / given
    if not file.resolve().is_relative_to(path.parent.resolve()):
        raise InputError(f"{where}: {given!r} is outside {path.parent}")
    if not file.is_file():
        raise InputError(f"{where}: there is no {file}{nearest(given, _files(path.parent))}")
    return {**data, KEY: read_facts(file)}


def check_english(path: Path, facts: tuple[Fact, ...], lines: Mapping[KeyPath, int]) -> None:
    """Raise InputError for a fact in another language."""
    for number, fact in enumerate(facts):
        if not english(fact.text):
            line = lines.get((KEY, number, "text"), lines.get((KEY, number), 1))
            raise InputError(
                f"{path}:{line}: {KEY}.{number}.text: facts must be in English, as "
                f"prompts are, not {fact.text[:60]!r}"
            )


def _listed(path: Path, data: Any, lines: Mapping[KeyPath, int]) -> tuple[Fact, ...]:
    below = {(KEY, *place): line for place, line in lines.items()}
    try:
        facts = _Listed(facts=data).facts
    except ValidationError as error:
        raise InputError(mistake(path, error, _Listed, below)) from None
    check_english(path, facts, below)
    return facts


def _shipped(path: Path) -> bool:
    """Whether a file is a copy of a bundled one, which the tests have checked."""
    # Role cards are read there.
    from park.assets import builtin

    bundled = builtin("agents") / KEY / path.name
    return bundled.is_file() and read_text(bundled) == read_text(path)


def _csv(path: Path) -> tuple[list[dict[str, str]], dict[KeyPath, int]]:
    from park.surveys.csvfile import read_header, read_rows

    read_header(path, COLUMNS)
    rows = list(read_rows(path, COLUMNS))
    data = [dict(zip(COLUMNS, cells, strict=True)) for _, cells in rows]
    return data, {(number,): line for number, (line, _) in enumerate(rows)}


def _files(folder: Path) -> list[str]:
    found = (path for end in ("yaml", "yml", "csv") for path in folder.glob(f"*/*.{end}"))
    return [
        path.relative_to(folder).as_posix() for path in found if path.parent.name != "languages"
    ]
