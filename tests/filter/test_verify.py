import asyncio
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.config import FilterConfig
from park.filter.verify import labels_of, read_vote, verify
from park.records import Option, Round
from park.records.round import RELATIONS
from tests.filter.judging import Scripted, favour
from tests.toys import item, opinion, seed

TEXT = opinion().text
ITEM = item(
    options=tuple(
        Option(code=code, label=label)
        for code, label in enumerate(("strongly agree", "agree", "disagree", "never agree"), 1)
    )
)
LABELS = labels_of(ITEM, 2)
REWRITTEN = "I hope that a child makes its parents proud."


def verified(judge, **settings):
    return judge.run(
        lambda it: verify(it, opinion(seed=seed(stance=2)), ITEM, FilterConfig(**settings))
    )


def verdict(letter, rationale="because"):
    return json.dumps({"rationale": rationale, "verdict": letter})


def rewriting(text=REWRITTEN):
    return json.dumps({"opinion": text})


@pytest.mark.parametrize("relation", LABELS)
def test_a_verdict_comes_from_probabilities_in_both_orders(tmp_path, relation):
    judge = Scripted(tmp_path, rewriting(), options=favour(LABELS[relation]))
    first = verified(judge, rewrite=False)[0]
    assert first.relation == relation
    assert sum(first.probabilities.values()) == pytest.approx(1)
    assert len(judge.asked) == 2
    assert first.votes == ()


def test_a_judge_that_always_likes_the_first_letter_says_nothing(tmp_path):
    def first(messages, letters):
        return {letter: -0.1 if letter == "A" else -3.0 for letter in letters}

    (found,) = verified(Scripted(tmp_path, options=first))
    assert found.probabilities["entails"] == pytest.approx(found.probabilities["irrelevant"])
    assert found.relation != "entails"


def test_a_contradiction_is_rewritten_once_and_the_rewriting_is_verified(tmp_path):
    def options(messages, letters):
        said = messages[-1]["content"]
        meaning = LABELS["entails" if REWRITTEN in said else "contradicts"]
        return favour(meaning)(messages, letters)

    judge = Scripted(tmp_path, rewriting(), options=options)
    first, second = verified(judge)
    assert (first.text, first.relation) == (TEXT, "contradicts")
    assert (second.text, second.relation) == (REWRITTEN, "entails")


def test_a_rewriting_that_still_contradicts_is_not_rewritten_again(tmp_path):
    judge = Scripted(tmp_path, [rewriting()], options=favour(LABELS["contradicts"]))
    assert [each.relation for each in verified(judge)] == ["contradicts"] * 2


@pytest.mark.parametrize("answer", ["nonsense", rewriting(" "), rewriting(TEXT), "[]"])
def test_what_could_not_be_rewritten_keeps_its_verdict(tmp_path, answer):
    judge = Scripted(tmp_path, answer, options=favour(LABELS["contradicts"]))
    (only,) = verified(judge)
    assert (only.text, only.relation) == (TEXT, "contradicts")


def test_rewriting_can_be_turned_off(tmp_path):
    judge = Scripted(tmp_path, [], options=favour(LABELS["contradicts"]))
    assert len(verified(judge, rewrite=False)) == 1


def test_without_probabilities_the_judge_votes_in_words_with_the_order_turned(tmp_path):
    judge = Scripted(tmp_path, [verdict("A"), verdict("C"), verdict("C")])
    (found,) = verified(judge, votes=3)
    assert [vote.relation for vote in found.votes] == ["entails", "entails", "irrelevant"]
    assert found.probabilities == pytest.approx(
        {"entails": 2 / 3, "contradicts": 0, "irrelevant": 1 / 3}
    )
    assert found.relation == "entails"
    assert found.votes[0].rationale == "because"
    assert found.votes[0].call


def test_a_tie_is_never_an_agreement(tmp_path):
    judge = Scripted(tmp_path, [verdict("A"), verdict("A")])
    (found,) = verified(judge, votes=2)
    assert found.probabilities["entails"] == found.probabilities["irrelevant"] == 0.5
    assert found.relation == "irrelevant"


def test_an_unreadable_verdict_is_no_verdict(tmp_path):
    (found,) = verified(Scripted(tmp_path, "I would rather not say."))
    assert found.probabilities is None
    assert found.relation is None


def test_unreadable_votes_do_not_count(tmp_path):
    judge = Scripted(tmp_path, ["hm", verdict("C"), "hm"])
    (found,) = verified(judge, votes=3)
    assert found.probabilities["entails"] == 1


def test_a_judge_that_shows_none_of_the_letters_has_no_verdict(tmp_path):
    (found,) = verified(Scripted(tmp_path, options=lambda messages, letters: {}))
    assert found.relation is None


def test_a_failed_call_is_noted_and_stops_nothing(tmp_path):
    judge = Scripted(tmp_path, [])  # Exhausted at once, which is fatal; a rejected call is not.
    judge.model.reply = rejected
    (found,) = verified(judge)
    assert found.relation is None
    assert "too long" in found.error


async def rejected(*_):
    from park.models.base import ModelError

    await asyncio.sleep(0)
    raise ModelError("judge: too long", "rejected")


@given(st.text(max_size=100))
def test_no_text_breaks_the_reader(text):
    assert read_vote(text, list(LABELS)).relation in (None, *RELATIONS)


@pytest.mark.parametrize("text", [verdict("D"), verdict(""), verdict(None), '{"verdict": ["A"]}'])
def test_an_unknown_letter_is_no_verdict(text):
    assert read_vote(text, list(LABELS)).relation is None


@given(st.lists(st.floats(0, 1), min_size=3, max_size=3))
def test_only_the_single_likeliest_relation_can_be_an_agreement(values):
    found = Round(text="x", probabilities=dict(zip(LABELS, values, strict=True)))
    if found.relation == "entails":
        assert found.probabilities["entails"] > max(
            found.probabilities["contradicts"], found.probabilities["irrelevant"]
        )


@pytest.mark.parametrize(
    ("stance", "entails", "contradicts"),
    [(1, "strongly agree", "never agree"), (2, "strongly agree", "never agree"),
     (3, "never agree", "strongly agree"), (4, "never agree", "strongly agree")],
)  # fmt: skip
def test_an_opinion_is_compared_with_the_stance_s_end_of_the_scale(stance, entails, contradicts):
    labels = labels_of(ITEM, stance)
    assert (labels["entails"], labels["contradicts"]) == (entails, contradicts)
    assert list(labels.values())[:2] == ["strongly agree", "never agree"]


def test_a_middle_stance_is_contradicted_by_both_ends():
    options = tuple(Option(code=code, label=f"answer {code}") for code in (1, 2, 3))
    labels = labels_of(item(options=options), 2)
    assert labels["entails"] == "answer 2"
    assert labels["contradicts"] == "answer 1, or answer 3"


def test_an_option_off_the_scale_is_contradicted_by_both_ends_and_is_none_of_them():
    options = tuple(Option(code=code, label=f"answer {code}") for code in (1, 2, 3))
    off = item(options=options, aside=(3,))
    assert labels_of(off, 3)["contradicts"] == "answer 1, or answer 2"
    assert labels_of(off, 2)["contradicts"] == "answer 1"


def test_options_without_an_order_are_compared_one_against_all_others():
    options = tuple(Option(code=code, label=f"answer {code}") for code in (1, 2, 3))
    labels = labels_of(item(options=options, ordered=False), 3)
    assert labels["entails"] == "answer 3"
    assert labels["contradicts"] == "one of the other answers"


def test_the_judge_is_not_told_the_stance_and_sees_the_examples_in_both_orders(tmp_path):
    seen = []

    def options(messages, letters):
        seen.append(messages)
        return favour(LABELS["entails"])(messages[-1:], letters)

    verified(Scripted(tmp_path, options=options), rewrite=False)
    first, second = seen
    assert [m["role"] for m in first[:3]] == ["system", "user", "assistant"]
    assert len(first) == len(second) > 4
    assert "A: strongly agree" in first[-1]["content"]
    assert "C: strongly agree" in second[-1]["content"]
