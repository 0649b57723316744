"""Serves a run until it is interrupted."""

import ipaddress
import socket
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from park.config import Config
from park.errors import InputError
from park.ledger.ledger import Ledger
from park.ledger.run import LEDGER, read_run
from park.serve import door

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from park.learn.exam import TutorKind
    from park.serve.classroom import Classroom

PORT = 8710
AT_ONCE = 200
"""Maximum connections."""
NEEDS = "park serve needs: pip install 'culturepark[ui]'"


@dataclass(frozen=True, kw_only=True)
class Serving:
    """How a run is served."""

    host: str = "127.0.0.1"
    port: int = PORT
    """0 for any free one."""
    token: str | None = None
    """The owner's; random if None."""
    invite: Sequence[str] = ()
    """Names of people to give new links."""
    name: str = "owner"
    """The name under which the owner reviews."""
    origin: str = ""
    """Scheme and host of a proxy in front."""
    pairs: Path | None = None
    """A file of pairs to rate."""
    items: Path | None = None
    """A table of texts to annotate."""
    survey: str = ""
    """Name or YAML file of a questionnaire to answer."""
    anyone: bool = False
    """Whether there is a link through which anyone may answer it."""
    learn: str = ""
    """A culture to learn about."""
    tutor: "TutorKind | None" = None
    """Who teaches it; by default the adapter if there is one, else `prompt`."""
    questions: int = 10
    """Maximum questions of an exam."""
    revise: Path | None = None
    """A round's table of a benchmark's items to revise."""


@dataclass(frozen=True)
class Links:
    """Where the page is."""

    address: str
    owner: str
    invited: dict[str, str] = field(default_factory=dict)
    """New links by name."""
    anyone: str = ""
    """The link for anyone."""


def serve(folder: Path, config: Config, how: Serving, ready: Callable[[Links], None]) -> None:
    """Serve a run until it is interrupted.

    Args:
        folder: the run folder.
        config: the run's configuration.
        how: addresses, tokens and invitations.
        ready: called with the links when the address is taken.

    Raises:
        InputError: there is no run, an option is invalid, or the address cannot be taken.
    """
    try:
        import uvicorn
    except ImportError:
        raise InputError(NEEDS) from None
    read_run(folder).close()
    check(folder, how)
    with _listening(how) as listener, ExitStack() as until:
        port = listener.getsockname()[1]
        made, links = prepared(folder, config, how, port, until)
        settings = uvicorn.Config(
            made,
            log_level="warning",
            access_log=False,
            server_header=False,
            lifespan="off",
            limit_concurrency=AT_ONCE,
            timeout_graceful_shutdown=3,
            proxy_headers=bool(how.origin),
        )
        ready(links)
        uvicorn.Server(settings).run(sockets=[listener])


def prepared(
    folder: Path, config: Config, how: Serving, port: int, until: ExitStack
) -> "tuple[ASGIApp, Links]":
    """Return the pages behind their guard, and the links to them; invites people.

    Args:
        folder: the run folder.
        config: the run's configuration.
        how: addresses, tokens and invitations.
        port: the port.
        until: ends what runs beside the pages.
    """
    try:
        from park.serve.app import app_of
        from park.serve.drafts import read_drafts
        from park.serve.guard import Guard
        from park.serve.items import read_items
        from park.serve.pairs import read_pairs
        from park.serve.site import Site
        from park.surveys.instrument import load_instrument
    except ImportError:
        raise InputError(NEEDS) from None
    owner = door.person_name(how.name, "--name")
    # While one connection is open, none of the others empties the write-ahead log as it closes.
    until.enter_context(read_run(folder))
    if how.anyone and not how.survey:
        raise InputError("--anyone: there is nothing for anyone to do here without --survey NAME")
    survey = load_instrument(how.survey, Path()) if how.survey else None
    classroom = until.enter_context(_classroom(folder, how)) if how.learn else None
    with Ledger(folder / LEDGER) as ledger:
        tokens = door.invite(ledger, how.invite, owner)
        people = door.invited(ledger)
        anyone = door.anyone(ledger) if how.anyone else ""
    people.pop(owner, None)
    token = how.token or door.new_token()
    site = Site(
        folder=folder,
        config=config,
        door=door.Door(owner, token, people, anyone),
        cookie=f"park_{port}",
        secure=how.origin.startswith("https:"),
        pairs=None if how.pairs is None else read_pairs(how.pairs),
        items=None if how.items is None else read_items(how.items),
        survey=survey,
        classroom=classroom,
        drafts=None if how.revise is None else read_drafts(how.revise),
    )
    address = how.origin or _address(how.host, port)
    links = Links(
        address,
        _link(address, token),
        {name: _link(address, each) for name, each in tokens.items()},
        _link(address, anyone) if anyone else "",
    )
    return Guard(app_of(site), {how.host, socket.gethostname()}, how.origin), links


def _classroom(folder: Path, how: Serving) -> "Classroom":
    """Return the course about a culture."""
    from park.adapters.switchable import adapters_of
    from park.learn.exam import course_of
    from park.serve.classroom import Classroom

    with read_run(folder) as ledger:
        course = course_of(ledger, folder, how.learn)
        taught = how.learn in adapters_of(ledger, folder)
    return Classroom(
        folder, course, how.tutor or ("adapter" if taught else "prompt"), how.questions
    )


def check(folder: Path, how: Serving) -> None:
    """Raise InputError if a run must not be served like this."""
    if how.token is not None and len(how.token) < door.LEAST:
        raise InputError(f"--token: at least {door.LEAST} characters are expected")
    if how.origin:
        parts = urlsplit(how.origin)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/"):
            raise InputError(
                f"--origin {how.origin}: scheme and host are expected, such as "
                "https://review.example.org"
            )
    if _is_loopback(how.host) or how.token is not None or how.invite or how.anyone:
        return
    with read_run(folder) as ledger:
        if not door.invited(ledger):
            raise InputError(
                f"--host {how.host}: other machines could reach this; give a --token, or "
                "invite people by --invite NAME"
            )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _listening(how: Serving) -> socket.socket:
    listener = None
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            how.host, how.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(AT_ONCE)
    except OSError as error:
        if listener is not None:
            listener.close()
        raise InputError(
            f"--host {how.host} --port {how.port}: cannot be served there ({error.strerror}); "
            "--port 0 takes any free port"
        ) from None
    return listener


def _address(host: str, port: int) -> str:
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}"


def _link(address: str, token: str) -> str:
    return f"{address.rstrip('/')}/?{urlencode({'token': token})}"
