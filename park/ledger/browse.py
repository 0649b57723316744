"""Pages of a ledger's records, by key, however many there are."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from park.records import Dialogue, Opinion, Record, Sample
from park.records.opinion import COMPARED
from park.records.scores import Response

if TYPE_CHECKING:
    from park.ledger.ledger import Ledger

SIZE = 50
"""Records on a page."""
START = ("", "", "")
"""Before the first record."""
Place = tuple[str, str, str]
"""A record's position: culture, item and key."""
ACCEPTED = "accepted"


class Found(Record):
    """What opinions are looked for; '' for all."""

    culture: str = ""
    item: str = ""
    stance: int | None = None
    reason: str = ""
    """A reason for rejection, or `accepted`."""
    flag: str = ""
    """Name of a check that a turn of the dialogue failed."""
    reviewed: Literal["", "yes", "no"] = ""
    text: str = ""
    """Part of the opinion's text; `park.ledger.texts` finds it."""


class Listed(NamedTuple):
    """An opinion with its outcome."""

    opinion: Opinion
    kept: bool
    reason: str


def opinions_page(
    ledger: "Ledger", found: Found, after: Place = START, size: int = SIZE, within: str = ""
) -> list[Listed]:
    """Return the opinions that follow a place, sorted by culture, item and key.

    Args:
        ledger: the ledger.
        found: what is looked for.
        after: the place.
        size: maximum opinions.
        within: numbers of the rows to look among, as a JSON list; all if ''.
    """
    where, values = _conditions(found, within)
    rows = ledger.rows(
        "SELECT record, kept, reason FROM opinions INDEXED BY opinions_by_place "
        f"WHERE (culture, item, key) > (?, ?, ?){where} ORDER BY culture, item, key LIMIT ?",
        *after, *values, size,
    )  # fmt: skip
    return [
        Listed(Opinion.model_validate_json(record), bool(kept), reason)
        for record, kept, reason in rows
    ]


def _conditions(found: Found, within: str) -> tuple[str, list[Any]]:
    parts: list[tuple[str, Sequence[Any]]] = []
    if found.culture:
        parts.append(("culture = ?", [found.culture]))
    if found.item:
        parts.append(("item = ?", [found.item]))
    if found.reason == ACCEPTED:
        parts.append(("kept", []))
    elif found.reason:
        parts.append(("NOT kept AND reason = ?", [found.reason]))
    if found.reviewed:
        no = "" if found.reviewed == "yes" else "NOT "
        parts.append((f"key {no}IN (SELECT opinion FROM reviews)", []))
    if found.stance is not None:
        parts.append(("json_extract(record, '$.seed.stance') = ?", [found.stance]))
    if found.flag:
        flagged = (
            "SELECT dialogues.key FROM dialogues, json_each(dialogues.record, '$.turns') AS turn, "
            "json_each(turn.value, '$.flags') AS flag WHERE json_extract(flag.value, '$.check') = ?"
        )
        parts.append((f"dialogue IN ({flagged})", [found.flag]))
    if within:
        parts.append(("rowid IN (SELECT value FROM json_each(?))", [within]))
    return (
        "".join(f" AND {condition}" for condition, _ in parts),
        [value for _, own in parts for value in own],
    )


def opinion_counts(ledger: "Ledger") -> list[tuple[str, str, int]]:
    """Return (culture, outcome, number) of all opinions; the outcome is a reason or `accepted`."""
    return [
        (culture, ACCEPTED if kept else reason, number)
        for culture, kept, reason, number in ledger.rows(
            "SELECT culture, kept, reason, count(*) FROM opinions INDEXED BY opinions_by_outcome "
            "GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
        )
    ]


def items(ledger: "Ledger") -> list[str]:
    """Return the items of all dialogues."""
    return [item for (item,) in ledger.rows("SELECT DISTINCT item FROM dialogues ORDER BY item")]


def dialogues_page(
    ledger: "Ledger", culture: str = "", after: Place = START, size: int = SIZE
) -> list[Dialogue]:
    """Return the dialogues that follow a place, sorted by culture, item and key."""
    rows = ledger.rows(
        "SELECT record FROM dialogues WHERE (culture, item, key) > (?, ?, ?) "
        "AND (? = '' OR culture = ?) ORDER BY culture, item, key LIMIT ?",
        *after, culture, culture, size,
    )  # fmt: skip
    return [Dialogue.model_validate_json(record) for (record,) in rows]


def dialogue_counts(ledger: "Ledger") -> dict[str, dict[str, int]]:
    """Count the dialogues by culture and ending."""
    found: dict[str, dict[str, int]] = {}
    query = "SELECT culture, ending, count(*) FROM dialogues GROUP BY 1, 2 ORDER BY 1, 2"
    for culture, ending, number in ledger.rows(query):
        found.setdefault(culture, {})[ending] = number
    return found


def opinions_of(ledger: "Ledger", dialogue: str) -> list[Listed]:
    """Return the opinions of a dialogue, sorted by key."""
    rows = ledger.rows(
        "SELECT record, kept, reason FROM opinions WHERE dialogue = ? ORDER BY key", dialogue
    )
    return [
        Listed(Opinion.model_validate_json(record), bool(kept), reason)
        for record, kept, reason in rows
    ]


def views(ledger: "Ledger") -> dict[str, int]:
    """Count the rows of each view."""
    return dict(ledger.rows("SELECT view, count(*) FROM samples GROUP BY 1 ORDER BY 1"))


def samples_page(ledger: "Ledger", view: str, after: str = "", size: int = SIZE) -> list[Sample]:
    """Return the rows of a view that follow a key, sorted by key."""
    rows = ledger.rows(
        "SELECT record FROM samples WHERE view = ? AND key > ? ORDER BY key LIMIT ?",
        view, after, size,
    )  # fmt: skip
    return [Sample.model_validate_json(record) for (record,) in rows]


def tasks(ledger: "Ledger") -> dict[str, int]:
    """Count the responses of each task."""
    return dict(ledger.rows("SELECT task, count(*) FROM responses GROUP BY 1 ORDER BY 1"))


def responses_page(
    ledger: "Ledger", task: str, after: str = "", size: int = SIZE
) -> list[Response]:
    """Return the responses of a task that follow a key, sorted by key."""
    rows = ledger.rows(
        "SELECT record FROM responses WHERE task = ? AND key > ? ORDER BY key LIMIT ?",
        task, after, size,
    )  # fmt: skip
    return [Response.model_validate_json(record) for (record,) in rows]


def reviewable(ledger: "Ledger") -> list[tuple[str, str, str]]:
    """Return (key, culture, outcome) of the opinions that are not rejected by comparison."""
    marks = ", ".join("?" * len(COMPARED))
    return [
        (key, culture, ACCEPTED if kept else reason)
        for key, culture, kept, reason in ledger.rows(
            f"SELECT key, culture, kept, reason FROM opinions WHERE reason NOT IN ({marks}) "
            "ORDER BY culture, item, key",
            *COMPARED,
        )
    ]


def doubts(ledger: "Ledger") -> dict[str, float]:
    """Return how far the judge's probability lies from its threshold, by opinion."""
    query = (
        "SELECT opinion, abs(json_extract(record, '$.score') "
        "- json_extract(record, '$.detail.threshold')) FROM verdicts "
        "WHERE json_extract(record, '$.check') = 'verify' "
        "AND json_extract(record, '$.score') IS NOT NULL"
    )
    return {key: distance for key, distance in ledger.rows(query) if distance is not None}


def last_call(ledger: "Ledger") -> int:
    """Return a number that grows with each stored call."""
    return next(ledger.rows("SELECT max(rowid) FROM calls"))[0] or 0


def last_filtered(ledger: "Ledger") -> int:
    """Return the number of the last event of filtering; 0 without."""
    rows = ledger.rows("SELECT max(number) FROM events WHERE kind IN ('filter', 'filtered')")
    return next(rows)[0] or 0
