import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.errors import InputError
from park.records import Item
from park.surveys.bundled import bundled
from park.surveys.split import split

ITEMS = bundled().items


def test_a_fifth_of_the_items_is_held_out_and_the_rest_are_train_items():
    train, held = split(ITEMS, 0.2)
    assert len(held) == 10
    assert not set(train) & set(held)
    assert [*train] == [key for key in ITEMS if key not in held]


def test_the_split_is_the_same_in_every_process_and_in_any_order_of_the_items():
    held = split(ITEMS, 0.2)[1]
    turned = dict(reversed(ITEMS.items()))
    assert set(split(turned, 0.2)[1]) == set(held)
    wave7 = "Q33 Q122 Q133 Q160 Q162 Q169 Q170 Q198 Q232 Q233"
    assert set(held) == set(wave7.split())
    before = "Q33 Q122 Q124 Q126 Q162 Q227 Q228 Q229 Q232 Q233"
    assert set(split(ITEMS, 0.2, by="item")[1]) == set(before.split())


def test_one_topic_is_held_out_whole_and_all_others_are_dealt_from():
    train, held = split(ITEMS, 0.2)
    topics = {item.topic for item in ITEMS.values()}
    assert {ITEMS[key].topic for key in held} == topics
    assert topics - {ITEMS[key].topic for key in train} == {"religious values"}


def test_items_of_one_topic_are_split_within_it():
    alike = {key: item.model_copy(update={"topic": "one"}) for key, item in ITEMS.items()}
    train, held = split(alike, 0.2)
    assert (len(train), len(held)) == (40, 10)


def test_more_items_held_out_contain_the_fewer():
    assert set(split(ITEMS, 0.1)[1]) < set(split(ITEMS, 0.3)[1])


def test_named_items_are_the_train_items_in_the_order_named_and_never_held_out():
    usual = split(ITEMS, 0.2)[1]
    named = [usual[1], "Q38", usual[0]]
    train, held = split(ITEMS, 0.2, named)
    assert list(train) == named
    assert not set(named) & set(held)
    assert len(held) == 10


def test_nothing_is_held_out_where_nothing_shall_be():
    assert split(ITEMS, 0.0) == (tuple(ITEMS), ())


def test_an_unknown_name_is_refused_with_the_nearest_known_one():
    with pytest.raises(InputError, match=r"^seeds.items: .* no item 'Q27a'; did you mean 'Q27'"):
        split(ITEMS, 0.2, ["Q27a"])


def test_a_name_that_stands_twice_is_refused():
    with pytest.raises(InputError, match=r"^seeds.items: 'Q27' appears twice"):
        split(ITEMS, 0.2, ["Q27", "Q38", "Q27"])


@given(st.floats(0, 0.99), st.lists(st.sampled_from(list(ITEMS)), unique=True))
def test_train_and_held_out_items_never_overlap(holdout, named):
    train, held = split(ITEMS, holdout, named)
    assert not set(train) & set(held)
    assert len(held) == min(round(holdout * 50), 50 - len(named))


def item(id_, twin="", statement=""):
    options = ITEMS["Q27"].options
    return Item(id=id_, source="x", statement=statement or id_, options=options, twin=twin)


def sides(items, holdout, named=None):
    train, held = split({each.id: each for each in items}, holdout, named)
    return set(train), set(held)


@given(st.floats(0, 0.99), st.permutations(range(12)))
def test_twins_are_never_on_both_sides(holdout, order):
    whole = [item(f"a{n}") for n in range(8)]
    whole += [item("b0", "a0"), item("b1", "a1"), item("c1", "b1"), item("b2", "absent")]
    items = [whole[n] for n in order]
    train, held = sides(items, holdout)
    for group in ({"a0", "b0"}, {"a1", "b1", "c1"}):
        assert group <= train or group <= held
    assert round(holdout * 12) <= len(held) <= round(holdout * 12) + 2
    assert held == sides(whole, holdout)[1]


def test_items_with_one_statement_are_on_the_same_side_whatever_their_case():
    items = [item(f"a{n}") for n in range(10)] + [item("b", statement="A3"), item("c", "a3")]
    for share in range(1, 10):
        train, held = sides(items, share / 10)
        assert {"a3", "b", "c"} <= train or {"a3", "b", "c"} <= held


def test_the_twin_of_a_named_item_is_never_held_out():
    items = [item("a"), item("b", "a"), item("c")]
    assert sides(items, 0.9, ["a"]) == ({"a"}, {"c"})
    assert sides(items, 0.9, ["b"]) == ({"b"}, {"c"})


def test_a_twin_stands_where_the_other_stands_and_takes_the_place_of_one_item_at_most():
    twin = ITEMS["Q33"].model_copy(update={"id": "Q33_3", "twin": "Q33"})
    before, after = (split(each, 0.2)[1] for each in (ITEMS, {**ITEMS, "Q33_3": twin}))
    assert {*after} - {*before} == {"Q33_3"}
    assert len({*before} - {*after}) <= 1
