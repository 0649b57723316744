import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.filter.duplicates import semantic
from park.filter.duplicates.semantic import semantic_duplicates


def unit(rows):
    rows = np.asarray(rows, np.float64)
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def clusters(count, dimensions, seed):
    """Return vectors in loose groups, with a spectrum that falls like that of real embeddings."""
    rng = np.random.default_rng(seed)
    scale = 1 / (1 + np.arange(dimensions)) ** 0.8
    centres = rng.normal(size=(max(1, count // 4), dimensions)) * scale
    noise = rng.normal(size=(count, dimensions)) * scale * rng.uniform(0, 0.7, (count, 1))
    return unit(centres[rng.integers(len(centres), size=count)] + noise)


def check(vectors, threshold):
    """Compare a result with all cosines: who falls does so for the most similar that stays."""
    of, cosine = semantic_duplicates(vectors, threshold)
    similar = vectors.astype(np.float64) @ vectors.T.astype(np.float64)
    stays = of == np.arange(len(of))
    for text in range(len(vectors)):
        earlier = np.flatnonzero(stays[:text])
        best = max(similar[text, earlier], default=-1.0)
        if stays[text]:
            assert best < threshold + 1e-6
            assert cosine[text] == 0
        else:
            assert best > threshold - 1.1e-5
            assert of[text] in earlier
            assert similar[text, of[text]] == pytest.approx(best, abs=1e-6)
            assert cosine[text] == pytest.approx(best, abs=1e-6)
    return stays


@given(
    st.integers(1, 60), st.integers(2, 12), st.integers(0, 10**6), st.sampled_from([0.5, 0.8, 0.92])
)
def test_the_result_is_that_of_brute_force(count, dimensions, seed, threshold):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(semantic, "ROWS", 7)
        patch.setattr(semantic, "COLUMNS", 5)
        check(clusters(count, dimensions, seed), threshold)


@given(st.integers(0, 10**6), st.sampled_from([0.7, 0.9]))
def test_the_first_comparison_misses_nothing(seed, threshold):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(semantic, "ROWS", 32)
        patch.setattr(semantic, "SAMPLE", 50)
        patch.setattr(semantic, "WIDTHS", (3, 8))
        patch.setattr(semantic, "FEW", 1.0)
        vectors = clusters(150, 16, seed)
        assert semantic._shortened(vectors, threshold).shape == (150, 3)
        check(vectors, threshold)


@given(st.integers(0, 10**6), st.integers(1, 15))
def test_the_bound_of_the_first_comparison_is_never_below_the_cosine(seed, width):
    vectors = clusters(40, 16, seed)
    vectors[::5, width:] = 0
    vectors = unit(vectors + np.eye(16)[0] * 1e-3)
    axes = np.eye(16, dtype=np.float32)[:, :width]
    short = semantic._bounding(vectors, axes)
    assert short.shape == (40, width + 1)
    assert (short @ short.T >= vectors @ vectors.T - semantic.SLACK).all()


def test_a_large_set_of_embeddings_is_compared_in_few_dimensions():
    vectors = clusters(3000, 256, 1)
    assert semantic._shortened(vectors, 0.92).shape[1] < 128
    assert 0 < check(vectors, 0.92).sum() < 3000


def test_vectors_without_principal_components_are_compared_whole():
    vectors = unit(np.random.default_rng(1).normal(size=(1100, 60)))
    assert semantic._shortened(vectors, 0.3) is vectors
    check(vectors[:400], 0.3)


def test_a_text_is_compared_only_with_those_that_stay():
    angles = np.radians([0, 20, 40, 39])
    vectors = unit(np.column_stack([np.cos(angles), np.sin(angles)]))
    of, cosine = semantic_duplicates(vectors, float(np.cos(np.radians(25))))
    assert of.tolist() == [0, 0, 2, 2]
    assert cosine == pytest.approx([0, np.cos(np.radians(20)), 0, np.cos(np.radians(1))])


@pytest.mark.parametrize("rows", [1, 3, 100])
def test_of_equally_similar_texts_the_earliest_counts(rows, monkeypatch):
    monkeypatch.setattr(semantic, "ROWS", rows)
    vectors = unit([[1, 0], [0, 1], [1, 0], [1, 1], [1, 0]])
    of, _ = semantic_duplicates(vectors, 0.7)
    assert of.tolist() == [0, 1, 0, 0, 0]


def test_copies_reach_a_threshold_of_one():
    vectors = np.repeat(clusters(20, 256, 3), 40, axis=0)
    of, _ = semantic_duplicates(vectors, 1.0)
    assert (of == np.arange(800) // 40 * 40).all()


def test_no_texts_and_texts_without_direction_are_no_duplicates():
    assert semantic_duplicates(np.zeros((0, 0), np.float32), 0.9)[0].tolist() == []
    assert semantic_duplicates(np.zeros((3, 4), np.float32), 0.9)[0].tolist() == [0, 1, 2]
