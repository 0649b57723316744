"""Careless answers are seen by their signs, and only by them."""

import pytest

from park.errors import InputError
from park.surveys.careless import median_time, seconds_of, signs

CAREFUL = {
    "attentive": True, "scales": [1, 2, 1, 1, 1], "seconds": 60.0, "median": 60.0,
    "answered": 6, "asked": 6,
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "sign"),
    [
        ({"attentive": False}, "attention"),
        ({"scales": [4] * 5}, "straight"),
        ({"seconds": 19.9}, "fast"),
        ({"answered": 2}, "unfinished"),
    ],
)
def test_each_sign_is_seen(change, sign):
    assert list(signs(**CAREFUL | change)) == [sign]


@pytest.mark.parametrize(
    "change",
    [{}, {"scales": [4] * 4}, {"seconds": 20.0}, {"seconds": None}, {"median": None},
     {"answered": 3}],
)  # fmt: skip
def test_who_is_just_careful_enough_has_none(change):
    assert list(signs(**CAREFUL | change)) == []


def test_times_that_are_unknown_are_left_out_of_the_median():
    assert median_time([None, 30.0, 10.0, 20.0]) == 20.0
    assert median_time([None]) is None


@pytest.mark.parametrize("cell", ["soon", "-1", "inf", "nan"])
def test_what_is_no_time_is_refused(cell):
    with pytest.raises(InputError, match=rf"^a\.csv:2: seconds: '{cell}' is no time$"):
        seconds_of(cell, "a.csv:2")


def test_an_empty_cell_is_no_time():
    assert seconds_of("", "a.csv:2") is None
    assert seconds_of("12.5", "a.csv:2") == 12.5
