"""Fitting: to everybody's answers or to those of a few people, from train items alone."""

import numpy as np
import pytest

from park.align.fitting import Fitting
from park.records import Answers, Item, Option
from park.surveys.respondents import Respondents
from park.surveys.survey import Survey

OPTIONS = tuple(Option(code=code, label=str(code)) for code in (1, 2, 3))


def survey(number, respondents=None):
    items = [Item(id=f"T{n}", source="toy", statement=f"{n}?", options=OPTIONS)
             for n in range(number)]  # fmt: skip
    answers = [
        Answers(item=each.id, country=country, counts=counts, valid=1000, missing=0)
        for each in items
        for country, counts in (("TUR", {1: 700, 2: 200, 3: 100}), ("DEU", {1: 100, 3: 900}))
    ]
    return Survey.of(items, answers, respondents=respondents)


def uniform(source):
    return {name: np.full((1, 3), 1 / 3) for name in source.items}


def test_a_fit_to_everybody_gives_what_everybody_said_and_says_what_it_saw():
    source = survey(10)
    fit = Fitting().fit(uniform(source), source, [*source.items.values()], ["TUR"])
    made = fit.applied({"new": np.full((1, 3), 1 / 3)})["new"][0]
    assert made == pytest.approx([0.7, 0.2, 0.1], abs=0.02)
    assert fit.saw == "10 train items, as everybody answered them in TUR"


def test_a_fit_to_some_people_reads_the_first_ones_and_no_others():
    people = Respondents(["T0", "T1"])
    for number in range(60):
        people.add([1 if number < 50 else 3, None if number % 2 else 2])
    source = survey(2, {"TUR": people})
    fitting = Fitting(people=50)
    known, whose = fitting._people(source, [*source.items.values()], ["TUR"])
    assert known["T0"] == pytest.approx([1, 0, 0])
    assert known["T1"] == pytest.approx([0, 1, 0])
    assert whose == "as the first 50 people answered them"


def test_without_single_people_answers_are_drawn_and_this_is_said():
    source = survey(30)
    items = [*source.items.values()]
    known, whose = Fitting(people=20)._people(source, items, ["TUR"])
    assert whose == "as 20 answers drawn from everybody's are"
    assert all(np.isclose(20 * shares, np.round(20 * shares)).all() for shares in known.values())
    again, _ = Fitting(people=20)._people(source, items, ["TUR"])
    assert all((again[name] == known[name]).all() for name in known)


def test_answers_to_items_without_single_people_are_drawn():
    people = Respondents(["T0"])
    for _ in range(60):
        people.add([1])
    source = survey(2, {"TUR": people})
    known, whose = Fitting(people=20)._people(source, [*source.items.values()], ["TUR"])
    assert known["T0"] == pytest.approx([1, 0, 0])
    assert np.isclose(20 * known["T1"], np.round(20 * known["T1"])).all()
    assert whose == (
        "as the first 20 people answered them, or else as 20 answers drawn from everybody's are"
    )


def test_train_items_are_spread_over_the_survey():
    items = [*survey(10).items.values()]
    assert [each.id for each in Fitting(items=3).chosen(items)] == ["T0", "T3", "T6"]
    assert len(Fitting().chosen(items)) == 10
