"""The sentences at the top say what the scores say, and no more."""

import pytest

from park.findings.model import Figure
from park.findings.scores import tasks
from park.records.scores import Score
from park.report.summary import (
    FEWEST,
    about_controls,
    about_data,
    about_scores,
    about_spread,
    about_training,
    verdict,
)
from park.report.training import trained
from tests.report.runs import adapter


def difference(value, adjusted, tested="a", **changes):
    return Score(
        **{
            "task": "quiz", "metric": "js", "method": "adapter", "against": "prompt",
            "culture": tested, "tested": tested, "value": value, "low": value - 0.1,
            "high": value + 0.1, "n": 40, "p": adjusted / 2, "adjusted": adjusted,
        }
        | changes
    )  # fmt: skip


def said(*scores):
    return " ".join(about_scores(tasks(scores, {})))


def test_better_and_worse_are_counted_over_cultures():
    found = said(difference(0.3, 0.01), difference(0.3, 0.2, "b"), difference(-0.3, 0.01, "c"))
    assert "Against the cultural prompt, the adapter is better on 1 of 3 cultures in quiz" in found
    assert "worse on 1), by p < 0.05 after Holm’s correction." in found


def test_nothing_better_is_said_as_plainly_and_without_a_p_value():
    assert said(difference(0.3, 0.5)) == (
        "Against the cultural prompt, the adapter is better on 0 of 1 culture in quiz "
        "(JS similarity; worse on 0)."
    )
    assert "worse on 1), by p < 0.05" in said(difference(-0.3, 0.01))


def test_where_lower_is_better_a_negative_difference_is_better():
    assert "better on 1 of 1" in said(difference(-0.3, 0.01, higher_is_better=False))


def test_figures_of_all_cultures_together_and_of_other_cultures_are_not_counted_twice():
    off = difference(0.3, 0.01, "b", culture="a")
    assert "better on 1 of 1 culture" in said(difference(0.3, 0.01), difference(0.3, 0.01, ""), off)


def test_sets_are_not_counted_where_all_sets_together_are_known():
    assert "better on 1 of 1 culture" in said(difference(0.3, 0.01), difference(0.3, 0.01, set="s"))


def test_the_corrected_p_value_counts_and_not_the_plain_one():
    figure = Figure(value=0.3, low=0.1, high=0.5, n=40, p=0.01, adjusted=0.2)
    assert verdict(figure, True) == "undecided"
    assert verdict(figure.model_copy(update={"adjusted": None}), True) == "better"


@pytest.mark.parametrize(
    "low, high, expected",
    [(0.1, 0.5, "better"), (-0.1, 0.5, "undecided"), (None, None, "undecided")],
)
def test_without_a_p_value_the_interval_decides(low, high, expected):
    assert verdict(Figure(value=0.3, low=low, high=high, n=40), True) == expected


def test_a_difference_over_a_few_things_is_never_decided():
    few = Figure(value=0.3, low=0.3, high=0.3, n=FEWEST - 1)
    assert verdict(few, True) == "undecided"


def test_a_survey_claims_what_is_gained_on_the_own_people_alone():
    def told(against, **changes):
        return said(difference(0.3, 0.01, task="survey", against=against, **changes))

    assert told("plain") == told("prompt") == said(Score(
        task="survey", metric="js", method="plain", value=0.5, n=9
    ))  # fmt: skip
    assert "Against its own gain on other cultures, the adapter is better on 1 of 1 culture" in (
        told("other_cultures")
    )
    assert "Against ridge regression over other countries" in told("ridge")


def order(metric, value, method="adapter", **known):
    return Score(task="survey", metric=metric, method=method, value=value, n=9, **known)


def placed(method="adapter", by_option=0.55, by_place=0.05, **known):
    return [order("order_by_option", by_option, method, **known),
            order("order_by_place", by_place, method, **known)]  # fmt: skip


def test_where_options_are_not_read_no_alignment_is_claimed():
    gap = difference(0.3, 0.01, task="survey", against="other_cultures")
    found = said(gap, *placed(culture="a"))
    assert "In survey, 1 of 1 respondent chooses options by where they stand" in found
    assert "for adapter:a, answers move by 0.550 of all probability" in found
    assert "no alignment is claimed for it." in found
    assert "Against" not in found
    reads = placed(by_option=0.05, by_place=0.55, culture="a")
    assert "no alignment" not in said(gap, *reads)
    assert "Against its own gain" in said(gap, *reads)


def test_each_answerer_is_judged_by_its_own_orders():
    gaps = [difference(0.3, 0.01, t, task="survey", against="other_cultures") for t in "ab"]
    # The base goes by place; the adapters, which read, are not silenced by that.
    assert "better on 2 of 2 cultures" in said(*gaps, *placed("plain"))
    # One of the two adapters goes by place: what it gains is no claim.
    assert "better on 1 of 2 cultures" in said(*gaps, *placed(culture="a"))
    # The same method of another model does.
    assert "better on 2 of 2 cultures" in said(*gaps, *placed(culture="a", model="other"))


def test_a_control_that_no_method_comes_up_to_is_named():
    def told(**values):
        known = {"task": "survey", "metric": "js", "n": 40}
        scores = [
            Score(
                **known, method=name, value=value, control=name in ("ceiling", "uniform", "ridge")
            )
            for name, value in values.items()
        ]
        return list(about_controls(tasks(scores, {})))

    assert told(plain=0.62, adapter=0.64, uniform=0.79, ceiling=0.98) == [
        "No method in survey comes up to the control uniform, which asks no model "
        "(JS similarity 0.790; the best method, adapter, 0.640)."
    ]
    assert told(plain=0.62, adapter=0.64, uniform=0.75, ridge=0.83, ceiling=0.98) == [
        "No method in survey comes up to the control ridge, which asks no model (JS similarity "
        "0.830; the best method, adapter, 0.640), nor to the same share for every option (0.750)."
    ]
    (found,) = told(plain=0.62, adapter=0.64, uniform=0.63, ridge=0.83)
    assert found.endswith("adapter, 0.640).")
    assert told(plain=0.62, adapter=0.8, uniform=0.79, ceiling=0.98) == []
    assert told(plain=0.62, ceiling=0.98) == []
    assert told(plain=0.62, uniform=0.62) == []


def test_what_was_not_evaluated_is_said():
    assert said() == "Nothing has been evaluated, so nothing can be claimed of any method."
    plain = Score(task="survey", metric="js", method="plain", value=0.5, n=9)
    assert said(plain) == "The scores hold no comparison of an adapter with the base."


def test_adapters_that_were_not_measured_are_not_counted():
    measured = [trained(adapter("a", 0)), trained(adapter("b", 3)), trained(adapter("c", 0, False))]
    assert about_training(measured).startswith(
        "1 of 2 adapters measured on held-out rows is shown to be better"
    )
    assert "a lower loss means that the form of the rows has been learnt, not" in about_training(
        measured
    )
    assert "none was measured" in about_training(measured[2:])


def test_a_single_opinion_gives_no_interval():
    found = adapter("a", 0)
    alone = found.holdout.difference.model_copy(update={"groups": 1})
    holdout = found.holdout.model_copy(update={"difference": alone})
    figure = trained(found.model_copy(update={"holdout": holdout})).difference
    assert (figure.value, figure.low, figure.high, figure.n) == (alone.mean, None, None, 1)
    assert str(alone) == "-0.400, no interval"
    assert "95 % interval -0.600 to -0.200" in str(found.holdout.difference)


def test_an_empty_run_is_called_empty():
    assert about_data({}, None) == "The run is empty: no dialogue has been held."


def spread(method, value, **changes):
    fields = {"task": "quiz", "metric": "adaptability", "method": method, "n": 9, "value": value}
    return Score(**(fields | changes))


def test_the_spread_over_cultures_that_comes_nearest_to_people_s_is_told():
    scores = [
        spread("plain", 0.0),
        spread("adapter", 0.31, low=0.2, high=0.4),
        spread("prompt", 1.9),
        spread("ridge", 1.0, control=True),
    ]
    (line,) = about_spread(tasks(scores, {}))
    assert "In quiz, the answers of the adapter vary over cultures 0.310 times" in line
    assert list(about_spread(tasks([difference(0.3, 0.5)], {}))) == []
