"""Calls handed in as a provider's batches: answered once, paid once, collected after a stop."""

import asyncio
import json
import re

import pytest

from park.ledger.ledger import Ledger
from park.models.base import ModelError, Params
from park.models.batches import BatchedModel, Desk
from park.models.limiter import Limiter
from tests import sensible
from tests.commands import configuration, speech, write
from tests.fake_batches import FakeBatches
from tests.fake_openai import Fault
from tests.toys import gateway


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr("park.models.batches.QUIET", 0.05)
    monkeypatch.setattr("park.models.batches.FIRST_POLL", 0.01)
    monkeypatch.setattr("park.models.batches.LAST_POLL", 0.02)


@pytest.fixture
def ledger(tmp_path):
    with Ledger(tmp_path / "ledger.sqlite") as opened:
        yield opened


def model_of(server):
    return BatchedModel("openai/m", "m", base_url=server.url)


def ask(text):
    return [{"role": "user", "content": text}]


async def all_of(server, ledger, texts, retries=4):
    """Ask for replies to some texts at once."""
    model = model_of(server)
    each = gateway(model, ledger, retries=retries, limiter=Limiter(1000))
    work = [each.reply(ask(text), Params()) for text in texts]
    try:
        return await asyncio.gather(*work, return_exceptions=True)
    finally:
        await model.close()


async def stopped(server, ledger, texts):
    """Ask, and stop as soon as a batch is handed in and its name is stored."""
    asking = asyncio.create_task(all_of(server, ledger, texts))
    async with asyncio.timeout(60):
        while not any(each["id"] for each in ledger.get(f"batches:openai/m {server.url}") or ()):
            await asyncio.sleep(0.01)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking


def test_calls_go_together_and_each_gets_its_own_answer(ledger):
    texts = [f"Tea {n}?" for n in range(40)]
    with FakeBatches(lambda body: body["messages"][-1]["content"]) as server:
        replies = asyncio.run(all_of(server, ledger, texts))
        assert [reply.text for reply, _ in replies] == texts
        assert [len(batch) for batch in server.batches] == [39]
        again = asyncio.run(all_of(server, ledger, texts))
        assert [reply.text for reply, _ in again] == texts
        assert len(server.batches) == 1
        assert len(server.requests) == 40


def test_a_model_that_was_closed_serves_another_stage(ledger):
    with FakeBatches(lambda body: body["messages"][-1]["content"]) as server:
        model = model_of(server)

        async def stage(*texts):
            each = gateway(model, ledger, limiter=Limiter(1000))
            try:
                said = await asyncio.gather(*(each.reply(ask(text), Params()) for text in texts))
            finally:
                await model.close()
            return [reply.text for reply, _ in said]

        assert asyncio.run(stage("Tea?", "Milk?")) == ["Tea?", "Milk?"]
        assert asyncio.run(stage("Sugar?", "Salt?")) == ["Sugar?", "Salt?"]
        assert [len(batch) for batch in server.batches] == [1, 2]


def test_equal_calls_are_told_apart(ledger):
    answers = iter("abcde")
    with FakeBatches(lambda body: next(answers)) as server:
        model = model_of(server)
        each = gateway(model, ledger, limiter=Limiter(1000))

        async def work():
            said = [each.reply(ask("Tea?"), Params(), sample=n) for n in range(5)]
            try:
                return await asyncio.gather(*said)
            finally:
                await model.close()

        assert sorted(reply.text for reply, _ in asyncio.run(work())) == list("abcde")
        assert len(server.batches[0]) == 4


def test_the_first_call_goes_alone_so_that_a_mistake_shows_at_once(ledger):
    refused = Fault(status=401, body={"error": {"message": "no such key"}})
    with FakeBatches(refused) as server:
        (error,) = asyncio.run(all_of(server, ledger, ["Tea?"]))
        assert "HTTP 401" in str(error)
        assert not server.batches


def test_a_stop_loses_no_batch_that_was_handed_in(ledger):
    texts = [f"Tea {n}?" for n in range(9)]
    with FakeBatches(lambda body: body["messages"][-1]["content"]) as server:
        server.looks = 10**6
        asyncio.run(stopped(server, ledger, texts))
        (batch,) = server.batches
        for made in server._made.values():
            made["looks"] = 0
        replies = asyncio.run(all_of(server, ledger, texts))
        assert [reply.text for reply, _ in replies] == texts
        assert len(server.batches) == 1
        # The first call of all, and those of the batch.
        assert len(server.requests) == 1 + len(batch)
    assert ledger.get(f"batches:openai/m {server.url}") == []


def test_a_batch_whose_name_was_lost_is_found_and_not_handed_in_twice(ledger):
    """The endpoint takes the batch, and the connection breaks before it says so."""
    texts = ["Tea?", "Milk?", "Sugar?"]
    with FakeBatches(lambda body: body["messages"][-1]["content"]) as server:
        asyncio.run(all_of(server, ledger, texts[:1]))
        server.looks = 10**6
        asyncio.run(stopped(server, ledger, texts))
        key = f"batches:openai/m {server.url}"
        (kept,) = ledger.get(key)
        assert kept["id"]
        ledger.put(key, [kept | {"id": ""}])
        for made in server._made.values():
            made["looks"] = 0
        replies = asyncio.run(all_of(server, ledger, texts))
        assert [reply.text for reply, _ in replies] == texts
        assert len(server.batches) == 1


@pytest.mark.parametrize("lost", [Fault(cut=True), Fault(status=502), Fault(status=429)])
def test_a_batch_whose_answer_is_lost_is_not_handed_in_again(ledger, lost):
    with FakeBatches(lambda body: body["messages"][-1]["content"]) as server:
        server.lost = iter([lost])
        texts = ["Tea?", "Milk?", "Sugar?"]
        replies = asyncio.run(all_of(server, ledger, texts))
        assert [reply.text for reply, _ in replies] == texts
        assert len(server.batches) == 1


@pytest.mark.parametrize("pages", [True, False])
def test_a_batch_is_found_among_many(ledger, pages):
    with FakeBatches("yes") as server:
        ids = [server.upload(b'{"custom_id": "x", "body": {}}')["id"] for _ in range(250)]
        made = [
            server.submit({"input_file_id": each, "endpoint": "/v1/chat/completions"})["id"]
            for each in ids
        ]
        if not pages:
            page = server.page
            server.page = lambda asked: page({"limit": ["250"]}) | {"has_more": True}
        model = model_of(server)
        model.open(ledger, print)

        async def work():
            desk = Desk(model._client, "m", ())
            try:
                return await desk.submit(ids[0]), await desk.submit(server.upload(b"")["id"])
            finally:
                await model.close()

        found, new = asyncio.run(work())
    assert found == made[0]
    assert new not in made


@pytest.mark.parametrize("fate", [None, (500, "try again later"), (429, "slow down")])
def test_what_a_batch_leaves_out_is_asked_again(ledger, fate):
    failing = iter([True] * 2 + [False] * 100)
    with FakeBatches(lambda body: body["messages"][-1]["content"]) as server:
        server.fate = lambda body: fate if next(failing) else 200
        texts = [f"Tea {n}?" for n in range(6)]
        replies = asyncio.run(all_of(server, ledger, texts))
        assert [reply.text for reply, _ in replies] == texts
        assert sum(len(batch) for batch in server.batches) == 5 + 2


def test_an_expired_batch_keeps_what_was_answered(ledger):
    ready = iter([200, None, None, *[200] * 10])
    with FakeBatches(lambda body: body["messages"][-1]["content"]) as server:
        server.fate, server.ends = lambda body: next(ready), "expired"
        texts = ["Tea?", "Milk?", "Sugar?", "Salt?"]
        replies = asyncio.run(all_of(server, ledger, texts))
        assert [reply.text for reply, _ in replies] == texts
        first, *later = map(len, server.batches)
        assert (first, sum(later)) == (3, 2)


def test_a_request_that_is_refused_fails_alone(ledger):
    def fate(body):
        return (400, "I will not") if "Milk" in body["messages"][-1]["content"] else 200

    with FakeBatches(lambda body: "yes") as server:
        server.fate = fate
        said = asyncio.run(all_of(server, ledger, ["Tea?", "Milk?", "Sugar?"]))
    assert [isinstance(each, ModelError) for each in said] == [False, True, False]
    assert "HTTP 400: I will not" in str(said[1])


def test_a_batch_that_is_refused_ends_the_calls_with_its_words(ledger):
    with FakeBatches(lambda body: "yes") as server:
        server.ends, server.errors = "failed", [{"code": "x", "message": "no such model"}]
        said = asyncio.run(all_of(server, ledger, ["Tea?", "Milk?"]))
    assert "has failed: no such model" in str(said[1])
    assert said[1].trouble == "fatal"


def test_troubles_on_the_way_are_waited_out(ledger):
    with FakeBatches(lambda body: body["messages"][-1]["content"]) as server:
        server.troubles = iter([Fault(status=502), Fault(status=429), Fault(status=503)])
        replies = asyncio.run(all_of(server, ledger, ["Tea?", "Milk?"]))
        assert [reply.text for reply, _ in replies] == ["Tea?", "Milk?"]
        assert len(server.batches) == 1


def judged(request):
    told = json.dumps(request["messages"])
    if "response_format" in request and "opinions" in told:
        return json.dumps({"opinions": []})
    return speech(request)


def study(tmp_path, server, **model):
    config = configuration(
        models={"delegate": {"model": "openai/m", "base_url": server.url, **model}},
        dialogue={"turns": 2, "retries": 0},
    )
    write(tmp_path / "park.yaml", config)


def dialogues(run):
    with Ledger(run / "ledger.sqlite") as ledger:
        found = [ledger.dialogue(key) for key in ledger.dialogue_keys()]
    return sorted((each.seed.key, [turn.text for turn in each.turns]) for each in found)


def test_dialogues_advance_in_rounds_to_what_single_calls_give(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with FakeBatches(judged) as server:
        study(tmp_path, server)
        assert command("generate", "park.yaml", "--run", "single", "--quiet").code == 0
        study(tmp_path, server, batch=True)
        said = command("generate", "park.yaml", "--run", "rounds")
        assert said.code == 0, said.err
        assert dialogues(tmp_path / "rounds") == dialogues(tmp_path / "single")
        # The first call alone; then its dialogue lags a turn behind.
        assert len(server.batches) <= 3
        assert re.search(r"batch_\d+ of \d requests handed in", said.err)
        again = command("generate", "park.yaml", "--run", "single")
        assert again.code == 0, again.err


def test_filtering_and_evaluating_go_in_batches_too(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with FakeBatches(sensible.answer) as server:
        study(tmp_path, server, batch=True)
        assert command("generate", "park.yaml", "--run", "r", "--quiet").code == 0
        asked = len(server.batches)
        assert command("filter", "r", "--quiet").code == 0
        filtered = len(server.batches)
        survey = ("--tasks", "survey", "--methods", "plain")
        assert command("evaluate", "r", "--quiet", *survey).code == 0
        assert asked < filtered < len(server.batches)
        alone = len(server.requests) - sum(map(len, server.batches))
        assert alone == 3  # The first call of each start.


def test_only_an_endpoint_takes_batches(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(
        tmp_path / "park.yaml",
        configuration(models={"delegate": {"model": "embedded", "batch": True}}),
    )
    said = command("check", "park.yaml")
    assert said.code == 2
    assert "models.delegate: batch is for openai/<name> alone, not for embedded" in said.err
