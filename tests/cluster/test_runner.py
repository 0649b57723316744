"""Stages on a cluster make what one process makes; what fails there comes back as a record."""

import asyncio
from shutil import copytree

import pytest

import park
from park.cluster import driving
from park.cluster.runner import Runner
from park.errors import InputError, Stopped
from park.generate.stage import generate
from park.ledger.run import read_run
from park.ledger.shard import Shard
from park.setup import prepare
from tests.cluster.threads import Threads
from tests.commands import CHECKOUT, configuration, whole_script, write
from tests.fake_openai import FakeOpenAI
from tests.test_shards import FILTER, SEEDS, dear, keys, rows, shards


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(driving, "POLL", 0.02)


@pytest.fixture
def study(study):
    write(study / "script.yaml", whole_script())
    one_try = {"retries": 0}
    write(study / "demo.yaml", configuration(seeds=SEEDS, filter=FILTER, dialogue=one_try))
    return study


def on(cluster, folder="cut", shards=3, **options):
    runner = Runner(shards=shards, connect=cluster.connect)
    return park.Run(folder, "demo.yaml", runner=runner, **options)


def test_a_cluster_makes_the_bytes_of_one_process(study):
    whole = list(park.Run("whole", "demo.yaml").stages())
    cut = list(on(Threads()).stages())
    assert rows(study / "cut") == rows(study / "whole")
    assert keys(study / "cut") == keys(study / "whole")
    for one, other in zip(cut, whole, strict=True):
        for name in ("stage", "planned", "done", "failed", "accepted", "rows"):
            assert one.summary().get(name) == other.summary().get(name), name
    assert not (study / "cut/.cluster").exists()


def test_tasks_ask_for_half_a_core(study):
    cluster = Threads(cpus=2.0)
    on(cluster).generate()
    assert cluster.asked == [(f"shard {number}/3", 0.5, 0.0) for number in (1, 2, 3)]


def test_a_task_that_died_is_a_record_and_what_it_paid_for_is_kept(study):
    made = on(Threads(dying=["shard 2/3"]))
    with pytest.raises(Stopped, match=r"1 of 3 portions failed \(shard 2/3: WorkerCrashed") as told:
        made.generate()
    outcome = told.value.outcome
    assert outcome.remarks == ["shard 2/3: WorkerCrashedError: the worker died"]
    assert len(rows(study / "cut", "dialogues")["dialogues"]) == 12
    said = on(Threads()).generate().summary()
    assert (said["done"], said["calls"]) == (12, 72)


def test_calls_add_up_over_stages_and_resumes(study):
    made = on(Threads())
    assert made.generate().meter.calls == 72
    again = made.generate()
    assert "72 calls in all (0 now)" in again.used()
    held = len(keys(study / "cut"))
    filtered = made.filter()
    held, before = len(keys(study / "cut")), held
    assert f"{held} calls in all ({held - before} now)" in filtered.used()


def test_a_run_begun_by_one_process_goes_on_there_and_back(study):
    park.Run("cut", "demo.yaml").generate(limit=5)
    assert on(Threads()).generate(limit=9).meter.calls == 54
    assert park.Run("cut", "demo.yaml").generate().meter.calls == 72
    assert on(Threads()).generate().meter.calls == 72


def test_what_killed_local_processes_have_left_is_taken_over(study):
    given = park.Run("cut", "demo.yaml").setup
    asyncio.run(generate(given, study / "cut", limit=0))
    worker = Shard(1, 2, "workers")
    asyncio.run(generate(given, study / "cut", limit=5, shard=worker))
    held = keys(study / "cut/workers/0001")
    outcome = on(Threads()).generate()
    assert not (study / "cut/workers").exists()
    assert held < keys(study / "cut")
    assert outcome.meter.calls == len(keys(study / "cut")) == 72


def test_parts_that_began_with_other_settings_are_refused_before_any_task(command, study):
    shards(command, ("--run", "cut"), 3)
    cluster = Threads()
    with pytest.raises(InputError, match=r"cut: this run began with other settings \(.*turns"):
        on(cluster, changes={"dialogue.turns": 3}).generate()
    assert not cluster.asked


def test_a_share_of_the_money_left_is_what_each_shard_may_spend(study):
    with FakeOpenAI(dear) as server:
        model = {"model": "openai/m", "base_url": server.url, "price": {"input": 1, "output": 1}}
        data = configuration(
            models={"delegate": model}, seeds=SEEDS, filter=FILTER, limits={"max_cost": 0.06}
        )
        write(study / "demo.yaml", data)
        for _ in range(3):
            with pytest.raises(Stopped):
                on(Threads()).generate()
            with read_run(study / "cut") as ledger:
                assert ledger.totals().cost_usd <= 0.06
        assert ledger_cost(study / "cut") > 0.03


def ledger_cost(folder):
    with read_run(folder) as ledger:
        return ledger.totals().cost_usd


def test_no_progress_on_the_cluster_stops_the_run_and_ends_the_tasks(study, monkeypatch):
    monkeypatch.setattr(driving, "GRACE", 0.1)
    cluster = Threads(stuck=True)
    made = on(cluster, changes={"limits.stall": 0.1})
    with pytest.raises(Stopped, match=r"no progress on the cluster for 0\.2 seconds \(shard 1/3"):
        made.generate()
    assert len(cluster.cancelled) == 3


def test_a_folder_that_the_machines_do_not_share_is_one_line(study, monkeypatch):
    from park.cluster import portion

    monkeypatch.setattr(portion, "LEDGER", "elsewhere.sqlite")
    with pytest.raises(InputError, match="is not there; put the run on a file system that all"):
        on(Threads()).generate()


def test_a_machine_with_another_version_is_one_line(study, monkeypatch):
    from park.cluster import portion

    monkeypatch.setattr(portion, "version", lambda name: "0.0.1")
    runner = on(Threads())
    monkeypatch.setattr(portion.Portion, "__init__", _with_version(portion.Portion.__init__))
    with pytest.raises(InputError, match=r"has culturepark 0\.0\.1, and 9\.9 has sent the task"):
        runner.generate()


def test_a_machine_with_other_templates_is_one_line_before_any_call(study, monkeypatch):
    from park.cluster import portion

    def elsewhere(*given, **named):
        write(study / "prompts/generate/turn.j2", "Say something else.")
        return prepare(*given, **named)

    copytree(CHECKOUT / "prompts", study / "prompts")
    write(study / "demo.yaml", configuration(seeds=SEEDS, filter=FILTER, prompts="prompts"))
    monkeypatch.setattr(portion, "prepare", elsewhere)
    with pytest.raises(InputError, match=r"other settings .*\(prompts/generate/turn.j2\); install"):
        on(Threads()).generate()
    assert not keys(study / "cut")


def _with_version(init):
    def made(self, *positional, **named):
        init(self, *positional, **{**named, "version": "9.9"})

    return made


def test_parts_of_another_number_are_refused_and_theirs_is_the_default(command, study):
    shards(command, ("--run", "cut"), 2)
    command("merge", "cut")
    with pytest.raises(InputError, match=r"--shard 1/3: the parts in cut are shards of 2"):
        on(Threads()).generate()
    cluster = Threads()
    on(cluster, shards=None).generate()
    assert [name for name, *_ in cluster.asked] == ["shard 1/2", "shard 2/2"]


def test_model_objects_are_refused(study):
    models = {"delegate": object()}
    with pytest.raises(InputError, match="model objects cannot be sent to a cluster"):
        on(Threads(), models=models).generate()


@pytest.mark.parametrize("number", [0, -1, 10_000])
def test_a_number_of_shards_that_is_none_is_refused(number):
    with pytest.raises(InputError, match=rf"--shards {number}: a number from 1 to 9999"):
        Runner(shards=number)


@pytest.mark.parametrize("option", [("--address", "10.0.0.1:6379"), ("--shards", "3")])
def test_options_of_a_cluster_need_one(command, study, option):
    said = command("run", *option)
    assert said.code == 2
    assert said.err == f"park: {' '.join(option)}: only --runner ray takes it\n"
