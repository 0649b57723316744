"""Answers to rate, and ratings of them by people and by language models."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from park.errors import InputError, nearest
from park.ledger.run import LEDGER, read_run
from park.records import Dialogue, Opinion, rejection
from park.study.studies.thick.rubric import CRITERIA
from park.surveys.csvfile import read_header, read_rows

PAIRS = Path(__file__).with_name("pairs.csv")
"""Forty pairs of a thick and a thin answer, written for this study."""
READING = Path(__file__).with_name("reading.csv")
"""Readings of forty of those answers by two language models, answer by answer."""
NEEDED = ("id", "question", "answer")
PERSON, MODEL = "person", "model"
YES, NO = ("yes", "y", "1", "true"), ("no", "n", "0", "false")


class Told(NamedTuple):
    """An answer to rate."""

    id: str
    question: str
    """What the user told and asked."""
    answer: str
    pair: str = ""
    """What it is compared within; '' if with nothing."""
    kind: str = ""
    """`thick` or `thin` within a pair."""
    culture: str = ""


Ratings = dict[str, dict[str, dict[str, bool]]]
"""By rater, answer and criterion."""


def read_answers(path: Path) -> list[Told]:
    """Read a csv file, or the accepted opinions of a run's folder.

    Raises:
        InputError: a column is missing, an id is there twice, or a text is empty.
    """
    if path.is_dir():
        return _opinions(path)
    read_header(path, NEEDED)
    columns = [*NEEDED, "pair", "kind", "culture"]
    found: dict[str, Told] = {}
    for line, cells in read_rows(path, columns):
        for name, cell in zip(NEEDED, cells, strict=False):
            if not cell:
                raise InputError(f"{path}:{line}: {name}: must not be empty")
        each = Told(*cells)
        if each.id in found:
            raise InputError(f"{path}:{line}: id: {each.id!r} stands above, too")
        if each.kind not in ("", "thick", "thin"):
            raise InputError(f"{path}:{line}: kind: must be thick, thin or empty")
        found[each.id] = each
    return list(found.values())


def _opinions(folder: Path) -> list[Told]:
    if not (folder / LEDGER).is_file():
        raise InputError(f"{folder}: is neither a csv file nor a run's folder")
    with read_run(folder) as ledger:
        dialogues = {each.key: each for each in ledger.dialogues()}
        found = []
        for each in ledger.opinions():
            if rejection(ledger.verdicts(each.key)) is None:
                asked = _asked(each, dialogues.get(each.dialogue)) or each.statement
                found.append(Told(each.key, asked, each.text, culture=each.seed.culture))
    if not found:
        raise InputError(f"{folder}: no opinion is accepted; first: park filter {folder}")
    return found


class Raters(NamedTuple):
    """Ratings by who gave them."""

    people: Ratings
    models: Ratings
    """Readings by language models, which stand in for nobody."""


def _asked(opinion: Opinion, dialogue: Dialogue | None) -> str:
    """Return the last turn of the contact before the opinion's; '' if there is none."""
    first = min(opinion.turns, default=0)
    turns = dialogue.turns if dialogue is not None else ()
    said = [turn.text for turn in turns if turn.speaker == "contact" and turn.number < first]
    return said[-1] if said else ""


def read_ratings(path: Path, answers: Sequence[Told]) -> Raters:
    """Read ratings: `id`, `rater`, perhaps `who`, and a column of yes and no per criterion.

    `who` is `person`, also where it is empty, or `model`. An empty cell is no rating.

    Raises:
        InputError: a row is about no answer, a cell is neither yes nor no, or a rater is both a
            person and a model.
    """
    read_header(path, ("id", "rater", *CRITERIA))
    known = {each.id for each in answers}
    found = Raters({}, {})
    columns = ["id", "rater", "who", *CRITERIA]
    for line, (name, rater, who, *cells) in read_rows(path, columns):
        where = f"{path}:{line}"
        if name not in known:
            raise InputError(f"{where}: id: there is no answer {name!r}{nearest(name, known)}")
        if not rater:
            raise InputError(f"{where}: rater: must not be empty")
        kind = who.casefold() or PERSON
        if kind not in (PERSON, MODEL):
            raise InputError(f"{where}: who: must be {PERSON} or {MODEL}, not {who!r}")
        own, other = found if kind == PERSON else reversed(found)
        if rater in other:
            raise InputError(f"{where}: who: {rater!r} is no {kind} in a line above")
        rows = own.setdefault(rater, {})
        if name in rows:
            raise InputError(f"{where}: {rater!r} rates {name!r} in a line above, too")
        rows[name] = _cells(dict(zip(CRITERIA, cells, strict=True)), where)
    return found


def _cells(cells: Mapping[str, str], where: str) -> dict[str, bool]:
    found = {}
    for name, cell in cells.items():
        if cell and cell.casefold() not in (*YES, *NO):
            raise InputError(f"{where}: {name}: must be yes or no, not {cell!r}")
        if cell:
            found[name] = cell.casefold() in YES
    return found
