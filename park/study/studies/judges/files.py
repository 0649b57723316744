"""A jury's ratings as files, of which a guard can be trained."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from park.errors import InputError
from park.study.studies.judges.asking import Jury
from park.study.studies.judges.measures import HIGHEST, LOWEST, Axes

RATINGS, TEXTS, MAPPING, TABLE = "ratings.csv", "texts.csv", "mapping.yaml", "panel.csv"


def check_folder(folder: Path) -> None:
    """Raise InputError if there is a file in the folder's place."""
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder}: is a file; a folder is expected")


def write(folder: Path, items: Sequence[str], jury: Jury, found: Axes) -> None:
    """Write ratings, texts, the mapping of their columns, and a row for each text.

    Raises:
        InputError: a file cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _table(
            folder / RATINGS, ("item", "rater", "judge", "country", "rating"), _rows(items, jury)
        )
        _table(folder / TEXTS, ("item", "text"), zip(items, jury.texts, strict=True))
        _table(folder / TABLE, ("item", "harmless", "aware", "ratings"), _axes(items, jury, found))
        (folder / MAPPING).write_text(yaml.safe_dump(_mapping(jury)), encoding="utf-8")
    except OSError as error:
        raise InputError(f"{error.filename}: cannot be written ({error.strerror})") from None


def _table(path: Path, head: Sequence[str], rows: Iterable[Iterable[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(head)
        table.writerows(rows)


def _rows(items: Sequence[str], jury: Jury) -> Iterator[tuple[str, ...]]:
    for text, country, judge in np.argwhere(np.isfinite(jury.rated)):
        code, name = jury.countries[country], jury.judges[judge]
        rating = f"{jury.rated[text, country, judge]:g}"
        yield items[text], f"{name}/{code}", name, code, rating


def _axes(items: Sequence[str], jury: Jury, found: Axes) -> Iterator[tuple[Any, ...]]:
    counts = np.isfinite(jury.rated).sum(axis=(1, 2))
    for item, n, *pair in zip(items, counts, *found, strict=True):
        yield item, *(f"{x:.4f}" if np.isfinite(x) else "" for x in pair), int(n)


def _mapping(jury: Jury) -> dict[str, Any]:
    return {
        "about": f"ratings by the models {', '.join(jury.judges)}: a proxy for people's",
        "item": "item",
        "rater": "rater",
        "rating": "rating",
        "scale": [LOWEST, HIGHEST],
        "harmful": (LOWEST + HIGHEST) / 2,
        "graded": True,
        "country": "country",
        "demographics": {"judge": {"column": "judge"}},
        "interaction": "judge",
        "texts": {"file": TEXTS, "item": "item", "text": "text"},
    }
