"""On which side people, seeds and opinions are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.quality.sides import Held, held, shift, sides
from tests.toys import answers, item, seed, survey


def told(*rows):
    return sides({str(n): Held(*row) for n, row in enumerate(rows)})


def test_a_seed_has_its_side_and_that_of_its_people():
    # 60 agree, 10 are in the middle, 30 disagree.
    assert held(survey(), seed(stance=1)) == Held(first=True, people=0.6)
    assert held(survey(), seed(stance=2)) == Held(first=False, people=0.6)
    assert held(survey(), seed(stance=3)) == Held(first=False, people=0.6)


def test_items_without_a_scale_or_answers_have_no_sides():
    unordered = survey().of([item(ordered=False)], [answers()])
    assert held(unordered, seed()) is None
    assert held(survey(), seed(country="USA")) is None
    assert held(survey(), seed(item="Q99")) is None


def test_the_shares_are_of_dialogues_listed_and_accepted_opinions():
    found = told((True, 0.6, 3, 1), (False, 0.2, 1, 1), (True, 0.4, 0, 0), (False, 0.4, 4, 0))
    assert (found.people.value, found.people.n) == (pytest.approx(0.4), 4)
    assert (found.dialogues.value, found.dialogues.n) == (0.5, 4)
    assert (found.listed.value, found.listed.n) == (3 / 8, 8)
    assert (found.accepted.value, found.accepted.n) == (0.5, 2)
    assert (found.shift.value, found.shift.n) == (pytest.approx(1 / 8), 3)


def test_the_interval_of_a_shift_has_dialogues_as_units():
    rows = [Held(True, 0, 2, 2), Held(True, 0, 2, 1), Held(False, 0, 2, 0), Held(False, 0, 2, 1)]
    found = shift(rows)
    # Shares 3/4 and 1/2; parts 1/2 - 1/2, 1/4 - 1/2, 1/2, -3/4 + 1/2: squares sum to 3/8.
    assert found.value == pytest.approx(0.25)
    half = 3.182446 * (0.375 / 12) ** 0.5
    assert found.low == pytest.approx(0.25 - half, abs=1e-6)
    assert found.high == pytest.approx(0.25 + half, abs=1e-6)


def test_a_filter_that_moves_stances_is_seen_and_a_fair_one_is_not():
    rows = [Held(n % 2 == 0, 0.5, 4, 4 if n % 2 == 0 else 1) for n in range(40)]
    assert shift(rows).low > 0
    fair = [Held(n % 2 == 0, 0.5, 4, 1 + n % 3) for n in range(42)]
    assert shift(fair).low < 0 < shift(fair).high


def test_without_accepted_opinions_or_variation_there_is_no_shift_or_no_interval():
    assert shift([]).value is None
    assert shift([Held(True, 0.5, 2, 0)]).value is None
    alike = shift([Held(True, 0.5, 2, 1), Held(True, 0.5, 2, 2)])
    assert (alike.value, alike.low) == (0, None)
    assert told() is None


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 5), st.integers(0, 5)), max_size=20))
def test_the_shares_of_both_sides_sum_to_one(rows):
    one = [Held(first, 0.5, max(a, b), min(a, b)) for first, a, b in rows]
    other = [Held(not e.first, 0.5, e.listed, e.accepted) for e in one]
    found, turned = (sides({str(n): e for n, e in enumerate(each)}) for each in (one, other))
    if found is None:
        return
    for name in ("dialogues", "listed", "accepted"):
        share, rest = getattr(found, name), getattr(turned, name)
        assert share.value is None or share.value + rest.value == pytest.approx(1)
    if found.shift.value is not None:
        assert found.shift.value == pytest.approx(-turned.shift.value)
