"""Public datasets on the Hugging Face Hub, with mappings of their labels."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, model_validator

from park.errors import InputError, nearest
from park.evaluate.tasks.moderation.posts import Kind, Post
from park.records import Language, Name, Record, Text
from park.yamlfile import load_yaml

PREFIX = "hub:"
FILE = Path(__file__).with_name("sets.yaml")
ROWS = 2_000
"""Maximum rows to read per dataset."""
BUFFER = 10_000
"""Size of the shuffle buffer, as a dataset may be sorted by label."""
OTHERS = "*"
"""In `left_out`: all labels not listed."""

Value = str | int | bool


class Source(Record):
    """A public dataset and how to convert its rows."""

    name: Name
    culture: Name
    language: Language
    kind: Kind
    hub: Text
    """The repository, including its owner."""
    config: str = ""
    split: Text
    files: str = ""
    """The only file to read, if the repository's files differ in columns."""
    parquet: bool = False
    """Whether to read the Hub's Parquet conversion, as the repository has a script and scripts are
    not run."""
    text: tuple[Text, ...] = Field(min_length=1)
    """Columns of the text, one per line."""
    label: Text
    """Column of the label or list of labels."""
    positive: tuple[Value, ...] = Field(min_length=1)
    """Positive labels; a list with one of them is positive."""
    negative: tuple[Value, ...] = Field(min_length=1)
    left_out: tuple[Value, ...] = ()
    """Labels of rows to skip; `*` for all labels not listed."""
    where: dict[str, str] = Field(default_factory=dict)
    """Required values by column; other rows are skipped."""
    licence: Text
    source: Text
    """Citation or description."""
    checked: bool
    """Whether columns and values were verified in a description or in code that reads it."""

    @model_validator(mode="after")
    def _distinct(self) -> "Source":
        values = [*map(str, self.positive), *map(str, self.negative), *map(str, self.left_out)]
        twice = next((value for value in values if values.count(value) > 1), None)
        if twice is not None:
            raise ValueError(f"{self.name}: the label {twice!r} is mapped twice")
        return self


class Sources(Record):
    """The file of public datasets."""

    sets: tuple[Source, ...]


@cache
def sources() -> dict[str, Source]:
    """Return the public datasets by name."""
    return {each.name: each for each in load_yaml(FILE, Sources).sets}


def find(name: str) -> Source:
    """Return a public dataset; InputError if unknown."""
    if name not in sources():
        raise InputError(f"{PREFIX}{name}: there is no such set{nearest(name, sources())}")
    return sources()[name]


def load_set(source: Source) -> list[Post]:
    """Download a reproducible sample of a public dataset.

    Raises:
        InputError: the package is missing, the dataset is unavailable, or a row is invalid.
    """
    rows = _stream(source)
    try:
        return list(posts_of(source, rows, names_of(rows.features, source.label)))
    except InputError:
        raise
    except Exception as error:  # The Hub's clients may raise anything.
        raise InputError(_unavailable(source, error)) from None


def posts_of(
    source: Source, rows: Iterable[Mapping[str, Any]], names: tuple[str, ...] = ()
) -> Iterator[Post]:
    """Convert rows to posts.

    Args:
        source: the dataset.
        rows: its rows.
        names: class names of numeric labels, if any.

    Raises:
        InputError: a column is missing or a label is not in the mapping; names the row.
    """
    for number, row in enumerate(rows):
        where = f"{PREFIX}{source.name}: row {number}"
        for column in (*source.where, *source.text, source.label):
            if column not in row:
                raise InputError(f"{where}: the column {column!r} is missing{nearest(column, row)}")
        if any(str(row[column]) != value for column, value in source.where.items()):
            continue
        label = _label(source, row[source.label], names, where)
        if label != "left out":
            yield Post(
                id=str(number),
                culture=source.culture,
                language=source.language,
                set=source.name,
                kind=source.kind,
                text="\n".join(str(row[column] or "") for column in source.text),
                label=label,
            )


def names_of(features: Any, column: str) -> tuple[str, ...]:
    """Return the class names of a column, if any."""
    feature = (features or {}).get(column)
    feature = getattr(feature, "feature", feature)
    return tuple(getattr(feature, "names", None) or ())


def _label(
    source: Source, value: Any, names: tuple[str, ...], where: str
) -> Literal[0, 1, "left out"] | None:
    values = value if isinstance(value, list) else [value]
    if not values or any(each is None or each != each or each == "" for each in values):
        return None
    given = [_named(each, names) for each in values]
    left_out, positive = set(map(str, source.left_out)), set(map(str, source.positive))
    unknown = [each for each in given if each not in _all(source)]
    if unknown and OTHERS not in left_out:
        raise InputError(
            f"{where}: {source.label}: {unknown[0][:40]!r} is not in the mapping"
            f"{nearest(unknown[0], _all(source))}"
        )
    if unknown or left_out.intersection(given):
        return "left out"
    return 1 if positive.intersection(given) else 0


def _all(source: Source) -> set[str]:
    return {str(each) for each in (*source.positive, *source.negative, *source.left_out)}


def _named(value: Any, names: tuple[str, ...]) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if names and isinstance(value, int) and 0 <= value < len(names):
        return names[value]
    return str(value)


def _stream(source: Source) -> Any:
    try:
        from datasets import load_dataset
    except ImportError:
        raise InputError(
            f"{PREFIX}{source.name} needs: pip install 'culturepark[export]'"
        ) from None
    given: dict[str, Any] = {"split": source.split, "streaming": True}
    if source.parquet:
        folder = f"{source.config or 'default'}/{source.split}"
        given |= {"revision": "refs/convert/parquet"}
        given |= {"data_files": {source.split: f"{folder}/*.parquet"}}
    elif source.files:
        given |= {"data_files": {source.split: source.files}}
    elif source.config:
        given |= {"name": source.config}
    try:
        rows = load_dataset(source.hub, **given)
    except Exception as error:  # The Hub's clients may raise anything.
        raise InputError(_unavailable(source, error)) from None
    return rows.shuffle(seed=0, buffer_size=BUFFER).take(ROWS)


def _unavailable(source: Source, error: Exception) -> str:
    said = " ".join(str(error).split())[:200] or type(error).__name__
    return f"{PREFIX}{source.name}: {source.hub} cannot be had from the Hub ({said})"
