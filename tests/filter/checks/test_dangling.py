import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.filter.checks.dangling import points_back
from park.filter.labelled import load

STANDING = (
    "I think it matters when a child calls.",
    "For me it makes no difference who cooks.",
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
    "It frightens me that nobody checks who comes in.",
    "It falls to sons and daughters to keep their parents.",
    "It does happen that somebody's ballot is lost.",
    "It made me feel good to see my family happy together.",
    "It would seem strange if people expected me on time.",
    "Today women lead whole provinces.",
    "Another man's child is a guest in my house.",
    "One reason for having children is that they look after you.",
)
POINTING = (
    "It is something that is very important for society as a whole.",
    "I think it matters most to me because it makes me feel good.",
    "They continue to support their grandchildren.",
    "And they have also helped us to learn new things.",
    "However, the values of my grandparents still count.",
    "It is a matter of duty and responsibility.",
    "This is why families stay together.",
    "“But it is not always possible.”",
    "That makes life easier for everybody.",
    "Their lives have become easier.",
    "It helps to create a more equitable and just society.",
    "It also shows that I am a good person.",
    "It means that everybody can take part.",
    "Additionally, social media make it easier for women to meet.",
    "Today, many women are seen as creative.",
    "Another reason is the development of new technologies.",
    "One reason for this is that bread was dear.",
)


@pytest.mark.parametrize("text", STANDING)
def test_an_opinion_that_stands_alone_passes(text):
    assert points_back(text, "en") is None


@pytest.mark.parametrize("text", POINTING)
def test_an_opinion_that_points_back_is_found(text):
    assert points_back(text, "en")


def test_other_languages_are_left_alone():
    assert points_back("So geht das nicht.", "de") is None


def test_no_labelled_opinion_that_is_fine_begins_with_it_today_or_additionally_and_is_lost():
    fine = [row.text for row in load() if row.label == "fine" and not row.own]
    begun = [text for text in fine if text.startswith(("It", "Today,", "Additionally,"))]
    assert len(begun) >= 4
    assert [text for text in begun if points_back(text, "en")] == []


@given(st.text(max_size=80))
def test_any_text_is_read(text):
    points_back(text, "en")
