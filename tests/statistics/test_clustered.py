"""Means over clusters: the formulas, what they must not depend on, and how often they cover."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from park.statistics import Estimate, clustered_mean

NAN = pytest.approx(np.nan, nan_ok=True)
VALUES = st.lists(st.integers(-1000, 1000).map(lambda n: n / 10), min_size=3, max_size=14)
HELD = (5, 4, 3, 2, 1)
"""Unequal topics of 15 items."""


def labels(sizes):
    return np.repeat(np.arange(len(sizes)), sizes).tolist()


def topics_of(values):
    return [number**2 % 7 % 4 for number in range(len(values))]


def close(found, expected, size=1.0):
    """Whether two estimates are equal but for rounding."""
    for one, other in zip(found, expected, strict=True):
        assert one == pytest.approx(other, rel=1e-6, abs=1e-9 * size, nan_ok=True)


def varied(values, clusters=None):
    """Return the estimate of values that are not all alike."""
    found = clustered_mean(values, clusters)
    assume(np.isfinite(found.low) and found.high > found.low)
    return found


@given(VALUES)
def test_of_symmetric_single_items_it_is_students_interval(values):
    mirrored = [*values, *(-value for value in values)]
    assume(any(values))
    found = clustered_mean(np.array(mirrored) + 3)
    n = len(mirrored)
    half = stats.t.ppf(0.975, n - 1) * np.std(mirrored, ddof=1) / np.sqrt(n)
    assert (found.value, found.low, found.high) == pytest.approx((3, 3 - half, 3 + half), rel=1e-6)
    assert found.p == pytest.approx(stats.ttest_1samp(np.array(mirrored) + 3, 0).pvalue, rel=1e-5)


@given(VALUES)
def test_equal_clusters_of_equal_items_are_single_items(values):
    found = clustered_mean(np.repeat(values, 3), np.repeat(np.arange(len(values)), 3).tolist())
    expected = clustered_mean(values)
    close(found[:3], expected[:3], 100)
    assert found.clusters == expected.n


def test_unequal_clusters_have_the_variance_and_degrees_of_freedom_of_bell_and_mccaffrey():
    codes, values = np.array(labels(HELD)), np.random.default_rng(0).normal(size=15)
    hat = np.full((15, 15), 1 / 15)
    residual = np.eye(15) - hat
    projections = []
    for code in range(5):
        member = codes == code
        eigen, vectors = np.linalg.eigh(residual[np.ix_(member, member)])
        root = vectors @ np.diag(eigen**-0.5) @ vectors.T
        projections.append(residual[:, member] @ root @ np.full(member.sum(), 1 / 15))
    inner = np.array(projections) @ np.array(projections).T
    error = np.sqrt(((np.array(projections) @ values) ** 2).sum())
    df = np.trace(inner) ** 2 / (inner**2).sum()
    mirrored = clustered_mean(values, codes.tolist())
    # The correction for skewness turns with the sign, so that its half width is the same.
    skew = (np.bincount(codes, values - values.mean()) ** 3).sum() / 15**3 / error**3
    edge = stats.t.ppf(0.975, df)
    low = values.mean() - error * 3 / skew * (np.cbrt(1 + skew * (edge - skew / 6)) - 1)
    assert mirrored.low == pytest.approx(low, rel=1e-9)


@given(VALUES, st.randoms(use_true_random=False))
def test_the_order_of_items_and_the_names_of_topics_do_not_matter(values, random):
    topics = topics_of(values)
    order = list(range(len(values)))
    random.shuffle(order)
    found = clustered_mean([values[n] for n in order], [f"topic {topics[n]}" for n in order])
    close(found, clustered_mean(values, topics), 100)


@given(VALUES, st.integers(-100, 100), st.sampled_from([-3.0, 0.5, 20.0]))
def test_it_moves_and_stretches_with_the_values(values, shift, scale):
    topics = topics_of(values)
    found = varied(values, topics)
    other = clustered_mean(np.array(values) * scale + shift, topics)
    ends = sorted((found.low * scale + shift, found.high * scale + shift))
    assert (other.low, other.high) == pytest.approx(ends, rel=1e-6, abs=1e-6)


@given(VALUES, st.integers(1, 4))
def test_p_is_below_5_per_cent_exactly_where_0_lies_outside(values, columns):
    rng = np.random.default_rng(len(values))
    cells = np.array(values)[:, None] + 5 * rng.normal(size=(len(values), columns))
    found = varied(cells, topics_of(values))
    assume(min(abs(found.low), abs(found.high)) > 1e-9)
    assert (found.p < 0.05) == (not found.low < 0 < found.high)


@given(VALUES)
def test_columns_that_are_alike_add_nothing(values):
    found = clustered_mean(np.repeat(np.array(values)[:, None], 4, axis=1), topics_of(values))
    close(found, clustered_mean(values, topics_of(values)), 100)


def test_columns_that_differ_are_drawn_too():
    rng = np.random.default_rng(1)
    cells = rng.normal(size=(20, 1)) + 2 * rng.normal(size=(1, 8)) + 0.1 * rng.normal(size=(20, 8))
    alone, drawn = clustered_mean(cells.mean(axis=1)), clustered_mean(cells)
    assert drawn.value == pytest.approx(alone.value)
    assert drawn.high - drawn.low > 2 * (alone.high - alone.low)
    turned = clustered_mean(cells.T)
    assert (turned.low, turned.high) == pytest.approx((drawn.low, drawn.high))


def test_missing_cells_items_and_columns_are_left_out():
    cells = np.random.default_rng(2).normal(size=(9, 3))
    cells[0, 1] = np.nan
    wide = np.full((10, 4), np.nan)
    wide[1:, :3] = cells
    close(clustered_mean(wide, ["x", *"aabbccdde"]), clustered_mean(cells, list("aabbccdde")))
    assert clustered_mean(wide).value == pytest.approx(np.nanmean(cells, axis=1).mean())


def test_fewer_than_three_clusters_give_no_interval():
    found = clustered_mean([1.0, 2.0, 4.0, 5.0], list("aabb"))
    assert found == Estimate(3.0, NAN, NAN, 4, NAN, 2)
    assert clustered_mean([]) == Estimate(NAN, NAN, NAN, 0, NAN, 0)
    assert clustered_mean(np.zeros((0, 3))).n == clustered_mean(np.zeros((3, 0))).n == 0


def test_clusters_that_agree_exactly_give_no_interval_but_a_p_value():
    assert clustered_mean([0.1] * 7) == Estimate(pytest.approx(0.1), NAN, NAN, 7, 2 / 2**7, 7)
    assert clustered_mean([0.0] * 7) == Estimate(0, 0, 0, 7, 1, 7)


@pytest.mark.parametrize(
    ("values", "clusters", "message"),
    [(np.zeros((2, 2, 2)), None, "not shape"), ([1, 2, 3], ["a"], "1 clusters do not fit 3 items")],
)
def test_shapes_that_do_not_fit_are_refused(values, clusters, message):
    with pytest.raises(ValueError, match=message):
        clustered_mean(values, clusters)


def coverage(make, clusters=None, simulations=1_500):
    covered = 0
    for number in range(simulations):
        found = clustered_mean(make(np.random.default_rng([6, number])), clusters)
        covered += found.low <= 0 <= found.high
    return covered / simulations


@pytest.mark.parametrize("n", [10, 15, 30])
def test_of_few_normal_items_it_covers_95_per_cent(n):
    """The BCa bootstrap covers .90, .91 and .94."""
    assert 0.93 <= coverage(lambda rng: rng.normal(size=n)) <= 0.97


@pytest.mark.parametrize(("n", "least"), [(10, 0.92), (15, 0.925), (30, 0.93)])
def test_of_few_skewed_items_it_covers_more_than_students_interval(n, least):
    """Of exponential items, Student's interval covers .905, .913 and .928; the BCa .885 to .93."""
    assert least <= coverage(lambda rng: rng.exponential(size=n) - 1) <= 0.97


@pytest.mark.parametrize("sizes", [(5, 3, 1, 1), HELD, (6, 6, 4, 2, 1, 1), (5,) * 3])
@pytest.mark.parametrize("icc", [0.0, 0.5])
def test_of_items_in_topics_it_covers_95_per_cent(sizes, icc):
    """The BCa bootstrap of items covers .91 to .93 at a correlation of 0, .69 to .73 at .5."""
    codes = labels(sizes)

    def values(rng):
        topic = rng.normal(size=len(sizes))[codes]
        return np.sqrt(icc) * topic + np.sqrt(1 - icc) * rng.normal(size=len(codes))

    assert 0.93 <= coverage(values, codes) <= 0.985


@pytest.mark.parametrize("spread", [0.0, 0.5])
@pytest.mark.parametrize("columns", [3, 8])
def test_of_topics_and_cultures_together_it_covers_95_per_cent_or_more(spread, columns):
    codes = labels(HELD)

    def cells(rng):
        topic = 0.5 * rng.normal(size=(len(HELD), 1))[codes]
        culture = spread * rng.normal(size=(1, columns))
        both = spread * rng.normal(size=(len(HELD), columns))[codes]
        return topic + culture + both + rng.normal(size=(15, 1)) + rng.normal(size=(15, columns))

    assert 0.93 <= coverage(cells, codes, simulations=800) <= 0.99
