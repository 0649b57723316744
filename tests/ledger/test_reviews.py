"""People's reviews in the ledger, and what they make of the verdicts there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from park.errors import InputError
from park.ledger.ledger import Ledger
from park.ledger.reviews import UNCOMPARED, edits, put_review, reviews, reviews_of, with_people
from park.records import rejection
from tests.reviews.test_measures import edited, review
from tests.toys import opinion, verdict

TEXT = "Tea."
PASSED = [
    verdict(check="form"),
    verdict(check="verify", score=0.9),
    verdict(check="near_duplicate"),
]
FAILED = [verdict(check="form"), verdict(check="verify", kept=False, reason="contradicts")]
TWIN = [*PASSED[:2], verdict(check="near_duplicate", kept=False, reason="near_duplicate")]
KEEP, REJECT = review(), review(reason="nonsense")


def reason(verdicts, *given_, text=TEXT):
    found = rejection(with_people(opinion(text=text), verdicts, given_))
    return found.reason if found else ""


@pytest.mark.parametrize(
    ("verdicts", "given_", "left"),
    [
        (PASSED, [], ""),
        (PASSED, [KEEP], ""),
        (PASSED, [REJECT], "nonsense"),
        (FAILED, [], "contradicts"),
        (FAILED, [REJECT], "nonsense"),
        (FAILED, [KEEP], UNCOMPARED),
        (TWIN, [KEEP], "near_duplicate"),
        (PASSED, [edited()], UNCOMPARED),
        (TWIN, [edited()], UNCOMPARED),
        (PASSED, [KEEP, review("bo", "fragment")], "disputed"),
        (PASSED, [KEEP, review("bo"), review("cy", "fragment")], ""),
        (PASSED, [review("bo", "fragment"), review("cy", "fragment"), REJECT], "fragment"),
        (PASSED, [review(reason="nonsense", shown="Coffee.")], ""),
    ],
)
def test_people_outrank_the_checks_of_a_text_and_not_those_against_others(verdicts, given_, left):
    assert reason(verdicts, *given_) == left


def test_an_edit_is_about_the_edited_text_once_that_is_the_opinion():
    assert reason(PASSED, edited(), text="Hot tea.") == ""
    assert reason(PASSED, edited(), text="Coffee.") == ""


SAID = st.one_of(
    st.builds(review, st.sampled_from("abc"), st.sampled_from(("fine", "nonsense"))),
    st.builds(edited, st.sampled_from("abc")),
)
GIVEN = st.lists(
    SAID,
    max_size=3, unique_by=lambda each: each.person,
)  # fmt: skip


@given(st.sampled_from([PASSED, FAILED, TWIN]), GIVEN, GIVEN)
def test_saying_it_again_changes_nothing_and_the_last_word_counts(verdicts, before, after):
    own = opinion(text=TEXT)
    once = with_people(own, verdicts, after)
    assert with_people(own, once, after) == once
    assert with_people(own, with_people(own, verdicts, before), after) == once
    assert [each for each in once if each in verdicts] == verdicts


@pytest.fixture
def ledger(tmp_path):
    with Ledger(tmp_path / "ledger.sqlite") as found:
        found.put_opinions([(opinion("o1", text=TEXT), PASSED), (opinion("o2", text=TEXT), FAILED)])
        yield found


def kept(ledger):
    return [each.key for each in ledger.opinions(kept=True)]


def test_a_review_is_stored_with_its_verdict(ledger):
    put_review(ledger, REJECT)
    assert reviews_of(ledger, "o1") == [REJECT]
    assert [v.by for v in ledger.verdicts("o1") if v.check == "review"] == ["person:ana"]
    assert kept(ledger) == []
    put_review(ledger, KEEP)
    assert reviews(ledger) == {"o1": [KEEP]}
    assert kept(ledger) == ["o1"]


def test_an_opinion_that_is_not_there_has_no_review(ledger):
    with pytest.raises(InputError, match="there is no opinion 'o9'"):
        put_review(ledger, review(opinion="o9"))
    assert reviews(ledger) == {}


def test_opinions_stored_anew_keep_their_reviews_and_those_that_are_gone_wait(ledger):
    put_review(ledger, REJECT)
    ledger.put_opinions([(opinion("o2", text=TEXT), PASSED)])
    assert kept(ledger) == ["o2"]
    ledger.put_opinions([(opinion("o1", text=TEXT), PASSED)])
    assert kept(ledger) == []


def test_a_review_while_the_filter_works_is_not_lost(ledger, tmp_path):
    with Ledger(tmp_path / "ledger.sqlite") as page:
        put_review(page, REJECT)
    ledger.put_opinions([(opinion("o1", text=TEXT), PASSED)])
    assert kept(ledger) == []


def test_the_latest_edit_counts():
    first, second = edited("bo"), edited("ana", time="2026-01-02").model_copy(update={"text": "x"})
    assert edits({"o1": [second, first], "o2": [KEEP]}) == {"o1": "x"}


@pytest.mark.parametrize(
    "changes",
    [{"decision": "reject"}, {"reason": "nonsense", "decision": "keep"}, {"text": "Hot."},
     {"decision": "edit"}, {"decision": "edit", "text": " "}, {"person": "Ana"}, {"person": "../a"},
     {"note": "a" * 2001}],
)  # fmt: skip
def test_half_a_review_is_none(changes):
    with pytest.raises(ValidationError):
        review(**changes)
