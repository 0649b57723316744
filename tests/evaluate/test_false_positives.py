"""How often methods that do not differ are told apart, where items come in batteries."""

import numpy as np
import pytest

from benchmarks.planted import NULLS, WORLDS, rates
from benchmarks.power import evaluation
from park.evaluate.scoring import adjust, difference, score
from park.statistics import bootstrap

EVALUATIONS = 250
BATTERIES = {"5 batteries": (5, 4, 3, 2, 1), "6 batteries": (4, 3, 3, 2, 2, 1)}
LEAST, MOST = 0.02, 0.08
"""Around .05: 2.2 binomial standard errors of 250 families, 6 of their 2,000 comparisons."""


def compared(rng, sizes):
    pairs = evaluation(rng, sizes)
    known = {"task": "toy", "metric": "m", "method": "adapter", "against": "plain"}
    return adjust([difference(*pair, **known) for pair in pairs])


@pytest.mark.parametrize("sizes", BATTERIES.values(), ids=BATTERIES)
def test_a_true_null_is_rejected_about_once_in_twenty(sizes):
    found = [compared(np.random.default_rng([1, n]), sizes) for n in range(EVALUATIONS)]
    each = np.mean([gap.p < 0.05 for gaps in found for gap in gaps])
    family = np.mean([min(gap.adjusted for gap in gaps) < 0.05 for gaps in found])
    assert LEAST <= each <= MOST
    assert LEAST <= family <= MOST


def test_the_bootstrap_of_single_items_is_wrong_far_more_often():
    """So that the bounds above are known to tell something."""
    wrong = 0
    for number in range(60):
        rng = np.random.default_rng([1, number])
        for one, other in evaluation(rng, BATTERIES["5 batteries"], 3):
            interval = bootstrap((one.values - other.values).mean(axis=1), resamples=399)
            wrong += not interval.low <= 0 <= interval.high
    assert wrong / 180 > 2 * MOST


def test_all_cultures_together_are_told_apart_about_once_in_twenty():
    wrong = 0
    for number in range(EVALUATIONS):
        rng = np.random.default_rng([2, number])
        pairs = evaluation(rng, BATTERIES["5 batteries"])
        first, second = (
            side[0]._replace(values=np.stack([table.values for table in side], axis=2))
            for side in zip(*pairs, strict=True)
        )
        found = difference(first, second, task="toy", metric="m", method="a", against="b")
        wrong += found.p < 0.05
        assert found.detail["clusters"] == 5
    assert LEAST <= wrong / EVALUATIONS <= MOST


@pytest.mark.parametrize("world", WORLDS.values(), ids=WORLDS)
def test_the_survey_task_finds_nothing_in_adapters_that_know_nothing(world):
    found = rates(np.random.default_rng(5), world, EVALUATIONS)
    assert LEAST <= np.mean([found[name] for name in NULLS]) <= MOST
    assert all(found[name] <= MOST for name in NULLS)
    # After Holm's correction, over all differences of an evaluation.
    assert found["family"] <= MOST


def test_without_the_topics_the_survey_task_would_find_far_more(monkeypatch):
    """So that the bounds above are known to tell something."""
    alone = "park.evaluate.tasks.survey.sheet.topics"
    monkeypatch.setattr(alone, lambda items: {item.id: item.id for item in items})
    found = rates(np.random.default_rng(5), WORLDS["null topics"], EVALUATIONS)
    assert found["plain"] > MOST


def test_fewer_than_three_batteries_give_no_interval_and_say_so():
    ((one, other),) = evaluation(np.random.default_rng(0), (9, 6), 1)
    known = {"task": "toy", "metric": "m", "method": "a"}
    for found in (score(one, **known), difference(one, other, against="b", **known)):
        assert (found.low, found.high, found.p, found.n) == (None, None, None, 15)
        assert "fewer than 3 clusters" in found.detail["remark"]
