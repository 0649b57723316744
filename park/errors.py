"""What can go wrong, by what the user has to do about it."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any


class ParkError(Exception):
    """An error that the command line shows as one line, without a traceback."""

    exit_code = 1


class InputError(ParkError):
    """Something the user wrote is wrong; nothing has been done (exit code 2)."""

    exit_code = 2


class LedgerError(ParkError):
    """The run folder cannot be written any further; what is in it stays (exit code 3)."""

    exit_code = 3


class Stopped(ParkError):
    """A limit set by the user ended the run; rerun the command to resume (exit code 3)."""

    exit_code = 3
    outcome: Any = None
    """What the stage had come to by then, a `park.outcome.Outcome`; None if it had not begun."""


def nearest(word: str, known: Iterable[str]) -> str:
    """Return a hint naming the known word nearest to `word`, or all of them if few, or ''."""
    words = sorted(known)
    close = get_close_matches(word, words, n=1, cutoff=0.6)
    if close:
        return f"; did you mean {close[0]!r}?"
    if 0 < len(words) <= 12:
        return f"; known: {', '.join(words)}"
    return ""
