"""A debate whose speakers fail: its item's answers fail, and nobody else's."""

import asyncio

import pytest

from park.align.method import respondents
from park.config import Config
from park.errors import ParkError
from park.models.base import ModelError
from park.records.scores import Answer
from park.setup import prepare
from tests.toys import question


class Speechless:
    """Cannot speak about the item that is named; keeps what the judge is asked."""

    def __init__(self, item, error):
        self.item, self.error, self.judged = item, error, []

    async def choose(self, respondent, questions):
        self.judged += questions
        return [Answer(status="answered", shares={"yes": 1.0}) for _ in questions]

    async def say(self, respondent, messages, *, max_tokens, seed):
        if self.item in messages[-1]["content"]:
            raise self.error
        return "Everybody drinks tea."


def ask(asker, questions):
    setup = prepare(Config(name="toy", cultures=("turkish",)))
    (who,) = respondents(["debate"], setup.cultures, (), setup.prompts, setup)
    return asyncio.run(who.ask(asker, who, questions))


def asked():
    return [question(name, order=order, text=f"{name}?") for name in ("tea", "milk")
            for order in (0, 1)]  # fmt: skip


def test_the_questions_of_a_debate_that_failed_fail_and_the_others_are_judged():
    asker = Speechless("milk", ParkError("turkish cannot speak (nan)"))
    found = ask(asker, asked())
    assert [each.status for each in found] == ["answered", "answered", "failed", "failed"]
    assert found[2].text == "turkish cannot speak (nan)"
    assert [each.item for each in asker.judged] == ["tea", "tea"]


def test_if_every_debate_fails_the_judge_is_not_asked():
    asker = Speechless("?", ParkError("gone"))
    assert {each.status for each in ask(asker, asked())} == {"failed"}
    assert asker.judged == []


def test_a_model_that_cannot_be_reached_ends_all_debates():
    with pytest.raises(ModelError, match="no route"):
        ask(Speechless("milk", ModelError("no route", "unreachable")), asked())
