"""Adaptability and structure: answers known beforehand, and what holds for all."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.statistics.fidelity import adaptability, spread, structure

ITEMS = [0, 0, 1, 1, 1, 2, 3]


def table(seed, cultures=6):
    return np.random.default_rng(seed).normal(size=(cultures, len(ITEMS)))


def shares(seed, *shape):
    return np.random.default_rng(seed).dirichlet(np.ones(4), size=shape)


def test_people_s_own_shares_vary_as_much_as_people_do():
    known = shares(0, 5)
    found = spread(known, known)
    assert found[0] == pytest.approx(found[1])
    assert adaptability(np.stack([found, found])[None]) == pytest.approx([1])


def test_who_says_the_same_for_every_culture_varies_not_at_all():
    known = shares(0, 5)
    found = spread(np.tile([0.1, 0.3, 0.3, 0.3], (5, 1)), known)
    assert found[0] == 0
    assert adaptability(found[None, None]) == [0]


@given(st.integers(0, 99), st.floats(0, 3))
def test_stretched_deviations_vary_by_the_square_of_the_factor(seed, factor):
    known = shares(seed, 6)
    stretched = known.mean(0) + factor * (known - known.mean(0))
    found = spread(stretched, known)
    assert adaptability(found[None, None])[0] == pytest.approx(factor**2, abs=1e-9)


def test_the_variance_is_over_the_cultures_that_both_have():
    known = shares(1, 4)
    answered = known.copy()
    answered[2] = np.nan
    few = [0, 1, 3]
    assert spread(answered, known)[1] == pytest.approx(known[few].var(0).sum())
    assert np.isnan(spread(answered[1:3], known[1:3])).all()


def test_people_who_all_answer_alike_leave_adaptability_undefined():
    known = np.full((3, 4), 0.25)
    assert np.isnan(adaptability(spread(shares(0, 3), known)[None, None])).all()


@given(st.integers(0, 99), st.floats(0.01, 5), st.permutations(range(6)))
def test_the_structure_of_people_is_1_whatever_the_scale_and_the_cultures_names(seed, scale, order):
    known = table(seed)
    assert structure(known, known, ITEMS).value == pytest.approx(1)
    assert structure(scale * known[list(order)] + 1, known, ITEMS).value == pytest.approx(1)


@given(st.integers(0, 99))
def test_who_says_the_same_for_every_culture_has_no_structure(seed):
    known = table(seed)
    found = structure(np.broadcast_to(known[0], known.shape), known, ITEMS)
    assert found.value == 0
    assert list(found.pseudo) == [0, 0, 0, 0]


@given(st.integers(0, 999), st.integers(0, 999))
def test_structure_is_the_correlation_of_the_correlations_of_different_items(one, other):
    first, second = table(one), table(other)
    a, b = (np.corrcoef(each, rowvar=False) for each in (first, second))
    pairs = [(i, j) for i in range(7) for j in range(i) if ITEMS[i] != ITEMS[j]]
    rows = np.array([[a[i, j], b[i, j]] for i, j in pairs])
    expected = np.corrcoef(rows, rowvar=False)[0, 1]
    assert structure(first, second, ITEMS).value == pytest.approx(expected)


@given(st.integers(0, 99))
def test_pseudo_values_are_those_of_leaving_out_each_item(seed):
    first, second = table(seed), table(seed + 1_000)
    found = structure(first, second, ITEMS)
    for number in range(4):
        kept = [place for place, owner in enumerate(ITEMS) if owner != number]
        owners = [ITEMS[place] for place in kept]
        without = structure(first[:, kept], second[:, kept], owners).value
        assert found.pseudo[number] == pytest.approx(4 * found.value - 3 * without)


def test_independent_answers_have_no_structure_on_average():
    found = [structure(table(n), table(n + 500), ITEMS).value for n in range(300)]
    assert abs(np.mean(found)) < 0.05


def test_missing_answers_are_left_out_in_pairs():
    first, second = table(1), table(2)
    first[0, 0] = np.nan
    second[5, 5] = np.nan
    value = structure(first, second, ITEMS).value
    masked = [np.where(np.isfinite(first + second), each, np.nan) for each in (first, second)]
    assert structure(*masked, ITEMS).value == pytest.approx(value)
    assert np.isfinite(value)


def test_with_two_cultures_or_one_item_there_is_no_structure():
    assert np.isnan(structure(table(0, 2), table(1, 2), ITEMS).value)
    assert np.isnan(structure(table(0)[:, :2], table(1)[:, :2], [0, 0]).value)


def test_answers_to_other_items_are_refused():
    with pytest.raises(ValueError, match="differ"):
        structure(table(0)[:, :3], table(1), ITEMS)
    with pytest.raises(ValueError, match="broadcast"):
        spread(shares(0, 5)[:, :3], shares(1, 5))
