"""Other countries' answers, weighed: known answers, nothing leaks, gaps are left out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.align.neighbours import PENALTIES, Neighbours
from park.records import Answers, Item, Option
from park.statistics import js_similarity
from park.surveys.survey import Survey

COUNTRIES = ("AAA", "BBB", "CCC", "DDD", "EEE")


def item(number, size):
    options = tuple(Option(code=code, label=f"label {code}") for code in range(1, size + 1))
    return Item(id=f"Q{number}", source="toy", statement=f"{number}?", options=options)


def world(seed=0, items=12, holes=()):
    """Build a survey of two camps of countries; `holes` are (item, country) that were not asked."""
    rng = np.random.default_rng(seed)
    made = [item(number, 2 + number % 4) for number in range(items)]
    answers = []
    for each in made:
        camps = rng.dirichlet(np.ones(len(each.options)), 2)
        for place, country in enumerate(COUNTRIES):
            shares = rng.dirichlet(1 + 60 * camps[place % 2])
            asked = (each.id, country) not in holes
            counts = np.rint(1_000 * shares) if asked else np.zeros(len(shares))
            codes = [option.code for option in each.options]
            answers.append(
                Answers(item=each.id, country=country, counts=dict(zip(codes, counts, strict=True)))
            )
    return Survey.of(made, answers), made[: items // 3], made[items // 3 :]


def neighbours(survey, held, train, own="AAA", others=COUNTRIES[1:]):
    return Neighbours.of(survey, held, train, [own], list(others))


def shares_of(survey, item, country):
    answers = survey.answers_for(item.id, country)
    return np.array([answers.share(option.code) for option in item.options])


def by_hand(survey, held, train, penalty, others=COUNTRIES[1:]):
    """Ridge regression as the docstring states it, item by item."""
    names = ("AAA", *others)
    table = np.hstack(
        [np.array([shares_of(survey, each, name) for name in names]) for each in train]
    )
    centred = table - table.mean(0)
    kernel = centred @ centred.T
    ridge = kernel[1:, 1:] + penalty * np.trace(kernel[1:, 1:]) / len(others) * np.eye(len(others))
    found = {}
    for each in held:
        known = np.array([shares_of(survey, each, name) for name in others])
        weights = np.linalg.solve(ridge, kernel[0, 1:])
        row = np.maximum(known.mean(0) + weights @ (known - known.mean(0)), 1e-6)
        found[each.id] = row / row.sum()
    return found


def test_ridge_is_the_formula():
    survey, held, train = world()
    found, penalty = neighbours(survey, held, train).ridge()
    assert penalty in PENALTIES
    for name, row in by_hand(survey, held, train, penalty).items():
        assert found[name] == pytest.approx(row, abs=1e-9)


def test_the_penalty_is_the_best_on_train_items_left_out_in_turn():
    survey, held, train = world(seed=3)
    reached = []
    for penalty in PENALTIES:
        scores = [
            js_similarity(
                by_hand(survey, [out], [each for each in train if each != out], penalty)[out.id],
                shares_of(survey, out, "AAA"),
            )
            for out in train
        ]
        reached.append(np.mean(scores))
    _, penalty = neighbours(survey, held, train).ridge()
    assert penalty == PENALTIES[int(np.argmax(reached))]


def test_countries_of_the_same_camp_weigh_more_than_pooled():
    survey, held, train = world(seed=1, items=30)
    there = neighbours(survey, held, train)
    for name in ("kernel", "ridge", "nearest"):
        found = getattr(there, name)()[0]
        own = [js_similarity(found[i.id], shares_of(survey, i, "AAA")) for i in held]
        pooled = [
            js_similarity(
                np.mean([shares_of(survey, i, c) for c in COUNTRIES[1:]], axis=0),
                shares_of(survey, i, "AAA"),
            )
            for i in held
        ]
        assert np.mean(own) > np.mean(pooled) + 0.05, name


@given(st.integers(0, 50), st.lists(st.integers(0, 99), min_size=2, max_size=2))
def test_what_the_culture_answers_to_held_out_items_changes_nothing(seed, counts):
    survey, held, train = world(seed)
    changed = dict(survey.answers)
    key = (held[0].id, "AAA")
    changed[key] = changed[key].model_copy(update={"counts": dict(enumerate(counts, 1))})
    other = Survey(survey.items, changed)
    for name in ("kernel", "ridge", "nearest"):
        one, two = (getattr(neighbours(s, held, train), name)()[0] for s in (survey, other))
        assert one.keys() == two.keys()
        assert all(one[key].tolist() == two[key].tolist() for key in one), name


def test_a_country_that_was_not_asked_an_item_has_no_part_in_its_answer():
    holes = {("Q0", "CCC")}
    survey, held, train = world(seed=2, holes=holes)
    found, penalty = neighbours(survey, held, train).ridge()
    others = ("BBB", "DDD", "EEE")
    names = ("AAA", *COUNTRIES[1:])
    table = np.hstack(
        [np.array([shares_of(survey, each, name) for name in names]) for each in train]
    )
    kernel = (table - table.mean(0)) @ (table - table.mean(0)).T
    keep = [names.index(name) for name in others]
    among = kernel[np.ix_(keep, keep)]
    ridge = among + penalty * np.trace(among) / 3 * np.eye(3)
    known = np.array([shares_of(survey, held[0], name) for name in others])
    weights = np.linalg.solve(ridge, kernel[0, keep])
    row = np.maximum(known.mean(0) + weights @ (known - known.mean(0)), 1e-6)
    assert found["Q0"] == pytest.approx(row / row.sum(), abs=1e-9)


def test_an_item_that_only_one_other_country_was_asked_has_no_ridge():
    survey, held, train = world(holes={("Q0", name) for name in COUNTRIES[2:]})
    there = neighbours(survey, held, train)
    assert "Q0" not in there.ridge()[0]
    assert there.kernel()[0]["Q0"] == pytest.approx(shares_of(survey, held[0], "BBB"))


@pytest.mark.parametrize("others", [(), ("BBB",)])
def test_with_fewer_than_two_other_countries_nothing_is_weighed(others):
    survey, held, train = world()
    there = neighbours(survey, held, train, others=others)
    assert there.ridge() == ({}, None)
    assert there.kernel() == ({}, None)


def test_without_train_items_nothing_is_weighed():
    survey, held, _ = world()
    there = neighbours(survey, held, [])
    assert there.ridge() == ({}, None)
    assert there.ranking() == {}


@given(st.integers(0, 200))
def test_predictions_are_shares_of_the_items_own_options(seed):
    survey, held, train = world(seed, holes={("Q1", "BBB"), ("Q6", "AAA"), ("Q7", "EEE")})
    there = neighbours(survey, held, train)
    for found, _ in (there.ridge(), there.kernel(), there.nearest()):
        for each in held:
            assert len(found[each.id]) == len(each.options)
            assert found[each.id].sum() == pytest.approx(1)
            assert (found[each.id] >= 0).all()
