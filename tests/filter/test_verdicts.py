from functools import partial

import numpy as np
import pytest

from park.config import FilterConfig
from park.filter.claims import Claim
from park.filter.duplicates.sides import stand_of
from park.filter.evidence import Evidence
from park.filter.ground import Grounding
from park.filter.verdicts import Statements, compare, judge_each
from park.records import Round, Vote
from park.records.round import Thresholds
from tests.toys import item, opinion, seed

ITEMS = Statements(train=("Tea must be hot.",), heldout=("Bread is holy to every one of us here.",))


def verification(entails, contradicts=0.0, text="x", **more):
    rest = 1 - entails - contradicts
    chances = {"entails": entails, "contradicts": contradicts, "irrelevant": rest}
    return Round(text=text, probabilities=chances, **more)


def evidence(
    key="o1", entails=0.9, contradicts=0.0, fault=None, grounding=None, side=-1, **changes
):
    rounds = () if fault else (verification(entails, contradicts),)
    return Evidence(opinion(key, **changes), fault, rounds, grounding, side)


def judged(*known, threshold=0.5, last=None, relevant=None, **settings):
    chosen = Thresholds(first=threshold, middle=0.5, last=last or threshold, relevant=relevant)
    return judge_each(known, FilterConfig(**settings), chosen, "p")


def outcomes(decision):
    """Return the reason for which each opinion fell, '' for those that stand."""
    return {
        each.opinion.key: next((v.reason for v in each.verdicts if not v.kept), "")
        for each in decision.judged
    }


def compared(*known, vectors=None, items=ITEMS, **settings):
    decision = judged(*known, **settings)
    count = len(decision.kept())
    rows = np.eye(max(count, 1), dtype=np.float32)[:count] if vectors is None else vectors
    stand = partial(stand_of, items={"Q1": item()})
    compare(decision, rows, items, stand, FilterConfig(**settings), seed=0)
    return decision


def test_an_opinion_falls_at_the_first_check_that_rejects_it():
    decision = judged(
        evidence("quoted wrong", quote_score=0.5),
        evidence("rude", fault=("slur", "…")),
        evidence("turned", entails=0.2, contradicts=0.7),
        evidence("astray", entails=0.2),
        evidence("good"),
    )
    assert outcomes(decision) == {
        "quoted wrong": "not_in_dialogue",
        "rude": "slur",
        "turned": "contradicts",
        "astray": "irrelevant",
        "good": "",
    }
    assert [v.check for v in decision.judged[1].verdicts] == ["quote", "form"]


@pytest.mark.parametrize(("threshold", "reason"), [(0.3, ""), (0.4, ""), (0.41, "irrelevant")])
def test_the_threshold_alone_decides_what_is_kept(threshold, reason):
    decision = judged(evidence(entails=0.4, contradicts=0.1), threshold=threshold)
    assert outcomes(decision) == {"o1": reason}
    assert decision.judged[0].verdicts[-1].score == 0.4


def test_each_side_of_a_scale_has_its_own_threshold():
    known = [evidence("first", entails=0.4, side=-1), evidence("last", entails=0.4, side=1)]
    known.append(evidence("middle", entails=0.49, contradicts=0.3, side=0))
    decision = judged(*known, threshold=0.3, last=0.41)
    assert outcomes(decision) == {"first": "", "last": "irrelevant", "middle": "unsure"}
    assert [each.verdicts[-1].detail["threshold"] for each in decision.judged] == [0.3, 0.41, 0.5]


def test_the_reason_is_the_likeliest_relation_and_unsure_if_that_is_the_right_one():
    known = [evidence("unsure", entails=0.4, contradicts=0.35)]
    known += [evidence("turned", entails=0.4, contradicts=0.45)]
    decision = judged(*known, threshold=0.5)
    assert outcomes(decision) == {"unsure": "unsure", "turned": "contradicts"}


@pytest.mark.parametrize(
    ("bears", "reason"), [(0.6, ""), (0.59, "irrelevant"), (None, "unverified")]
)
def test_an_opinion_must_bear_on_its_statement_and_unasked_it_is_unverified(bears, reason):
    known = Evidence(opinion(), None, (verification(0.9, relevant=bears),))
    assert outcomes(judged(known, relevant=0.6)) == {"o1": reason}
    assert outcomes(judged(known)) == {"o1": ""}


def test_votes_are_not_asked_whether_an_opinion_bears_on_its_statement():
    known = Evidence(opinion(), None, (verification(0.9, votes=(Vote(relation="entails"),)),))
    assert outcomes(judged(known, relevant=0.6)) == {"o1": ""}


def test_of_two_rounds_the_rewritten_one_counts():
    first, second = verification(0.1, 0.8, text="no"), verification(0.9, text="yes")
    known = Evidence(opinion(text="yes", said="no"), None, (first, second))
    (each,) = judged(known).judged
    assert each.kept
    assert each.verdicts[-1].detail["rewritten"]
    assert each.weight == 0.9


def test_an_unreadable_verdict_is_unverified_and_never_a_guess():
    known = Evidence(opinion(), None, (Round(text="x"),))
    assert outcomes(judged(known, threshold=0.0)) == {"o1": "unverified"}


def test_votes_need_a_majority_whatever_was_calibrated():
    half = Evidence(opinion(), None, (verification(0.5, votes=(Vote(relation="entails"),)),))
    assert outcomes(judged(half, threshold=0.1)) == {"o1": "irrelevant"}


def test_without_verification_the_form_decides():
    known = Evidence(opinion(), None)
    assert outcomes(judged(known, verify=False)) == {"o1": ""}


def test_a_claim_that_the_answers_contradict_is_rejected_with_the_figures():
    claim = Claim(words="most people", low=0.5, high=1)
    wrong = Grounding(claim=claim, item="Q1", answer="agree", share=0.3, interval=(0.28, 0.32))
    decision = judged(evidence(grounding=wrong))
    assert outcomes(decision) == {"o1": "distribution"}
    assert decision.judged[0].verdicts[-1].detail["interval"] == (0.28, 0.32)


LONG = "I hold that a guest must always be given the best chair and the first glass of tea."


def test_of_near_duplicates_the_best_verified_stays():
    decision = compared(
        evidence("worse", 0.6, text=LONG), evidence("better", 0.9, text=LONG.lower())
    )
    assert outcomes(decision) == {"worse": "near_duplicate", "better": ""}
    (fallen,) = [v for each in decision.judged for v in each.verdicts if not v.kept]
    assert fallen.detail["of"] == "better"
    assert fallen.score == 1.0


def test_what_two_cultures_say_alike_stays_in_both():
    german = seed(culture="german", country="DEU")
    decision = compared(evidence("a", text=LONG), evidence("b", text=LONG, seed=german))
    assert outcomes(decision) == {"a": "", "b": ""}


def test_an_opinion_that_repeats_an_item_is_rejected_and_a_held_out_one_by_its_own_name():
    decision = compared(
        evidence("train", text="Tea must be hot!"), evidence("held", text=ITEMS.heldout[0])
    )
    assert outcomes(decision) == {"train": "repeats_item", "held": "held_out"}


def test_what_means_the_same_is_rejected_with_its_twin():
    vectors = np.array([[1, 0], [0.99, 0.141], [0, 1]], dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    decision = compared(
        evidence("a", 0.9, text="Bread is holy to us."),
        evidence("b", 0.8, text="We honour the loaf above all."),
        evidence("c", 0.7, text="Rivers divide the villages."),
        vectors=vectors,
    )
    assert outcomes(decision) == {"a": "", "b": "semantic_duplicate", "c": ""}


def test_where_unrelated_texts_are_alike_a_semantic_duplicate_needs_more():
    texts = {"a": "Bread is holy to us.", "b": "We honour the loaf above all."}
    known = [evidence(key, text=texts[key], entails=e) for key, e in (("a", 0.9), ("b", 0.8))]
    rows = np.array([[1, 0], [0.95, (1 - 0.95**2) ** 0.5]], dtype=np.float32)
    stand = partial(stand_of, items={"Q1": item()})
    for usual, reason in ((0.0, "semantic_duplicate"), (0.8, "")):
        decision = judged(*known)
        compare(decision, rows, ITEMS, stand, FilterConfig(), 0, lambda text, at=usual: at)
        assert outcomes(decision) == {"a": "", "b": reason}


def test_an_opinion_that_its_quote_does_not_bear_is_rejected():
    unborne = Evidence(opinion("o2"), None, (verification(0.9),), borne=False)
    lost = Evidence(opinion("o3", quote_score=0.5), None, borne=False)
    assert outcomes(judged(evidence(), unborne, lost)) == {
        "o1": "", "o2": "not_in_quote", "o3": "not_in_dialogue",
    }  # fmt: skip


def test_opposites_are_no_duplicates_in_words_or_in_meaning():
    vectors = np.ones((4, 1), dtype=np.float32)
    denial = LONG.replace("must", "must not")
    decision = compared(
        evidence("a", 0.9, text=LONG),
        evidence("denied", 0.8, text=denial),
        evidence("other side", 0.7, text=LONG, seed=seed(stance=3)),
        evidence("copy", 0.6, text=denial.upper()),
        vectors=vectors,
    )
    assert outcomes(decision) == {"a": "", "denied": "", "other side": "", "copy": "near_duplicate"}


def different(count, **changes):
    words = ("bread", "rivers", "winter", "carpets", "goats", "bridges", "violins", "lanterns")
    return [
        evidence(f"o{i}", text=f"I care about {words[i]} a lot.", **changes) for i in range(count)
    ]


def test_a_target_keeps_so_many_of_each_culture_and_rejects_the_others_by_name():
    decision = compared(*different(6), target=4)
    assert sorted(outcomes(decision).values()) == ["", "", "", "", "over_target", "over_target"]


def test_a_quota_of_each_seed_comes_before_the_target():
    other = seed(key="s2")
    many = [*different(4), evidence("o7", text="Lanterns outlive us all, I say.", seed=other)]
    decision = compared(*many, per_seed=2, target=3)
    found = outcomes(decision)
    assert found["o7"] == ""
    assert sorted(found.values()) == ["", "", "", "over_per_seed", "over_per_seed"]


def test_one_cluster_of_duplicates_that_takes_a_fifth_of_a_culture_raises_an_alarm():
    same = [evidence(f"d{i}", text=LONG) for i in range(3)]
    assert compared(*same, *different(5)).alarms
    assert not compared(*different(8)).alarms


def test_nothing_to_compare_is_no_error():
    assert compared(evidence(fault=("slur", "…"))).kept() == []
