"""Signs of careless answers to a questionnaire, and how long it took."""

from collections.abc import Iterable, Iterator, Sequence

from park.errors import InputError

FAST = 1 / 3
"""Of the median time: who is faster has hardly read the questions."""
LONGEST_RUN = 5
"""Questions of scales from which on equal answers to all are suspect."""


def seconds_of(cell: str, where: str) -> float | None:
    """Return the seconds in a cell; None if it is empty, InputError if it holds no time."""
    if not cell:
        return None
    try:
        seconds = float(cell)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds < float("inf"):
        raise InputError(f"{where}: seconds: {cell!r} is no time")
    return seconds


def median_time(times: Iterable[float | None]) -> float | None:
    """Return the median of the known times; None without any."""
    known = sorted(each for each in times if each is not None)
    return known[len(known) // 2] if known else None


def signs(
    *,
    attentive: bool,
    scales: Sequence[int],
    seconds: float | None,
    median: float | None,
    answered: int,
    asked: int,
) -> Iterator[str]:
    """Yield a respondent's signs of carelessness: `attention`, `straight`, `fast`, `unfinished`.

    Args:
        attentive: whether no attention check was answered wrongly.
        scales: the answers to the questions that have one scale.
        seconds: the time taken, if known.
        median: everybody's median time, if known.
        answered: number of answers.
        asked: number of questions.
    """
    if not attentive:
        yield "attention"
    if len(scales) >= LONGEST_RUN and len(set(scales)) == 1:
        yield "straight"
    if median is not None and seconds is not None and seconds < FAST * median:
        yield "fast"
    if 2 * answered < asked:
        yield "unfinished"
