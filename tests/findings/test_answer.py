"""A sentence answers whether it worked."""

import pytest

from park.findings.answer import answer, of_strangers
from park.findings.model import Figure
from park.findings.scores import tasks
from park.findings.standing import best_control, verdict
from park.records.scores import Score


def difference(value, tested, against="other_cultures", task="survey", adjusted=0.01):
    return Score(
        task=task, metric="js", method="adapter", against=against, culture=tested, tested=tested,
        value=value, low=value - 0.1, high=value + 0.1, n=40, p=adjusted, adjusted=adjusted,
    )  # fmt: skip


def figure(method, value, control=False, metric="js", **known):
    return Score(task="survey", metric=metric, method=method, value=value, n=40, control=control,
                 **known)  # fmt: skip


def said(*scores):
    return answer(tasks(scores, {}))


BETTER = [difference(0.3, "a"), difference(0.3, "b")]


def test_better_on_all_cultures_is_yes_and_on_some_in_part():
    assert said(*BETTER) == (
        "Did it work? Yes, on this task: in survey, the adapter gains more on its own people than "
        "on others on 2 of 2 cultures."
    )
    assert said(*BETTER[:1], difference(-0.3, "b")) == (
        "Did it work? In part: in survey, the adapter gains more on its own people than on others "
        "on 1 of 2 cultures, and the reverse holds on 1."
    )


def test_the_weakest_claim_of_a_task_counts():
    found = said(*BETTER, difference(0.1, "a", "ridge", adjusted=0.9))
    assert found.startswith("Did it work? It has not been shown: in survey, the adapter is nearer")
    assert found.endswith("than a regression over other countries on 0 of 1 culture.")


def test_a_control_that_beats_all_methods_is_no():
    found = said(*BETTER, figure("adapter", 0.612), figure("uniform", 0.773, control=True))
    assert found == (
        "Did it work? No: in survey, no method comes up to uniform, which asks no model (0.773; "
        "the best method, adapter, 0.612)."
    )


def test_a_single_culture_is_held_against_the_controls_too():
    scores = [figure("adapter", 0.612, tested="a"), figure("uniform", 0.773, True, tested="a")]
    assert "No: in survey, no method comes up to uniform" in said(BETTER[0], *scores)
    (task,) = tasks([*BETTER, *scores, figure("adapter", 0.5, tested="b")], {})
    assert best_control(task) is None


def placed(method, culture="", by_option=0.5):
    pair = (("order_by_option", by_option), ("order_by_place", 0.1))
    return [figure(method, value, metric=name, culture=culture) for name, value in pair]


def test_options_chosen_by_place_are_no_whatever_else_is_said():
    found = said(*BETTER, *placed("adapter", "a"), *placed("adapter", "b"))
    assert "No: in survey, options are chosen by where they stand" in found


def test_a_base_that_goes_by_place_does_not_silence_adapters_that_read():
    found = said(*BETTER, *placed("plain"), *placed("adapter", "a", 0.05))
    assert "Yes, on this task" in found and "on 2 of 2 cultures" in found
    found = said(*BETTER, *placed("adapter", "a"))
    assert "In part" in found and "on 1 of 2 cultures" in found


@pytest.mark.parametrize("against", ["item_blind", "ridge", "both"])
def test_with_one_culture_nothing_is_shown_to_be_cultural(against):
    names = ("item_blind", "ridge") if against == "both" else (against,)
    found = said(*(difference(0.3, "a", each) for each in names))
    assert found == (
        "Did it work? Nothing cultural has been shown: in survey, whether the adapter gains more "
        "on its own people than on others takes two tested cultures and the method plain."
    )


def test_what_fine_tuning_forgets_does_not_decide():
    kept = difference(0.3, "a", "plain", task="retention")
    assert said(kept) == "Did it work? Not known: the evaluation compares no adapter with its base."
    assert "Yes" in said(kept, *BETTER)


def test_where_n_is_ours_to_choose_nothing_is_told_apart():
    drawn = Figure(value=0.3, low=0.2, high=0.4, n=200, unit="respondents")
    assert verdict(drawn, True) == "undecided"
    assert verdict(drawn.model_copy(update={"unit": "items"}), True) == "better"


def test_an_adapter_of_another_culture_that_comes_nearer_is_named():
    def scored(own, other):
        known = {"method": "adapter", "tested": "chinese"}
        return tasks([figure(value=own, culture="chinese", **known),
                      figure(value=other, culture="turkish", **known)], {})  # fmt: skip

    assert of_strangers(scored(0.612, 0.64)) == (
        "In survey, on 1 of 1 culture the adapter of another culture comes nearer than their own "
        "(on chinese people, that of turkish: 0.640, their own 0.612).",
    )
    assert of_strangers(scored(0.64, 0.612)) == ()
