"""Shares to learn: a base's own, moved as a culture is from the others."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.adapters.option_logprobs import Weighed
from park.finetune.answers.rows import shifted

SHARES = st.lists(st.floats(0.01, 1), min_size=4, max_size=4).map(lambda w: np.array(w) / sum(w))


def said(*shares):
    """Return a base's answer; its options need not have all probability."""
    return Weighed(tuple(math.log(0.4 * each) for each in shares))


def test_a_shift_is_q_times_p_over_m_scaled_to_one():
    found = shifted(said(0.5, 0.3, 0.2), np.array([0.6, 0.2, 0.2]), np.array([0.3, 0.4, 0.3]))
    moved = np.array([0.5 * 2, 0.3 / 2, 0.2 * 2 / 3])
    assert found == pytest.approx(moved / moved.sum())


@given(SHARES, SHARES)
def test_who_answers_as_the_others_do_leaves_the_base_as_it_is(base, shares):
    assert shifted(said(*base), shares, shares) == pytest.approx(base)


@given(SHARES, SHARES)
def test_a_base_that_answers_as_the_others_do_learns_the_culture_s_shares(pooled, shares):
    assert shifted(said(*pooled), shares, pooled) == pytest.approx(shares)


def test_an_option_that_nobody_chose_keeps_a_small_finite_share():
    found = shifted(said(0.5, 0.5), np.array([1.0, 0.0]), np.array([0.0, 1.0]))
    assert found == pytest.approx([1 / (1 + 1e-6), 1e-6 / (1 + 1e-6)])
