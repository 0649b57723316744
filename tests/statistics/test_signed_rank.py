"""Wilcoxon's test and mediation against scipy and known effects."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import wilcoxon

from park.statistics.mediation import mediation
from park.statistics.ranks import average_ranks
from park.statistics.signed_rank import signed_rank


@given(st.lists(st.floats(-9, 9), min_size=3, max_size=25, unique_by=abs))
def test_without_ties_the_exact_p_is_scipys(values):
    kept = [value for value in values if value]
    if len({abs(value) for value in kept}) == len(kept) > 0:
        assert signed_rank(values).p == pytest.approx(wilcoxon(kept, method="exact").pvalue)


def test_with_ties_the_p_counts_all_signs():
    gaps = np.array([1, 1, 1, -1, 2, 2, -2, 3])

    ranks = average_ranks(np.abs(gaps))
    sums = [float(ranks[np.array(s) > 0].sum()) for s in product((-1, 1), repeat=len(gaps))]
    seen = abs(float(ranks[gaps > 0].sum()) - ranks.sum() / 2)
    share = np.mean([abs(each - ranks.sum() / 2) >= seen for each in sums])
    assert signed_rank(gaps).p == pytest.approx(share)


def test_many_differences_are_approximated_as_by_scipy():
    gaps = np.random.default_rng(0).normal(0.2, 1, 200)
    p = wilcoxon(gaps, method="approx", correction=True).pvalue
    assert signed_rank(gaps).p == pytest.approx(p, rel=0.02)


def test_zeros_and_missing_values_say_nothing():
    assert signed_rank([0, np.nan]).n == 0
    assert signed_rank([0, 1, 2, np.nan]) == signed_rank([1, 2])
    assert signed_rank([1, 2, 3]).biserial == 1


def simulated(rng, a, b, direct, n=120):
    """Return pairs with known paths: the mediator moves by a, the outcome by direct + b d_m."""
    off = rng.normal(0, 1, n)
    on = off + a + rng.normal(0, 0.6, n)
    base = 0.3 * off + rng.normal(0, 1, n)
    return (on, off), (base + direct + b * (on - off) + rng.normal(0, 0.6, n), base)


def test_known_paths_are_recovered():
    found = mediation(*simulated(np.random.default_rng(1), 0.8, 0.5, 0.2, n=4_000), resamples=200)
    assert found.a == pytest.approx(0.8, abs=0.05)
    assert found.b == pytest.approx(0.5, abs=0.06)
    assert found.direct == pytest.approx(0.2, abs=0.06)
    assert found.indirect == pytest.approx(0.4, abs=0.05)
    assert found.low < found.indirect < found.high
    assert found.total == pytest.approx(found.direct + found.indirect, abs=1e-9)


@pytest.mark.parametrize(("a", "b"), [(0.6, 0.0), (0.0, 0.6), (0.5, 0.5)])
def test_the_interval_covers_what_is_true(a, b):
    covered = 0
    for trial in range(60):
        sides = simulated(np.random.default_rng(trial), a, b, 0.1, n=50)
        found = mediation(*sides, resamples=200, seed=trial)
        covered += found.low <= a * b <= found.high
    assert covered >= 51


def test_a_mediator_that_never_moves_carries_nothing():
    ones = np.ones(20)
    found = mediation((ones, ones), (np.arange(20.0), ones), resamples=50)
    assert (found.indirect, found.low, found.high) == (0, 0, 0)
    few = mediation((ones[:3], ones[:3]), (ones[:3], ones[:3]))
    assert few.n == 3
    assert np.isnan(few.low)
