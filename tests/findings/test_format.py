"""Numbers as people read them."""

import pytest

from park.findings.format import (
    chance,
    duration,
    interval,
    money,
    number,
    percent,
    short,
    told_apart,
    whole,
)
from park.findings.model import Figure


@pytest.mark.parametrize(
    "value, text",
    [
        (None, "–"), (float("nan"), "–"), (float("inf"), "–"), (0, "0"), (1234567, "1,234,567"),
        (-3, "−3"), (0.12345, "0.123"), (-0.5, "−0.500"), (-0.0001, "0.000"), (1234.5, "1,234.500"),
    ],
)  # fmt: skip
def test_numbers(value, text):
    assert number(value) == text


def test_a_figure_without_an_interval_has_none():
    assert whole(Figure(value=0.5, n=4)) == "0.500 n=4"
    assert interval(Figure(value=0.5, low=0.1)) == ""
    assert whole(Figure(value=-0.5, low=-0.6, high=0.1, n=4)) == "−0.500 [−0.600, 0.100] n=4"
    assert whole(None) == "–"


def test_small_chances_are_not_zero():
    assert chance(0.0004) == "<0.001"
    assert chance(0.0404) == "0.040"
    assert chance(None) == "–"


def test_money_time_and_shares():
    assert [money(each) for each in (0, 0.0123, 12.345)] == ["$0.00", "$0.0123", "$12.35"]
    assert [duration(each) for each in (5, 300, 7200)] == ["5 s", "5 min", "2.0 h"]
    assert percent(0.394) == "39 %"
    assert [short(each) for each in (0.123, -12.34, 1234.5)] == ["0.12", "−12.3", "1,234"]


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ([0.0, 0.005, 0.01], ["0.000", "0.005", "0.010"]),
        ([-0.02, 0.0, 0.02], ["−0.02", "0.00", "0.02"]),
        ([1.0, 2.0], ["1.00", "2.00"]),
        ([1e-9, 2e-9], ["0.000000", "0.000000"]),
        ([], []),
    ],
)
def test_ticks_have_as_many_digits_as_it_takes_to_tell_them_apart(values, texts):
    assert told_apart(values) == texts
