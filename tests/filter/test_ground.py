import json

import pytest

from park.filter.claims import Claim, claim_in
from park.filter.ground import Fit, ground
from park.filter.judge import NONE
from park.records import Answers, Option
from park.statistics import wilson
from tests.filter.judging import Scripted, favour
from tests.toys import item

MOST = "Most people in Turkey agree that tea must be hot."
ITEM = item(
    options=tuple(
        Option(code=code, label=label)
        for code, label in enumerate(
            ("strongly agree", "agree", "disagree", "strongly disagree"), 1
        )
    )
)
LABELS = [option.label for option in ITEM.options]


def answers(*counts, valid=None):
    codes = [option.code for option in ITEM.options]
    given = dict(zip(codes, counts, strict=True))
    return Answers(
        item=ITEM.id, country="TUR", counts=given, valid=sum(counts) if valid is None else valid
    )


def grounded(judge, counts, text=MOST):
    claim = claim_in(text, ("Turkish", "Turkey"))
    fit = Fit(ITEM, answers(*counts), 0.8)
    return judge.run(lambda it: ground(it, claim, text, fit, "Turkey"))


def test_a_claim_that_the_answers_bear_out_stands(tmp_path):
    found = grounded(Scripted(tmp_path, options=favour(LABELS[0])), (300, 400, 200, 100))
    assert (found.answer, found.share) == (LABELS[0], 0.7)
    assert found.interval == wilson(700, 1000)
    assert not found.contradicted


def test_a_claim_that_the_answers_contradict_is_found_with_the_figures(tmp_path):
    found = grounded(Scripted(tmp_path, options=favour(LABELS[0])), (100, 200, 300, 400))
    assert found.share == pytest.approx(0.3)
    assert found.interval[1] < 0.5
    assert found.contradicted


def test_few_answers_contradict_nothing(tmp_path):
    found = grounded(Scripted(tmp_path, options=favour(LABELS[0])), (1, 1, 2, 1))
    assert found.share == pytest.approx(0.4)
    assert not found.contradicted


def test_a_claim_about_something_else_is_compared_with_nothing(tmp_path):
    found = grounded(Scripted(tmp_path, options=favour(NONE)), (1, 1, 500, 500))
    assert found.share is None
    assert not found.contradicted


def test_a_claim_that_no_item_fits_asks_no_judge(tmp_path):
    claim = Claim(words="most people", low=0.5, high=1)
    judge = Scripted(tmp_path, [])
    found = judge.run(lambda it: ground(it, claim, MOST, None, "Turkey"))
    assert found.item is None
    assert judge.asked == []


def test_a_judge_without_probabilities_is_asked_for_a_letter(tmp_path):
    judge = Scripted(tmp_path, json.dumps({"verdict": "A"}))
    assert grounded(judge, (100, 200, 300, 400)).contradicted


@pytest.mark.parametrize("answer", ["nonsense", '{"verdict": "Z"}', '{"verdict": null}'])
def test_an_unreadable_answer_contradicts_nothing(tmp_path, answer):
    assert not grounded(Scripted(tmp_path, answer), (1, 1, 500, 500)).contradicted
