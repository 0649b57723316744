"""A real Ray: two nodes on this machine. Slow to start, and only where Ray is installed."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest

pytest.importorskip("ray", reason="needs culturepark[ray]")

from tests.commands import CHECKOUT, PARK, configuration, environment, write
from tests.fake_openai import FakeOpenAI
from tests.test_crash import Marksman
from tests.test_shards import FILTER, answer, keys, rows
from tests.test_shards_of_answers import RESULTS, setting
from tests.test_shards_of_answers import answer as choose

SEEDS = {"items": ["Q27", "Q38", "Q28"], "per_item": 2}
MARK = "PARK_TEST_CLUSTER"
PATIENT = {"RAY_agent_register_timeout_ms": "300000", "RAY_USAGE_STATS_ENABLED": "0"}


@pytest.fixture(scope="module")
def cluster():
    """The address of a cluster, and the mark that all of its processes carry."""
    mark = uuid4().hex
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.cluster.two_nodes"], cwd=CHECKOUT, text=True,
        env=environment(**PATIENT, **{MARK: mark}), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    address = process.stdout.readline().strip()
    if not address:
        process.communicate()
        pytest.skip("Ray does not start on this machine")
    yield address, mark
    process.communicate(timeout=120)


@pytest.fixture
def served(study):
    marksman = Marksman(answer)
    with FakeOpenAI(marksman) as server:
        model = {"model": "openai/m", "base_url": server.url, "price": {"input": 1, "output": 1}}
        data = configuration(models={"delegate": model}, seeds=SEEDS, filter=FILTER)
        write(study / "demo.yaml", data)
        marksman.server = server
        yield marksman


class Worker:
    """A process of the cluster that works on a shard."""

    def __init__(self, mark):
        self.mark, self.killed = mark, 0

    def kill(self):
        for place in Path("/proc").glob("[0-9]*"):
            try:
                doing = (place / "cmdline").read_bytes()
                ours = f"{MARK}={self.mark}".encode() in (place / "environ").read_bytes()
            except OSError:
                continue
            if doing.startswith(b"ray::do") and ours:
                os.kill(int(place.name), signal.SIGKILL)
                self.killed += 1
                return


def test_two_nodes_make_the_bytes_of_one_process_though_a_worker_is_killed(
    command, study, served, cluster
):
    address, mark = cluster
    assert command("run", "--quiet", "--run", "whole").code == 0
    asked, served.asked[:] = len(served.asked), []
    worker = Worker(mark)
    served.aim(worker, 30, 0)
    made = subprocess.run(
        [*PARK, "run", "--runner", "ray", "--address", address, "--shards", "3", "--run", "cut"],
        cwd=study, env=environment(**PATIENT), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    assert worker.killed == 1
    assert rows(study / "cut") == rows(study / "whole")
    assert keys(study / "cut") == keys(study / "whole")
    # In flight when killed: a call of each of its dialogues; and each start asks for probabilities.
    assert len(served.asked) <= asked + 2 + 5 * 4


EVALUATED = """
import sys, park
from park.cluster.runner import Runner
print(park.Run("cut", runner=Runner(sys.argv[1], 2)).evaluate())
"""


def test_an_evaluation_on_two_nodes_has_the_scores_of_one_process_though_a_worker_is_killed(
    command, study, served, cluster
):
    address, mark = cluster
    served.answer = choose
    setting(study, served.server)
    for run in ("whole", "cut"):
        assert command("generate", "--quiet", "--limit", 0, "--run", run).code == 0
    assert command("evaluate", "whole", "--quiet").code == 0
    asked, served.asked[:] = len(served.asked), []
    worker = Worker(mark)
    served.aim(worker, 30, 0)
    made = subprocess.run(
        [sys.executable, "-c", EVALUATED, address], cwd=study, env=environment(**PATIENT),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    assert worker.killed == 1
    assert rows(study / "cut", *RESULTS) == rows(study / "whole", *RESULTS)
    assert keys(study / "cut") == keys(study / "whole")
    assert asked <= len(served.asked) <= asked + 2
