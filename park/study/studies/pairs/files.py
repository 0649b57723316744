"""The files of the study: questions or texts in, blinded pairs and their key out, ratings in."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

from park.errors import InputError
from park.ledger.keys import rng_of
from park.surveys.csvfile import read_header, read_rows

ON, OFF = "on", "off"
PAIRS, KEY = "pairs.csv", "key.csv"
TEXTS = ("id", "question", ON, OFF)
SIDES = ("A", "B")
METHODS = ("method", "against")
"""Columns of the key: the method whose side is `on`, and the other."""


@dataclass(frozen=True)
class Texts:
    """Two answers to a question, by two methods or with a culture and without."""

    id: str
    question: str
    on: str = ""
    off: str = ""


def read_texts(path: Path) -> list[Texts]:
    """Read questions, with both answers where the file has the columns `on` and `off`.

    Raises:
        InputError: a column is missing, a cell is empty, or an id appears twice.
    """
    header = read_header(path, TEXTS[:2])
    whole = ON in header or OFF in header
    needed = TEXTS if whole else TEXTS[:2]
    read_header(path, needed)
    found: dict[str, Texts] = {}
    for line, cells in read_rows(path, needed):
        empty = next((n for n, cell in zip(needed, cells, strict=True) if not cell), None)
        if empty:
            raise InputError(f"{path}:{line}: {empty}: must not be empty")
        if cells[0] in found:
            raise InputError(f"{path}:{line}: id: {cells[0]!r} stands in a line above, too")
        found[cells[0]] = Texts(*cells)
    return list(found.values())


def check_unrated(folder: Path) -> None:
    """Raise InputError if a folder's pairs hold ratings, which new pairs would replace."""
    path = folder / PAIRS
    if not path.is_file() or not path.stat().st_size:
        return
    rated = [name for name in read_header(path) if name not in ("pair", "question", *SIDES)]
    if any(any(cells) for _, cells in read_rows(path, rated)):
        raise InputError(f"{path}: holds ratings, which stay; name another folder by --out")


def write_pairs(
    folder: Path,
    texts: Sequence[Texts],
    scales: Sequence[str],
    seed: int,
    methods: Sequence[str] = (),
) -> None:
    """Write the pairs for raters, in random order and with random sides, and the key.

    Args:
        folder: receives `pairs.csv`, which tells nothing of the condition, and `key.csv`.
        texts: the answers.
        scales: what is rated; each gets a column for A and one for B.
        seed: random seed; the side follows from it and the id.
        methods: which two methods gave the answers, for the key; () if they are not known.

    Raises:
        InputError: a file cannot be written.
    """
    order = sorted(texts, key=lambda each: rng_of("pairs", seed, each.id).random())
    rated = [f"{scale}_{side}" for scale in scales for side in SIDES]
    pairs = [["pair", "question", *SIDES, "rater", *rated]]
    key = [["pair", "id", "on", *METHODS[: len(methods)]]]
    for number, each in enumerate(order, start=1):
        swapped = rng_of("side", seed, each.id).random() < 0.5
        shown = (each.off, each.on) if swapped else (each.on, each.off)
        pairs.append([f"p{number:03}", each.question, *shown, "", *[""] * len(rated)])
        key.append([f"p{number:03}", each.id, SIDES[swapped], *methods])
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, rows in ((PAIRS, pairs), (KEY, key)):
            with (folder / name).open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(rows)
    except OSError as error:
        raise InputError(f"{folder}: cannot be written ({error.strerror})") from None


def is_ratings(path: Path) -> bool:
    """Whether a file holds rated pairs instead of questions."""
    return "pair" in read_header(path)


def read_key(path: Path) -> dict[str, str]:
    """Return the side of the first answer by pair; InputError for a file that is no key."""
    if not path.is_file():
        raise InputError(f"{path}: there is no key of the pairs; it is made beside {PAIRS}")
    read_header(path, ("pair", "on"))
    found = {}
    for line, (pair, side) in read_rows(path, ("pair", "on")):
        if side not in SIDES:
            raise InputError(f"{path}:{line}: on: must be A or B, not {side!r}")
        found[pair] = side
    return found


def read_methods(path: Path) -> tuple[str, ...]:
    """Return the two methods that a key names; () if it names none.

    Raises:
        InputError: its lines name different methods.
    """
    if not set(METHODS) <= set(read_header(path)):
        return ()
    named = list(dict.fromkeys(tuple(cells) for _, cells in read_rows(path, METHODS)))
    if len(named) > 1:
        raise InputError(f"{path}: its lines name different methods; analyse them one by one")
    return named[0] if all(named[0]) else ()


Ratings = dict[str, dict[str, tuple[list[float], list[float]]]]
"""By scale and pair: the ratings of the first answer and of the other, of all raters."""


def read_ratings(path: Path, key: Mapping[str, str], scales: Iterable[str]) -> Ratings:
    """Read rated pairs, a line for each pair and rater; a pair without both ratings is left out.

    Raises:
        InputError: a column is missing, a pair is unknown or a rating is no number.
    """
    scales = list(scales)
    columns = [f"{scale}_{side}" for scale in scales for side in SIDES]
    read_header(path, ("pair", *columns))
    found: Ratings = {scale: {} for scale in scales}
    seen: set[tuple[str, str]] = set()
    for line, (pair, rater, *cells) in read_rows(path, ("pair", "rater", *columns)):
        where = f"{path}:{line}"
        if pair not in key:
            raise InputError(f"{where}: pair: {pair!r} is not in the key")
        if (pair, rater) in seen:
            raise InputError(f"{where}: {rater or 'the rater'} has rated {pair} in a line above")
        seen.add((pair, rater))
        values = dict(zip(columns, (_rating(c, where) for c in cells), strict=True))
        for scale in scales:
            on = values[f"{scale}_{key[pair]}"]
            off = values[f"{scale}_{SIDES[key[pair] == SIDES[0]]}"]
            if on is not None and off is not None:
                both = found[scale].setdefault(pair, ([], []))
                both[0].append(on)
                both[1].append(off)
    return found


def _rating(text: str, where: str) -> float | None:
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not isfinite(value):
        raise InputError(f"{where}: {text!r} is no rating")
    return value
