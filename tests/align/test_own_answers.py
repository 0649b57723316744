"""A culture's own answers, carried over by the scale and by the wording of the items."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.align.own_answers import PENALTIES, from_text, majority, profile
from park.statistics import js_similarity
from tests.align.test_neighbours import item, shares_of, world


def vectors(items, seed=0):
    rng = np.random.default_rng(seed)
    return {each.id: rng.normal(size=6) for each in items}


def test_the_profile_is_the_mean_of_the_train_items_with_as_many_options():
    survey, held, train = world()
    found = profile(survey, held, train, ["AAA"])
    for each in held:
        alike = [i for i in train if len(i.options) == len(each.options)]
        rows = [shares_of(survey, i, "AAA") for i in alike]
        assert found[each.id] == pytest.approx(np.mean(rows, axis=0))


def test_an_item_with_a_number_of_options_of_its_own_has_no_profile_and_no_text():
    survey, _, train = world()
    alone = item(99, 9)
    assert profile(survey, [alone], train, ["AAA"]) == {}
    assert from_text(survey, [alone], train, ["AAA"], vectors([alone, *train]))[0] == {}


def test_the_majority_is_the_place_where_the_most_train_items_have_theirs():
    survey, held, train = world(items=24)
    found = majority(survey, held, train, ["AAA"])
    assert found.keys() == {each.id for each in held}
    for each in held:
        alike = [i for i in train if len(i.options) == len(each.options)]
        places = [int(np.argmax(shares_of(survey, i, "AAA"))) for i in alike]
        counts = [places.count(place) for place in range(len(each.options))]
        assert found[each.id].tolist() == np.eye(len(counts))[np.argmax(counts)].tolist()
    assert majority(survey, [item(99, 9)], train, ["AAA"]) == {}


def test_text_is_the_formula():
    survey, held, train = world(items=24)
    points = vectors([*held, *train])
    found, penalty = from_text(survey, held, train, ["AAA"], points)
    assert penalty in PENALTIES
    for each in held:
        alike = [i for i in train if len(i.options) == len(each.options)]
        x = np.stack([points[i.id] for i in alike])
        table = np.stack([shares_of(survey, i, "AAA") for i in alike])
        kernel = (x - x.mean(0)) @ (x - x.mean(0)).T
        ridge = kernel + penalty * np.trace(kernel) / len(x) * np.eye(len(x))
        own = (points[each.id] - x.mean(0)) @ (x - x.mean(0)).T
        row = table.mean(0) + own @ np.linalg.solve(ridge, table - table.mean(0))
        row = np.maximum(row, 1e-6)
        assert found[each.id] == pytest.approx(row / row.sum())


def test_wording_that_tells_the_answer_beats_the_profile_and_noise_does_not():
    survey, held, train = world(seed=4, items=120)
    table = {i.id: shares_of(survey, i, "AAA") for i in [*held, *train]}
    telling = {key: np.resize(row, 5) for key, row in table.items()}

    def reached(shares):
        return np.mean([js_similarity(shares[i.id], table[i.id]) for i in held])

    scale = reached(profile(survey, held, train, ["AAA"]))
    assert reached(from_text(survey, held, train, ["AAA"], telling)[0]) > scale + 0.1
    noise = reached(from_text(survey, held, train, ["AAA"], vectors([*held, *train]))[0])
    assert noise == pytest.approx(scale, abs=0.05)


@given(st.integers(0, 50), st.integers(0, 9))
def test_what_is_answered_to_held_out_items_changes_nothing(seed, count):
    survey, held, train = world(seed)
    points = vectors([*held, *train], seed)
    key = (held[0].id, "AAA")
    before = from_text(survey, held, train, ["AAA"], points)[0]
    survey.answers[key] = survey.answers[key].model_copy(update={"counts": {1: count, 2: 1}})
    after = from_text(survey, held, train, ["AAA"], points)[0]
    assert all(before[i].tolist() == after[i].tolist() for i in before)
    assert all(row.sum() == pytest.approx(1) for row in after.values())


def test_without_train_items_there_is_neither():
    survey, held, _ = world()
    assert profile(survey, held, [], ["AAA"]) == {}
    assert from_text(survey, held, [], ["AAA"], vectors(held)) == ({}, None)
