"""Descriptions: made by rule from train items, the same again, and never empty or endless."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.align.norms import Norm
from park.align.people import people
from park.errors import InputError
from park.finetune.hyper.descriptions import MOST_WORDS, by_answers, by_card, by_norms, checked
from tests.toys import answers, culture, item, survey


def told(number=0, count=4, name="TUR", found=None):
    found = found or survey()
    items = list(found.items.values())
    return by_answers(name, items, people(found, items, ("TUR",)), count, number)


def test_a_description_tells_the_shares_of_people_and_is_the_same_again():
    assert told() == told() != told(number=1)
    assert "60%" in " ".join(told(number) for number in range(8))
    assert told(number=1, count=2).count("tea number") == 2


def test_it_never_names_the_country():
    assert "TUR" not in told() and "Turkey" not in told()


def test_options_are_told_as_often_as_people_hold_them():
    texts = " ".join(told(number) for number in range(200))
    agreeing = texts.count(" agree that")
    assert 0.5 < agreeing / 800 < 0.7


def test_a_label_that_cannot_be_followed_by_a_statement_is_quoted():
    one = item(labels=("6 on a scale from 1 (disagree) to 10 (agree)", "never"))
    shares = {"Q1": [1.0, 0.0]}
    text = by_answers("TUR", [one], shares, 1)
    assert "answer “6 on a scale from 1 (disagree) to 10 (agree)” to “Tea number 1" in text


def test_items_that_were_not_asked_are_left_out_and_none_is_an_error():
    items = [item(1), item(2)]
    shares = people(survey(1), [item(1)], ("TUR",))
    assert "number 2" not in by_answers("TUR", items, shares, 5)
    with pytest.raises(InputError, match="asked none of the train items"):
        by_answers("TUR", items, {}, 5)


def test_a_role_card_is_told_without_what_its_people_said():
    text = by_card(culture())
    assert "Turkey" in text and "Elif is a baker in Bursa." in text
    assert "olives" not in text


@pytest.mark.parametrize("text", ["", " \n\t", "...", "?! — …"])
def test_an_empty_description_is_refused(text):
    with pytest.raises(InputError, match=r"mine\.txt: the description is empty"):
        checked(text, "mine.txt")


def test_one_of_a_hundred_thousand_words_is_refused():
    with pytest.raises(InputError, match=rf"100,000 words; at most {MOST_WORDS:,}"):
        checked("tea " * 100_000, "mine.txt")


def test_sentences_end_at_marks_and_lines_but_not_within_numbers():
    text = "In this country, 3.5 % agree. Do you?\nYes\n\n茶是热的。饭也是。"
    assert checked(text, "") == [
        "In this country, 3.5 % agree.", "Do you?", "Yes", "茶是热的。", "饭也是。",
    ]  # fmt: skip


@given(st.text(max_size=300))
def test_any_text_is_cut_into_sentences_that_say_something_or_refused(text):
    try:
        found = checked(text, "x")
    except InputError:
        assert not any(each.isalnum() for each in text)
        return
    assert found and all(any(c.isalnum() for c in each) for each in found)
    kept = "".join("".join(found).split())
    assert {c for c in text if c.isalnum()} == {c for c in kept if c.isalnum()}


def test_shares_of_a_country_change_its_description():
    other = survey()
    changed = [answers(n, "TUR", c1=1, c3=99) for n in range(1, 5)]
    other = other.of(other.items.values(), changed)
    assert "99%" in " ".join(told(number, found=other) for number in range(4))


NORMS = tuple(
    Norm(culture="turkish", statement=f"Tea number {n} is hot.", answer="agree", items=(f"Q{n}",),
         share=0.76, elsewhere=0.41)
    for n in range(6)
)  # fmt: skip


def test_a_description_by_norms_tells_each_share_beside_the_others_and_no_country():
    text = by_norms("turkish", NORMS, 2)
    assert text.count("Most people here, 76%, answer “agree” to “Tea number") == 2
    assert text.count("elsewhere 41% do.") == 2
    assert "urk" not in text
    assert by_norms("turkish", NORMS, 2) == text != by_norms("turkish", NORMS, 2, number=1)


def test_without_norms_there_is_nothing_to_tell():
    with pytest.raises(InputError, match="turkish: no answer to a train item is a norm"):
        by_norms("turkish", (), 2)
