"""Shares in words: read whole or counted by the reason, never completed."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.align.shares_in_words import averaged, read_shares, schema_of
from tests.toys import question

ASKED = question()
LABELLED = ASKED.model_copy(update={"labels": ("Yes, surely", "No")})


@pytest.mark.parametrize(
    "text",
    ['{"A": 75, "B": 25}', '{"A": 0.75, "B": 0.25}', '{"b": "25%", "a": "75 %"}',
     '```json\n{"A": 75.0, "B": 25}\n```', 'Here it is: {"A": 75, "B": 25}.',
     '{"A": 75, "B": 25} {"A": 75, "B": 25}'],
)  # fmt: skip
def test_percentages_or_shares_of_every_option_are_read(text):
    assert read_shares(ASKED, text) == pytest.approx((0.75, 0.25))


def test_labels_serve_instead_of_markers():
    text = json.dumps({"no": 40, "yes,  surely": 60})
    assert read_shares(LABELLED, text) == pytest.approx((0.6, 0.4))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "malformed"),
        ("75 % say yes", "malformed"),
        ('{"A": "0.75%", "B": "0.25%"}', "not adding up"),
        ('{"A": 75, "B": 25', "malformed"),
        ("[75, 25]", "malformed"),
        ('{"A": -5, "B": 105}', "malformed"),
        ('{"A": NaN, "B": 100}', "malformed"),
        ('{"A": true, "B": 99}', "malformed"),
        ('{"A": "most", "B": "few"}', "malformed"),
        ('{"A": null, "B": 100}', "malformed"),
        ('{"A": 75, "A": 25, "B": 0}', "malformed"),
        ('{"A": 75, "B": 25} or {"A": 25, "B": 75}', "malformed"),
        ('{"A": 100}', "other options"),
        ('{"A": 50, "B": 25, "C": 25}', "other options"),
        ('{"A": 50, "a": 25, "B": 25}', "other options"),
        ('{"yes": 1, "maybe": 99}', "other options"),
        ('{"A": 75, "B": 75}', "not adding up"),
        ('{"A": 50, "B": 40}', "not adding up"),
        ('{"A": 0, "B": 0}', "not adding up"),
        ("I'm sorry, but I cannot help with that.", "refused"),
    ],
)
def test_anything_else_has_a_reason_and_no_shares(text, fault):
    assert read_shares(ASKED, text) == fault


def test_an_overlong_reply_is_not_read():
    assert read_shares(ASKED, '{"A": 75, "B": 25}' + " " * 10_000) == "malformed"


@given(st.text(max_size=60))
def test_no_text_makes_the_reader_fail(text):
    found = read_shares(ASKED, text)
    assert isinstance(found, str) or sum(found) == pytest.approx(1)


@given(st.lists(st.floats(0, 1), min_size=2, max_size=2).filter(lambda values: sum(values) > 0.01))
def test_what_a_model_writes_to_the_schema_comes_back(values):
    shares = [value / sum(values) for value in values]
    text = json.dumps(dict(zip("AB", (100 * share for share in shares), strict=True)))
    assert read_shares(ASKED, text) == pytest.approx(shares, abs=1e-9)


def test_the_schema_holds_a_reply_to_the_markers():
    schema = schema_of(ASKED)
    assert schema["required"] == ["A", "B"] == list(schema["properties"])
    assert schema["additionalProperties"] is False


def test_the_mean_is_over_the_replies_that_were_read_and_the_others_are_counted():
    replies = ['{"A": 100, "B": 0}', '{"A": 50, "B": 50}', "no idea", '{"A": 9, "B": 9}']
    answer = averaged(ASKED, replies)
    assert answer.status == "answered"
    assert answer.shares == pytest.approx({"yes": 0.75, "no": 0.25})
    assert answer.samples == {"read": 2, "malformed": 1, "not adding up": 1}


def test_without_any_readable_reply_nothing_is_answered():
    refusal = "I'm sorry, but I cannot help with that."
    assert averaged(ASKED, ["?", refusal]).status == "unparsed"
    told = averaged(ASKED, [refusal, refusal, "?"])
    assert (told.status, told.shares) == ("refused", {})
    assert told.samples == {"read": 0, "refused": 2, "malformed": 1}
