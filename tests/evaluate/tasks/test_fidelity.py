"""Adaptability, structure and groups in the survey task, with answers known beforehand."""

import random
from functools import cache

import numpy as np
import pytest

from park.align.method import respondents
from park.assets import load_cultures
from park.evaluate.tasks.survey import Survey
from park.prompts import Prompts
from park.surveys.load import load_survey
from tests.evaluate.tasks.test_survey import (
    CARDS,
    HELD,
    SOURCE,
    WHO,
    alike,
    as_people,
    first_option,
    run,
    said,
)  # fmt: skip
from tests.surveys.survey_files import write_csv

RATED = ("adaptability", "structure")


@pytest.fixture(scope="module")
def scores(tmp_path_factory):
    @cache
    def of(answer):
        path = tmp_path_factory.mktemp("run") / "ledger.sqlite"
        return run(answer, WHO, Survey(HELD, SOURCE, CARDS), path)

    return of


def one(found, metric, method):
    (score,) = (each for each in found if (each.metric, each.method) == (metric, method))
    return score


@pytest.mark.parametrize("metric", RATED)
def test_people_s_own_shares_reach_1(scores, metric):
    score = one(scores(as_people), metric, "adapter")
    assert score.value == pytest.approx(1)
    assert list(score.forms.values()) == pytest.approx([1, 1, 1])
    assert 0 < score.n <= len(HELD)
    assert (score.tested, score.culture, score.task) == ("", "", "survey")


@pytest.mark.parametrize("metric", RATED)
@pytest.mark.parametrize("answer", [first_option, alike])
def test_who_says_the_same_for_every_culture_gets_0(scores, metric, answer):
    score = one(scores(answer), metric, "adapter")
    assert (score.value, score.low, score.high) == (0, 0, 0)


@pytest.mark.parametrize("metric", RATED)
def test_the_base_that_knows_no_culture_gets_0_beside_methods_that_do(scores, metric):
    assert one(scores(as_people), metric, "plain").value == 0


def test_the_controls_stand_beside_them(scores):
    found = scores(as_people)
    for metric in RATED:
        ceiling = one(found, metric, "ceiling")
        assert ceiling.low <= ceiling.value <= ceiling.high
        assert ceiling.value == pytest.approx(1, abs=0.05)
        assert one(found, metric, "uniform").value == 0
        assert one(found, metric, "ridge").control
    # The mean of the others mirrors each country, so their structure is that of people.
    assert one(found, "structure", "pooled").value == pytest.approx(1)
    assert one(found, "adaptability", "pooled").value < 0.05


def test_the_structure_is_that_of_people_and_of_no_shuffle(scores):
    found = one(scores(as_people), "structure", "shuffled-adapter")
    assert found.control
    assert found.value == pytest.approx(0, abs=0.2)
    assert found.detail["shuffles_that_reach_it"] < 0.05


def half(respondent, question):
    """Return people's shares with half of the deviation from the mean over the tested cultures."""
    table = [SOURCE.answers_for(question.item, card.countries[0]) for card in CARDS.values()]
    options = [option.code for option in SOURCE.items[question.item].options]
    known = {
        name: np.array([answers.share(code) for code in options])
        for name, answers in zip(CARDS, table, strict=True)
        if answers
    }
    mean = np.mean(list(known.values()), axis=0)
    return said(question, (known.get(respondent.culture, mean) + mean) / 2)


def test_half_of_the_deviations_is_a_quarter_of_the_variance(scores):
    assert one(scores(half), "adaptability", "adapter").value == pytest.approx(0.25)
    assert one(scores(half), "structure", "adapter").value == pytest.approx(1)


def test_one_culture_alone_has_neither(tmp_path):
    cards = {"german": CARDS["german"]}
    who = respondents(["plain", "prompt"], cards, [], Prompts())
    found = run(as_people, who, Survey(HELD, SOURCE, cards), tmp_path / "l.sqlite")
    assert not [each for each in found if each.metric in RATED]
    assert [each for each in found if each.metric == "js"]


def test_a_new_culture_that_is_the_only_one_is_scored_without_them(tmp_path):
    cards = {"german": CARDS["german"]}
    who = respondents(["plain", "prompt"], cards, [], Prompts())
    task = Survey(HELD, SOURCE, cards, new=["german"])
    found = run(as_people, who, task, tmp_path / "l.sqlite")
    assert not [each for each in found if each.metric in RATED]
    assert one([e for e in found if not e.against], "js", "prompt").tested == "german"


HEADER = ["B_COUNTRY_ALPHA", "W_WEIGHT", "Q260", "Q262", "Q275", *(item.id for item in HELD)]
PERSIAN = load_cultures(["persian"])


def people_of(path, men, women, weight=1.0):
    """Write a file in which all men hold the first option of every item, all women the last."""
    rng = random.Random(0)
    rows = []
    for gender, size, place in (("1", men, 0), ("2", women, -1)):
        codes = [str(item.options[place].code) for item in HELD]
        for _ in range(size):
            age, school = str(rng.choice([25, 45, 70])), str(rng.choice([1, 3, 6]))
            rows.append(["IRN", str(weight if gender == "1" else 1), gender, age, school, *codes])
    write_csv(path / "w.csv", HEADER, *rows)
    return load_survey(["wvs:w.csv"], path)


def grouped(path, source):
    who = respondents(["plain"], PERSIAN, [], Prompts())
    return [
        each
        for each in run(first_option, who, Survey(HELD, source, PERSIAN), path / "l.sqlite")
        if each.set
    ]


def by(found, method):
    return {each.set: each for each in found if each.method == method}


def test_a_method_is_held_against_groups_of_people(tmp_path):
    found = grouped(tmp_path, people_of(tmp_path, 80, 60))
    plain = by(found, "plain")
    assert plain["gender: men"].value == pytest.approx(1)
    assert plain["gender: women"].value == pytest.approx(0)
    assert plain["gender: men"].n == len(HELD)
    assert by(found, "ceiling")["gender: men"].n == 80 * len(HELD)
    assert {name.split(":")[0] for name in plain} <= {"gender", "age", "education"}
    country = by(found, "country")
    assert country["gender: women"].value < country["gender: men"].value < 1


def test_a_group_of_fewer_than_50_people_is_left_out(tmp_path):
    names = set(by(grouped(tmp_path, people_of(tmp_path, 50, 49)), "plain"))
    assert "gender: men" in names
    assert "gender: women" not in names


def test_groups_follow_the_weights(tmp_path):
    light = people_of(tmp_path, 80, 60, weight=0.1)
    found = grouped(tmp_path, light)
    assert by(found, "country")["gender: men"].value < 0.5
    assert by(found, "country")["gender: women"].value > 0.7


def test_a_source_without_respondents_has_no_groups(scores):
    assert not [each for each in scores(as_people) if each.set]
