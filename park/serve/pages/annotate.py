"""Annotate: texts of a table, one at a time, those that are likeliest to matter first."""

from datetime import UTC, datetime
from typing import get_args

from pydantic import ValidationError
from starlette.responses import Response

from park.errors import InputError
from park.ledger.annotations import annotations, put_annotation
from park.records.annotation import Annotation, Said
from park.records.review import LONGEST
from park.serve.items import Items, table
from park.serve.site import Visit


def _items(visit: Visit) -> Items:
    if visit.site.items is None:
        raise InputError("there are no texts to annotate; serve them by --items FILE")
    return visit.site.items


def first(visit: Visit) -> Response:
    """Lead to a person's next text, or say that all are annotated."""
    if refusal := visit.refused():
        return refusal
    items, person = _items(visit), visit.visitor.name
    with visit.site.reading() as ledger:
        name = items.next(each.item for each in annotations(ledger, items.digest, person))
    if name is None:
        return visit.show("annotated")
    return visit.go(f"/annotate/{person}/{items.names.index(name) + 1}")


def one(visit: Visit) -> Response:
    """Show a text, or store what was said of it."""
    if refusal := visit.refused():
        return refusal
    items, number = _items(visit), visit.part("number")
    if not (number.isascii() and number.isdigit() and 1 <= int(number[:9]) <= len(items.rows)):
        raise InputError(f"there is no text {number[:40]!r}")
    name = items.names[int(number) - 1]
    return (
        _store(visit, items, name) if visit.request.method == "POST" else _shown(visit, items, name)
    )


def _shown(visit: Visit, items: Items, name: str, problem: str = "", status: int = 200) -> Response:
    with visit.site.reading() as ledger:
        own = {each.item: each for each in annotations(ledger, items.digest, visit.visitor.name)}
    return visit.show(
        "annotate", status,
        text=items.text(name), given=own.get(name), answers=get_args(Said), longest=LONGEST,
        problem=problem and visit.words(problem), done=len(own), of=len(items.rows),
    )  # fmt: skip


def _store(visit: Visit, items: Items, name: str) -> Response:
    try:
        given = Annotation.model_validate({
            "set": items.digest,
            "item": name,
            "person": visit.visitor.name,
            "said": visit.form.get("said", ""),
            "note": visit.form.get("note", "").strip(),
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        })  # fmt: skip
    except ValidationError:
        return _shown(visit, items, name, "say_one", 422)
    with visit.site.writing() as ledger:
        put_annotation(ledger, given)
    return visit.go(f"/annotate/{visit.visitor.name}")


def download(visit: Visit) -> Response:
    """Return the table with what people said, as a csv."""
    items = _items(visit)
    with visit.site.reading() as ledger:
        data = table(items, annotations(ledger, items.digest))
    headers = {"content-disposition": 'attachment; filename="annotations.csv"'}
    return Response(data, media_type="text/csv; charset=utf-8", headers=headers)
