import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.filter.checks.dangling import points_back

STANDING = (
    "It is right to honour one's parents.",
    "It takes a village to raise a child.",
    "It seems to me that work comes first.",
    "I think that they who work should be paid.",
    "Those who work should be paid.",
    "Those of us who stayed look after the old.",
    "This country needs more teachers.",
    "Children should honour their parents.",
    "Andreas is not a pointer, and neither is Butler.",
    "That children obey matters more than their marks.",
    "Sons owe their mother a visit a week.",
)
POINTING = (
    "They continue to support their grandchildren.",
    "And they have also helped us to learn new things.",
    "However, the values of my grandparents still count.",
    "It is a matter of duty and responsibility.",
    "This is why families stay together.",
    "“But it is not always possible.”",
    "That makes life easier for everybody.",
    "Their lives have become easier.",
)


@pytest.mark.parametrize("text", STANDING)
def test_an_opinion_that_stands_alone_passes(text):
    assert points_back(text, "en") is None


@pytest.mark.parametrize("text", POINTING)
def test_an_opinion_that_points_back_is_found(text):
    assert points_back(text, "en")


def test_other_languages_are_left_alone():
    assert points_back("So geht das nicht.", "de") is None


@given(st.text(max_size=80))
def test_any_text_is_read(text):
    points_back(text, "en")
