"""Who the people are that review and rate, as they say themselves: numbers alone.

No answer is stored beside a name or beside another answer of the same person, and small numbers
are not given out.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from park.surveys.countries import country_names

if TYPE_CHECKING:
    from park.ledger.ledger import Ledger

CHOICES: Mapping[str, tuple[str, ...]] = {
    "ties": ("own", "lived", "studied", "none"),
    "age": ("18-29", "30-44", "45-59", "60+"),
    "gender": ("woman", "man", "other"),
}
"""Questions with the answers that are offered, besides that for the country grown up in."""
FEWEST = 5
"""Answers that fewer people gave are not told apart."""
REST = "other"
Positions = dict[str, dict[str, int]]
"""Numbers of people by question and answer."""


def questions() -> dict[str, tuple[str, ...]]:
    """Return all questions with the answers that are offered."""
    return {"country": tuple(country_names()), **CHOICES}


def put_position(ledger: "Ledger", person: str, answers: Mapping[str, str]) -> bool:
    """Count a person's answers; return whether it is the first time, as they count once.

    Args:
        ledger: the ledger.
        person: the person, of whom only is noted that they were asked.
        answers: answers by question; others than those offered are left out.

    Raises:
        LedgerError: the ledger cannot be written.
    """
    offered = questions()
    with ledger.changing() as db:
        asked = db.execute("INSERT OR IGNORE INTO positions_asked VALUES (?)", (person,))
        if not asked.rowcount:
            return False
        db.executemany(
            "INSERT INTO positions VALUES (?, ?, 1) "
            "ON CONFLICT (question, answer) DO UPDATE SET number = number + 1",
            [(name, each) for name, each in answers.items() if each in offered.get(name, ())],
        )
    return True


def was_asked(ledger: "Ledger", person: str) -> bool:
    """Whether a person has answered, or did not want to."""
    query = "SELECT 1 FROM positions_asked WHERE person = ?"
    return next(ledger.rows(query, person), None) is not None


def positions(ledger: "Ledger") -> Positions:
    """Return how many people gave each answer.

    Answers of fewer than `FEWEST` people are put together as `other`; if these are still too few,
    they are left out.
    """
    found: Positions = {}
    query = "SELECT question, answer, number FROM positions ORDER BY question, number DESC, answer"
    for question, answer, number in ledger.rows(query):
        own = found.setdefault(question, {})
        key = answer if number >= FEWEST and answer != REST else REST
        own[key] = own.get(key, 0) + number
    kept = {q: {a: n for a, n in own.items() if n >= FEWEST} for q, own in found.items()}
    return {question: own for question, own in kept.items() if own}


def told(ledger: "Ledger") -> Iterator[str]:
    """Yield a line for each question."""
    for question, own in positions(ledger).items():
        counts = ", ".join(f"{answer} {number}" for answer, number in own.items())
        yield f"people who reviewed, by their own account, {question}: {counts}"
