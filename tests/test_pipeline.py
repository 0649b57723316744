from hypothesis import given
from hypothesis import strategies as st

from park.pipeline import GROWTH, next_per_item


def test_the_next_round_follows_the_poorest_yield():
    assert next_per_item({"german": 50, "turkish": 25}, 50, 10) == 20


def test_a_yield_of_nothing_is_no_reason_to_plan_without_end():
    assert next_per_item({"german": 0}, 500, 2) == 2 * GROWTH


@given(
    st.dictionaries(st.text(max_size=2), st.integers(0, 99), min_size=1),
    st.integers(100, 1000),
    st.integers(1, 50),
)
def test_each_round_plans_more_and_never_without_bound(accepted, target, per_item):
    assert per_item < next_per_item(accepted, target, per_item) <= GROWTH * per_item + 1
