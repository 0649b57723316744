from hypothesis import given
from hypothesis import strategies as st

from park.ledger.keys import key_of, rng_of, seed_of

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(st.lists(JSON))
def test_equal_parts_give_equal_keys(parts):
    assert key_of(*parts) == key_of(*parts)
    assert len(key_of(*parts)) == 32


@given(JSON, JSON)
def test_other_parts_give_other_keys(one, other):
    same = repr(one) == repr(other)
    if not same and not isinstance(one, dict):
        assert key_of(one) != key_of(other)


def test_where_a_part_ends_matters():
    assert key_of("ab", "c") != key_of("a", "bc")
    assert key_of("a", "b") != key_of(["a", "b"])
    assert key_of(1) != key_of("1")


def test_the_order_of_a_mapping_does_not_matter():
    assert key_of({"a": 1, "b": 2}) == key_of({"b": 2, "a": 1})


def test_a_key_is_the_same_on_every_machine_and_day():
    assert key_of("dialogue", 7, None) == "f0d2985d088e1e9361c44269536a5c94"


@given(st.text(alphabet=st.characters(categories=["Cs", "L"])))
def test_half_a_surrogate_pair_has_a_key(text):
    assert key_of(text) == key_of(text)


@given(JSON)
def test_random_numbers_and_seeds_follow_from_the_parts(part):
    assert rng_of(part).random() == rng_of(part).random()
    assert 0 <= seed_of(part) < 2**31
    assert seed_of(part) == seed_of(part)


def test_seeds_spread_over_their_range():
    seeds = [seed_of("turn", number) for number in range(400)]
    assert len(set(seeds)) == 400
    assert sum(seed < 2**30 for seed in seeds) > 140
