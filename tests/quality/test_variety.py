"""Repetition and variety of texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.quality.variety import Seen, Variety
from park.text.ngrams import words_of

LONG = "my uncle carried seven green lanterns over the bridge after the harvest was in"


@pytest.mark.parametrize(
    ("second", "repeats"),
    [
        (LONG, True),
        (LONG.upper() + "!", True),
        (LONG.replace("harvest was in", "wedding"), True),
        ("nobody in the village had ever seen a boat so late in the winter", False),
        ("...", False),
    ],
)
def test_a_turn_repeats_another_if_most_of_its_words_stand_there_in_a_row(second, repeats):
    seen = Seen()
    assert not seen.repeats(LONG, "en")
    assert seen.repeats(second, "en") is repeats


def test_half_of_the_sequences_must_be_of_one_earlier_turn():
    seen = Seen()
    for each in ("a b c d", "b c d e", "c d e f"):
        seen.repeats(each, "en")
    # Five sequences, three of them known from three turns.
    assert not seen.repeats("a b c d e f g h", "en")
    # Two sequences, one of them of the first turn.
    assert seen.repeats("a b c d x", "en")
    # Three sequences, one of them of the first turn.
    assert not seen.repeats("a b c d y z", "en")


def test_short_turns_are_compared_as_wholes():
    seen = Seen()
    assert [seen.repeats(each, "en") for each in ("Yes.", "Yes, I do.", "yes")] == [
        False,
        False,
        True,
    ]


@given(st.text())
def test_a_text_with_words_repeats_itself(text):
    seen = Seen()
    assert not seen.repeats(text, "en")
    assert seen.repeats(text, "en") == bool(words_of(text, "en"))


def test_distinct_openings_and_pairs_are_shares_of_texts_and_of_pairs():
    variety = Variety()
    for text in ("I like hot tea.", "I like hot soup", "We drink", "!?"):
        variety.add(text, "en")
    assert (variety.openings.value, variety.openings.n) == (2 / 3, 3)
    # I like, like hot, hot tea, hot soup, we drink: 5 of 7 pairs.
    assert (variety.distinct_2.value, variety.distinct_2.n) == (5 / 7, 7)
    assert variety.openings.low is None


def test_characters_are_the_words_of_chinese():
    variety = Variety()
    variety.add("我喜欢茶", "zh")
    variety.add("我喜欢水", "zh")
    assert variety.openings.value == 0.5
    assert variety.distinct_2.n == 6
    assert variety.distinct_2.value == 4 / 6


def test_without_texts_nothing_is_defined():
    assert Variety().openings.value is None and Variety().distinct_2.value is None


@given(st.lists(st.text(), max_size=20))
def test_shares_lie_between_0_and_1(texts):
    variety = Variety()
    for text in texts:
        variety.add(text, "en")
    for found in (variety.openings, variety.distinct_2):
        assert found.value is None or 0 < found.value <= 1
