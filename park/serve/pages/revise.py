"""Revise: the drafted items of a benchmark, one at a time."""

from datetime import UTC, datetime

from pydantic import ValidationError
from starlette.responses import Response

from park.errors import InputError
from park.ledger.item_revisions import item_revisions, put_item_revision
from park.records.item_revision import ItemRevision
from park.serve.drafts import Draft, Drafts, problem_of, table
from park.serve.site import Visit


def _drafts(visit: Visit) -> Drafts:
    if visit.site.drafts is None:
        raise InputError("there are no items to revise; serve them by --revise FILE")
    return visit.site.drafts


def first(visit: Visit) -> Response:
    """Lead to a person's next item, or list what they decided."""
    if refusal := visit.refused():
        return refusal
    drafts, person = _drafts(visit), visit.visitor.name
    with visit.site.reading() as ledger:
        mine = {each.item: each for each in item_revisions(ledger, drafts.digest, person)}
    name = None if visit.asked("all") else drafts.next(mine)
    if name is None:
        numbered = [(n, each, mine.get(each.name)) for n, each in enumerate(_listed(drafts), 1)]
        return visit.show("revised", numbered=numbered, left=len(drafts.drafts) - len(mine))
    return visit.go(f"/revise/{person}/{list(drafts.drafts).index(name) + 1}")


def _listed(drafts: Drafts) -> list[Draft]:
    return list(drafts.drafts.values())


def one(visit: Visit) -> Response:
    """Show an item, or store what was decided on it."""
    if refusal := visit.refused():
        return refusal
    drafts, number = _drafts(visit), visit.part("number")
    listed = _listed(drafts)
    if not (number.isascii() and number.isdigit() and 1 <= int(number[:9]) <= len(listed)):
        raise InputError(f"there is no item {number[:40]!r}")
    draft = listed[int(number) - 1]
    if visit.request.method == "POST":
        return _store(visit, drafts, draft)
    return _shown(visit, drafts, draft)


def _shown(
    visit: Visit, drafts: Drafts, draft: Draft, problem: str = "", status: int = 200
) -> Response:
    with visit.site.reading() as ledger:
        given = {e.item: e for e in item_revisions(ledger, drafts.digest, visit.visitor.name)}
    mine, form = given.get(draft.name), visit.form
    return visit.show(
        "revise", status,
        draft=draft, mine=mine, done=len(given), of=len(drafts.drafts),
        question=form.get("question") or (mine.question if mine else draft.question),
        options=form.get("options") or "\n".join(mine.options if mine else draft.options),
        answer=form.get("answer") or (mine.answer if mine else draft.answer),
        why=form.get("why") or (mine.why if mine else ""),
        problem=problem and visit.words(problem),
    )  # fmt: skip


def _store(visit: Visit, drafts: Drafts, draft: Draft) -> Response:
    form = {name: " ".join(visit.form.get(name, "").split()) for name in ("question", "answer")}
    lines = [" ".join(line.split()) for line in visit.form.get("options", "").splitlines()]
    options = tuple(line for line in lines if line)
    decision = visit.form.get("decision", "")
    if decision != "change":
        form, options = {"question": draft.question, "answer": draft.answer}, draft.options
    try:
        revision = ItemRevision.model_validate({
            **form,
            "options": options,
            "sheet": drafts.digest,
            "item": draft.name,
            "person": visit.visitor.name,
            "decision": decision,
            "why": visit.form.get("why", "").strip(),
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        })  # fmt: skip
    except ValidationError:
        return _shown(visit, drafts, draft, "must_change", 422)
    if problem := problem_of(draft, revision):
        return _shown(visit, drafts, draft, problem, 422)
    with visit.site.writing() as ledger:
        put_item_revision(ledger, revision)
    return visit.go(f"/revise/{visit.visitor.name}")


def download(visit: Visit) -> Response:
    """Return all revisions as the filled table."""
    drafts = _drafts(visit)
    with visit.site.reading() as ledger:
        data = table(drafts, item_revisions(ledger, drafts.digest))
    headers = {"content-disposition": 'attachment; filename="revisions.csv"'}
    return Response(data, media_type="text/csv; charset=utf-8", headers=headers)
