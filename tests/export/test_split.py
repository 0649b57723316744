from hypothesis import given
from hypothesis import strategies as st

from park.export.split import split_items

ITEMS = st.sets(st.text(min_size=1, max_size=5), max_size=40)
SHARES = st.floats(0, 0.99)


def held(splits):
    return sum(split == "test" for split in splits.values())


@given(ITEMS, SHARES, st.integers())
def test_the_share_of_test_items_is_rounded_and_each_split_has_one(items, test, seed):
    found = split_items(items, test, seed)
    assert set(found) == items
    if test == 0 or len(items) < 2:
        assert held(found) == 0
    else:
        assert held(found) == min(max(round(test * len(items)), 1), len(items) - 1)


@given(st.lists(st.text(max_size=5), max_size=20), SHARES, st.randoms())
def test_the_split_depends_on_the_items_and_the_seed_alone(items, test, random):
    shuffled = [*items, *items]
    random.shuffle(shuffled)
    assert split_items(shuffled, test, 3) == split_items(items, test, 3)


def test_another_seed_gives_another_split():
    items = [f"Q{number}" for number in range(40)]
    assert len({tuple(split_items(items, 0.5, seed).values()) for seed in range(8)}) == 8


def test_a_single_item_is_a_train_item():
    assert split_items(["Q1"], 0.9, 0) == {"Q1": "train"}


def test_of_two_items_one_is_tested_however_small_the_share():
    assert sorted(split_items(["Q1", "Q2"], 0.01, 0).values()) == ["test", "train"]


@given(SHARES, st.integers())
def test_twins_are_in_one_split(test, seed):
    items = [f"Q{number}" for number in range(10)]
    found = split_items(items, test, seed, [["Q1", "Q7"], ["Q2", "Q3", "absent"]])
    assert found.keys() == set(items)
    assert found["Q1"] == found["Q7"] and found["Q2"] == found["Q3"]
    wanted = min(max(round(test * 10), 1), 9) if test else 0
    # The last group of all is left for training, even if too few are tested.
    assert held(found) <= wanted + 1
    assert held(found) < 10


def test_items_that_all_belong_together_are_train_items():
    assert split_items(["Q1", "Q2"], 0.5, 0, [["Q1", "Q2"]]) == {"Q1": "train", "Q2": "train"}
