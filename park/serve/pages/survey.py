"""Survey: a questionnaire as a form that everybody sends once."""

import hmac
import time
from datetime import UTC, datetime

from starlette.responses import Response

from park.errors import InputError
from park.ledger.sheets import has_sheet, put_sheet, sheets
from park.records.survey_sheet import SurveySheet
from park.serve.site import Visit
from park.serve.words import TONGUES, direction, languages, spoken
from park.surveys.collected import as_csv, as_parquet
from park.surveys.instrument import Instrument

DIGITS = 6
"""Maximum digits of an answer, with its sign."""


def form(visit: Visit) -> Response:
    """Show the questionnaire, or store a response."""
    if refusal := visit.refused():
        return refusal
    instrument = _instrument(visit)
    with visit.site.reading() as ledger:
        if has_sheet(ledger, instrument.digest, visit.visitor.name):
            return visit.show("answered")
    if visit.request.method == "POST":
        return _store(visit, instrument)
    return _shown(visit, instrument, _language(visit, instrument), f"{time.time():.1f}")


def _instrument(visit: Visit) -> Instrument:
    if visit.site.survey is None:
        raise InputError("there is no survey to answer; serve one by --survey NAME")
    return visit.site.survey


def _language(visit: Visit, instrument: Instrument) -> str:
    """Return the questionnaire's language: the chosen one, the page's, one that is accepted."""
    known = {tag.lower(): tag for tag in instrument.languages}
    request = visit.request
    page = request.query_params.get("lang") or request.cookies.get("lang", "")
    accepted = request.headers.get("accept-language", "")
    tag = spoken(known, visit.asked("in"), page, accepted)
    return known.get(tag, instrument.languages[0])


def _signed(visit: Visit, began: str) -> str:
    """Return a time with what proves that this page wrote it."""
    return f"{began} {hmac.new(visit.visitor.csrf.encode(), began.encode(), 'sha256').hexdigest()}"


def _shown(
    visit: Visit, instrument: Instrument, language: str, began: str, problem: str = ""
) -> Response:
    # Whoever reads the questions in a language of the page has the page in it, too.
    tongues = [
        (tag, TONGUES.get(tag.lower(), tag), {"in": tag, "lang": tag if tag in languages() else ""})
        for tag in instrument.languages
    ]
    return visit.show(
        "survey", 422 if problem else 200,
        instrument=instrument, language=language, direction=direction(language), tongues=tongues,
        began=_signed(visit, began),
        consent=_consent(visit, instrument, language),
        problem=problem and visit.words(problem), given=visit.form,
    )  # fmt: skip


def _consent(visit: Visit, instrument: Instrument, language: str) -> str:
    return instrument.consent.get(language) or visit.words("consent")


def _store(visit: Visit, instrument: Instrument) -> Response:
    """Store a response; it is confirmed only after that."""
    given, language = visit.form, visit.form.get("language", "")
    began = given.get("began", "").partition(" ")[0]
    if language not in instrument.languages or not hmac.compare_digest(
        given.get("began", "").encode(), _signed(visit, began).encode()
    ):
        text = visit.words("no_csrf")
        return visit.show("message", 403, title=visit.words("sorry"), text=text)
    answers = {
        question.id: int(text)
        for question in instrument.questions
        if (text := given.get(f"q.{question.id}", "")) and _is_number(text)
    }
    group = given.get("group", "")
    if problem := _problem(instrument, given.get("consent", ""), group, answers):
        return _shown(visit, instrument, language, began, problem)
    sheet = SurveySheet(
        instrument=instrument.digest,
        respondent=visit.visitor.name,
        group=group if instrument.groups else language,
        language=language,
        answers=answers,
        seconds=max(time.time() - float(began), 0.0),
        consent=_consent(visit, instrument, language),
        time=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    with visit.site.writing() as ledger:
        put_sheet(ledger, sheet)
    return visit.go(f"/survey/{visit.visitor.name}")


def _is_number(text: str) -> bool:
    return len(text) <= DIGITS and text.isascii() and text.removeprefix("-").isdigit()


def _problem(instrument: Instrument, consent: str, group: str, answers: dict[str, int]) -> str:
    """Return the word for what is wrong with a response; '' if it can be stored."""
    if not consent:
        return "must_consent"
    if instrument.groups and group not in instrument.groups:
        return "must_group"
    ranges = {each.id: instrument.range_of(each) for each in instrument.questions}
    on_scale = all(ranges[name][0] <= answer <= ranges[name][1] for name, answer in answers.items())
    return "" if answers and on_scale else "must_answer"


def download(visit: Visit) -> Response:
    """Return all responses as csv or Parquet."""
    instrument, name = _instrument(visit), visit.request.url.path.rpartition("/")[2]
    with visit.site.reading() as ledger:
        found = sheets(ledger, instrument.digest)
    table, kind = (
        (as_csv(instrument, found), "text/csv; charset=utf-8")
        if name.endswith(".csv")
        else (as_parquet(instrument, found), "application/vnd.apache.parquet")
    )
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(table, media_type=kind, headers=headers)
