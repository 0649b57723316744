"""A debate whose speakers fail: its item's answers fail, and nobody else's."""

import asyncio

import pytest

from park.align.method import respondents
from park.config import Config
from park.errors import InputError, ParkError
from park.evaluate.tasks.multitp.dilemmas import generated, questions
from park.models.base import ModelError
from park.prompts import Prompts
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


class Talker:
    """Speaks up for A; keeps who is asked what."""

    def __init__(self):
        self.told, self.judged = [], []

    async def choose(self, respondent, questions):
        self.judged += [(respondent, question) for question in questions]
        return [Answer(status="answered", shares={"yes": 1.0}) for _ in questions]

    async def say(self, respondent, messages, *, max_tokens, seed):
        text = messages[-1]["content"]
        self.told.append((respondent, text))
        return next(
            (f"I mean {line[3:]}!" for line in text.splitlines() if line[:3] == "A: "), "Tea!"
        )


def parts(**options):
    config = Config(name="toy", cultures=("turkish",), evaluate={"options": {"debate": options}})
    setup = prepare(config)
    return respondents(["debate"], setup.cultures, ("turkish",), setup.prompts, setup)


def test_a_debate_about_a_dilemma_tells_nobody_which_side_people_prefer():
    asked = questions(generated(1, 0, Prompts())[:1], "", Prompts())
    (who,), asker = parts(), Talker()
    asyncio.run(who.ask(asker, who, asked))
    texts = [text for _, text in asker.told] + [each.text for _, each in asker.judged]
    assert len(asker.told) == 4  # A debate for each order, as its sides are called A and B.
    assert not any("preferred" in text or "other\n" in text for text in texts)
    for text in (text for _, text in asker.told):
        assert "- A\n- B\n" in text
        assert "Reply with one letter" not in text
    for _, judged in asker.judged:
        meant = next(line[3:] for line in judged.statement.splitlines() if line[:3] == "A: ")
        assert judged.text.count(f"I mean {meant}!") == 2 and judged.statement in judged.text


def test_other_methods_may_take_the_parts():
    (who,), asker = parts(first="adapter", second="cultural", judge="plain"), Talker()
    asyncio.run(who.ask(asker, who, asked()[:1]))
    (first, _), (second, _) = asker.told
    assert (first.method, first.adapter, second.method) == ("adapter", "turkish", "cultural")
    assert second.system and not second.adapter
    assert (who.system, who.adapter) == ("", "")
    assert who.hears == (first, second)


def test_where_a_part_cannot_be_played_there_is_no_debate():
    config = Config(
        name="toy", cultures=("turkish",), evaluate={"options": {"debate": {"first": "adapter"}}}
    )
    setup = prepare(config)
    assert respondents(["debate"], setup.cultures, (), setup.prompts, setup) == []


@pytest.mark.parametrize("part", ["first", "second", "judge"])
@pytest.mark.parametrize("method", ["debate", "calibrated", "norms", "disca"])
def test_a_method_without_words_of_its_own_takes_no_part(part, method):
    message = f"evaluate.options.debate.{part}: '{method}' asks in its own way"
    with pytest.raises(InputError, match=message):
        parts(**{part: method})


def test_an_unknown_method_takes_no_part():
    with pytest.raises(InputError, match=r"debate\.second: .*did you mean 'cultural'"):
        parts(second="culturel")


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
