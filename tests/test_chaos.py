"""Servers that misbehave: every dialogue ends complete or as a typed failure, and the run ends."""

import json
import random
import socket
import threading

import pytest
from tenacity import wait_none

from park.ledger.run import read_run
from tests.commands import configuration, speech, write
from tests.fake_openai import FakeOpenAI, Fault, completion

FAULTS = (
    Fault(status=429, body={"error": {"message": "slow down"}}),
    Fault(status=429, headers={"retry-after": "0"}, body={"error": {"message": "slow down"}}),
    Fault(status=503, body="<html>busy</html>"),
    Fault(status=500, body={"error": {"message": "out of order"}}),
    Fault(status=502, body=""),
    Fault(hang=True),
    Fault(cut=True),
    Fault(body='{"choices": [{"mess'),
    Fault(body="[]"),
    Fault(body={"choices": []}),
    Fault(body={"choices": [{"message": {"role": "assistant", "content": None}}]}),
    Fault(status=400, body={"error": {"message": "this one never"}}),
)


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    """Nobody waits between tries."""
    monkeypatch.setattr("park.models.gateway.wait_random_exponential", lambda **_: wait_none())
    monkeypatch.setattr("park.models.limiter.LONGEST_PAUSE", 0.01)


def served(study, url, model=None, **sections):
    mapping = {"model": "openai/m", "base_url": url} | (model or {})
    write(study / "demo.yaml", configuration(models={"delegate": mapping}, **sections))


def dialogues(study):
    with read_run(study / "outputs/toy") as ledger:
        return list(ledger.dialogues())


class Chaos:
    """Answers like `speech`, but for a share of faults of all kinds in turn."""

    def __init__(self, share, faults=FAULTS):
        self.share = share
        self.faults = faults
        self.count = 0
        self._rng = random.Random(7)
        self._lock = threading.Lock()

    def __call__(self, request):
        with self._lock:
            if self._rng.random() >= self.share:
                return speech(request)
            self.count += 1
            return self.faults[self.count % len(self.faults)]


def test_with_30_percent_of_faults_every_dialogue_is_complete_or_a_typed_failure(command, study):
    chaos = Chaos(0.3)
    with FakeOpenAI(chaos) as server:
        limits = {"timeout": 0.3, "retries": 1, "concurrency": 8}
        seeds = {"items": ["Q27", "Q38"], "per_item": 6}
        served(study, server.url, limits=limits, seeds=seeds)
        said = command("generate", "--json")
        made = dialogues(study)
        assert chaos.count > 2 * len(FAULTS)
        assert len(made) == 24
        for each in made:
            complete = each.ending == "turns" and len(each.turns) == 6 and not each.failure
            failed = each.ending == "error" and each.failure.startswith(
                f"turn {len(each.turns) + 1}: openai/m: "
            )
            assert complete or failed, (each.ending, each.failure, len(each.turns))
        failed = sum(each.ending == "error" for each in made)
        summary = json.loads(said.out)
        assert 0 < failed < 24
        assert said.code == 1
        assert (summary["done"], summary["failed"]) == (24 - failed, failed)
        chaos.share = 0
        served(study, server.url, seeds=seeds)
        again = command("generate", "--json")
    assert again.code == 0
    assert json.loads(again.out)["done"] == 24
    assert {each.ending for each in dialogues(study)} == {"turns"}


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault(status=500, body={"error": {"message": "out of order"}}), "HTTP 500: out of order"),
        (Fault(hang=True), "no answer within 0.2 seconds"),
        (Fault(cut=True), "no connection"),
        (Fault(body='{"choices": ['), "the answer is not JSON"),
        (Fault(body={"choices": []}), "the answer has no choices"),
        (Fault(text=None), "the answer has no text"),
        (Fault(status=400, body={"error": {"message": "too long"}}), "HTTP 400: too long"),
    ],
)
def test_each_kind_of_fault_is_a_failure_with_its_reason(command, study, fault, reason):
    with FakeOpenAI(fault) as server:
        timeout = 0.2 if fault.hang else 60
        served(study, server.url, limits={"timeout": timeout, "retries": 1})
        said = command("generate", "--limit", 1)
        assert said.code == 1
        assert reason in said.err
        assert len(server.requests) == (1 if fault.status == 400 else 2)
    (made,) = dialogues(study)
    assert made.ending == "error"
    assert reason in made.failure


@pytest.mark.parametrize("headers", [{}, {"retry-after": "0"}])
def test_refusals_for_overload_cost_no_retry(command, study, headers):
    busy = Fault(status=429, headers=headers, body={"error": {"message": "slow down"}})
    with FakeOpenAI(Chaos(0.3, (busy,))) as server:
        served(study, server.url, limits={"retries": 0})
        said = command("generate", "--json")
    assert said.code == 0
    assert json.loads(said.out)["done"] == 4
    assert "retries" not in said.err or ", 0 retries" in said.err


@pytest.mark.parametrize(
    ("status", "message"), [(401, "wrong key"), (402, "no money"), (404, "no such model")]
)
def test_what_no_retry_can_help_stops_the_run_at_once(command, study, status, message):
    with FakeOpenAI(Fault(status=status, body={"error": {"message": message}})) as server:
        served(study, server.url, limits={"concurrency": 2})
        said = command("generate", "--quiet")
        assert len(server.requests) <= 2
    assert said.code == 3
    assert said.err == f"park: stopped: openai/m: HTTP {status}: {message}\n"


def test_a_server_that_is_always_busy_is_given_up_by_the_stall_breaker(command, study):
    with FakeOpenAI(Fault(status=429, headers={"retry-after": "0.05"})) as server:
        served(study, server.url, limits={"stall": 0.4})
        said = command("generate", "--quiet")
        assert len(server.requests) > 2
    assert said.code == 3
    assert said.err.startswith("park: stopped: no call has been answered for 0.4 seconds")


def test_a_server_that_always_hangs_is_given_up_by_the_stall_breaker(command, study):
    with FakeOpenAI(Fault(hang=True)) as server:
        served(study, server.url, limits={"stall": 0.4, "timeout": 60})
        said = command("generate", "--quiet")
    assert said.code == 3
    assert "no call has been answered for 0.4 seconds" in said.err


def dead_address():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{unused.getsockname()[1]}/v1"


def test_a_dead_endpoint_is_reported_in_every_dialogue(command, study):
    served(study, dead_address(), limits={"retries": 1})
    said = command("generate")
    assert said.code == 1
    assert said.err.count("failed: ") == 4
    assert said.err.count("no connection") == 4


def test_a_dead_endpoint_is_given_up_after_25_failures_in_a_row(command, study):
    served(study, dead_address(), limits={"retries": 0}, seeds={"per_item": 5})
    said = command("generate", "--quiet")
    assert said.code == 3
    assert "stopped: 25 dialogues in a row failed, the last with: turn 1: openai/m" in said.err
    assert 25 <= len(dialogues(study)) < 40


PRICED = {"price": {"input": 1000.0, "output": 1000.0}}
"""Dollars per million tokens: a call costs about half a dollar."""


def counted(request):
    """Answer with a usage that has four characters in a token."""
    text = speech(request)
    asked = sum(len(message["content"]) for message in request["messages"]) // 4
    usage = {"prompt_tokens": asked, "completion_tokens": len(text) // 4}
    return Fault(body=completion(text) | {"usage": usage})


def test_a_budget_is_never_exceeded_and_a_higher_one_completes_the_run(command, study):
    with FakeOpenAI(counted) as server:
        served(study, server.url, PRICED)
        stopped = command("generate", "--json", "--max-cost", 7)
        summary = json.loads(stopped.out)
        assert stopped.code == 3
        assert "stopped by max_cost: " in stopped.err.splitlines()[-1]
        assert 3.5 < summary["cost_usd"] <= 7
        assert 0 < summary["calls"] == len(server.requests) < 24
        complete = command("generate", "--json", "--max-cost", 100)
        summary = json.loads(complete.out)
        assert complete.code == 0
        assert summary["done"] == 4
        assert summary["calls"] == len(server.requests)
        assert 7 < summary["cost_usd"] < 100
        tokens = summary["tokens_in"] + summary["tokens_out"]
        assert summary["cost_usd"] == pytest.approx(tokens / 1000)


def test_a_budget_of_nothing_asks_nothing_that_costs(command, study):
    with FakeOpenAI(speech) as server:
        served(study, server.url, PRICED)
        said = command("generate", "--quiet", "--max-cost", 0)
        assert not server.requests
    assert said.code == 3
    assert said.err.count("\n") == 1


def test_a_budget_of_nothing_does_not_hinder_a_model_that_is_free(command, study):
    with FakeOpenAI(speech) as server:
        served(study, server.url)
        assert command("generate", "--quiet", "--max-cost", 0).code == 0
