import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare

from park.config import Seeds
from park.errors import InputError
from park.generate.plan import Plan
from park.surveys.split import split
from park.surveys.survey import Survey
from tests.toys import american, answers, culture, item, survey

TURKISH, CHINESE = culture(), culture("chinese", countries=("CHN",))


def plan(cultures=(TURKISH, CHINESE), of=None, seed=0, **settings):
    settings = Seeds(**{"holdout": 0.0} | settings)
    found = of or survey()
    seeded, _ = split(found.items, settings.holdout, settings.items)
    items = [found.items[name] for name in seeded]
    return Plan(found, {each.name: each for each in cultures}, settings, seed, items)


def test_each_culture_and_item_gives_per_item_seeds():
    seeds = list(plan(per_item=3).seeds())
    assert Counter((each.culture, each.item) for each in seeds) == {
        (name, f"Q{number}"): 3 for name in ("turkish", "chinese") for number in range(1, 5)
    }
    assert len({each.key for each in seeds}) == len(seeds)


@given(st.integers(1, 3), st.integers(0, 24))
def test_any_beginning_gives_each_culture_its_share(per_item, length):
    seeds = list(plan(per_item=per_item).seeds())[:length]
    counts = Counter(each.culture for each in seeds)
    assert abs(counts["turkish"] - counts["chinese"]) <= 1
    items = Counter(each.item for each in seeds)
    assert max(items.values(), default=0) - min(items[f"Q{n}"] for n in range(1, 5)) <= 2


def test_repeats_of_an_item_come_after_all_items():
    assert [each.repeat for each in plan(per_item=2).seeds()] == [0] * 8 + [1] * 8


def test_the_sizes_are_those_of_the_seeds():
    some = Survey.of(
        [item(number) for number in (1, 2, 3)],
        [answers(1), answers(2), answers(3), answers(1, "CHN")],
    )
    each = plan(of=some, per_item=2)
    counts = Counter(seed.culture for seed in each.seeds())
    assert each.sizes() == dict(counts) == {"turkish": 6, "chinese": 2}


def test_items_that_were_not_asked_give_no_seed():
    some = Survey.of(
        [item(1), item(2)],
        [answers(1), answers(2), answers(1, "CHN"), answers(2, "CHN", c1=0, c2=0, c3=0)],
    )
    each = plan(of=some)
    assert each.not_asked(CHINESE) == ["Q2"]
    assert each.not_asked(TURKISH) == []
    assert ("chinese", "Q2") not in {(seed.culture, seed.item) for seed in each.seeds()}


def test_held_out_items_give_no_seed():
    each = plan(of=survey(10), holdout=0.3)
    assert len({seed.item for seed in each.seeds()}) == 7


def test_items_that_are_named_are_all_there_is_in_their_order():
    assert [seed.item for seed in plan([TURKISH], items=("Q3", "Q1")).seeds()] == ["Q3", "Q1"]
    with pytest.raises(InputError, match="no item 'Q9'"):
        plan(items=("Q9",))


@given(st.permutations([TURKISH, CHINESE, american()]), st.sets(st.sampled_from([1, 2, 3, 4])))
def test_a_seed_depends_neither_on_other_cultures_nor_on_other_items(cultures, numbers):
    everything = Survey.of(
        [item(number) for number in range(1, 5)],
        [answers(number, c) for number in range(1, 5) for c in ("TUR", "CHN", "USA")],
    )
    whole = {each.key: each for each in plan(cultures, everything, per_item=2).seeds()}
    named = tuple(f"Q{number}" for number in numbers) or None
    for one in cultures:
        for each in plan([one], everything, items=named).seeds():
            assert whole[each.key] == each


def test_seeds_follow_from_the_run_s_seed():
    first, again, other = ([each.key for each in plan(seed=number).seeds()] for number in (0, 0, 1))
    assert first == again
    assert not set(first) & set(other)


def test_random_numbers_elsewhere_change_nothing():
    random.seed(1)
    first = list(plan().seeds())
    random.seed(2)
    assert list(plan().seeds()) == first


def test_stances_are_drawn_with_the_country_s_shares():
    many = Survey.of([item(1)], [answers(1, c1=50, c2=20, c3=30)])
    seeds = list(plan([TURKISH], many, per_item=3000).seeds())
    counts = Counter(each.stance for each in seeds)
    assert chisquare([counts[code] for code in (1, 2, 3)], [1500, 600, 900]).pvalue > 0.001
    assert {each.stance: each.share for each in seeds} == {1: 0.5, 2: 0.2, 3: 0.3}


def test_the_most_frequent_stance_is_always_taken_where_mode_is_wanted():
    seeds = plan([TURKISH], stance="mode", per_item=20).seeds()
    assert {each.stance for each in seeds} == {1}


def test_of_several_countries_each_speaks():
    both = culture("both", countries=("TUR", "CHN"))
    countries = Counter(each.country for each in plan([both], per_item=100).seeds())
    assert set(countries) == {"TUR", "CHN"}
    assert min(countries.values()) > 150


def test_a_country_that_was_not_asked_leaves_the_item_to_the_other():
    some = Survey.of([item(1)], [answers(1, "CHN")])
    both = culture("both", countries=("TUR", "CHN"))
    assert {each.country for each in plan([both], some, per_item=5).seeds()} == {"CHN"}


def test_a_plan_of_very_many_seeds_is_not_made_at_once():
    seeds = plan(per_item=10**9).seeds()
    assert next(seeds).repeat == 0
    assert sum(plan(per_item=10**9).sizes().values()) == 8 * 10**9


def test_seeds_at_all_places_are_all_seeds_and_numbers_are_taken_only_as_needed():
    made = plan(per_item=2)
    everyone = list(made.seeds())
    one, other, numbers = [], [], iter(range(100))
    takers = [(one, made.seeds_at(numbers)), (other, made.seeds_at(numbers))]
    for _ in everyone:
        for mine, taker in takers:
            mine += [each for each in [next(taker, None)] if each is not None]
    assert sorted(map(everyone.index, one + other)) == list(range(len(everyone)))
    assert one == everyone[0::2] and other == everyone[1::2]
    assert len(list(made.seeds_at(iter(range(100)), limit=3))) == 3
