"""The panel asks everything once, whatever is killed in between."""

import asyncio

import pytest

from park.align.respondent import Respondent
from park.evaluate import panel as panels
from park.evaluate.panel import Backend, Panel
from park.ledger.ledger import Ledger
from park.ledger.shard import Shard
from park.progress import Asked
from park.records.scores import Answer
from tests.evaluate.backends.test_chat import PLAIN, TURKISH
from tests.toys import question


class Counting(Backend):
    """Says yes and remembers what it was asked."""

    def __init__(self, identity="weights", fail_after=None):
        self.name, self.remarks = "toy", []
        self.asked, self.spoken = [], 0
        self._identity, self._fail_after = identity, fail_after

    def identity(self, respondent):
        return self._identity

    async def choose(self, respondent, questions):
        if self._fail_after is not None and len(self.asked) >= self._fail_after:
            raise KeyboardInterrupt
        self.asked += [each.item for each in questions]
        return [Answer(status="answered", shares={"yes": 1.0, "no": 0.0}) for _ in questions]

    async def say(self, respondent, messages, *, max_tokens, seed):
        self.spoken += 1
        return f"word {self.spoken}"


def ask(path, backend, questions, respondent=PLAIN):
    with Ledger(path / "ledger.sqlite") as ledger:
        return asyncio.run(Panel(backend, [respondent], ledger).ask(respondent, questions))


def many(n):
    return [question(f"q{number}") for number in range(n)]


def test_responses_come_in_the_order_of_the_questions(tmp_path):
    questions = [question("b", form="second"), question("a"), question("c", form="second")]
    found = ask(tmp_path, Counting(), questions)
    assert [each.question for each in found] == questions


def test_nothing_is_asked_twice_not_even_within_one_call(tmp_path):
    backend = Counting()
    ask(tmp_path, backend, [*many(3), question("q1")])
    ask(tmp_path, backend, many(5))
    assert backend.asked == ["q0", "q1", "q2", "q3", "q4"]


@pytest.mark.parametrize(
    "other",
    [
        {"backend": Counting("other weights")},
        {"respondent": TURKISH},
        {"questions": [question(before=(("user", "Hi."),))]},
        {"questions": [question(order=1)]},
    ],
)
def test_other_weights_answerers_or_words_are_asked_anew(tmp_path, other):
    ask(tmp_path, Counting(), [question()])
    given = {"backend": Counting(), "questions": [question()]} | other
    ask(tmp_path, **given)
    assert given["backend"].asked == ["q1"]


def test_what_people_answered_does_not_change_what_is_asked(tmp_path):
    ask(tmp_path, Counting(), [question(expected={"yes": 0.2})])
    backend = Counting()
    (found,) = ask(tmp_path, backend, [question(expected={"yes": 0.9})])
    assert backend.asked == []
    assert found.question.expected == {"yes": 0.9}


def test_a_killed_evaluation_goes_on_where_its_last_chunk_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(panels, "CHUNK", 4)
    with pytest.raises(KeyboardInterrupt):
        ask(tmp_path, Counting(fail_after=8), many(20))
    backend = Counting()
    found = ask(tmp_path, backend, many(20))
    assert len(backend.asked) == 12
    assert [each.question.item for each in found] == [f"q{n}" for n in range(20)]


def test_what_was_said_is_said_again_by_the_ledger(tmp_path):
    backend = Counting()
    messages = [{"role": "user", "content": "Hello."}]
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        panel = Panel(backend, [PLAIN], ledger)

        def say(respondent=PLAIN, seed=0):
            return asyncio.run(panel.say(respondent, messages, max_tokens=8, seed=seed))

        assert [say(), say(), say(seed=1), say(TURKISH)] == ["word 1", "word 1", "word 2", "word 3"]


def test_an_answerer_is_named_by_its_method_and_culture():
    assert (PLAIN.name, TURKISH.name) == ("plain", "prompt:turkish")
    assert Respondent("one", "turkish", "s", "all-cultures").name == "one:turkish"


def test_progress_counts_what_is_stored_and_what_is_new_against_the_total(tmp_path):
    ask(tmp_path, Counting(), many(3))
    seen = []
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        panel = Panel(Counting(), [PLAIN], ledger, watch=lambda *each: seen.append(each))
        panel.begin()
        panel.expect(11)
        asyncio.run(panel.ask(PLAIN, many(10)))
        asyncio.run(panel.say(PLAIN, [], max_tokens=5, seed=1))
    assert seen == [(0, 11, 0), (3, 11, 0), (10, 11, 7), (11, 11, 8)]
    assert str(Asked("survey", 3, 1170, 250.0)) == "survey: 3 of 1,170, about 4:10 left"
    assert str(Asked("survey", 3, 1170)) == "survey: 3 of 1,170"
    assert str(Asked("survey", 1170, 1170, 0.0)) == "survey: 1,170 of 1,170"


def asked_by(path, backend, number, of, questions=None):
    """Return what a shard asks of many questions."""
    with Ledger(path / f"{number}-{of}.sqlite") as ledger:
        panel = Panel(backend, [PLAIN], ledger, shard=Shard(number, of))
        asyncio.run(panel.ask(PLAIN, questions or many(40)))
    return backend.asked


def test_every_question_belongs_to_one_shard_with_all_orders_of_its_options(tmp_path):
    questions = [question(f"q{n}", order=order) for n in range(40) for order in (0, 1)]
    parts = [asked_by(tmp_path, Counting(), number, 3, questions) for number in (1, 2, 3)]
    assert sorted(each for part in parts for each in part) == sorted(q.item for q in questions)
    assert min(map(len, parts)) > 10
    assert all(part.count(item) == 2 for part in parts for item in part)


def test_batches_are_those_of_one_process_where_they_change_answers(tmp_path, monkeypatch):
    monkeypatch.setattr(panels, "CHUNK", 4)
    whole, parts = Batching(), [Batching(), Batching()]
    with Ledger(tmp_path / "whole.sqlite") as ledger:
        asyncio.run(Panel(whole, [PLAIN], ledger).ask(PLAIN, many(40)))
    for number, part in enumerate(parts, start=1):
        asked_by(tmp_path, part, number, 2)
        asked_by(tmp_path, part, number, 2)
    assert sorted(parts[0].put + parts[1].put) == sorted(whole.put)
    assert min(len(part.put) for part in parts) > 0


class Batching(Counting):
    """Remembers which questions were put together."""

    batches = True

    def __init__(self):
        super().__init__()
        self.put = []

    async def choose(self, respondent, questions):
        self.put.append([each.item for each in questions])
        return await super().choose(respondent, questions)
