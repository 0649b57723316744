"""Who may enter: links with tokens, sessions, and a limit on guessing."""

import hashlib
import hmac
import secrets
import time
from collections import OrderedDict, deque
from collections.abc import Iterable
from typing import NamedTuple

from pydantic import TypeAdapter, ValidationError

from park.errors import InputError
from park.ledger.ledger import Ledger
from park.ledger.people import ANYONE, INVITED
from park.records.review import PersonName

LEAST = 16
"""Minimum characters of a token of one's own."""
TRIES = 10
"""Wrong tokens from one address within `WINDOW` seconds, after which it has to wait."""
WINDOW = 60.0
ADDRESSES = 1_000
"""Maximum addresses to remember."""

NAMES: TypeAdapter[str] = TypeAdapter(PersonName)


class Visitor(NamedTuple):
    """Somebody who may enter."""

    name: str
    owner: bool
    """Whether they may see everything, not only their own queue."""
    session: str
    guest: bool = False
    """Whether they came by the link for anyone."""

    @property
    def csrf(self) -> str:
        """The secret of this session's forms."""
        return hmac.new(self.session.encode(), b"csrf", hashlib.sha256).hexdigest()


def new_token() -> str:
    """Return a random token."""
    return secrets.token_urlsafe(24)


def session_of(token: str) -> str:
    """Return the session that a token opens; the token does not follow from it."""
    return hashlib.sha256(b"session:" + token.encode("utf-8", "replace")).hexdigest()


def _digest(session: str) -> str:
    return hashlib.sha256(session.encode("utf-8", "replace")).hexdigest()


def person_name(name: str, option: str = "--invite") -> str:
    """Check a person's name; InputError if it is none."""
    try:
        return NAMES.validate_python(name)
    except ValidationError:
        raise InputError(
            f"{option} {name}: a name is up to 32 small letters, digits, - and _, beginning with "
            "a letter"
        ) from None


def invite(ledger: Ledger, names: Iterable[str], owner: str) -> dict[str, str]:
    """Give people new tokens, which end their earlier ones; only digests are stored.

    Returns:
        The tokens by name.

    Raises:
        InputError: a name is invalid, or the owner's.
    """
    tokens = {person_name(name): new_token() for name in names}
    if owner in tokens:
        raise InputError(
            f"--invite {owner}: this is your own name; take another, or another --name"
        )
    if tokens:
        known = invited(ledger) | {n: _digest(session_of(t)) for n, t in tokens.items()}
        ledger.put(INVITED, known)
    return tokens


def invited(ledger: Ledger) -> dict[str, str]:
    """Return the digests of the sessions of all invited people, by name."""
    return ledger.get(INVITED) or {}


def anyone(ledger: Ledger) -> str:
    """Return the token of the link for anyone, which stays the same."""
    token: str | None = ledger.get(ANYONE)
    if token is None:
        token = new_token()
        ledger.put(ANYONE, token)
    return token


class Door:
    """Tells who a token or a session belongs to."""

    def __init__(self, owner: str, token: str, people: dict[str, str], anyone: str = "") -> None:
        """Set up.

        Args:
            owner: the owner's name.
            token: the owner's token.
            people: digests of invited people's sessions by name.
            anyone: the token of the link for anyone; '' if there is none.
        """
        self._anyone = anyone
        self._known = {_digest(session_of(token)): Visitor(owner, True, "")}
        self._known |= {digest: Visitor(name, False, "") for name, digest in people.items()}
        self._misses: OrderedDict[str, deque[float]] = OrderedDict()

    def who(self, session: str) -> Visitor | None:
        """Return whose session this is, if anybody's."""
        # Digests are compared, so the time that it takes tells nothing of a session.
        found = self._known.get(_digest(session))
        if found is None:
            name, _, proof = session.partition(".")
            if not (self._anyone and hmac.compare_digest(proof.encode(), self._proof(name))):
                return None
            found = Visitor(name, False, "", guest=True)
        return found._replace(session=session)

    def session(self, token: str, before: str) -> str:
        """Return the session that a token opens.

        The link for anyone opens a new one, unless the browser has one already.

        Args:
            token: the token.
            before: the browser's session so far; '' if there is none.
        """
        given, known = (each.encode("utf-8", "replace") for each in (token, self._anyone))
        if not known or not hmac.compare_digest(given, known):
            return session_of(token)
        if self.who(before) is not None:
            return before
        name = f"r{secrets.token_hex(8)}"
        return f"{name}.{self._proof(name).decode()}"

    def _proof(self, name: str) -> bytes:
        """Return what shows that we gave a guest this name."""
        key = self._anyone.encode("utf-8", "replace")
        text = f"guest:{name}".encode("utf-8", "replace")
        return hmac.new(key, text, hashlib.sha256).hexdigest().encode()

    def missed(self, address: str) -> None:
        """Note a wrong token or session from an address."""
        times = self._misses.setdefault(address, deque(maxlen=TRIES))
        times.append(time.monotonic())
        self._misses.move_to_end(address)
        while len(self._misses) > ADDRESSES:
            self._misses.popitem(last=False)

    def closed_for(self, address: str) -> float:
        """Return for how many seconds no token from an address is tried; 0 if it is."""
        times = self._misses.get(address)
        if times is None or len(times) < TRIES:
            return 0.0
        return max(times[0] + WINDOW - time.monotonic(), 0.0)
