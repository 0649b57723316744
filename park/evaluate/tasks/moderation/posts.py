"""Labelled posts: records, kinds of labels, and the JSONL reader."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

from pydantic import ValidationError

from park.errors import InputError, nearest
from park.records import Foreign, Language, Name, Record, Text
from park.yamlfile import read_text

Kind = Literal["hate", "offensive", "abusive", "bias", "spam", "threat", "stance"]
"""The kind of label."""


class Wording(NamedTuple):
    """The wording of a kind in questions."""

    positive: str
    negative: str
    meaning: str
    """Description of a positive post, following "the post"."""


WORDINGS: dict[str, Wording] = {
    "hate": Wording(
        "hateful",
        "not hateful",
        "attacks or degrades people for a group that they belong to",
    ),
    "offensive": Wording("offensive", "not offensive", "insults, swears at or demeans somebody"),
    "abusive": Wording(
        "abusive", "not abusive", "is so rude or vulgar that it would drive others away"
    ),
    "bias": Wording(
        "biased", "not biased", "shows a prejudice or stereotype about a group of people"
    ),
    "spam": Wording("spam", "not spam", "is unwanted advertising or an attempt at fraud"),
    "threat": Wording("threatening", "not threatening", "threatens somebody with harm"),
    "stance": Wording("in favour", "against", "is in favour of what the question proposes"),
}
"""Wordings by kind."""


class Post(Record):
    """A labelled post."""

    id: Text
    """Id within its dataset."""
    culture: Name
    language: Language
    set: Text
    """Its dataset."""
    kind: Kind
    text: Foreign
    """May be blank; blank posts are counted but never asked."""
    label: Literal[0, 1] | None
    """1 for positive, 0 for negative; None if missing in the source."""


COLUMNS = ("id", "culture", "language", "task", "text", "label")


def read_posts(path: Path) -> list[Post]:
    """Read a JSONL file, or the `*.jsonl` files of a folder, with one object per line.

    Objects have the columns `id`, `culture`, `language`, `task` (a kind), `text` and `label` (1, 0,
    or null for none); others are ignored. The dataset is named `<culture>-<task>`.

    Raises:
        InputError: a file is invalid; names file, line and column of the first mistake.
    """
    if not path.is_dir():
        return list(_read_file(path))
    files = sorted(path.glob("*.jsonl"))
    if not files:
        raise InputError(f"{path}: there is no .jsonl file in this folder")
    return [post for file in files for post in _read_file(file)]


def check_ids(posts: Sequence[Post]) -> None:
    """Raise InputError for duplicate ids in a dataset."""
    seen = set()
    for post in posts:
        if (post.set, post.id) in seen:
            raise InputError(f"moderation: the set {post.set!r} has two posts with id {post.id!r}")
        seen.add((post.set, post.id))


def _read_file(path: Path) -> Iterator[Post]:
    empty = True
    # Not splitlines, as texts may contain U+2028, which does not end a JSONL line.
    for number, line in enumerate(read_text(path).removeprefix("\ufeff").split("\n"), 1):
        if line.strip():
            empty = False
            yield _post(_object(line, f"{path}:{number}"), f"{path}:{number}")
    if empty:
        raise InputError(f"{path}: there is no post in this file")


def _object(line: str, where: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{where}: broken JSON: {str(error).splitlines()[0]}") from None
    if not isinstance(found, dict):
        raise InputError(f"{where}: an object with the columns {', '.join(COLUMNS)} is expected")
    return found


def _post(row: dict[str, Any], where: str) -> Post:
    for column in COLUMNS:
        if column not in row:
            raise InputError(f"{where}: the column {column!r} is missing{nearest(column, row)}")
    kind = row["task"]
    if kind not in WORDINGS:
        raise InputError(f"{where}: task: {kind!r} is no kind{nearest(str(kind), WORDINGS)}")
    try:
        return Post(
            id=str(row["id"]),
            culture=row["culture"],
            language=row["language"],
            set=f"{row['culture']}-{kind}",
            kind=kind,
            text="" if row["text"] is None else row["text"],
            label=_label(row["label"], where),
        )
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        column = ".".join(str(part) for part in first["loc"])
        raise InputError(f"{where}: {column}: {first['msg']}") from None


def _label(value: Any, where: str) -> Literal[0, 1] | None:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, (int, str)) and str(value) in ("0", "1"):
        return 1 if str(value) == "1" else 0
    raise InputError(f"{where}: label: {str(value)[:40]!r} is neither 0 nor 1")
