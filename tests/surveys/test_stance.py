import random
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from scipy.stats import chisquare

from park.errors import InputError
from park.records import Answers, Item, Option
from park.surveys.bundled import bundled
from park.surveys.stance import draw, side_share

counts = st.dictionaries(st.integers(0, 10), st.integers(0, 1000), min_size=2).filter(
    lambda given: sum(given.values()) > 0
)


def asked(counts, ordered=True):
    options = tuple(Option(code=code, label=f"option {code}") for code in sorted(counts))
    item = Item(id="a", source="x", statement="?", options=options, ordered=ordered)
    return Answers(item="a", country="DEU", counts=counts), item


@pytest.mark.parametrize("key", [("Q27", "JOR"), ("Q158", "CHN"), ("Q122", "DEU")])
def test_sampled_stances_match_the_shares_of_the_country(key):
    answers, item = bundled().answers[key], bundled().items[key[0]]
    drawn = Counter(draw(answers, item, "sample", random.Random(f"{n}")) for n in range(20_000))
    codes = [code for code in answers.counts if answers.counts[code]]
    expected = [20_000 * answers.share(code) for code in codes]
    assert set(drawn) <= set(codes)
    assert chisquare([drawn[code] for code in codes], expected).pvalue > 0.001


@given(counts, st.integers())
def test_a_sampled_stance_is_one_that_somebody_holds_and_follows_from_the_seed(given, seed):
    answers, item = asked(given)
    drawn = draw(answers, item, "sample", random.Random(seed))
    assert given[drawn] > 0
    assert drawn == draw(answers, item, "sample", random.Random(seed))


def test_a_sample_does_not_depend_on_the_order_of_the_counts():
    answers, item = asked({1: 5, 2: 7, 3: 9})
    turned = Answers(item="a", country="DEU", counts={3: 9, 1: 5, 2: 7})
    for seed in range(50):
        first = draw(answers, item, "sample", random.Random(seed))
        assert first == draw(turned, item, "sample", random.Random(seed))


@given(counts)
def test_the_mode_is_the_lowest_of_the_most_frequent_codes(given):
    answers, item = asked(given)
    most = max(given.values())
    lowest = min(code for code in given if given[code] == most)
    assert draw(answers, item, "mode", random.Random(0)) == lowest


def test_the_mean_is_rounded_and_not_truncated():
    answers, item = asked({1: 20, 2: 80})
    assert int(sum(c * n for c, n in answers.counts.items()) / 100) == 1
    assert draw(answers, item, "mean", random.Random(0)) == 2


def test_truncation_would_change_many_stances_of_the_bundled_survey():
    differs = 0
    for item in bundled().items.values():
        answers = bundled().answers_for(item.id, "DEU")
        mean = sum(code * answers.share(code) for code in answers.counts)
        differs += draw(answers, item, "mean", random.Random(0)) != int(mean)
    assert 15 <= differs <= 37


def test_a_mean_halfway_goes_up():
    answers, item = asked({1: 5, 2: 5, 3: 0})
    assert draw(answers, item, "mean", random.Random(0)) == 2


def test_a_mean_between_codes_goes_to_the_nearest_existing_one():
    answers, item = asked({1: 50, 2: 0, 10: 50})
    assert draw(answers, item, "mean", random.Random(0)) == 2


@given(counts)
def test_no_option_is_nearer_to_the_mean(given):
    answers, item = asked(given)
    mean = Fraction(sum(code * n for code, n in given.items()), sum(given.values()))
    drawn = draw(answers, item, "mean", random.Random(0))
    assert drawn in given
    assert abs(drawn - mean) == min(abs(code - mean) for code in given)


def test_a_mean_of_options_without_an_order_is_refused():
    answers, item = asked({1: 5, 2: 6}, ordered=False)
    with pytest.raises(InputError, match="options of item a form no scale"):
        draw(answers, item, "mean", random.Random(0))


@pytest.mark.parametrize("how", ["sample", "mode", "mean"])
def test_a_country_that_was_not_asked_has_no_stance(how):
    with pytest.raises(InputError, match="item Q224: CHN was not asked"):
        draw(bundled().answers["Q224", "CHN"], bundled().items["Q224"], how, random.Random(0))


def undecided(counts):
    answers, item = asked(counts)
    return answers, item.model_copy(update={"aside": (2,)})


def test_an_option_off_the_scale_is_on_no_side_and_in_no_mean():
    answers, item = undecided({1: 30, 2: 60, 3: 10})
    assert [side_share(answers, item, code) for code in (1, 2, 3)] == [0.3, 0.6, 0.1]
    assert draw(answers, item, "mean", random.Random(0)) == 1
    assert draw(answers, item, "mode", random.Random(0)) == 2


def test_between_two_ends_the_mean_goes_up_and_never_to_an_option_off_the_scale():
    answers, item = undecided({1: 20, 2: 60, 3: 20})
    assert draw(answers, item, "mean", random.Random(0)) == 3


def test_where_all_are_off_the_scale_the_mean_is_what_they_say():
    answers, item = undecided({1: 0, 2: 60, 3: 0})
    assert draw(answers, item, "mean", random.Random(0)) == 2


@pytest.mark.parametrize("aside", [(9,), (1, 2)])
def test_an_item_keeps_two_options_on_its_scale(aside):
    _, item = asked({1: 1, 2: 1, 3: 1} if aside == (9,) else {1: 1, 2: 1})
    with pytest.raises(ValidationError, match="aside"):
        Item(**{**item.model_dump(), "aside": aside})
