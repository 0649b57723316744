"""Figures of coded answers against closed forms and the plain functions."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.evaluate.tasks.moderation import measures
from park.evaluate.tasks.moderation.measures import MEASURES, auroc, codes, coin, over_sets
from park.statistics import macro_f1

LABELS = np.array([1, 1, 1, 0, 0, 0, 0, 0.0])


def test_one_half_and_a_missing_probability_are_no_answer():
    assert measures.answers_of([0.5, np.nan, 0.51, 0.49, 0, 1]).tolist() == [2, 2, 1, 0, 0, 1]


def test_a_mean_over_sets_weighs_each_set_as_told():
    columns = (
        ([1, 1, 0], np.array([[0.9], [0.2], [0.1]])),
        ([1, 0, 0], np.array([[0.9], [0.2], [0.9]])),
    )
    first, second = (codes(*each, number=number) for number, each in enumerate(columns))
    alone = [over_sets(macro_f1)(codes(*each).T)[0] for each in columns]
    both = over_sets(macro_f1, [0.25, 0.75])(np.concatenate([first, second]).T)
    assert both[0] == pytest.approx(0.25 * alone[0] + 0.75 * alone[1], abs=1e-12)


@given(st.lists(st.tuples(st.booleans(), st.sampled_from([0, 0.25, 0.5, 1, np.nan])), max_size=12))
def test_auroc_is_the_share_of_pairs_in_the_right_order(rows):
    sample = np.array([[float(label), p] for label, p in rows]).reshape(1, -1, 2)
    known = [(label, p) for label, p in rows if not np.isnan(p)]
    pairs = [
        (p > q) + (p == q) / 2 for (a, p), (b, q) in itertools.product(known, known) if a and not b
    ]
    if pairs:
        assert auroc(sample)[0] == pytest.approx(np.mean(pairs), abs=1e-12)
    else:
        assert not rows or np.isnan(auroc(sample)[0])


@pytest.mark.parametrize("measure", MEASURES, ids=lambda m: m.name)
def test_a_coin_is_the_mean_over_all_its_throws(measure):
    positive, negative, chance = 3, 4, 0.3
    labels = np.array([1.0] * positive + [0.0] * negative)
    total = 0.0
    for throw in itertools.product((0.0, 1.0), repeat=len(labels)):
        weight = np.prod([chance if t else 1 - chance for t in throw])
        total += weight * over_sets(measure.of)(codes(labels, np.array(throw)[:, None]).T)[0]
    assert coin(measure.of, positive, negative, chance).mean == pytest.approx(total, abs=1e-12)


def test_a_coin_is_thrown_over_large_sets_too():
    found = coin(macro_f1, 30_000, 30_000, 0.5)
    assert found.mean == pytest.approx(0.5, abs=1e-4)
    assert 0.495 < found.low < 0.5 < found.high < 0.505


def test_a_coin_that_always_falls_alike_is_the_constant():
    found = coin(macro_f1, 30, 10, 1.0)
    assert found == pytest.approx((3 / 7, 3 / 7, 3 / 7), abs=1e-12)
