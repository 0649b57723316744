import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta

from park.ratings.read import Ratings
from park.ratings.sensitive import Rules, likely_harmful, score_items


@given(st.integers(0, 3_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_likely_harmful_is_the_tail_of_a_beta_distribution(pair):
    k, n = pair
    near = 1e-12 if n < 1_000 else 2e-5
    assert likely_harmful(k, n) == pytest.approx(beta.sf(0.5, 1 + k, 1 + n - k), abs=near)


def ratings(votes, genders=("f", "m")):
    """Return ratings of items by zone: lists of votes, by zone."""
    rows = [
        (item, zone, vote)
        for item, zones in enumerate(votes)
        for zone, given in enumerate(zones)
        for vote in given
    ]
    count = len(rows)
    return Ratings(
        source="made",
        raters=tuple(map(str, range(count))),
        items=tuple(f"T-{n}" for n in range(len(votes))),
        rater=np.arange(count, dtype=np.int32),
        item=np.array([row[0] for row in rows], np.int32),
        rating=np.array([row[2] for row in rows], float),
        country=tuple(("USA", "SGP", "IND")[row[1]] for row in rows),
        groups={"gender": tuple(genders[n % len(genders)] for n in range(count))},
        left_out={},
        contradicting=0,
    )


def scored(votes, rules=Rules(), **options):  # noqa: B008
    made = ratings(votes, **options)
    zones = sorted({*made.country}, reverse=True)
    return score_items(made, made.country, zones, 1, rules)


def test_an_item_that_one_zone_finds_harmful_is_sensitive():
    found = scored([([1] * 5, [0] * 5), ([1] * 5, [1] * 5), ([0] * 5, [0] * 5)])
    assert list(found.counted) == [True] * 3
    assert list(found.sensitive) == [True, False, False]
    likely = likely_harmful(5, 5)
    assert found.score[0].max() == pytest.approx(likely * (1 - likely_harmful(0, 5)))


def test_scores_of_three_zones_take_all_others_into_account():
    found = scored([([1] * 4, [0] * 4, [1, 1, 0, 0])])
    assert found.score[0].max() == pytest.approx(
        likely_harmful(4, 4) * (1 - likely_harmful(0, 4)) * (1 - likely_harmful(2, 4))
    )


def test_a_zone_of_two_ratings_or_of_one_gender_does_not_count():
    few = [([1] * 5, [0] * 2)]
    assert not scored(few).counted.any()
    assert scored(few, Rules(fewest=2)).sensitive.all()
    lone = ratings([([1] * 5, [0] * 5)])
    one = {"gender": ("f",) * 5 + ("f", "m", "f", "m", "f")}
    made = Ratings(**(vars(lone) | {"groups": one}))
    for mixed in (True, False):
        found = score_items(made, made.country, ["USA", "SGP"], 1, Rules(mixed=mixed))
        assert found.counted[0] == (not mixed)


def test_raters_of_unknown_gender_neither_mix_nor_unmix_a_zone():
    lone = ratings([([1] * 5, [0] * 5)])
    unknown = {"gender": ("f", "f", "f", "f", "", "f", "m", "", "", "")}
    made = Ratings(**(vars(lone) | {"groups": unknown}))
    assert list(score_items(made, made.country, ["USA", "SGP"], 1, Rules()).valid[0]) == [
        False,
        True,
    ]


def test_raters_of_no_zone_do_not_count():
    found = score_items(ratings([([1] * 5, [0] * 5)]), ("",) * 10, ["USA", "SGP"], 1, Rules())
    assert found.n.sum() == 0


def test_a_lower_threshold_never_finds_fewer():
    rng = np.random.default_rng(3)
    votes = [([*rng.integers(0, 2, 6)], [*rng.integers(0, 2, 6)]) for _ in range(60)]
    counts = [scored(votes, Rules(threshold=t)).sensitive.sum() for t in (0.2, 0.4, 0.6, 0.8)]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[-1]
