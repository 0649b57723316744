"""Reviews as files: JSON Lines, csv, Parquet, and what Argilla, Potato and Inspect import."""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from park.errors import InputError
from park.ledger.browse import reviewable
from park.ledger.ledger import Ledger
from park.ledger.reviews import reviews
from park.records import Opinion, Review, rejection
from park.records.review import FAULTS
from park.reviews.tables import csv_bytes, parquet_bytes

COLUMNS = (
    "opinion", "person", "time", "decision", "reason", "shown", "text", "note", "culture",
    "country", "item", "statement", "stance", "stance_label", "language", "dialogue", "judge",
    "kept", "outcome",
)  # fmt: skip
KINDS: Mapping[str, type] = {"stance": int, "kept": bool}
"""Types of the columns that hold no text."""
FORMATS: Mapping[str, str] = {
    "reviews.jsonl": "application/jsonl",
    "reviews.csv": "text/csv; charset=utf-8",
    "reviews.parquet": "application/vnd.apache.parquet",
    "argilla.json": "application/json",
    "potato.jsonl": "application/jsonl",
    "inspect.json": "application/json",
}
"""Names of the files and their media types."""


def rows(ledger: Ledger) -> Iterator[dict[str, Any]]:
    """Yield a row for each review, sorted by opinion and person.

    `kept` and `outcome` say what became of the opinion after all reviews so far.
    """
    for key, own in reviews(ledger).items():
        opinion = ledger.opinion(key)
        fallen = rejection(ledger.verdicts(key))
        for each in own:
            yield _row(each, opinion) | {
                "kept": opinion is not None and fallen is None,
                "outcome": "gone" if opinion is None else fallen.reason if fallen else "accepted",
            }


def _row(each: Review, opinion: Opinion | None) -> dict[str, Any]:
    seed = opinion.seed if opinion else None
    return {
        "opinion": each.opinion,
        "person": each.person,
        "time": each.time,
        "decision": each.decision,
        "reason": each.reason if each.decision == "reject" else "",
        "shown": each.shown,
        "text": each.text,
        "note": each.note,
        "culture": seed.culture if seed else "",
        "country": seed.country if seed else "",
        "item": seed.item if seed else "",
        "statement": opinion.statement if opinion else "",
        "stance": seed.stance if seed else None,
        "stance_label": opinion.stance_label if opinion else "",
        "language": opinion.language if opinion else "",
        "dialogue": opinion.dialogue if opinion else "",
        "judge": opinion.models.get("judge", "") if opinion else "",
    }


def content(ledger: Ledger, name: str) -> bytes:
    """Return a file's content.

    Raises:
        InputError: there is no such file, or its package is missing.
    """
    if name == "reviews.jsonl":
        return _lines(rows(ledger))
    if name == "reviews.csv":
        return csv_bytes(rows(ledger), COLUMNS)
    if name == "reviews.parquet":
        return parquet_bytes(rows(ledger), {name: KINDS.get(name, str) for name in COLUMNS})
    if name == "argilla.json":
        return json.dumps(list(argilla(ledger)), ensure_ascii=False, indent=1).encode()
    if name == "potato.jsonl":
        return _lines(potato(ledger))
    if name == "inspect.json":
        return json.dumps(list(inspect(ledger)), ensure_ascii=False, indent=1).encode()
    raise InputError(f"there is no file {name!r} of reviews; known: {', '.join(FORMATS)}")


def _lines(found: Iterator[Mapping[str, Any]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in found).encode()


def argilla(ledger: Ledger) -> Iterator[dict[str, Any]]:
    """Yield reviewable opinions as records that Argilla 2's `Dataset.records.from_json` reads.

    The judge's outcome is a suggestion, people's reviews are responses. The questions of the
    dataset are `decision` (keep, reject) and `reason`.
    """
    given = reviews(ledger)
    for key, culture, outcome in reviewable(ledger):
        opinion = ledger.opinion(key)
        if opinion is None:
            continue
        own = given.get(key, [])
        machine = rejection(v for v in ledger.verdicts(key) if v.check != "review")
        suggestions = {"decision": _suggested("reject" if machine else "keep", opinion)}
        if machine and machine.reason in FAULTS:
            suggestions["reason"] = _suggested(machine.reason, opinion)
        yield {
            "id": key,
            "fields": {
                "opinion": opinion.text,
                "statement": opinion.statement,
                "answer": opinion.stance_label,
                "quote": opinion.quote,
            },
            "metadata": {"culture": culture, "item": opinion.seed.item, "outcome": outcome},
            "suggestions": suggestions,
            "responses": {
                "decision": [
                    _response("reject" if e.decision == "reject" else "keep", e) for e in own
                ],
                "reason": [_response(e.reason, e) for e in own if e.decision == "reject"],
            },
            "vectors": {},
        }


def _suggested(value: str, opinion: Opinion) -> dict[str, Any]:
    return {"value": value, "score": None, "agent": opinion.models.get("judge", "")}


def _response(value: str, review: Review) -> dict[str, str]:
    person = uuid5(NAMESPACE_URL, f"culturepark:person:{review.person}")
    return {"value": value, "user_id": str(person)}


def potato(ledger: Ledger) -> Iterator[dict[str, Any]]:
    """Yield reviewable opinions as instances of Potato: `id`, `text`, and what it is about."""
    for key, culture, _ in reviewable(ledger):
        opinion = ledger.opinion(key)
        if opinion is not None:
            yield {
                "id": key,
                "text": opinion.text,
                "statement": opinion.statement,
                "answer": opinion.stance_label,
                "quote": opinion.quote,
                "culture": culture,
                "item": opinion.seed.item,
            }


def inspect(ledger: Ledger) -> Iterator[dict[str, Any]]:
    """Yield reviewed opinions as records of Inspect's scorer `precomputed_scores`.

    Its samples must have the opinions' keys as `id`. The value is the share of people who did not
    reject the opinion.
    """
    for key, own in reviews(ledger).items():
        opinion = ledger.opinion(key)
        given = [each for each in own if opinion is not None and each.concerns(opinion.text)]
        if opinion is None or not given:
            continue
        rejected = [each for each in given if each.decision == "reject"]
        notes = [f"{each.reason}: {each.note}" if each.note else each.reason for each in rejected]
        yield {
            "id": key,
            "value": 1 - len(rejected) / len(given),
            "answer": opinion.text,
            "explanation": "; ".join(notes),
            "metadata": {
                "people": len(given),
                "culture": opinion.seed.culture,
                "item": opinion.seed.item,
            },
        }
