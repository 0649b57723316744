"""A run folder of version 0.1.0, as it was before the records got types of their own.

`old/old_run.tar.gz` was made with a scripted model, the tiny base of `tests/adapters/small.py` and
the code of that time: six dialogues, eighteen opinions, two adapters, scores of the survey task.
Beside it are the role cards, before they had facts, and the templates of that time.
"""

import json
import shutil
import tarfile
from pathlib import Path

import pytest

import park
from park.ledger.run import read_run
from park.surveys.bundled import bundled
from tests.commands import configuration, whole_script, write

OLD = Path(__file__).with_name("old")


@pytest.fixture
def old(study):
    """The old run as `outputs/old`, with the script of its model beside it."""
    for name, place in (("old_run", study / "outputs"), ("cards_and_prompts", study)):
        with tarfile.open(OLD / f"{name}.tar.gz") as archive:
            archive.extractall(place, filter="data")
    write(study / "script.yaml", whole_script())
    settings = configuration(
        name="old",
        agents="agents",
        prompts="prompts",
        seeds={"items": ["Q27", "Q38", "Q41"], "holdout": 0.06, "per_item": 1},
        filter={"threshold": 0.5},
        evaluate={"tasks": ["survey"], "methods": ["plain", "prompt", "adapter"]},
    )
    write(study / "old.yaml", settings)
    return study / "outputs/old"


def test_it_opens_and_its_records_are_read(old):
    run = park.Run(old)
    assert (len(run.dialogues()), len(run.opinions()), len(run.opinions(accepted=True))) == (
        6,
        18,
        6,
    )
    assert run.scores("survey")
    with read_run(old) as ledger:
        adapters = {name: ledger.adapter(name) for name in ledger.adapters()}
        assert {name: each.rows for name, each in adapters.items()} == {"chinese": 2, "turkish": 6}
        assert adapters["chinese"].holdout.figure == "loss"


def test_it_resumes_without_a_call(command, old):
    said = command("generate", "old.yaml", "--run", old, "--json")
    assert said.code == 0, said.err
    assert json.loads(said.out)["done"] == 6
    assert "nothing to do" in said.err
    with read_run(old) as ledger:
        calls = ledger.totals().calls
    again = json.loads(command("filter", old, "--json").out)
    assert (again["accepted"], again["calls"]) == (6, calls)
    assert again["cached_calls"] > 0


def test_it_goes_on_with_more_dialogues(command, old):
    more = command("generate", "old.yaml", "--run", old, "--set", "seeds.per_item=2", "--json")
    assert json.loads(more.out)["done"] == 12, more.err


def test_it_keeps_the_wording_that_it_began_with_and_loses_it_when_begun_anew(command, old):
    now = bundled().items["Q41"].statement
    first = {each.statement for each in park.Run(old).dialogues() if each.seed.item == "Q41"}
    arguments = ("generate", "old.yaml", "--run", old, "--set", "seeds.per_item=2", "--quiet")
    assert command(*arguments).code == 0
    assert {e.statement for e in park.Run(old).dialogues() if e.seed.item == "Q41"} == first
    assert len(first) == 1 and now not in first
    assert command(*arguments, "--if-exists", "delete").code == 0
    assert {e.statement for e in park.Run(old).dialogues() if e.seed.item == "Q41"} == {now}


def test_it_reports_adapters_and_scores(command, old):
    assert command("report", old).code == 0
    report = json.loads((old / "report/report.json").read_text())
    assert {each["name"] for each in report["training"]} == {"chinese", "turkish"}
    assert "survey" in json.dumps(report["tasks"])
    shutil.rmtree(old / "report")


def test_it_exports(command, old):
    pytest.importorskip("datasets", reason="the extra `export` is not installed")
    said = command("export", old, "--json")
    assert json.loads(said.out)["rows"] == 42


def test_it_holds_out_the_items_that_it_began_with_unless_begun_anew(command, old):
    held = [item.id for item in park.Run(old).setup.heldout]
    assert [item.id for item in park.Run(old, "old.yaml").setup.heldout] == held
    faster = park.Run(old, "old.yaml", assignments=["limits.concurrency=8"])
    assert [item.id for item in faster.setup.heldout] == held
    other = command("generate", "old.yaml", "--run", old, "--set", "seeds.holdout_by=topic")
    assert other.code == 2
    assert "seeds.holdout_by" in other.err
    anew = command("generate", "old.yaml", "--run", old, "--if-exists", "delete")
    assert anew.code == 0
    assert park.Run(old).setup.config.seeds.holdout_by == "topic"
