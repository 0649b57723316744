"""Reviews as files: JSON Lines, csv, Parquet, and what Argilla and Potato import."""

import csv
import io
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

COLUMNS = (
    "opinion", "person", "time", "decision", "reason", "shown", "text", "note", "culture",
    "country", "item", "statement", "stance", "stance_label", "language", "dialogue", "judge",
    "kept", "outcome",
)  # fmt: skip
FORMATS: Mapping[str, str] = {
    "reviews.jsonl": "application/jsonl",
    "reviews.csv": "text/csv; charset=utf-8",
    "reviews.parquet": "application/vnd.apache.parquet",
    "argilla.json": "application/json",
    "potato.jsonl": "application/jsonl",
}
"""Names of the files and their media types."""
RISKY = ("=", "+", "-", "@", "\t", "\r")
"""Beginnings of cells that spreadsheets take for formulas."""


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
        return _csv(rows(ledger))
    if name == "reviews.parquet":
        return _parquet(list(rows(ledger)))
    if name == "argilla.json":
        return json.dumps(list(argilla(ledger)), ensure_ascii=False, indent=1).encode()
    if name == "potato.jsonl":
        return _lines(potato(ledger))
    raise InputError(f"there is no file {name!r} of reviews; known: {', '.join(FORMATS)}")


def _lines(found: Iterator[Mapping[str, Any]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in found).encode()


def _csv(found: Iterator[Mapping[str, Any]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    for row in found:
        writer.writerow({name: harmless(value) for name, value in row.items()})
    return text.getvalue().encode()


def harmless(value: Any) -> Any:
    """Put a quote before a text that a spreadsheet would take for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(RISKY) else value


def _parquet(found: list[dict[str, Any]]) -> bytes:
    try:
        import pyarrow as pa  # type: ignore[import-untyped,unused-ignore]
        import pyarrow.parquet as pq  # type: ignore[import-untyped,unused-ignore]
    except ImportError:
        raise InputError("Parquet needs: pip install 'culturepark[export]'") from None
    kinds = {"stance": pa.int64(), "kept": pa.bool_()}
    schema = pa.schema([(name, kinds.get(name, pa.string())) for name in COLUMNS])
    target = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(found, schema=schema), target)
    return target.getvalue()


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
