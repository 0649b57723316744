"""Local processes that share a run: bytes of one process, one budget, and nothing paid twice."""

import asyncio
import json
import os
import signal
import time
from contextlib import contextmanager
from multiprocessing import Pipe
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml

from park.config import Config
from park.configfile import load_config
from park.cores import filtering, workers_of
from park.crew import Crew
from park.errors import InputError, Stopped
from park.ledger.consumed import Totals
from park.ledger.run import read_run
from park.models.gateway import Meter
from park.models.limiter import Limiter
from park.models.scripted import Script, ScriptedModel
from park.models.team import ENDPOINTS, Team
from park.progress import Line
from park.setup import prepare
from park.workers import generate_together
from tests.commands import CHECKOUT, configuration, ended, write
from tests.fake_openai import FakeOpenAI, Fault
from tests.test_crash import Marksman, stored
from tests.test_shards import FILTER, answer, dear, keys, rows

SEEDS = {"items": ["Q27", "Q38", "Q28"], "per_item": 2}
TOGETHER = ("generate", "--quiet", "--concurrency", "4", "--set", "limits.workers=2", "--run")


@pytest.fixture
def fork(monkeypatch):
    from tests import forked

    monkeypatch.setenv("PYTHONPATH", str(CHECKOUT))
    return forked.start


@pytest.fixture
def served(study):
    marksman = Marksman()
    with FakeOpenAI(marksman) as server:
        model = {"model": "openai/m", "base_url": server.url, "price": {"input": 1, "output": 1}}
        data = configuration(models={"delegate": model}, seeds=SEEDS, filter=FILTER)
        write(study / "demo.yaml", data)
        yield marksman


def children(pid):
    try:
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


class Child:
    """A process's first child, to be shot in its place."""

    def __init__(self, process):
        self.process = process

    def kill(self):
        os.kill(children(self.process.pid)[0], signal.SIGKILL)


def whole(command, served):
    assert command("generate", "--quiet", "--run", "whole").code == 0
    asked, served.asked[:] = len(served.asked), []
    return asked


def test_workers_make_the_bytes_of_one_process(command, study, served, fork):
    asked = whole(command, served)
    process = fork(study, *TOGETHER, "both")
    ended(process, 0)
    assert rows(study / "both", "dialogues") == rows(study / "whole", "dialogues")
    assert keys(study / "both") == keys(study / "whole")
    assert len(served.asked) == asked
    assert not (study / "both/workers").exists()
    with read_run(study / "both") as ledger:
        events = ledger.events()
    made = [detail["done"] for _, kind, detail in events if kind == "generated"]
    assert sorted(made)[-1] == 12 and sum(made) == 24 and len(made) == 3
    said = json.loads(command("generate", "--json", "--run", "both").out)
    assert (said["calls"], said["done"]) == (asked, 12)
    again = command("generate", "--set", "limits.workers=2", "--run", "both")
    assert f"{asked} calls in all (0 now)" in again.err


def test_a_killed_worker_starts_again_and_repeats_only_calls_in_flight(
    command, study, served, fork
):
    asked = whole(command, served)
    process = fork(study, *TOGETHER, "both")
    served.aim(Child(process), 30, 0)
    ended(process, 0, 90)
    assert rows(study / "both", "dialogues") == rows(study / "whole", "dialogues")
    assert sorted(stored(study / "both")) == sorted(stored(study / "whole"))
    assert asked <= len(served.asked) <= asked + 2


def test_when_all_are_killed_the_next_run_takes_over_what_they_paid_for(
    command, study, served, fork
):
    whole(command, served)
    process = fork(study, *TOGETHER, "both")
    served.aim(process, 30, 0)
    ended(process, -signal.SIGKILL)
    left = time.monotonic() + 20
    while (study / "both/workers").exists() and time.monotonic() < left:
        # The workers notice that they are alone; the run is locked until they have gone.
        if command("generate", "--quiet", "--run", "both").code == 0:
            break
        time.sleep(0.2)
    assert rows(study / "both", "dialogues") == rows(study / "whole", "dialogues")
    assert sorted(stored(study / "both")) == sorted(stored(study / "whole"))
    assert not (study / "both/workers").exists()


def test_an_interrupted_run_ends_its_workers_and_keeps_what_they_have(command, study, served, fork):
    whole(command, served)
    process = fork(study, *TOGETHER, "both")
    served.aim(Interrupted(process), 30, 0)
    ended(process, 130)
    assert not (study / "both/workers").exists()
    assert len(stored(study / "both")) >= 26
    assert command("generate", "--quiet", "--run", "both").code == 0
    assert rows(study / "both", "dialogues") == rows(study / "whole", "dialogues")


class Interrupted:
    """A process that is interrupted in place of being killed."""

    def __init__(self, process):
        self.process = process

    def kill(self):
        os.kill(self.process.pid, signal.SIGINT)


FILTERS = ("filter", "--quiet", "--set", "limits.workers=2", "--set", "limits.concurrency=4")


@pytest.fixture
def made(command, study, served):
    """Two runs with the same dialogues, one of them filtered in one process."""
    served.answer = answer
    for run in ("whole", "both"):
        assert command("generate", "--quiet", "--run", run).code == 0
    served.asked.clear()
    assert command("filter", "whole", "--quiet").code == 0
    asked, served.asked[:] = len(served.asked), []
    return asked


def test_workers_filter_to_the_bytes_of_one_process(command, study, served, fork, made):
    process = fork(study, *FILTERS, "both")
    ended(process, 0)
    assert rows(study / "both") == rows(study / "whole")
    assert keys(study / "both") == keys(study / "whole")
    # The question for probabilities, which the server has not, is asked anew by each start.
    assert len(served.asked) <= made + 3 * 4
    assert not (study / "both/workers").exists()
    with read_run(study / "both") as ledger:
        parts = [detail.get("part") for _, kind, detail in ledger.events() if kind == "filtered"]
    assert sorted(parts, key=str) == [None, "workers/0001", "workers/0002"]


def test_a_killed_worker_of_the_filter_repeats_only_calls_in_flight(
    command, study, served, fork, made
):
    process = fork(study, *FILTERS, "both")
    served.aim(Child(process), 12, 0)
    ended(process, 0, 90)
    assert "worker 1 ended (exit code -9) and starts again" not in str(process.said)  # quiet
    assert rows(study / "both") == rows(study / "whole")
    assert keys(study / "both") == keys(study / "whole")
    assert len(served.asked) <= made + 6 * 4


def test_the_judge_is_calibrated_once_for_all_workers(command, study, served, fork):
    served.answer = answer
    data = yaml.safe_load((study / "demo.yaml").read_text())
    write(study / "demo.yaml", {**data, "filter": {}})
    for run in ("whole", "both"):
        assert command("generate", "--quiet", "--limit", 2, "--run", run).code == 0
    assert command("filter", "whole", "--quiet").code in (0, 1)
    ended(fork(study, *FILTERS, "both"), 0)
    assert rows(study / "both") == rows(study / "whole")
    with read_run(study / "both") as both, read_run(study / "whole") as whole:
        assert both.totals().calls == whole.totals().calls
        assert both.get("calibration") == whole.get("calibration")


def test_a_judge_in_this_process_means_one_process_and_is_said(command, study):
    said = []
    several = config(models={"delegate": "m", "judge": "gguf:x.gguf"}, limits={"workers": 2})
    assert filtering(several, None, said.append) == 1
    assert [str(each) for each in said] == [
        "limits.workers: one process, since gguf:x.gguf runs in it"
    ]
    judged = config(limits={"workers": 2})
    assert filtering(judged, None, said.append) == 2
    assert filtering(judged, {"delegate": ScriptedModel(Script(replies=("B",)))}, said.append) == 1
    assert filtering(config(limits={"workers": "auto"}), None, said.append) == 1
    assert len(said) == 2


def test_workers_keep_within_one_budget(command, study, served, fork):
    served.answer = dear
    process = fork(study, *TOGETHER, "both", "--max-cost", "0.06")
    ended(process, 3)
    with read_run(study / "both") as ledger:
        assert 0.05 < ledger.totals().cost_usd <= 0.06


def test_an_error_of_a_worker_is_the_errors_of_the_run(command, study, served, fork):
    served.answer = lambda request: Fault(status=401)
    process = fork(study, *TOGETHER, "both")
    ended(process, 3)
    assert stored(study / "both") == []


def config(**sections):
    return Config.model_validate(configuration(**sections))


def test_a_model_in_this_process_is_not_shared():
    several = {"workers": 2}
    with pytest.raises(InputError, match="2 processes cannot share embedded/x"):
        workers_of(config(models={"delegate": "embedded/x"}, limits=several))
    auto = {"workers": "auto", "concurrency": 640}
    assert workers_of(config(models={"delegate": "embedded/x"}, limits=auto)) == 1
    assert workers_of(config(limits={"workers": 8, "concurrency": 3})) == 3
    assert workers_of(config(limits={"workers": "auto", "concurrency": 4})) == 1
    cores = len(os.sched_getaffinity(0))
    assert workers_of(config(limits=auto)) == min(cores, 40)


@pytest.mark.parametrize("value", ["0", "-1", "many", "1.5"])
def test_a_number_of_workers_that_is_none_is_one_line(command, study, value):
    said = command("generate", "--set", f"limits.workers={value}")
    assert said.code == 2
    assert said.err.startswith("park: --set limits.workers: ") and said.err.count("\n") == 1


def test_the_demo_is_not_changed_by_its_default():
    shipped = yaml.safe_load((CHECKOUT / "demo.yaml").read_text())
    assert Config.model_validate(shipped).limits.workers == 1


def test_two_meters_of_a_team_never_reserve_more_than_the_budget(tmp_path):
    teams = [Team(tmp_path / "team", number, 2) for number in (0, 1)]
    teams[0].begin(1.0)
    one, other = (Meter(max_cost=10.0, team=team) for team in teams)

    async def both():
        await one.reserve(5.0)
        await other.reserve(4.0)
        with pytest.raises(Stopped, match="stopped by max_cost"):
            await other.reserve(9.5)
        waiting = asyncio.create_task(other.reserve(3.0))
        await asyncio.sleep(0.12)
        assert not waiting.done()
        one.release(5.0)
        one.spent += 1.0
        one.publish()
        await waiting
        assert other.reserved == 7.0

    asyncio.run(both())


def test_an_overload_lowers_the_cap_of_all_processes_once(tmp_path):
    teams = [Team(tmp_path / "team", number, 2) for number in (0, 1)]
    one, other = (Limiter(8, team.waits(0)) for team in teams)
    elsewhere = Limiter(8, teams[1].waits(1))

    async def both():
        one.overloaded(time.monotonic(), 0.2)
        began = time.monotonic()
        for _ in range(2):
            async with other.slot():
                pass
        assert other.cap == one.cap == 4
        assert 0.1 < time.monotonic() - began < 60
        async with elsewhere.slot():
            assert elsewhere.cap == 8

    asyncio.run(both())
    assert teams[0].waits(ENDPOINTS) is None


def test_every_number_is_taken_by_one_process_alone(tmp_path):
    teams = [Team(tmp_path / "team", number, 2) for number in (0, 1)]
    one, other = (team.taken() for team in teams)
    assert [next(one), next(other), next(other), next(one)] == [0, 1, 2, 3]
    teams[0].publish(2.0, 1.0)
    teams[0].begin(5.0)
    assert next(other) == 0
    assert teams[1].others() == (5.0, 0.0)


@pytest.mark.parametrize("error", [OSError("the disk is full"), BrokenPipeError("closed")])
def test_a_progress_that_fails_is_not_a_worker_that_ended(monkeypatch, error):
    began = []

    @contextmanager
    def started(task, number):
        began.append(number)
        ear, mouth = Pipe(duplex=False)
        mouth.send(Line("Hello."))
        with ear, mouth:
            yield SimpleNamespace(is_alive=lambda: False, exitcode=0), ear

    def broken(event):
        raise error

    monkeypatch.setattr("park.crew.started", started)
    with pytest.raises(type(error), match=str(error)):
        asyncio.run(Crew(None, Totals(), broken).work([None]))
    assert began == [0]


def test_what_all_workers_say_is_said_once(served, monkeypatch):
    told = []

    async def both(tasks, outcome, progress):
        for _ in tasks:
            progress(Line("The same."))

    monkeypatch.setattr("park.workers.work_together", both)
    setup = prepare(*load_config(Path("demo.yaml")))
    asyncio.run(generate_together(setup, Path("both"), 2, progress=told.append))
    assert told == [Line("The same.")]
