"""From responses to scores: orders averaged, forms spread, nothing unanswered counted."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.evaluate.scoring import (
    Table,
    adjust,
    by_form,
    difference,
    score,
    shares_table,
    unanswered,
    within,
)
from park.statistics import clustered_mean
from tests.toys import question, response
from tests.toys import score as toy_score

KNOWN = {"task": "toy", "metric": "m", "method": "plain"}


def table(values):
    cells = np.asarray(values, float)
    items = tuple(f"q{n}" for n in range(len(cells)))
    return Table(items, tuple(f"f{n}" for n in range(cells.shape[1])), cells)


def said(item="q1", form="first", order=0, yes=0.8, **changes):
    shares = {"yes": yes, "no": 1 - yes}
    asked = question(item, order, form=form)
    return response(f"{item}{form}{order}", question=asked, shares=shares, **changes)


def test_shares_are_the_mean_over_orders():
    found = shares_table([said(yes=0.9), said(order=1, yes=0.5)], ["no", "yes"])
    assert (found.items, found.forms) == (("q1",), ("first",))
    assert found.values[0, 0] == pytest.approx([0.3, 0.7])


@pytest.mark.parametrize("status", ["unparsed", "refused"])
def test_a_form_of_which_one_order_is_unanswered_is_not_scored(status):
    lost = said(order=1).model_copy(update={"status": status, "shares": {}})
    found = shares_table([said(), lost, said(form="second")], ["yes"])
    assert np.isnan(found.values[0, 0]).all()
    assert found.values[0, 1] == pytest.approx(0.8)
    assert unanswered([said(), lost])[status] == 1
    assert unanswered([said(), lost])["responses"] == 2


def test_an_option_that_a_question_does_not_have_has_no_share():
    assert shares_table([said()], ["yes", "maybe"]).values[0, 0] == pytest.approx([0.8, 0])


def test_a_score_is_the_mean_over_items_and_forms_with_its_spread():
    values = np.random.default_rng(0).random((30, 3))
    found = score(table(values), **KNOWN)
    assert found.value == pytest.approx(values.mean())
    assert found.forms == pytest.approx({f"f{n}": values[:, n].mean() for n in range(3)})
    mean = clustered_mean(values.mean(axis=1))
    assert (found.low, found.high, found.n) == (mean.low, mean.high, 30)
    assert found.detail == {}


def test_with_a_statistic_the_score_is_its_mean_over_forms():
    values = np.random.default_rng(1).random((30, 2))
    found = score(table(values), lambda samples: samples.max(axis=1), **KNOWN)
    assert found.value == pytest.approx(values.max(axis=0).mean())
    assert found.low <= found.value <= found.high


def test_a_form_that_nobody_answered_costs_no_item():
    values = np.random.default_rng(2).random((30, 2))
    lost = np.concatenate([values, np.full((30, 1), np.nan)], axis=1)
    for statistic in (None, lambda samples: samples.mean(axis=1)):
        found = score(table(lost), statistic, **KNOWN)
        assert (found.value, found.n) == (pytest.approx(values.mean()), 30)
        assert set(found.forms) == {"f0", "f1"}


@pytest.mark.parametrize("statistic", [None, lambda samples: samples.mean(axis=1)])
def test_without_any_answer_there_is_no_figure_and_n_is_0(statistic):
    found = score(table(np.full((5, 2), np.nan)), statistic, **KNOWN)
    assert (found.value, found.low, found.high, found.n, found.forms) == (None, None, None, 0, {})


@pytest.mark.parametrize("statistic", [None, lambda samples: samples.mean(-1)])
def test_a_difference_of_nothing_has_no_items(statistic):
    one, other = table([[1, np.nan], [0, np.nan]]), table([[np.nan, 1], [np.nan, 1]])
    found = difference(one, other, statistic, **KNOWN)
    assert (found.value, found.low, found.p, found.n) == (None, None, None, 0)


def test_a_difference_is_paired_on_the_items_that_both_have():
    first = table([[0.5], [0.7], [0.9]])
    second = Table(("q2", "q1", "q9"), ("f0",), np.array([[0.4], [0.6], [0.0]]))
    found = difference(first, second, against="other", **KNOWN)
    assert found.value == pytest.approx((0.7 - 0.6 + 0.9 - 0.4) / 2)
    assert (found.n, found.against) == (2, "other")


@given(st.lists(st.floats(0, 1), min_size=2, max_size=20))
def test_copies_differ_by_exactly_nothing(values):
    same = table([[value] for value in values])
    for statistic in (None, lambda samples: samples.mean(axis=1)):
        found = difference(same, same, statistic, against="other", **KNOWN)
        assert (found.value, found.p) == (0.0, 1.0)


def test_p_values_are_adjusted_within_each_metric():
    rows = [
        toy_score(metric=m, p=p, against="x") for m, p in (("a", 0.01), ("a", 0.04), ("b", 0.04))
    ]
    found = adjust([toy_score(), *rows])
    assert [each.adjusted for each in found] == [None, *map(pytest.approx, (0.02, 0.04, 0.04))]


def test_differences_over_all_cultures_are_a_family_of_their_own():
    known = {"metric": "a", "against": "x", "p": 0.02}
    rows = [toy_score(**known, tested=tested) for tested in ("", "german", "turkish", "greek")]
    assert [each.adjusted for each in adjust(rows)] == pytest.approx([0.02, 0.06, 0.06, 0.06])


def test_by_form_leaves_out_forms_without_answers():
    assert by_form(table([[0.5, np.nan], [0.7, np.nan]])) == {"f0": pytest.approx(0.6)}


@given(st.lists(st.integers(0, 100), min_size=3, max_size=5, unique=True), st.booleans())
def test_an_interval_ends_where_its_metric_does_and_holds_its_figure(values, differs):
    known = {**KNOWN, "against": "prompt" if differs else ""}
    found = score(table([[each / 100] for each in values]), **known)
    cut = within(found, {"m": (0.0, 1.0)})
    least = -1 if differs else 0
    assert least <= cut.low <= found.value + 1e-12
    assert found.value - 1e-12 <= cut.high <= 1
    assert cut.low == pytest.approx(max(found.low, least))
    assert within(found, {"other": (0.0, 0.1)}) == found


def test_the_interval_over_three_items_that_disagree_would_leave_the_range():
    found = score(table([[0.02], [0.5], [0.99]]), **KNOWN)
    assert found.low < 0 < 1 < found.high
    cut = within(found, {"m": (0.0, 1.0)})
    assert (cut.low, cut.high) == (0, 1)
