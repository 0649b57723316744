"""Adapters on a cluster: one a task, the same weights, and records stored by the one who asked."""

import hashlib

import pytest
import yaml

import park
from park.cluster import driving
from park.cluster.runner import Runner
from park.errors import InputError
from park.ledger.run import read_run
from tests.adapters import small
from tests.adapters.conftest import base
from tests.cluster.threads import Threads

pytest.importorskip("trl", reason="the extra `train` is not installed")
pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning")
__all__ = ["base"]
CULTURES = ("turkish", "chinese", "german")


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(driving, "POLL", 0.02)


@pytest.fixture
def recipe(tmp_path, base):
    path = tmp_path / "toy.yaml"
    data = small.recipe(base).model_dump(mode="json", exclude_defaults=True)
    path.write_text(yaml.safe_dump(data))
    return path


def made(folder):
    """Make a run in which a culture has no rows."""
    return small.make_run(folder, small.samples(CULTURES[:2]), CULTURES)


def weights(run):
    files = sorted((run / "adapters").glob("*/adapter_model.safetensors"))
    return {path.parent.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_a_task_trains_an_adapter_and_the_run_has_all_of_them(tmp_path, recipe):
    here, there = made(tmp_path / "here"), made(tmp_path / "there")
    own = park.Run(here).finetune(recipe)
    cluster = Threads(cpus=1.0)
    run = park.Run(there, runner=Runner(connect=cluster.connect))
    outcome = run.finetune(recipe)
    assert sorted(name for name, *_ in cluster.asked) == ["chinese", "german", "turkish"]
    assert {asked[1:] for asked in cluster.asked} == {(1.0, 0.0)}
    assert sorted(outcome.trained) == sorted(own.trained) == ["chinese", "turkish"]
    assert list(outcome.left_out) == list(own.left_out) == ["german"]
    assert weights(there) == weights(here)
    with read_run(there) as ledger, read_run(here) as other:
        for culture in ("chinese", "turkish"):
            assert ledger.adapter(culture).key == other.adapter(culture).key
            assert ledger.adapter(culture).sha256 == other.adapter(culture).sha256
        assert [kind for _, kind, _ in ledger.events()][-1] == "finetuned"
    again = run.finetune(recipe)
    assert not again.trained and sorted(again.unchanged) == ["chinese", "turkish"]


def test_gpus_of_a_cluster_are_asked_for_one_by_one(tmp_path, recipe):
    cluster = Threads(cpus=8.0, gpus=1.0)
    run = park.Run(made(tmp_path / "run"), runner=Runner(connect=cluster.connect))
    run.finetune(recipe, cultures=["turkish"])
    assert cluster.asked == [("turkish", 1.0, 1.0)]


def test_a_training_whose_task_died_is_a_failure_of_its_culture(tmp_path, recipe):
    cluster = Threads(cpus=1.0, dying=["chinese"])
    run = park.Run(made(tmp_path / "run"), runner=Runner(connect=cluster.connect))
    outcome = run.finetune(recipe)
    assert outcome.failed == {"chinese": "WorkerCrashedError: the worker died"}
    assert (outcome.code, list(outcome.trained)) == (1, ["turkish"])


def test_a_culture_without_rows_that_is_asked_for_is_one_line(tmp_path, recipe):
    run = park.Run(made(tmp_path / "run"), runner=Runner(connect=Threads(cpus=1.0).connect))
    with pytest.raises(InputError, match="german"):
        run.finetune(recipe, cultures=["german"])
