"""Learn: an exam, a talk with a culture's tutor, the exam again, and how satisfied one is."""

import json
from collections.abc import Iterator, Mapping
from queue import SimpleQueue
from threading import Thread
from typing import Any

from starlette.responses import Response, StreamingResponse

from park.errors import InputError, LedgerError, ParkError
from park.learn.exam import Learner, enrol, keep, learners, results
from park.records import storable
from park.reviews.tables import csv_bytes
from park.serve.classroom import Classroom
from park.serve.site import Visit
from park.text.printable import printable

LONGEST = 2_000
"""Maximum characters of a learner's line."""
MOST = 50
"""Maximum lines of a learner in a lesson."""
POINTS = (1, 2, 3, 4, 5)
COLUMNS = (
    "name", "culture", "tutor", "model", "lines", "questions", "right_before", "answered_before",
    "right_after", "answered_after", "gain", "gain_low", "gain_high", "satisfaction",
)  # fmt: skip


def course(visit: Visit) -> Response:
    """Show a learner's next step, or store what was done in it."""
    if refusal := visit.refused():
        return refusal
    room, learner = _room(visit), _learner(visit)
    if visit.request.method == "GET":
        return _shown(visit, room, learner)
    if visit.form.get("step") != step_of(learner):
        # Sent twice, or from an older page.
        return visit.go(f"/learn/{learner.name}")
    changes = _changes(room, learner, visit.form)
    if changes is None:
        return _shown(visit, room, learner, "must_choose", 422)
    if changes:
        learner = _kept(visit, learner, {**changes, "model": room.model})
    if waits(learner):
        return _answered(visit, room, learner)
    return visit.go(f"/learn/{learner.name}")


def _room(visit: Visit) -> Classroom:
    if visit.site.classroom is None:
        raise InputError("there is no course here; serve one by --learn CULTURE")
    return visit.site.classroom


def _learner(visit: Visit) -> Learner:
    room = _room(visit)
    with visit.site.reading() as ledger:
        return enrol(
            ledger, room.folder, room.course, visit.visitor.name, room.kind, room.questions
        )


def _kept(visit: Visit, before: Learner, changes: dict[str, Any]) -> Learner:
    """Store changes of a learner's record, unless another page was faster; return the record."""
    with _room(visit).storing:
        learner = _learner(visit)
        if step_of(learner) == step_of(before):
            learner = Learner.model_validate({**learner.model_dump(), **changes})
            with visit.site.writing() as ledger:
                keep(ledger, learner)
    return learner


def step_of(learner: Learner) -> str:
    """Return where a learner is, such as `before:Q7` or `talk:4`."""
    for sitting, given in (("before", learner.before), ("after", learner.after)):
        if sitting == "after" and not learner.taught:
            return f"talk:{len(learner.chat)}"
        if item := next((name for name in learner.items if name not in given), None):
            return f"{sitting}:{item}"
    return "rate" if learner.satisfaction is None else "end"


def waits(learner: Learner) -> bool:
    """Whether a learner's last line has no answer yet."""
    return bool(learner.chat) and learner.chat[-1][0] == "user" and not learner.taught


def _changes(room: Classroom, learner: Learner, form: Mapping[str, str]) -> dict[str, Any] | None:
    """Return what a form changes; {} for nothing, None if it is incomplete."""
    kind, _, item = step_of(learner).partition(":")
    chosen = form.get("chosen", "")
    if kind in ("before", "after"):
        codes = {str(option.code): option.code for option in room.course.items[item].options}
        given = getattr(learner, kind)
        return {kind: {**given, item: codes[chosen]}} if chosen in codes else None
    if kind == "rate":
        points = {str(number): number for number in POINTS}
        return {"satisfaction": points[chosen]} if chosen in points else None
    return {} if kind == "end" else _said(learner, form)


def _said(learner: Learner, form: Mapping[str, str]) -> dict[str, Any] | None:
    """Return what a form adds to the lesson."""
    if form.get("do") == "end":
        return {"taught": True}
    if waits(learner):
        return {}
    line = storable(form.get("line", "")).strip()
    if not 0 < len(line) <= LONGEST or _lines(learner) >= MOST:
        return None
    return {"chat": (*learner.chat, ("user", line))}


def _lines(learner: Learner) -> int:
    return sum(role == "user" for role, _ in learner.chat)


def _answered(visit: Visit, room: Classroom, learner: Learner) -> Response:
    """Let the tutor answer, and store the answer; the learner's line is stored already."""
    if visit.request.headers.get("x-stream"):
        lines = (json.dumps(each) + "\n" for each in _spoken(visit, room, learner))
        return StreamingResponse(lines, media_type="application/jsonl")
    try:
        text = room.answer(learner)
    except LedgerError:
        raise
    except ParkError:
        return _shown(visit, room, learner, "tutor_silent", 503)
    _kept(visit, learner, _with(learner, text))
    return visit.go(f"/learn/{learner.name}")


def _with(learner: Learner, answer: str) -> dict[str, Any]:
    return {"chat": (*learner.chat, ("assistant", answer))}


def _spoken(visit: Visit, room: Classroom, learner: Learner) -> Iterator[dict[str, str]]:
    """Yield the answer's text so far while it is written, and at last what became of it.

    It is stored before that is said, also if nobody listens any more.
    """
    heard = SimpleQueue[dict[str, str]]()

    def answered() -> None:
        end = {"problem": visit.words("tutor_silent")}
        try:
            text = room.answer(learner, lambda text: heard.put({"text": printable(text)}))
            _kept(visit, learner, _with(learner, text))
            end = {"done": printable(text)}
        except ParkError:
            pass
        finally:
            heard.put(end)

    # Of its own, as one who leaves ends this generator, and must not end the answer.
    Thread(target=answered, daemon=True).start()
    newest = heard.get()
    while "text" in newest:
        yield newest
        newest = heard.get()
        while "text" in newest and not heard.empty():
            newest = heard.get()
    yield newest


def _shown(
    visit: Visit, room: Classroom, learner: Learner, problem: str = "", status: int = 200
) -> Response:
    step = step_of(learner)
    kind, _, item = step.partition(":")
    values: dict[str, Any] = {"learner": learner, "step": step, "home": room.course.culture.home}
    values["problem"] = problem and visit.words(problem)
    if kind in ("before", "after"):
        number, of = len(getattr(learner, kind)) + 1, len(learner.items)
        question = room.course.items[item]
        return visit.show("exam", status, item=question, kind=kind, number=number, of=of, **values)
    if kind == "talk":
        more = _lines(learner) < MOST
        return visit.show(
            "lesson", status, waits=waits(learner), more=more, model=room.model, longest=LONGEST,
            **values,
        )  # fmt: skip
    found = results(learner, room.course) if kind == "end" else {}
    return visit.show("learnt", status, found=found, points=POINTS, **values)


def download(visit: Visit) -> Response:
    """Return how learners did as csv, or all that they did and said as JSON Lines."""
    room, name = _room(visit), visit.request.url.path.rpartition("/")[2]
    with visit.site.reading() as ledger:
        found = learners(ledger, room.course.culture.name)
    if name.endswith(".csv"):
        data, kind = csv_bytes((_row(room, e) for e in found), COLUMNS), "text/csv; charset=utf-8"
    else:
        lines = (json.dumps(e.model_dump(mode="json"), ensure_ascii=False) + "\n" for e in found)
        data, kind = "".join(lines).encode(), "application/jsonl"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(data, media_type=kind, headers=headers)


def _row(room: Classroom, learner: Learner) -> dict[str, Any]:
    figures: dict[str, Any] = results(learner, room.course)
    before, after, gain = figures["before"], figures["after"], figures["gain"]
    return {
        "name": learner.name,
        "culture": learner.culture,
        "tutor": learner.tutor,
        "model": learner.model,
        "lines": _lines(learner),
        "questions": len(learner.items),
        "right_before": before["right"],
        "answered_before": before["n"],
        "right_after": after["right"],
        "answered_after": after["n"],
        "gain": gain["value"],
        "gain_low": gain["low"],
        "gain_high": gain["high"],
        "satisfaction": learner.satisfaction,
    }
