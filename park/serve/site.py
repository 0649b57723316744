"""What every page has at hand: the run, the visitor, the words, the templates."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from hmac import compare_digest
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from park.config import Config
from park.errors import InputError, LedgerError
from park.ledger.browse import last_call
from park.ledger.consumed import Totals
from park.ledger.ledger import Ledger
from park.ledger.run import LEDGER, read_run
from park.ledger.texts import Texts
from park.serve.classroom import Classroom
from park.serve.door import Door, Visitor
from park.serve.drafts import Drafts
from park.serve.items import Items
from park.serve.pairs import Pairs
from park.serve.queue import Queue
from park.serve.words import Words, chosen, languages
from park.surveys.instrument import Instrument
from park.text.printable import printable

FOLDER = Path(__file__).parent
PATIENCE = 30_000
"""Milliseconds to wait for another process that writes to the ledger."""
FIELDS = 1_000
"""Maximum fields of a form."""
YEAR = 365 * 24 * 3600


@dataclass
class Site:
    """A run that is served."""

    folder: Path
    config: Config
    door: Door
    cookie: str
    """Name of the session's cookie; others on this host have another port."""
    secure: bool = False
    """Whether a proxy in front speaks TLS."""
    pairs: Pairs | None = None
    """Pairs to rate, if any."""
    items: Items | None = None
    """Texts to annotate, if any."""
    survey: Instrument | None = None
    """A questionnaire to answer, if any."""
    classroom: Classroom | None = None
    """A course to take, if any."""
    drafts: Drafts | None = None
    """Drafted items of a benchmark to revise, if any."""
    queue: Queue = field(init=False)
    texts: Texts = field(default_factory=Texts, init=False)
    _used: tuple[int, Totals | None] = (0, None)

    def __post_init__(self) -> None:
        """Make the queue."""
        self.queue = Queue(self.config.review)

    @cached_property
    def templates(self) -> Environment:
        """The templates; whatever they are given is escaped and made printable."""
        return Environment(
            loader=FileSystemLoader(FOLDER / "templates"),
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=_final,
        )

    def offers(self, visitor: Visitor) -> list[str]:
        """Return what somebody may do here, as parts of addresses; the first comes first.

        Invited people review unless they are there for something else.
        """
        if visitor.guest:
            return ["survey"]
        offered = {"survey": self.survey, "learn": self.classroom, "revise": self.drafts}
        own = [task for task, there in offered.items() if there is not None]
        reads = ["queue"] if visitor.owner or not own else []
        rates = [*(["rate"] if self.pairs else []), *(["annotate"] if self.items else [])]
        return [*reads, *rates, *own] if visitor.owner else [*own, *reads, *rates]

    def reading(self) -> Ledger:
        """Open the ledger to read."""
        return read_run(self.folder)

    def totals(self, ledger: Ledger) -> Totals:
        """Return the usage of all calls, which are summed only if there are new ones."""
        last, (known, found) = last_call(ledger), self._used
        if found is None or known != last:
            found = ledger.totals()
            self._used = (last, found)
        return found

    @contextmanager
    def writing(self) -> Iterator[Ledger]:
        """Open the ledger to write, while other processes may be working in the run, too."""
        with Ledger(self.folder / LEDGER) as ledger:
            ledger.wait(PATIENCE)
            ledger.outlast()
            yield ledger


def _final(value: object) -> object:
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@dataclass
class Visit:
    """A request of somebody who may enter."""

    site: Site
    request: Request
    visitor: Visitor
    words: Words
    form: Mapping[str, str] = field(default_factory=dict)

    def asked(self, name: str) -> str:
        """Return a value of the address; '' if missing."""
        return self.request.query_params.get(name, "")[:500]

    def part(self, name: str) -> str:
        """Return a part of the path."""
        return str(self.request.path_params[name])

    def refused(self) -> Response | None:
        """Refuse somebody else's page, to the owner, too, and what is not offered."""
        task = self.request.url.path.split("/")[1]
        if self.part("person") != self.visitor.name:
            key = "not_your_queue"
        elif not self.visitor.owner and task not in (*self.site.offers(self.visitor), "about"):
            key = "not_yours"
        else:
            return None
        return self.show("message", 403, title=self.words("sorry"), text=self.words(key))

    def show(self, template: str, status: int = 200, **values: Any) -> Response:
        """Render a page."""
        return shown(self.site, self.request, self.words, template, status, self.visitor, **values)

    def go(self, path: str, **query: str) -> Response:
        """Send the visitor on to a page of ours, by a GET."""
        given = {name: value for name, value in query.items() if value}
        return RedirectResponse(f"{path}?{urlencode(given)}" if given else path, 303)


def shown(
    site: Site,
    request: Request,
    words: Words,
    template: str,
    status: int = 200,
    visitor: Visitor | None = None,
    **values: Any,
) -> Response:
    """Render a template."""
    here = {name: value for name, value in request.query_params.items() if name != "lang"}

    def link(**changes: str) -> str:
        """Return the address of this page with other values."""
        given = {name: value for name, value in (here | changes).items() if value}
        return f"{request.url.path}?{urlencode(given)}"

    page = site.templates.get_template(f"{template}.html.j2").render(
        w=words,
        languages=languages().values(),
        visitor=visitor,
        run=site.config.name,
        rating=site.pairs is not None,
        annotating=site.items is not None,
        offers=site.offers(visitor) if visitor else [],
        path=request.url.path,
        link=link,
        **values,
    )
    answer = HTMLResponse(page, status)
    if "lang" in request.query_params:
        answer.set_cookie(
            "lang", words.tag, max_age=YEAR, httponly=True, samesite="lax", secure=site.secure
        )
    return answer


def words_of(request: Request) -> Words:
    """Return the language of a request."""
    wanted = request.query_params.get("lang") or request.cookies.get("lang", "")
    return chosen(wanted, request.headers.get("accept-language", ""))


def told(site: Site, request: Request, status: int, key: str, **values: Any) -> Response:
    """Return a page with one message."""
    words = words_of(request)
    text = words(key, **values)
    return shown(site, request, words, "message", status, title=words("sorry"), text=text)


Handler = Callable[[Visit], Response]


def page(
    site: Site, handler: Handler, *, everybody: bool = False, guests: bool = False
) -> Callable[[Request], Any]:
    """Return an endpoint that lets only those in who may enter.

    Args:
        site: the run.
        handler: makes the answer; runs in a thread.
        everybody: whether invited people may enter, too.
        guests: whether those may enter who came by the link for anyone.
    """

    async def endpoint(request: Request) -> Response:
        visit = _enter(site, request)
        if isinstance(visit, Response):
            return visit
        if not (visit.visitor.owner or (guests if visit.visitor.guest else everybody)):
            return told(site, request, 403, "not_yours")
        if request.method == "POST":
            visit.form = await _form(request)
            if not compare_digest(visit.form.get("csrf", "").encode(), visit.visitor.csrf.encode()):
                return told(site, request, 403, "no_csrf")
        return await run_in_threadpool(_answer, handler, visit)

    return endpoint


async def _form(request: Request) -> dict[str, str]:
    try:
        async with request.form(max_files=0, max_fields=FIELDS) as form:
            return {name: value for name, value in form.items() if isinstance(value, str)}
    except (HTTPException, ValueError):
        return {}


def _answer(handler: Handler, visit: Visit) -> Response:
    try:
        return handler(visit)
    except InputError as error:
        return visit.show("message", 404, title=visit.words("sorry"), text=str(error))
    except LedgerError as error:
        return visit.show("message", 503, title=visit.words("sorry"), text=str(error))


def _enter(site: Site, request: Request) -> Visit | Response:
    """Return who comes in; an answer if somebody may not."""
    address = request.client.host if request.client else ""
    session = request.cookies.get(site.cookie, "")
    visitor = site.door.who(session) if session else None
    if visitor is not None:
        return Visit(site, request, visitor, words_of(request))
    if wait := site.door.closed_for(address):
        answer = told(site, request, 429, "too_many", seconds=round(wait + 0.5))
        answer.headers["retry-after"] = str(round(wait + 0.5))
        return answer
    if session:
        site.door.missed(address)
    return told(site, request, 401, "no_link")
