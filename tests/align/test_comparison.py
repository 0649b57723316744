"""One table of methods: scores, gains and costs."""

import asyncio

import pytest

from park.align.comparison import comparison, lines, verdict
from park.align.method import respondents
from park.ledger.costs import Cost, add_cost, cost_of
from park.ledger.ledger import Ledger
from park.records.scores import Answer, Score
from tests.evaluate.fakes import panel
from tests.evaluate.tasks.test_survey import CARDS, HELD, SOURCE, Survey
from tests.toys import PROMPTS


def score(method, value, against="", tested="", **more):
    known = {"task": "survey", "metric": "js", "low": value - 0.1, "high": value + 0.1, "n": 4}
    return Score(**known | {"method": method, "value": value, "against": against} | more
                 | {"tested": tested})  # fmt: skip


SCORES = [
    score("prompt", 0.6),
    score("norms", 0.7),
    score("ridge", 0.8, control=True),
    score("norms", 0.1, "prompt"),
    score("norms", -0.1, "ridge"),
    score("norms", 0.9, tested="turkish"),
    score("norms", 0.9, metric="nvas"),
]


def test_a_row_has_the_score_the_gains_and_the_cost_of_an_answer():
    rows = comparison(SCORES, {"norms": Cost(4, 12, 400, 2.0)})
    assert [row["method"] for row in rows] == ["ridge", "norms", "prompt"]
    norms = rows[1]
    assert norms["score"] == {"value": 0.7, "low": 0.6, "high": 0.8, "n": 4} | {
        "low": pytest.approx(0.6), "high": pytest.approx(0.8)
    }  # fmt: skip
    assert norms["gains"]["prompt"]["value"] == 0.1
    assert norms["gains"]["ridge"]["value"] == -0.1
    assert (norms["calls_per_answer"], norms["tokens_per_answer"]) == (3, 100)
    assert norms["seconds_per_answer"] == 0.5
    assert rows[0]["gains"] == rows[2]["gains"] | {"ridge": None} == {"prompt": None, "ridge": None}
    bare = rows[2]["gains"]["ridge"]
    assert (bare["value"], bare["low"]) == (pytest.approx(-0.2), None)


def test_the_only_culture_is_that_of_the_table():
    rows = comparison(
        [score("norms", 0.7, tested="turkish", culture="turkish"),
         score("norms", 0.2, tested="turkish", culture="german")], {},
    )  # fmt: skip
    assert [row["score"]["value"] for row in rows] == [0.7]


def test_without_an_answer_of_its_own_there_is_no_table():
    assert list(lines(comparison(SCORES, {}))) == []
    told = list(lines(comparison(SCORES, {"norms": Cost(4, 12, 400, 2.0)})))
    assert len(told) == 5
    assert "3.00" in told[3]


def test_what_answers_cost_adds_up_over_evaluations_and_stored_answers_are_free(tmp_path):
    task = Survey(HELD, SOURCE, CARDS)
    who = respondents(["prompt"], CARDS, (), PROMPTS)

    def answer(respondent, question):
        return Answer(status="answered", shares={question.options[0]: 1.0})

    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        asked = panel(answer, who, tmp_path / "other.sqlite")
        asked.ledger = ledger
        for _ in range(2):
            asyncio.run(task.run(asked))
        assert cost_of(ledger, asked.model, "prompt").answers == asked.asked > 0
        add_cost(ledger, asked.model, "prompt", Cost(1, 2, 3, 4.0))
        assert cost_of(ledger, asked.model, "prompt").calls == 2


def test_norms_that_shuffled_ones_equal_show_no_cultural_effect():
    assert verdict(SCORES) == ""
    undecided = [*SCORES, score("norms", 0.05, "norms-shuffled")]
    assert "no cultural effect found" in verdict(undecided)
    shown = [*SCORES, score("norms", 0.2, "norms-shuffled")]
    assert "what they say matters" in verdict(shown)
