"""Tasks and methods from packages outside run as the built-in ones do."""

import asyncio
from importlib.metadata import EntryPoint

import pytest
from pydantic import ValidationError

from park.align.method import METHODS, respondents
from park.errors import InputError
from park.evaluate.task import TASKS, tasks_of
from park.ledger.ledger import Ledger
from park.records.scores import Answer
from tests.evaluate.fakes import panel
from tests.evaluate.outside import Tea
from tests.evaluate.tasks.test_survey import CARDS, HELD, SOURCE, Survey, alike
from tests.evaluate.test_stage import configure, evaluate
from tests.toys import PROMPTS

BROUGHT = {"tasks": ("Tea",), "methods": ("Proverbs", "Sure")}


@pytest.fixture(autouse=True)
def brought(monkeypatch):
    """Install the parts of `outside`, without a package."""

    def points(kind):
        return {
            name.lower(): EntryPoint(name.lower(), f"tests.evaluate.outside:{name}", kind)
            for name in BROUGHT.get(kind, ())
        }

    monkeypatch.setattr("park.registry._points", points)


def ask(answer, methods, task, path):
    who = respondents(methods, CARDS, (), PROMPTS)
    asked = panel(answer, who, path / "ledger.sqlite")
    with asked.ledger:
        return asyncio.run(task.run(asked))


def prefers_tea(respondent, question):
    names = {"proverbs": 0.9}.get(respondent.method, 0.6)
    shares = {name: names if name == "tea" else 1 - names for name in question.options}
    return Answer(status="answered", shares=shares)


def test_a_task_from_outside_runs_if_it_is_named_and_not_otherwise(tmp_path):
    said = []
    setup = configure(tmp_path / "run", tasks=("tea",), options={"tea": {"rival": "water"}})
    (task,) = tasks_of(setup, said)
    assert (task.name, task.rival, said) == ("tea", "water", ["tea: against water"])
    usual = configure(tmp_path / "other", tasks=("vsm",))
    assert [each.name for each in tasks_of(usual, [])] == ["vsm"]


def test_a_task_from_outside_goes_through_the_stage_to_the_ledger(tmp_path):
    setup = configure(tmp_path / "run", tasks=("tea", "vsm"), methods=("plain", "proverbs"))
    outcome = evaluate(tmp_path / "run", setup)
    # Who always says B says tea in one order and coffee in the other.
    scores = [each for each in outcome.scores if each.task == "tea"]
    assert {(each.method, each.value) for each in scores} == {("plain", 0.5), ("proverbs", 0.5)}
    with Ledger(tmp_path / "run" / "ledger.sqlite") as ledger:
        assert list(ledger.scores("tea")) == scores


def test_a_task_that_finds_nothing_to_do_is_left_out_with_its_reason(tmp_path):
    said = []
    setup = configure(tmp_path / "run", tasks=("vsm", "tea"), options={"tea": {"rival": "tea"}})
    assert [each.name for each in tasks_of(setup, said)] == ["vsm"]
    assert said == ["tea: tea has no rival; it is left out"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"tasks": ("te",)}, "there is no task 'te'; did you mean 'tea'"),
        ({"options": {"te": {}}}, "there is no task 'te'; did you mean 'tea'"),
        ({"options": {"tea": {"rivel": "x"}}}, "evaluate.options.tea.*did you mean 'rival'"),
        ({"options": {"vsm": {"rival": "x"}}}, "evaluate.options.vsm.*rival"),
    ],
)
def test_what_no_task_has_is_refused_before_anything_is_asked(tmp_path, changes, told):
    with pytest.raises((InputError, ValidationError), match=told):
        tasks_of(configure(tmp_path / "run", **changes), [])


def test_a_method_with_a_system_prompt_alone_is_scored_and_compared(tmp_path):
    found = ask(alike, ["plain", "prompt", "proverbs"], Survey(HELD, SOURCE, CARDS), tmp_path)
    joint = [each for each in found if each.method == "proverbs" and each.metric == "js"]
    joint = [each for each in joint if not each.tested]
    controls = ["uniform", "ridge", "kernel", "nearest", "pooled", "item_blind"]
    cultures = ["wrong_culture", "other_cultures"]
    assert [each.against for each in joint] == ["", "plain", "prompt", *controls, *cultures]
    # Everybody answers alike.
    assert all(each.value == 0 for each in joint if each.against in ("plain", "prompt"))


def test_a_method_that_changes_shares_is_scored_by_what_it_makes_of_them(tmp_path):
    found = ask(prefers_tea, ["plain", "sure"], Tea("coffee"), tmp_path)
    assert {each.method: each.value for each in found} == {"plain": 0.6, "sure": 1.0}
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        assert {each.shares["tea"] for each in ledger.responses()} == {0.6}


def test_parts_from_outside_are_listed_after_the_built_in_ones():
    assert [*TASKS.all()][-1] == "tea"
    assert [*METHODS.all()][-2:] == ["proverbs", "sure"]
