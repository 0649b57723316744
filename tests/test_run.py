"""A run as one object: one setup for all stages, in a script and in a notebook's running loop."""

import asyncio
import json
import re
import signal
import threading
from pathlib import Path

import pytest

import park
from park.ledger.ledger import Ledger
from park.ledger.run import read_run
from park.progress import Counts
from park.run import wait_for
from park.table import Table
from tests.commands import configuration, judge_script, script, whole_script, write


@pytest.fixture
def run(study):
    """A run of the study's configuration, whose model also judges."""
    write(study / "script.yaml", whole_script())
    write(study / "demo.yaml", configuration(filter={"threshold": 0.5}))
    return park.Run("outputs/toy", "demo.yaml")


def test_one_setup_serves_every_stage(run):
    # Each stage had a Setup of its own, and died with AttributeError when given another's.
    setup = park.prepare(*park.load_config(Path("demo.yaml")))
    from park.evaluate.stage import evaluate
    from park.filter.stage import filter_dialogues
    from park.generate.stage import generate

    assert wait_for(generate(setup, run.folder)).done.total() == 4
    assert wait_for(filter_dialogues(setup, run.folder)).accepted == 6
    model = park.ScriptedModel(lambda messages: "B")
    assert wait_for(evaluate(setup, run.folder, model=model)).scores


def test_stages_run_within_a_running_event_loop(run):
    async def notebook():
        assert run.generate(limit=2).done.total() == 2
        assert (await run.agenerate()).done.total() == 4
        assert (await run.afilter()).accepted == 6
        assert (await run.aexport(views=["sft"])).code == 0
        return await run.areport()

    assert asyncio.run(notebook()).code == 0
    assert (run.folder / "dataset/README.md").is_file()


@pytest.mark.parametrize("seconds", [0, 0.2])
def test_an_interrupted_cell_of_a_notebook_stops_its_work(seconds):
    ended = []

    async def work():
        await asyncio.sleep(seconds)
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
        try:
            await asyncio.sleep(20)
        finally:
            ended.append(True)

    async def notebook():
        wait_for(work())

    # asyncio.run would handle the signal itself; a notebook's loop does not.
    loop = asyncio.new_event_loop()
    try:
        with pytest.raises(KeyboardInterrupt):
            loop.run_until_complete(notebook())
        assert ended
    finally:
        loop.close()


def test_an_exception_in_a_running_loop_is_the_stage_s_own(study):
    async def notebook():
        park.Run("outputs/none").filter()

    with pytest.raises(park.InputError, match="there is no such run folder"):
        asyncio.run(notebook())


def test_models_are_handed_in_as_objects_and_judge_unless_another_does(study):
    write(study / "demo.yaml", configuration(models={"delegate": "openai/nobody"}))
    speaks = park.ScriptedModel(_script(script()), name="speaks")
    judges = park.ScriptedModel(_script(judge_script()), name="judges")
    run = park.Run("outputs/toy", "demo.yaml", models={"delegate": speaks, "judge": judges})
    run.generate()
    assert {name for each in run.dialogues() for name in each.models.values()} == {"speaks"}
    assert run.filter().accepted == 6
    assert {each.models["judge"] for each in run.opinions()} == {"judges"}
    alone = park.Run("outputs/toy", "demo.yaml", models={"delegate": speaks})
    assert alone.filter().funnel.judge == "speaks"


def _script(data):
    from park.models.scripted import Script

    return Script.model_validate(data)


def test_records_are_tables_that_can_be_read_again(run):
    run.generate()
    run.filter()
    opinions = run.opinions(accepted=True)
    assert len(opinions) == len(list(opinions)) == 6
    assert len(run.opinions()) == len(opinions) + len(run.opinions(accepted=False))
    assert {each.seed.culture for each in run.opinions(["turkish"])} == {"turkish"}
    assert all(verdict.kept for verdict in run.verdicts(next(iter(opinions)).key))
    assert json.dumps(run.dialogues().to_dicts())


def test_accepted_opinions_are_read_without_their_verdicts(run, monkeypatch):
    run.generate()
    run.filter()
    monkeypatch.setattr(Ledger, "verdicts", None)
    assert len(run.opinions(accepted=True)) == 6


def test_a_table_becomes_a_data_frame_where_pandas_is_there(run, monkeypatch):
    run.generate(limit=1)
    pandas = pytest.importorskip("pandas")
    frame = run.dialogues().to_pandas()
    assert isinstance(frame, pandas.DataFrame)
    assert frame["seed.culture"].tolist() == ["chinese"]
    monkeypatch.setitem(__import__("sys").modules, "pandas", None)
    with pytest.raises(park.ParkError, match="pip install pandas"):
        Table(lambda: iter(())).to_pandas()


def test_progress_is_a_callback(run):
    seen = []
    run.progress = seen.append
    run.generate()
    assert {type(event) for event in seen} == {Counts}
    assert str(seen[-1]) == "4/4 dialogues, 0 failed"


def test_changes_are_keys_of_the_configuration_or_text(run):
    changed = park.Run(
        "outputs/toy", "demo.yaml", changes={"seed": 7}, assignments=["limits.concurrency=2"]
    )
    config = changed.setup.config
    assert (config.seed, config.limits.concurrency) == (7, 2)
    assert changed.changed({"seed": 8}).setup.config.limits.concurrency == 2


def test_a_limit_carries_the_outcome_so_far(study):
    priced = {"model": "scripted:script.yaml", "price": {"input": 1e6, "output": 1e6}}
    write(study / "demo.yaml", configuration(models={"delegate": priced}, limits={"max_cost": 1}))
    with pytest.raises(park.Stopped) as stopped:
        park.Run("outputs/toy", "demo.yaml").generate()
    assert stopped.value.outcome.stage == "generate"


def test_an_outcome_prints_what_the_command_line_says(run, command):
    said = str(run.generate())
    assert "4 of 4 dialogues are in outputs/toy" in said
    assert said.splitlines()[-1].startswith("next: park filter outputs/toy")


def test_stages_go_on_until_the_target_is_met(run):
    stages = [each.stage for each in run.stages()]
    assert stages == ["generate", "filter", "export"]


def test_a_run_without_a_configuration_reads_its_own(run):
    run.generate(limit=1)
    again = park.Run("outputs/toy")
    assert again.setup.config == run.setup.config


def test_rows_of_dialogues_that_norms_have_guided_hold_no_norm(study):
    write(study / "script.yaml", whole_script())
    dialogue = {"norms": 3}
    write(study / "demo.yaml", configuration(filter={"threshold": 0.5}, dialogue=dialogue))
    run = park.Run("outputs/toy", "demo.yaml")
    run.generate()
    assert all(len(each.norms) == 3 for each in run.dialogues())
    run.filter()
    run.export()
    with read_run(Path("outputs/toy")) as ledger:
        rows = {view: [each.row for each in ledger.samples(view)] for view in ("sft", "messages")}
    assert all(rows.values())
    assert not re.search("people in (Turkey|China) answer", json.dumps(rows))
