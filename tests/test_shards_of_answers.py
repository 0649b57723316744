"""Evaluations by shards: each asks its own questions, and the scores are those of one process."""

import json
import re
import signal

import pytest

from park.ledger.costs import cost_of
from park.ledger.run import read_run
from tests.commands import CHECKOUT, configuration, ended, speech, write
from tests.fake_openai import FakeOpenAI, Fault, completion
from tests.test_crash import Marksman, stored
from tests.test_shards import keys, rows, shards
from tests.test_workers import Child

EVALUATE = {
    "tasks": ["survey", "education", "moderation"],
    "moderation": ["posts.jsonl"],
    "lessons": 1,
    "turns": 2,
    "options": {"survey": {"forms": ["lettered"], "orders": 2}},
}
SEEDS = {"items": ["Q27", "Q38"], "holdout": 0.03}
RESULTS = ("responses", "scores")
USED = {"prompt_tokens": 150, "completion_tokens": 1, "total_tokens": 151}


def answer(request):
    """Choose by what is asked and by nothing else, or talk."""
    said = speech(request)
    if not request.get("logprobs"):
        return said
    shown = [
        {"token": token, "logprob": -1.0 - (len(said) * place) % 7}
        for place, token in enumerate("AB12", start=1)
    ]
    token = {"token": "A", "logprob": -1.0, "top_logprobs": shown}
    body = completion("A")
    body["choices"][0]["logprobs"] = {"content": [token]}
    return Fault(body=body)


def setting(study, server, **limits):
    model = {"model": "openai/m", "base_url": server.url, "price": {"input": 1, "output": 1}}
    posts = (
        {"id": f"t{n}", "culture": "turkish", "language": "tr", "task": "hate",
         "text": f"word {n} of many", "label": n % 2}
        for n in range(12)
    )  # fmt: skip
    (study / "posts.jsonl").write_text("\n".join(map(json.dumps, posts)), encoding="utf-8")
    write(
        study / "demo.yaml",
        configuration(
            models={"delegate": model}, seeds=SEEDS, evaluate=EVALUATE,
            limits={"concurrency": 4, **limits},
        ),
    )  # fmt: skip


@pytest.fixture
def fork(monkeypatch):
    from tests import forked

    monkeypatch.setenv("PYTHONPATH", str(CHECKOUT))
    return forked.start


@pytest.fixture
def served(study, command):
    marksman = Marksman(answer)
    with FakeOpenAI(marksman) as server:
        setting(study, server)
        for run in ("whole", "cut"):
            assert command("generate", "--quiet", "--limit", 0, "--run", run).code == 0
        yield marksman


def whole(command, served):
    """Evaluate in one process; return the number of requests."""
    assert command("evaluate", "whole", "--quiet").code == 0
    asked, served.asked[:] = len(served.asked), []
    return asked


def test_shards_ask_their_own_questions_and_merge_to_the_scores_of_one_process(
    command, study, served
):
    asked, parts = whole(command, served), []
    for number in (1, 2, 3):
        said = command("evaluate", "cut", "--shard", f"{number}/3")
        assert said.code == 0
        assert f"shard {number}/3: " in said.err
        assert said.err.splitlines()[-1] == (
            "when all are done: park merge cut and park evaluate cut"
        )
        assert rows(study / f"cut/parts/000{number}", "scores") == {"scores": []}
        parts.append(keys(study / f"cut/parts/000{number}"))
    assert min(map(len, parts)) > 0.15 * asked
    assert sum(map(len, parts)) == len(set.union(*parts)) == len(served.asked) == asked
    said = command("merge", "cut")
    assert (said.code, said.err.splitlines()[-1]) == (0, "next: park evaluate cut")
    last = json.loads(command("evaluate", "cut", "--json", "--quiet").out)
    assert (last["responses"], len(served.asked)) == (0, asked)
    assert rows(study / "cut", *RESULTS) == rows(study / "whole", *RESULTS)
    assert keys(study / "cut") == keys(study / "whole")
    with read_run(study / "cut") as cut, read_run(study / "whole") as one:
        for method in ("plain", "prompt"):
            ours, theirs = (cost_of(each, "openai/m", method) for each in (cut, one))
            assert (ours.answers, ours.calls) == (theirs.answers, theirs.calls)
            assert ours.tokens == theirs.tokens > 0


def test_merging_answers_again_changes_nothing(command, study, served):
    shards(command, ("cut",), 2, "evaluate", "--tasks", "moderation")
    command("merge", "cut")
    once = rows(study / "cut", "responses", "calls")
    with read_run(study / "cut") as ledger:
        cost = cost_of(ledger, "openai/m", "plain")
    command("merge", "cut")
    assert rows(study / "cut", "responses", "calls") == once
    with read_run(study / "cut") as ledger:
        assert cost_of(ledger, "openai/m", "plain") == cost


def test_a_killed_shard_loses_calls_in_flight_alone_and_is_listed(command, study, served, fork):
    asked = whole(command, served)
    assert command("evaluate", "cut", "--shard", "1/2", "--quiet").code == 0
    before = len(served.asked)
    process = fork(study, "evaluate", "cut", "--shard", "2/2", "--quiet")
    served.aim(process, 9, 0)
    ended(process, -signal.SIGKILL)
    assert len(stored(study / "cut/parts/0002")) >= 9 - 4
    assert len(served.asked) > before
    said = command("merge", "cut")
    assert said.code == 1
    assert "shard 2/2 has not finished: evaluate" in said.err
    assert command("evaluate", "cut", "--shard", "2/2", "--quiet").code == 0
    assert command("merge", "cut", "--quiet").code == 0
    assert asked <= len(served.asked) <= asked + 4
    assert command("evaluate", "cut", "--quiet").code == 0
    assert rows(study / "cut", *RESULTS) == rows(study / "whole", *RESULTS)
    assert len(served.asked) <= asked + 4


def test_shards_of_an_evaluation_keep_within_the_budget_of_the_run(command, study, served):
    served.answer = lambda request: Fault(body=completion("A") | {"usage": USED})
    for number in (1, 2):
        said = command("evaluate", "cut", "--shard", f"{number}/2", "--max-cost", 0.01)
        assert said.code == 3 and "stopped by max_cost" in said.err
    assert command("merge", "cut").code == 1
    with read_run(study / "cut") as ledger:
        assert 0.005 < ledger.totals().cost_usd <= 0.01


TOGETHER = ("evaluate", "cut", "--set", "limits.workers=2")


def test_workers_ask_together_and_end_in_the_scores_of_one_process(command, study, served, fork):
    asked = whole(command, served)
    process = fork(study, *TOGETHER, "--json")
    ended(process, 0, 90)
    assert rows(study / "cut", *RESULTS) == rows(study / "whole", *RESULTS)
    assert keys(study / "cut") == keys(study / "whole")
    assert len(served.asked) == asked
    assert not (study / "cut/workers").exists()
    lines = str(process.said).splitlines()
    last = json.loads(next(line for line in lines if line.startswith("{")))
    responses = len(rows(study / "cut", "responses")["responses"])
    assert (last["responses"], last["calls"]) == (responses, asked)
    for task in EVALUATE["tasks"]:
        counts = [re.fullmatch(rf"{task}: ([\d,]+) of ([\d,]+)", line) for line in lines]
        assert [each[1] == each[2] for each in counts if each][-1]
    assert sum("is compared with that of" in line for line in lines) <= 1


def test_a_killed_worker_of_an_evaluation_repeats_only_calls_in_flight(
    command, study, served, fork
):
    asked = whole(command, served)
    process = fork(study, *TOGETHER, "--quiet")
    served.aim(Child(process), 20, 0)
    ended(process, 0, 90)
    assert rows(study / "cut", *RESULTS) == rows(study / "whole", *RESULTS)
    assert asked <= len(served.asked) <= asked + 2


def test_workers_of_an_evaluation_keep_within_one_budget(command, study, served, fork):
    served.answer = lambda request: Fault(body=completion("A") | {"usage": USED})
    process = fork(study, *TOGETHER, "--quiet", "--max-cost", "0.01")
    ended(process, 3, 90)
    assert "stopped by max_cost" in str(process.said)
    with read_run(study / "cut") as ledger:
        assert 0.005 < ledger.totals().cost_usd <= 0.01


@pytest.mark.parametrize(
    ("shard", "line"),
    [
        ("3/2", "--shard 3/2: I/N is expected"),
        ("1/3", "the parts in cut are shards of 2, not of 3; take --shard 1/2"),
    ],
)
def test_a_shard_that_cannot_be_is_one_line(command, study, served, shard, line):
    shards(command, ("cut",), 2, "evaluate", "--tasks", "moderation")
    said = command("evaluate", "cut", "--shard", shard)
    assert said.code == 2
    assert line in said.err and said.err.count("\n") == 1


def test_a_shard_of_no_run_is_one_line(command, study):
    said = command("evaluate", "nowhere", "--shard", "1/2")
    assert said.code == 2
    assert "nowhere" in said.err and said.err.count("\n") == 1
