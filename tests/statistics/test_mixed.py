"""Crossed random effects against the likelihood written out, and on simulated ratings."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.stats import multivariate_normal

from park.statistics.crossed import design_of
from park.statistics.mixed import fit


def dense(rater, item, rating, x, variances, beta):
    """Return the log likelihood of ratings, with their covariance written out."""
    of_rater, of_item, rest = variances
    covariance = (
        of_rater * (rater[:, None] == rater)
        + of_item * (item[:, None] == item)
        + rest * np.eye(len(rating))
    )
    return multivariate_normal.logpdf(rating, x[rater] @ beta, covariance)


def world(seed, raters, items, share=0.5):
    rng = np.random.default_rng(seed)
    rated = rng.random((raters, items)) < share
    rated[np.arange(raters), np.arange(raters) % items] = True
    rated[np.arange(items) % raters, np.arange(items)] = True
    rater, item = np.nonzero(rated)
    x = np.column_stack([np.ones(raters), np.arange(raters) % 2])
    rating = (
        3.0
        + 0.5 * x[rater, 1]
        + rng.normal(0, 0.7, raters)[rater]
        + rng.normal(0, 0.9, items)[item]
        + rng.normal(0, 0.5, len(rater))
    )
    return rater, item, rating, x


@settings(max_examples=30)
@given(st.integers(0, 9_999), st.integers(4, 12), st.integers(3, 12))
def test_the_deviance_is_that_of_the_covariance_written_out(seed, raters, items):
    rater, item, rating, x = world(seed, raters, items)
    found = fit(design_of(rater, item, rating), x)
    variances = found.rater.value, found.item.value, found.residual.value
    written = dense(rater, item, rating, x, variances, found.beta)
    assert found.deviance == pytest.approx(-2 * written, abs=2e-3)


@pytest.mark.parametrize(("raters", "items"), [(14, 8), (8, 14)])
def test_no_other_parameters_are_likelier(raters, items):
    rater, item, rating, x = world(5, raters, items)
    found = fit(design_of(rater, item, rating), x)

    def deviance(at):
        return -2 * dense(rater, item, rating, x, np.exp(at[:3]), at[3:])

    start = [0, 0, 0, 3, 0]
    best = minimize(
        deviance, start, method="Nelder-Mead", options={"maxiter": 9_000, "xatol": 1e-6}
    )
    assert found.deviance <= best.fun + 1e-4
    assert np.log([found.rater.value, found.item.value, found.residual.value]) == pytest.approx(
        best.x[:3], abs=0.02
    )
    assert found.beta == pytest.approx(best.x[3:], abs=0.01)


def test_parts_without_common_items_are_as_one_design():
    first, second = world(1, 6, 5, 0.9), world(2, 7, 4, 0.9)
    rater = np.concatenate([first[0], second[0] + 6])
    item = np.concatenate([first[1], second[1] + 5])
    rating = np.concatenate([first[2], second[2]])
    x = np.concatenate([first[3], second[3]])
    design = design_of(rater, item, rating)
    assert len(design.parts) == 2
    found = fit(design, x)
    variances = found.rater.value, found.item.value, found.residual.value
    written = dense(rater, item, rating, x, variances, found.beta)
    assert found.deviance == pytest.approx(-2 * written, abs=2e-3)


def test_a_rating_given_twice_counts_twice():
    rater, item, rating, x = world(3, 9, 7)
    again = np.concatenate([np.arange(len(rater)), [0, 0, 4]])
    found = fit(design_of(rater[again], item[again], rating[again]), x)
    variances = found.rater.value, found.item.value, found.residual.value
    written = dense(rater[again], item[again], rating[again], x, variances, found.beta)
    assert found.deviance == pytest.approx(-2 * written, abs=2e-3)


def test_where_everybody_rates_everything_coefficients_are_differences_of_means():
    rater, item, rating, x = world(4, 10, 8, 1.1)
    found = fit(design_of(rater, item, rating), x)
    one, other = rating[x[rater, 1] == 1].mean(), rating[x[rater, 1] == 0].mean()
    assert found.beta == pytest.approx([other, one - other], abs=1e-9)
    # Of 5 raters each, who share all items: items cancel, raters and residual remain.
    spread = 2 / 5 * (found.rater.value + found.residual.value / 8)
    assert found.error[1] == pytest.approx(spread**0.5, rel=1e-6)


def test_raters_who_do_not_differ_have_no_variance():
    rng = np.random.default_rng(7)
    rater, item = np.divmod(np.arange(400), 20)
    rating = rng.normal(0, 1, 20)[item] + rng.normal(0, 0.5, 400)
    rating -= np.bincount(rater, rating)[rater] / 20  # No rater is above another.
    found = fit(design_of(rater, item, rating), np.ones((20, 1)))
    assert found.rater.value == 0
    assert np.isnan(found.rater.high)
    assert found.item.low < 1 < found.item.high


def test_what_cannot_be_fitted_is_said():
    with pytest.raises(ValueError, match="all 4 ratings are equal"):
        design_of([0, 0, 1, 1], [0, 1, 0, 1], [2, 2, 2, 2])
    with pytest.raises(ValueError, match="no item has two ratings"):
        design_of([0, 0, 1, 1], [0, 1, 2, 3], [1, 2, 3, 4])
    with pytest.raises(ValueError, match="no rater has two ratings"):
        design_of([0, 1, 2, 3], [0, 0, 1, 1], [1, 2, 3, 4])
    design = design_of([0, 0, 1, 1], [0, 1, 0, 1], [1, 2, 2, 1])
    with pytest.raises(ValueError, match="collinear"):
        fit(design, np.ones((2, 2)))


def test_simulated_variances_and_coefficients_lie_in_their_intervals():
    held = []
    for seed in range(20):
        rater, item, rating, x = world(seed, 120, 60, 0.3)
        found = fit(design_of(rater, item, rating), x)
        known = zip((found.rater, found.item, found.residual), (0.7, 0.9, 0.5), strict=True)
        held += [each.low < truth**2 < each.high for each, truth in known]
        held += list(np.abs(found.beta - (3.0, 0.5)) < 1.96 * found.error)
    # 95 % of 100, give or take two standard errors.
    assert sum(held) >= 91
