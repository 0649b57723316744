"""The correction: a reference without arrays, its symmetries and bounds."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from park.align.disca import (
    chance,
    correct,
    noise,
    temperature,
    with_prior,
)

TOY = np.random.default_rng(0)


def reference(logits, category, epsilon, *, prior=0.0, weight=0.0):
    """Decide one dilemma as the paper's steps say, with numbers alone.

    `logits` has ((z_A, z_B), (z_A, z_B) with the options swapped) of the base and of each persona.
    """
    divisor = {"Species": 4.0, "Gender": 3.5}.get(category, 1.5)
    gaps = [0.5 * ((ab[1] - ab[0]) / divisor - (ba[1] - ba[0]) / divisor) for ab, ba in logits]
    base, personas = gaps[0], gaps[1:]
    count = len(personas)
    mean = sum(personas) / count
    spread = math.sqrt(sum((each - mean) ** 2 for each in personas) / (count - 1))
    sigma = max(spread, 0.3)

    def value(z):
        return z**0.88 if z >= 0 else -2.25 * (-z) ** 0.88

    stars, shares = [], []
    for drawn in epsilon:
        scaled = [each * sigma for each in drawn]
        utilities = []
        for each in scaled:
            moved = mean + each
            own = [abs(base - p) - abs(moved - p) for p in personas]
            shared = abs(base - mean) - abs(moved - mean)
            utilities.append(
                0.3 * sum(value(g / sigma) for g in own) / count + 0.7 * value(shared / sigma)
            )
        weights = [math.exp(u / 0.5) for u in utilities]
        weights = [each / sum(weights) for each in weights]
        share = 1 / sum(w * w for w in weights) / len(weights)
        star = sum(w * e for w, e in zip(weights, scaled, strict=True))
        stars.append(star if share >= 0.1 else 0.0)
        shares.append(share)
    trust = math.exp(-((stars[0] - stars[1]) ** 2) / 0.04)
    star = trust * (stars[0] + stars[1]) / 2
    alpha = min(max(min(shares), 0.1), 1.0)
    final = alpha * mean + (1 - alpha) * base + star
    final = weight * prior + (1 - weight) * final
    return final, 1 / (1 + math.exp(-final / 0.5))


@pytest.mark.parametrize("category", ["Species", "Gender", "Age"])
def test_the_arrays_decide_as_the_steps_do_one_by_one(category):
    n, count = 40, 4
    logits = TOY.normal(scale=4, size=(n, count + 1, 2, 2))
    drawn = noise(np.random.default_rng(1), n)
    odds = logits[..., 1] - logits[..., 0]
    gaps = (odds[..., 0] - odds[..., 1]) / (2 * temperature(category))
    found = correct(gaps[:, 0], gaps[:, 1:], drawn)
    for number in range(n):
        final, probability = reference(logits[number].tolist(), category, drawn[number].tolist())
        assert found.gap[number] == pytest.approx(final, abs=1e-10)
        assert chance(found.gap)[number] == pytest.approx(probability, abs=1e-10)


def test_few_perturbations_that_carry_all_the_weight_shift_nothing():
    drawn = np.full((1, 2, 64), 40.0)
    drawn[:, :, 0] = 0.1
    found = correct([0.0], [[1.0, 1.2]], drawn)
    assert found.shift[0] == 0
    assert found.trust[0] == pytest.approx(0.1)


def test_the_prior_is_the_running_mean_of_earlier_gaps_from_the_fifty_first_on():
    gaps = np.random.default_rng(2).normal(size=120)
    found, mean = with_prior(gaps), 0.0
    for place, gap in enumerate(gaps):
        t = place + 1
        weight = 0.0 if t <= 50 else 1 - math.exp(-(t - 50) / 100)
        assert found[place] == pytest.approx(weight * mean + (1 - weight) * gap)
        mean = 0.9 * mean + 0.1 * gap
    assert (found[:50] == gaps[:50]).all()
    assert found[50] != gaps[50]


def test_categories_have_their_temperatures():
    assert [temperature(e) for e in ("Species", "Gender", "Age", "")] == [4.0, 3.5, 1.5, 1.5]


sizes = st.floats(-20, 20, allow_nan=False)
panels = st.integers(2, 6).flatmap(lambda n: st.lists(sizes, min_size=n, max_size=n))
seeds = st.integers(0, 1000)


@given(base=sizes, personas=panels, seed=seeds, order=st.randoms(use_true_random=False))
def test_the_order_of_the_personas_has_no_effect(base, personas, seed, order):
    drawn = noise(np.random.default_rng(seed), 1)
    shuffled = list(personas)
    order.shuffle(shuffled)
    one, other = correct([base], [personas], drawn), correct([base], [shuffled], drawn)
    assert np.allclose(one, other, atol=1e-6)


@given(base=sizes, personas=panels, seed=seeds)
def test_exchanging_the_options_turns_the_gap_round(base, personas, seed):
    drawn = noise(np.random.default_rng(seed), 1)
    there = correct([base], [personas], drawn).gap
    back = correct([-base], [[-each for each in personas]], -drawn).gap
    assert back == pytest.approx(-there, abs=1e-6)


@given(gap=sizes, count=st.integers(2, 6), seed=seeds)
def test_personas_that_agree_with_the_base_correct_nothing_but_for_the_draw(gap, count, seed):
    drawn = noise(np.random.default_rng(seed), 1, 32)
    balanced = np.concatenate([drawn, -drawn], axis=2)
    assert correct([gap], [[gap] * count], balanced).gap[0] == pytest.approx(gap, abs=1e-9)
    assert abs(correct([gap], [[gap] * count], drawn).gap[0] - gap) < 0.3


@settings(max_examples=200)
@given(base=sizes, personas=panels, seed=seeds)
def test_a_correction_stays_between_base_and_personas_but_for_a_bounded_shift(base, personas, seed):
    drawn = noise(np.random.default_rng(seed), 1)
    found = correct([base], [personas], drawn)
    spread = max(float(np.std(personas, ddof=1)), 0.3)
    assert abs(found.shift[0]) <= spread * np.abs(drawn).max() + 1e-9
    assert 0.1 <= found.trust[0] <= 1
    low, high = min(base, np.mean(personas)), max(base, np.mean(personas))
    assert low - 1e-9 <= found.gap[0] - found.shift[0] <= high + 1e-9
    assert 0 <= chance(found.gap)[0] <= 1


def test_a_missing_gap_stays_missing_and_spares_its_neighbours():
    drawn = noise(np.random.default_rng(0), 2)
    found = correct([0.5, 0.5], [[1.0, np.nan], [1.0, 0.0]], drawn).gap
    assert np.isnan(found[0])
    assert np.isfinite(found[1])


def test_one_persona_is_refused():
    with pytest.raises(ValueError, match="1 persona has no spread"):
        correct([0.0], [[1.0]], noise(TOY, 1))


def test_shapes_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="do not fit"):
        correct([0.0, 1.0], [[1.0, 2.0]], noise(TOY, 2))


def test_no_decisions_are_no_error():
    assert len(correct(np.empty(0), np.empty((0, 4)), noise(TOY, 0)).gap) == 0
