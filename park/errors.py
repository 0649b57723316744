"""Exceptions, by what the user must do about them."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any


class ParkError(Exception):
    """An error shown as one line without a traceback."""

    exit_code = 1


class InputError(ParkError):
    """The user's input is invalid; nothing has been done (exit code 2)."""

    exit_code = 2


class LedgerError(ParkError):
    """The run folder cannot be written; its contents are intact (exit code 3)."""

    exit_code = 3


class Stopped(ParkError):
    """A limit ended the run; rerun the command to resume (exit code 3)."""

    exit_code = 3
    outcome: Any = None
    """The stage's `park.outcome.Outcome` so far; None if it had not started."""


def nearest(word: str, known: Iterable[str], most: int = 12) -> str:
    """Return a hint with the nearest known word, or all of them if at most so many; else ''."""
    words = sorted(known)
    close = get_close_matches(word, words, n=1, cutoff=0.6)
    if close:
        return f"; did you mean {close[0]!r}?"
    if 0 < len(words) <= most:
        return f"; known: {', '.join(words)}"
    return ""
