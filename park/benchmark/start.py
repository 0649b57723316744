"""`new`: a folder with a card to fill in."""

import json
from functools import cache
from pathlib import Path

from park.assets import PACKAGE
from park.benchmark.keywords import HEADER, read_keywords
from park.benchmark.outcome import Step
from park.benchmark.workspace import Workspace
from park.benchmarkfolder import CARD
from park.errors import InputError, nearest
from park.records.base import Record
from park.records.benchmark import AGREEMENT
from park.records.card import STATEMENTS
from park.surveys.reader import SURVEYS
from park.yamlfile import load_yaml, read_text

CARDS = PACKAGE / "benchmark" / "cards"
BLEND = "blend"


class Known(Record):
    """What is known of a source before its user adds to it."""

    title: str
    license: str
    community: str
    languages: tuple[str, ...]
    authors: str
    audience: str
    words: str
    language: str
    assumptions: str
    annotators: str
    limits: str


@cache
def known(name: str) -> Known | None:
    """Return the card of a source that comes with the package; None if there is none."""
    path = CARDS / f"{name}.yaml"
    return load_yaml(path, Known) if path.is_file() else None


def new(
    folder: Path,
    *,
    keywords: Path | None = None,
    source: str = "",
    community: str = "",
    name: str = "",
) -> Step:
    """Begin a benchmark.

    Args:
        folder: its folder; created, or empty.
        keywords: a csv file of keywords, copied after it is checked.
        source: real answers to build from; nothing is drafted or asked then.
        community: who is asked, as said within a sentence.
        name: its name; by default the folder's.

    Raises:
        InputError: the folder is not empty, or keywords or source are invalid.
    """
    workspace = Workspace(folder)
    _check_free(folder)
    reader = source.partition(":")[0]
    if source and reader not in (BLEND, *SURVEYS.names()):
        raise InputError(
            f"--from: there is no source {reader!r}{nearest(reader, [BLEND, *SURVEYS.names()])}"
        )
    if keywords is not None:
        read_keywords(keywords)
    workspace.put_text(folder / CARD, card_text(folder, source, community, name))
    step = Step(run=str(folder), step="new", found={"card": str(folder / CARD)})
    step.text = [f"{folder / CARD}: state who made it, for whom, and what it cannot say"]
    if source:
        workspace.put_text(workspace.source, f"{source}\n")
        step.text.append(f"next: park benchmark build {folder}")
        return step
    workspace.put_text(workspace.keywords, read_text(keywords) if keywords else HEADER)
    if not keywords:
        step.text.append(f"{workspace.keywords}: a row for each keyword, with its topic and source")
    step.text.append(f"next: park benchmark draft {folder}")
    return step


def card_text(folder: Path, source: str, community: str, name: str) -> str:
    """Return the text of `benchmark.yaml`, in which statements that are not known are empty."""
    given = known(source.partition(":")[0])
    slug = "".join(c if c.isascii() and c.isalnum() else "-" for c in folder.resolve().name.lower())
    base = slug.strip("-") or "benchmark"
    name = name or (base if base[0].isalpha() else f"b-{base}")
    lines = [
        "# The card of this benchmark, which is published with it.",
        *_pairs(
            name=name,
            title=given.title if given else name,
            license=given.license if given else "cc-by-4.0",
            community=community or (given.community if given else "people of the community"),
            languages=list(given.languages) if given else ["en"],
            countries=[],
            needed=30,
            scale=list(AGREEMENT),
            source=source.partition(":")[0],
            simulated=[],
        ),
    ]
    for statement, what in STATEMENTS.items():
        lines += ["", f"# {what[:1].upper()}{what[1:]}."]
        lines += _pairs(**{statement: getattr(given, statement) if given else ""})
    return "\n".join(lines) + "\n"


def _pairs(**values: object) -> list[str]:
    """Return keys and values as lines of YAML; JSON is YAML."""
    return [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]


def _check_free(folder: Path) -> None:
    if (folder / CARD).exists():
        raise InputError(f"{folder}: there is a benchmark already")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{folder}: the folder is not empty")
