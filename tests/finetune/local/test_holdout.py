"""Held-out rows: each has its own figure, and the interval knows which rows are alike."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.adapters import base as bases
from park.adapters import libraries
from park.finetune.local import holdout
from park.finetune.local.holdout import difference
from park.finetune.local.rows import tokenise
from park.records.adapter import Measured
from tests.adapters import small

torch = pytest.importorskip("torch", reason="the extra `train` is not installed")
pytest.importorskip("trl", reason="the extra `train` is not installed")


def measured(changes, size=1):
    """Return rows, `size` of each group."""
    return [
        Measured(sample=f"{group}-{n}", group=str(group), base=1.0, adapter=1.0 + change)
        for group, change in enumerate(changes)
        for n in range(size)
    ]


def test_a_rows_loss_is_what_transformers_finds_for_it_alone(base):
    libraries.require()
    recipe = small.recipe(base)
    place = bases.locate(recipe)
    loaded = bases.load_base(recipe, place, bases.load_tokenizer(place), "cpu")
    found = [small.sample("turkish", 1), small.sample("chinese", 2), small.sample("german", 3)]
    rows = tokenise(found, loaded.tokenizer, "sft", 500).rows
    together = holdout.losses(loaded.model, loaded, rows, 0, batch=2)
    alone = [
        loaded.model(
            input_ids=torch.tensor([row.tokens()]), labels=torch.tensor([row.labels()])
        ).loss.item()
        for row in rows
    ]
    assert together == pytest.approx(alone, rel=1e-5)


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=20), st.integers(1, 3))
def test_the_interval_is_around_the_mean_and_counts_opinions(changes, size):
    found = difference(measured(changes, size))
    assert found.mean == pytest.approx(np.mean(changes), abs=1e-9)
    assert found.groups == len(changes)
    assert found.low is None or found.low <= found.mean <= found.high


def test_fewer_than_three_opinions_give_no_interval():
    found = difference(measured([0.1, -0.4], 5))
    assert (found.low, found.high, found.groups) == (None, None, 2)
    assert str(found) == "-0.150, no interval"


def test_rows_said_twice_are_no_more_evidence():
    changes = list(np.random.default_rng(0).normal(size=12))
    once, thrice = difference(measured(changes)), difference(measured(changes, 3))
    assert thrice.high - thrice.low == pytest.approx(once.high - once.low, rel=1e-9)


def test_the_interval_covers_the_truth_about_as_often_as_it_says():
    rng = np.random.default_rng(1)
    inside = 0
    for _ in range(1_000):
        found = difference(measured(rng.normal(0.5, 1, size=8), 2))
        inside += found.low <= 0.5 <= found.high
    assert 0.93 <= inside / 1_000 <= 0.97


def test_without_rows_nothing_is_measured(base):
    assert holdout.measure(None, None, [], small.recipe(base)) is None
