"""Scaling: a known temperature and known biases are found, and nothing better is missed."""

import builtins

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from park.align.scaling import COLDEST, _fit, _Loss, scaling


def pairs(number, slope, biases, seed=0):
    rng = np.random.default_rng(seed)
    said = rng.dirichlet(np.ones(3), number)
    logits = slope * np.log(np.maximum(said, 1e-4)) + np.asarray(biases)
    known = np.exp(logits)
    return [*zip(said, known / known.sum(-1, keepdims=True), strict=True)]


def test_a_planted_temperature_and_planted_biases_are_found():
    fit = scaling(pairs(200, 0.5, (1.0, 0.0, -1.0)))
    assert fit.slope == pytest.approx(0.5, abs=0.05)
    assert fit.biases[3] - fit.biases[3].mean() == pytest.approx([1, 0, -1], abs=0.1)
    said, known = pairs(1, 0.5, (1.0, 0.0, -1.0), seed=9)[0]
    assert fit.applied(said) == pytest.approx(known, abs=0.03)


def test_shares_that_are_right_are_hardly_moved():
    fit = scaling(pairs(100, 1.0, (0.0, 0.0, 0.0)))
    said = np.array([0.6, 0.3, 0.1])
    assert fit.applied(said) == pytest.approx(said, abs=0.01)


def test_noise_is_not_followed():
    rng = np.random.default_rng(0)
    noise = [*zip(rng.dirichlet(np.ones(3), 40), rng.dirichlet(np.ones(3), 40), strict=True)]
    assert scaling(noise).slope < 0.3


FITTED = scaling(pairs(10, 2.0, (0.0, 1.0, 0.0)))


@given(st.lists(st.floats(0.001, 1), min_size=3, max_size=3))
def test_fitted_shares_are_shares(weights):
    said = np.array(weights) / sum(weights)
    made = FITTED.applied(said)
    assert made.sum() == pytest.approx(1)
    assert (made >= 0).all()


def test_without_answers_there_is_no_fit():
    assert scaling([]) is None
    assert scaling([(np.full(3, np.nan), np.full(3, 1 / 3))]) is None


def ragged(seed):
    """Return pairs of items with 2, 3 and 4 options, some shares of which are nothing."""
    rng = np.random.default_rng(seed)
    weights = [np.full(size, 0.4) for size in (2, 3, 4, 2, 3, 4, 3)]
    return [(rng.dirichlet(each), rng.dirichlet(each)) for each in weights]


@given(st.integers(0, 2**32 - 1), st.sampled_from([0.003, 0.1, 1.0]))
@settings(max_examples=25, deadline=None)
def test_the_minimum_is_that_of_scipy(seed, penalty):
    loss = _Loss.of(ragged(seed), penalty)
    bounds = [(0.0, COLDEST), *[(None, None)] * (len(loss.centre) - 1)]
    theirs = minimize(
        loss.at, loss.centre, jac=lambda theta: loss.derivatives(theta)[0], bounds=bounds,
        method="L-BFGS-B", options={"ftol": 1e-15, "gtol": 1e-10},
    )  # fmt: skip
    fit = _fit(ragged(seed), penalty)
    ours = np.concatenate([[fit.slope], *(fit.biases[size] for size in (2, 3, 4))])
    assert loss.at(ours) <= theirs.fun + 1e-9
    assert ours == pytest.approx(theirs.x, abs=1e-3)


def test_derivatives_are_those_of_the_loss():
    loss = _Loss.of(ragged(1), 0.01)
    theta = np.random.default_rng(0).normal(size=len(loss.centre))
    first, second = loss.derivatives(theta)
    for place, step in enumerate(1e-5 * np.eye(len(theta))):
        slope = (loss.at(theta + step) - loss.at(theta - step)) / 2e-5
        assert first[place] == pytest.approx(slope, abs=1e-6)
        bend = (loss.derivatives(theta + step)[0] - loss.derivatives(theta - step)[0]) / 2e-5
        assert second[place] == pytest.approx(bend, abs=1e-5)


@pytest.mark.parametrize(("slope", "bound"), [(-1.0, 0.0), (30.0, COLDEST)])
def test_a_slope_beyond_its_bounds_ends_on_them(slope, bound):
    rng = np.random.default_rng(0)
    said = rng.dirichlet([50.0, 50.0, 50.0], 60)
    logits = slope * np.log(said)
    known = np.exp(logits - logits.max(-1, keepdims=True))
    pairs = [*zip(said, known / known.sum(-1, keepdims=True), strict=True)]
    fit = _fit(pairs, 1e-6)
    assert fit.slope == bound
    assert fit.applied(said[0]).sum() == pytest.approx(1)


def test_scipy_is_not_needed(monkeypatch):
    real = builtins.__import__

    def blocked(name, *args, **options):
        if name.split(".")[0] == "scipy":
            raise ImportError(name)
        return real(name, *args, **options)

    monkeypatch.setattr(builtins, "__import__", blocked)
    assert scaling(pairs(30, 0.5, (1.0, 0.0, -1.0))).slope == pytest.approx(0.5, abs=0.2)
