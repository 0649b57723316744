"""Who reviews: counted once, apart from names, and never in small numbers."""

import pytest

from park.ledger.ledger import Ledger
from park.reviews.positions import FEWEST, positions, put_position, told, was_asked


@pytest.fixture
def ledger(tmp_path):
    with Ledger(tmp_path / "ledger.sqlite") as opened:
        yield opened


def say(ledger, number, start=0, **answers):
    return [put_position(ledger, f"p{n}", answers) for n in range(start, start + number)]


def test_answers_count_once_a_person(ledger):
    assert not was_asked(ledger, "p0")
    assert say(ledger, FEWEST, age="18-29", country="TUR") == [True] * FEWEST
    assert say(ledger, FEWEST, age="30-44") == [False] * FEWEST
    assert was_asked(ledger, "p0")
    assert positions(ledger) == {"age": {"18-29": FEWEST}, "country": {"TUR": FEWEST}}


def test_small_numbers_are_put_together_or_left_out(ledger):
    say(ledger, FEWEST, age="18-29", gender="woman")
    say(ledger, FEWEST - 1, 10, age="30-44", gender="man")
    say(ledger, 1, 20, age="45-59")
    assert positions(ledger) == {"age": {"18-29": 5, "other": 5}, "gender": {"woman": 5}}
    assert list(told(ledger)) == [
        "people who reviewed, by their own account, age: 18-29 5, other 5",
        "people who reviewed, by their own account, gender: woman 5",
    ]


def test_what_is_not_offered_is_not_counted(ledger):
    for n in range(FEWEST):
        put_position(ledger, f"p{n}", {"age": "old", "name": "Ana", "country": "Turkey"})
    assert positions(ledger) == {}
    assert was_asked(ledger, "p0")


def test_no_answer_stands_beside_a_name_or_another_answer(ledger):
    put_position(ledger, "ana", {"age": "18-29", "gender": "woman"})
    assert list(ledger.rows("SELECT * FROM positions_asked")) == [("ana",)]
    columns = [row[1] for row in ledger.rows("PRAGMA table_info(positions)")]
    assert columns == ["question", "answer", "number"]
