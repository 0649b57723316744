"""Review: a person's queue of opinions, one at a time."""

from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError
from starlette.responses import Response

from park.errors import InputError
from park.ledger.browse import opinion_counts
from park.ledger.keys import key_of
from park.ledger.ledger import Ledger
from park.ledger.reviews import put_review, reviews_of
from park.records import Opinion, Review
from park.records.review import FAULTS, LONGEST
from park.reviews.positions import was_asked
from park.serve.pages.dialogues import spoken
from park.serve.queue import ORDERS, Wish
from park.serve.site import Visit

RECENT = 200
"""Maximum own reviews to list."""


def wish_of(visit: Visit) -> Wish:
    """Return what the address asks for; invited people cannot choose by the judge's reasons."""
    order = next((each for each in ORDERS if each == visit.asked("order")), None)
    settled = visit.site.config.review.order
    owner = visit.visitor.owner
    return Wish(visit.asked("culture"), visit.asked("reason") if owner else "", order or settled)


def _query(wish: Wish, settled: str) -> dict[str, str]:
    order = "" if wish.order == settled else wish.order
    return {"culture": wish.culture, "reason": wish.reason, "order": order}


def first(visit: Visit) -> Response:
    """Lead to the next opinion of a queue, or say that it is empty."""
    if refusal := visit.refused():
        return refusal
    person, wish = visit.visitor.name, wish_of(visit)
    with visit.site.reading() as ledger:
        key = visit.site.queue.next(ledger, person, wish)
        if key is None:
            mine, _ = visit.site.queue.state(ledger, person, wish)
            return visit.show(
                "empty", mine=mine, wish=wish, last=visit.asked("last"), **_choices(visit, ledger)
            )
    query = _query(wish, visit.site.config.review.order)
    return visit.go(f"/queue/{person}/{key}", **query, last=visit.asked("last"))


def item(visit: Visit) -> Response:
    """Show an opinion to review, or store what was decided on it."""
    if refusal := visit.refused():
        return refusal
    key, person = visit.part("key"), visit.visitor.name
    with visit.site.reading() as ledger:
        opinion = ledger.opinion(key)
        if opinion is None:
            raise InputError(f"there is no opinion {key[:40]!r} in this run")
        if not visit.site.queue.holds(ledger, person, key):
            if not visit.visitor.owner:
                text = visit.words("not_your_turn")
                return visit.show("message", 403, title=visit.words("sorry"), text=text)
            visit.site.queue.take(person, key)
    if visit.request.method == "POST":
        return _decide(visit, opinion)
    return _shown(visit, opinion)


def _decide(visit: Visit, opinion: Opinion) -> Response:
    """Store a decision; it is confirmed only after that."""
    form, person = visit.form, visit.visitor.name
    if form.get("version") != version(opinion):
        return _shown(visit, opinion, "changed", 409)
    decision = form.get("decision", "")
    edited = " ".join(form.get("text", "").split())
    if decision == "edit" and edited == opinion.text:
        decision = "keep"
    try:
        review = Review.model_validate({
            "opinion": opinion.key,
            "person": person,
            "decision": decision,
            "reason": form.get("reason", "fine") if decision == "reject" else "fine",
            "text": edited if decision == "edit" else "",
            "shown": opinion.text,
            "note": form.get("note", "").strip(),
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        })  # fmt: skip
    except ValidationError:
        return _shown(visit, opinion, "incomplete", 422)
    with visit.site.writing() as ledger:
        put_review(ledger, review)
    visit.site.queue.reviewed(person, opinion.key)
    query = _query(wish_of(visit), visit.site.config.review.order)
    return visit.go(f"/queue/{person}", **query, last=opinion.key)


def version(opinion: Opinion) -> str:
    """Return what tells one text of an opinion from another."""
    return key_of("shown", opinion.key, opinion.text)


def _shown(visit: Visit, opinion: Opinion, problem: str = "", status: int = 200) -> Response:
    person, wish = visit.visitor.name, wish_of(visit)
    queue = visit.site.queue
    with visit.site.reading() as ledger:
        dialogue = ledger.dialogue(opinion.dialogue)
        mine = next((e for e in reviews_of(ledger, opinion.key) if e.person == person), None)
        last = _reviewed(ledger, visit.asked("last"), person)
        done, left = queue.state(ledger, person, wish)
        choices = _choices(visit, ledger)
        ask = not was_asked(ledger, person)
    turns = spoken(dialogue, [opinion]) if dialogue else []
    until = max(opinion.turns, default=0)
    return visit.show(
        "review", status,
        opinion=opinion,
        earlier=[each for each in turns if each.number <= until],
        later=[each for each in turns if each.number > until],
        mine=mine,
        ask=ask,
        problem=problem and visit.words(problem),
        last=last if last is not None and last.key != opinion.key else None,
        done=done,
        left=left,
        faults=FAULTS,
        longest=LONGEST,
        version=version(opinion),
        wish=wish,
        **choices,
    )  # fmt: skip


def _reviewed(ledger: Ledger, key: str, person: str) -> Opinion | None:
    """Return an opinion if the person has reviewed it."""
    mine = any(each.person == person for each in reviews_of(ledger, key)) if key else False
    return ledger.opinion(key) if mine else None


def _choices(visit: Visit, ledger: Ledger) -> dict[str, Any]:
    counts = opinion_counts(ledger)
    return {
        "cultures": sorted({culture for culture, _, _ in counts}),
        "reasons": sorted({outcome for _, outcome, _ in counts}) if visit.visitor.owner else [],
        "orders": ORDERS if visit.visitor.owner else ("random", "culture"),
    }


def mine(visit: Visit) -> Response:
    """List what a person has decided, to change it."""
    if refusal := visit.refused():
        return refusal
    with visit.site.reading() as ledger:
        found = own_reviews(ledger, visit.visitor.name)
    return visit.show("mine", reviews=found, person=visit.visitor.name, own=True)


def own_reviews(ledger: Ledger, person: str) -> list[tuple[Review, Opinion | None]]:
    """Return a person's latest reviews with their opinions."""
    rows = ledger.rows(
        "SELECT record FROM reviews WHERE person = ? ORDER BY time DESC LIMIT ?", person, RECENT
    )
    found = [Review.model_validate_json(record) for (record,) in rows]
    return [(each, ledger.opinion(each.opinion)) for each in found]
