import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.statistics import chunks, clustered_mean, pseudo_values

VALUES = st.lists(st.floats(-100, 100), min_size=2, max_size=12)


def ratio(samples):
    return samples[..., 0].sum(-1) / samples[..., 1].sum(-1)


@given(VALUES)
def test_pseudo_values_of_a_mean_are_the_items(values):
    found = pseudo_values(values, lambda samples: samples.mean(axis=1))
    assert found == pytest.approx(np.array(values), abs=1e-9)


def test_a_missing_item_stays_missing_and_changes_no_other():
    values = np.random.default_rng(0).random((9, 2))
    gap = np.insert(values, 4, np.nan, axis=0)
    found = pseudo_values(gap, ratio)
    assert np.isnan(found[4])
    assert np.delete(found, 4) == pytest.approx(pseudo_values(values, ratio))


def test_the_size_of_chunks_changes_nothing(monkeypatch):
    values = np.random.default_rng(0).random((9, 2))
    expected = pseudo_values(values, ratio)
    monkeypatch.setattr(chunks, "CHUNK", 20)
    assert (pseudo_values(values, ratio) == expected).all()


@pytest.mark.parametrize("few", [np.zeros((0, 2)), np.ones((1, 2)), np.full((3, 2), np.nan)])
def test_below_two_items_there_are_none(few):
    assert np.isnan(pseudo_values(few, ratio)).all()


def test_the_interval_of_a_ratio_of_few_texts_covers_95_per_cent():
    covered = 0
    for number in range(1_000):
        rng = np.random.default_rng([4, number])
        size = rng.uniform(50, 250, 12)
        found = clustered_mean(
            pseudo_values(np.stack([size * rng.normal(1, 0.3, 12), size], axis=-1), ratio)
        )
        covered += found.low <= 1 <= found.high
    assert 0.93 <= covered / 1_000 <= 0.97
