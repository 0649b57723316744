"""Killed or interrupted at any moment, a run goes on to the same dialogues for no call twice."""

import contextlib
import json
import random
import shutil
import signal
import sqlite3
import subprocess
import threading
import time

import pytest
import yaml

from tests import forked
from tests.benchmark import toys
from tests.commands import (
    CHECKOUT,
    FOLLOWS,
    PARK,
    configuration,
    ended,
    environment,
    speech,
    write,
)
from tests.fake_openai import FakeOpenAI

CONCURRENCY = 4
KILLS = 20
DIALOGUES = 16
TURNS = 6
GENERATE = ("generate", "--quiet", "--concurrency", str(CONCURRENCY))


def judging(request):
    """Answer as a judge: take the last line as an opinion, and find that it fits."""
    asked = request["messages"][-1]["content"]
    if "List the opinions" not in asked:
        return FOLLOWS
    line = [line for line in asked.splitlines() if ": " in line][-1]
    said = line.partition(": ")[2]
    return json.dumps({"opinions": [{"opinion": said[:150], "quote": said[:100]}]})


class Marksman:
    """Answers as it is told, and shoots a process when a given request arrives."""

    def __init__(self, answer=speech):
        self.answer = answer
        self.asked = []
        self._shot = None
        self._lock = threading.Lock()

    def aim(self, process, after, delay):
        """Shoot at the request `after` those so far, `delay` seconds after its arrival."""
        self._shot = (process, len(self.asked) + after, delay)

    def rest(self):
        self._shot = None

    def __call__(self, request):
        with self._lock:
            self.asked.append(speech(request))
            shot = self._shot if self._shot and len(self.asked) == self._shot[1] else None
        if shot:
            process, _, delay = shot
            time.sleep(delay)
            process.kill()
        return self.answer(request)


@pytest.fixture
def fork(monkeypatch):
    """How to start a process quickly."""
    # The server that forks looks for modules here.
    monkeypatch.setenv("PYTHONPATH", str(CHECKOUT))
    return forked.start


def stored(run):
    """Return the texts of all calls in a ledger."""
    if not (run / "ledger.sqlite").exists():
        return []
    with contextlib.closing(sqlite3.connect(run / "ledger.sqlite")) as db:
        with contextlib.suppress(sqlite3.OperationalError):
            return [text for (text,) in db.execute("SELECT text FROM calls")]
        return []


def dialogues(run):
    with contextlib.closing(sqlite3.connect(run / "ledger.sqlite")) as db:
        return list(db.execute("SELECT key, record FROM dialogues ORDER BY key"))


def served(folder, server):
    model = {"model": "openai/m", "base_url": server.url}
    seeds = {"items": ["Q27", "Q38", "Q28", "Q29"], "per_item": DIALOGUES // 8}
    data = configuration(models={"delegate": model}, seeds=seeds, dialogue={"turns": TURNS})
    write(folder / "demo.yaml", data)


def test_a_run_killed_at_20_random_moments_completes_to_the_same(command, study, fork):
    rng = random.Random(20)
    marksman = Marksman()
    with FakeOpenAI(marksman) as server:
        served(study, server)
        assert command(*GENERATE, "--run", "whole").code == 0
        whole, marksman.asked[:] = len(marksman.asked), []
        kills, known = 0, set()
        while kills < KILLS:
            begun = len(marksman.asked)
            process = fork(study, *GENERATE, "--run", "killed")
            marksman.aim(process, rng.randint(1, whole // KILLS + 2), rng.choice((0, 0, 0.01)))
            process.join(60)
            if process.exitcode != -signal.SIGKILL:
                assert process.exitcode == 0
                break
            kills += 1
            again = set(marksman.asked[begun:]) & known
            assert not again, "a call that was in the ledger has been asked again"
            present = set(stored(study / "killed"))
            assert known <= present
            lost = set(marksman.asked[begun:]) - present
            assert len(lost) <= CONCURRENCY, "more was lost than the calls in flight"
            known = present
        marksman.rest()
        summary = json.loads(command(*GENERATE[:1], "--json", "--run", "killed").out)
    assert kills == KILLS
    assert dialogues(study / "killed") == dialogues(study / "whole")
    assert sorted(stored(study / "killed")) == sorted(stored(study / "whole"))
    assert len(marksman.asked) <= whole + KILLS * CONCURRENCY
    assert len(set(marksman.asked)) == whole
    assert summary["done"] == summary["planned"] == DIALOGUES
    assert summary["calls"] == whole
    assert (summary["tokens_in"], summary["tokens_out"]) == (10 * whole, 2 * whole)
    assert summary["cached_tokens_in"] == 4 * whole


def test_a_process_killed_before_its_first_answer_leaves_a_run_that_goes_on(command, study, fork):
    marksman = Marksman()
    with FakeOpenAI(marksman) as server:
        served(study, server)
        process = fork(study, *GENERATE)
        marksman.aim(process, 1, 0)
        ended(process, -signal.SIGKILL)
        said = command("show", "toy")
        assert said.err == "outputs/toy: no dialogues yet\n"
        assert command(*GENERATE).code == 0


def test_ctrl_c_ends_a_run_with_130_and_the_same_command_goes_on(command, study):
    """The only test here that starts the command as a person does."""
    enough = threading.Event()
    asked = []

    def answer(request):
        asked.append(request)
        if len(asked) == 20:
            enough.set()
        return speech(request)

    with FakeOpenAI(answer) as server:
        served(study, server)
        process = subprocess.Popen(
            [*PARK, "generate", "--json", "--concurrency", str(CONCURRENCY)],
            cwd=study, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True,
        )  # fmt: skip
        assert enough.wait(60)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        assert process.returncode == 130
        assert out == ""
        assert err.splitlines()[-1] == "park: interrupted; rerun the command to resume"
        assert "Traceback" not in err
        before = len(stored(study / "outputs/toy"))
        assert before >= 20 - CONCURRENCY
        begun = len(asked)
        summary = json.loads(command("generate", "--json").out)
    assert summary["done"] == DIALOGUES
    assert summary["calls"] == before + len(asked) - begun


def opinions(run):
    with contextlib.closing(sqlite3.connect(run / "ledger.sqlite")) as db:
        return list(db.execute("SELECT key, kept, reason, record FROM opinions ORDER BY key"))


def test_filtering_that_is_killed_again_and_again_comes_to_the_same_opinions(command, study, fork):
    marksman = Marksman(judging)
    with FakeOpenAI(marksman) as server, FakeOpenAI(speech) as other:
        served(study, other)
        data = yaml.safe_load((study / "demo.yaml").read_text())
        data["models"]["judge"] = {"model": "openai/m", "base_url": server.url}
        write(study / "demo.yaml", data)
        for run in ("whole", "killed"):
            assert command(*GENERATE, "--run", run).code == 0
        work = ("filter", "--quiet", "--concurrency", str(CONCURRENCY))
        assert command(*work, "whole").code == 0
        whole = len(marksman.asked)
        for shot in (1, 3, whole // 4, whole // 3):
            process = fork(study, *work, "killed")
            marksman.aim(process, shot, 0)
            ended(process, -signal.SIGKILL)
            assert opinions(study / "killed") == []
        marksman.rest()
        assert command(*work, "killed").code == 0
    assert opinions(study / "killed") == opinions(study / "whole") != []
    # The question for probabilities, which the server has not, is asked once a start.
    assert len(marksman.asked) <= 2 * whole + 5 * (CONCURRENCY + CONCURRENCY)


def answering(request):
    """Draft items, and answer each of them with a number that follows from the question."""
    asked = request["messages"][-1]["content"]
    if "It is about: " in asked:
        return toys.drafting(request["messages"])
    return str(sum(map(ord, str(request["messages"]))) % 4 + 1)


def test_respondents_that_are_simulated_go_on_after_a_kill_to_the_same(command, study, fork):
    marksman, respondents = Marksman(answering), 6
    toys.write_keywords(study / "keywords.csv", toys.KEYWORDS[:4])
    with FakeOpenAI(marksman) as server:
        served(study, server)
        made = ("new", "whole", "--keywords", "keywords.csv", "--community", "people of Izmir")
        for step in (made, ("draft", "whole", "--config", "demo.yaml")):
            assert command("benchmark", *step).code == 0
        shutil.copytree(study / "whole", study / "killed")
        work = ("--simulate", str(respondents), "--config", "demo.yaml", "--quiet",
                "--concurrency", str(CONCURRENCY))  # fmt: skip
        assert command("benchmark", "collect", "whole", *work).code == 0
        before = len(marksman.asked)
        for shot in (5, 15):
            process = fork(study, "benchmark", "collect", "killed", *work)
            marksman.aim(process, shot, 0)
            ended(process, -signal.SIGKILL)
            assert not (study / "killed/work/answers.jsonl").exists()
        marksman.rest()
        assert command("benchmark", "collect", "killed", *work).code == 0
    answers = [(study / name / "work/answers.jsonl").read_bytes() for name in ("whole", "killed")]
    assert answers[0] == answers[1] != b""
    questions = respondents * 8
    assert len(marksman.asked) - before <= questions + 2 * CONCURRENCY
