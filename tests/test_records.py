import pytest
from pydantic import ValidationError

from park.records import Answers, Item, Option, Usage

OPTIONS = (Option(code=1, label="yes"), Option(code=2, label="no"))


def item(**changes):
    return Item(**{"id": "a", "source": "x", "statement": "Tea?", "options": OPTIONS} | changes)


def test_a_record_is_frozen():
    with pytest.raises(ValidationError, match="frozen"):
        item().id = "b"


def test_an_unknown_field_is_refused():
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        item(wording="Tea?")


def test_an_item_needs_two_options_with_distinct_codes():
    with pytest.raises(ValidationError, match="at least 2 items"):
        item(options=OPTIONS[:1])
    with pytest.raises(ValidationError, match="item a: two options have one code"):
        item(options=(OPTIONS[0], Option(code=1, label="no")))


def test_a_label_is_found_by_its_code():
    assert item().label(2) == "no"
    with pytest.raises(KeyError):
        item().label(3)


def test_shares_are_of_the_valid_answers_only():
    answers = Answers(item="a", country="DEU", counts={1: 30, 2: 10}, valid=40, missing=60)
    assert answers.asked
    assert answers.share(1) == 0.75
    assert answers.share(9) == 0


def test_nobody_was_asked_where_nobody_answered():
    assert not Answers(item="a", country="DEU", counts={1: 0, 2: 0}, valid=0, missing=9).asked
    assert not Answers(item="a", country="DEU", counts={}).asked


@pytest.mark.parametrize(
    "wrong", [{"counts": {1: -1}}, {"valid": -1}, {"missing": -1}, {"country": "de"}]
)
def test_negative_counts_and_other_country_codes_are_refused(wrong):
    with pytest.raises(ValidationError):
        Answers(**{"item": "a", "country": "DEU", "counts": {1: 1}} | wrong)


def test_usage_adds_up_field_by_field():
    total = Usage(tokens_in=1, tokens_out=2, cached_tokens_in=3) + Usage(tokens_in=10)
    assert total == Usage(tokens_in=11, tokens_out=2, cached_tokens_in=3)
