import math
import sys
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.errors import InputError
from park.filter.duplicates import diversity
from park.filter.duplicates.diversity import choose, diversity_gain, self_similarity
from park.text.ngrams import distinct_n

SEEDS = st.integers(0, 10**6)


def unit(count, dimensions=3, seed=0):
    rows = np.random.default_rng(seed).normal(size=(count, dimensions))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def weights_of(count, seed):
    return np.random.default_rng(seed + 1).uniform(0, 1, count).round(2)


def chosen(vectors, weights, quota, method, **named):
    return choose(vectors, weights, quota, method, texts=["x"] * len(vectors), **named)


def coverage(vectors, weights, subset):
    """Return what facility location maximises."""
    similar = np.maximum(vectors @ vectors.T, 0) * weights
    return float(similar[:, list(subset)].max(axis=1).sum())


def plain_greedy(vectors, weights, quota):
    subset = []
    for _ in range(quota):
        rest = [i for i in range(len(vectors)) if i not in subset]
        subset.append(max(rest, key=lambda i: coverage(vectors, weights, [*subset, i])))
    return subset


@given(st.integers(2, 9), st.integers(1, 4), SEEDS)
def test_facility_location_comes_near_the_optimum(count, quota, seed):
    vectors, weights = unit(count, seed=seed), weights_of(count, seed)
    subset = chosen(vectors, weights, quota, "facility")
    subsets = combinations(range(count), min(quota, count))
    best = max(coverage(vectors, weights, each) for each in subsets)
    assert coverage(vectors, weights, subset) >= (1 - 1 / math.e) * best - 1e-6


@given(st.integers(2, 40), st.integers(1, 8), SEEDS)
def test_the_choice_covers_as_much_as_one_that_tries_all_texts_each_time(count, quota, seed):
    vectors, weights = unit(count, 6, seed), weights_of(count, seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(diversity, "ROWS", 2)
        subset = chosen(vectors, weights, quota, "facility")
    greedy = plain_greedy(vectors, weights, min(quota, count))
    assert len(set(subset)) == len(subset) == min(quota, count)
    assert coverage(vectors, weights, subset) == pytest.approx(
        coverage(vectors, weights, greedy), rel=1e-5
    )


@given(st.integers(2, 9), st.integers(1, 4), SEEDS)
def test_k_center_is_at_most_twice_as_far_as_the_optimum(count, quota, seed):
    vectors = unit(count, seed=seed)
    distance = np.linalg.norm(vectors[:, None] - vectors[None], axis=2)

    def radius(subset):
        return float(distance[:, list(subset)].min(axis=1).max())

    subset = chosen(vectors, np.ones(count), quota, "k-center")
    best = min(map(radius, combinations(range(count), min(quota, count))))
    assert len(set(subset)) == min(quota, count)
    assert radius(subset) <= 2 * best + 1e-3


def test_the_heavier_of_twins_is_chosen():
    vectors = np.repeat(unit(4, 8), 2, axis=0)
    weights = [0.5, 0.9, 0.9, 0.5, 0.6, 0.7, 0.8, 0.9]
    assert sorted(chosen(vectors, weights, 4, "facility")) == [1, 2, 5, 7]
    assert sorted(chosen(vectors, weights, 4, "k-center")) == [1, 2, 5, 7]


@pytest.mark.parametrize("method", ["facility", "k-center"])
def test_every_cluster_is_represented_before_any_twice(method):
    vectors = np.repeat(np.eye(6, dtype=np.float32), 5, axis=0)
    subset = chosen(vectors, np.ones(30), 6, method)
    assert sorted(index // 5 for index in subset) == list(range(6))


@pytest.mark.parametrize("method", ["facility", "k-center", "none"])
def test_texts_without_weight_or_direction_can_be_chosen(method):
    vectors = np.zeros((5, 3), np.float32)
    assert len(set(chosen(vectors, np.zeros(5), 3, method))) == 3


def test_without_a_method_the_heaviest_are_taken_in_their_order():
    assert chosen(unit(5), [0.2, 0.9, 0.5, 0.9, 0.1], 3, "none") == [1, 3, 2]


@pytest.mark.parametrize("method", ["facility", "k-center", "kmeans", "none"])
def test_all_are_taken_where_there_are_no_more_than_the_quota(method):
    assert chosen(unit(4), np.ones(4), 4, method) == [0, 1, 2, 3]
    assert chosen(unit(4)[:0], np.ones(0), 4, method) == []


class Labels:
    """K-means whose clusters are known beforehand."""

    def __init__(self, n_clusters, random_state):
        self.clusters, self.seed = n_clusters, random_state

    def fit_predict(self, vectors):
        assert self.seed == 7
        return np.arange(len(vectors)) % self.clusters


def test_kmeans_takes_the_longest_text_of_each_cluster(monkeypatch):
    monkeypatch.setattr(diversity, "import_module", lambda _: type("", (), {"KMeans": Labels}))
    texts = ["a", "bb", "ccc", "dddd", "ee", "f"]
    assert choose(unit(6), np.ones(6), 2, "kmeans", texts=texts, seed=7) == [2, 3]
    twins = np.repeat(unit(2), 3, axis=0)
    assert len(choose(twins, np.ones(6), 4, "kmeans", texts=texts, seed=7)) == 2


def test_real_kmeans_finds_real_clusters():
    pytest.importorskip("sklearn")
    vectors = np.repeat(np.eye(3, dtype=np.float32), 4, axis=0)
    texts = ["x" * (1 + index % 4) for index in range(12)]
    assert sorted(choose(vectors, np.ones(12), 3, "kmeans", texts=texts)) == [3, 7, 11]


def test_kmeans_without_scikit_learn_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn.cluster", None)
    with pytest.raises(InputError, match=r"pip install 'culturepark\[kmeans\]'$"):
        chosen(unit(3), np.ones(3), 2, "kmeans")


def test_the_choice_does_not_depend_on_how_many_are_compared_at_once(monkeypatch):
    vectors, weights = unit(300, 8), weights_of(300, 0)
    subset = chosen(vectors, weights, 40, "facility")
    monkeypatch.setattr(diversity, "ROWS", 7)
    assert chosen(vectors, weights, 40, "facility") == subset


@given(st.integers(1, 30), st.integers(1, 30), SEEDS)
def test_diversity_gain_is_the_mean_distance_from_the_nearest_original(count, others, seed):
    generated, originals = unit(count, 5, seed), unit(others, 5, seed + 1)
    originals[::3] = generated[0]
    distance = np.linalg.norm(generated[:, None].astype(np.float64) - originals[None], axis=2)
    expected = distance.min(axis=1).mean()
    assert diversity_gain(generated, originals) == pytest.approx(expected, abs=1e-5)


def test_texts_that_are_originals_have_no_diversity_gain():
    vectors = unit(600, 64)
    assert diversity_gain(vectors, vectors[::-1]) == 0


@given(st.integers(2, 30), SEEDS)
def test_self_similarity_is_the_mean_cosine_of_all_pairs(count, seed):
    vectors = unit(count, 5, seed)
    cosines = [float(vectors[i] @ vectors[j]) for i, j in combinations(range(count), 2)]
    assert self_similarity(vectors) == pytest.approx(np.mean(cosines), abs=1e-5)


@pytest.mark.parametrize(
    ("texts", "n", "language", "expected"),
    [
        (["a b a b"], 1, "en", 2 / 4),
        (["a b a b"], 2, "en", 2 / 3),
        (["Yes, we can.", "yes we CAN"], 2, "en", 2 / 4),
        (["我们分享", "我们 分享。"], 2, "zh", 3 / 6),
        (["ไปไหน"], 1, "th-TH", 4 / 5),
        (["우리는 함께", "우리는 다시"], 1, "ko", 3 / 4),
    ],
)
def test_distinct_n_counts_words_or_characters(texts, n, language, expected):
    assert distinct_n(texts, n, language) == pytest.approx(expected)


def test_what_is_not_defined_is_not_a_number():
    none = np.zeros((0, 4), np.float32)
    assert math.isnan(self_similarity(unit(1)))
    assert math.isnan(diversity_gain(none, unit(2, 4)))
    assert math.isnan(diversity_gain(unit(2, 4), none))
    assert math.isnan(distinct_n(["one"], 2, "en"))
