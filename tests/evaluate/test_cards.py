"""Every task of ours carries a card; what a run was asked is stored with it, and reported."""

import pytest

from park.evaluate.task import TASKS, Task
from park.findings.scores import tasks
from park.records.card import CARDS, STATEMENTS, Card
from park.report.evaluation import About, blocks_of, cards_of
from tests.findings.test_scores import score

OURS = TASKS.built_in()


@pytest.mark.parametrize("name", OURS)
def test_a_task_of_ours_has_a_whole_card(name):
    kind = TASKS.get(name)
    assert kind.card is not None, f"{name} states nothing"
    assert kind.card.lacking() == ()
    assert Card.model_validate(kind.card.model_dump()) == kind.card


@pytest.mark.parametrize("name", OURS)
@pytest.mark.parametrize("field", STATEMENTS)
def test_removing_a_statement_of_a_task_fails_with_its_name(name, field):
    given = TASKS.get(name).card.model_dump()
    del given[field]
    with pytest.raises(ValueError, match=f"{field}: must be stated"):
        Card.model_validate(given)


def test_tasks_share_no_statement_about_their_limits():
    limits = [TASKS.get(name).card.limits for name in OURS]
    assert len(set(limits)) == len(limits)


def test_the_report_prints_the_cards_of_what_it_reports():
    card = TASKS.get("survey").card.statements()
    (task,) = tasks([score(task="survey")], {}, {"survey": {"survey": card}})
    (folded,) = cards_of(task)
    assert dict(folded.blocks[0].rows) == card
    assert folded in list(blocks_of(task, About("Survey")))


def test_the_report_says_that_a_task_has_no_card():
    (task,) = tasks([score(task="drinks")], {})
    (notes,) = cards_of(task)
    assert "drinks has no card" in notes.lines[0]


def test_a_task_without_a_card_has_none_to_store():
    assert Task.card is None
    assert CARDS == "cards"
