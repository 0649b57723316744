import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.records import Review
from park.records.review import FAULTS
from park.reviews.measures import ALL, against, agreement, by_person, consensus, same_text
from tests.toys import verdict

TIME = "2026-01-01T00:00:00+00:00"


def review(person="ana", reason="fine", opinion="o1", **changes):
    decision = "keep" if reason == "fine" else "reject"
    usual = {"decision": decision, "reason": reason, "shown": "Tea.", "time": TIME}
    return Review(opinion=opinion, person=person, **usual | changes)


def edited(person="ana", **changes):
    return review(person, decision="edit", text="Hot tea.", **changes)


def test_people_who_agree_have_an_alpha_of_1_on_each_reason_too():
    given_ = {
        f"o{n}": [review(name, "nonsense" if n % 2 else "fine", f"o{n}") for name in ("ana", "bo")]
        for n in range(10)
    }
    found = agreement(given_)
    assert [(each.about, each.alpha.value, each.alpha.n) for each in found] == [
        ("keep or reject", 1.0, 10), ("nonsense", 1.0, 10),
    ]  # fmt: skip


def test_people_may_agree_on_rejecting_and_not_on_the_reason():
    pairs = [("nonsense", "fragment"), ("fragment", "nonsense"), ("fine", "fine")] * 4
    given_ = {
        str(n): [review("ana", one), review("bo", other)] for n, (one, other) in enumerate(pairs)
    }
    kept, *reasons = agreement(given_)
    assert kept.alpha.value == 1
    assert all(each.alpha.value < 0 for each in reasons)


def test_one_person_s_reviews_are_no_agreement():
    assert agreement({"o1": [review()]})[0].alpha.n == 0
    assert agreement({})[0].alpha.n == 0


def test_reviews_of_an_earlier_text_are_not_compared():
    own = [review("ana"), review("bo"), review("cy", shown="Coffee.")]
    assert [each.person for each in same_text(own)] == ["ana", "bo"]


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ([review()], "fine"),
        ([review("ana"), review("bo"), review("cy", "nonsense")], "fine"),
        ([review("ana"), review("bo", "nonsense")], None),
        ([review("ana", "nonsense"), *(review(each, "fragment") for each in "bc")], "fragment"),
        ([edited()], None),
        ([], None),
    ],
)  # fmt: skip
def test_people_say_what_most_of_them_say(own, said):
    assert consensus(own) == said


def judged(rejected, said, reached=True):
    verdicts = [verdict(check="quote"), verdict(check="form")]
    if reached:
        reason = "contradicts" if rejected else ""
        verdicts.append(verdict(check="verify", kept=not rejected, reason=reason))
    return verdicts, [review(reason=said)]


def test_precision_and_recall_count_opinions():
    found = {
        each.check: each
        for each in against(
            [judged(True, "contradicts")] * 3 + [judged(True, "fine")] * 2
            + [judged(False, "nonsense")] * 4 + [judged(False, "fine")] * 5
        )
    }  # fmt: skip
    verify = found["verify"]
    assert (verify.precision, verify.recall) == ((3, 5), (3, 7))
    assert (found["form"].precision, found["form"].recall) == ((0, 0), (0, 7))
    assert found[ALL] == (ALL, (3, 5), (3, 7))
    assert str(verify.precision) == "0.60 [0.23, 0.88] (3 of 5)"
    assert str(found["form"].precision) == "none"


def test_what_never_reached_a_check_is_not_held_against_it():
    missed = judged(False, "nonsense", reached=False)
    (row,) = [
        each for each in against([judged(True, "nonsense"), missed]) if each.check == "verify"
    ]
    assert row.recall == (1, 1)


def test_a_duplicate_is_no_fault_of_the_text():
    verdicts, own = judged(False, "fine")
    twin = verdict(check="near_duplicate", kept=False, reason="near_duplicate")
    (row,) = [each for each in against([([*verdicts, twin], own)]) if each.check == ALL]
    assert row.precision == (0, 0)


def test_every_check_of_the_text_itself_is_measured_in_order():
    verdicts, own = judged(False, "nonsense")
    more = [verdict(check="ground"), verdict(check="subject", kept=False, reason="far")]
    rows = against([([*verdicts, *more], own)])
    assert [each.check for each in rows] == ["quote", "form", "verify", "ground", "subject", ALL]
    assert rows[4].precision == (1, 1)


def test_people_s_own_verdicts_are_no_check():
    verdicts, own = judged(False, "nonsense")
    said = verdict(check="review", kept=False, reason="nonsense")
    assert {each.check for each in against([([*verdicts, said], own)])} == {
        "quote", "form", "verify", ALL,
    }  # fmt: skip


@given(st.lists(st.sampled_from(("fine", *FAULTS)), max_size=9))
def test_whom_most_follow_is_a_label_that_somebody_gave(labels):
    own = [review(f"p{n}", label) for n, label in enumerate(labels)]
    said = consensus(own)
    assert said is None or said in labels
    assert by_person({"o1": own}) == {each.person: 1 for each in own}
