"""Training on people's answers: what is learnt, from what, and what it leaves behind."""

import pytest
import yaml

from park.config import Config
from park.finetune.answers.material import OfPolls
from park.finetune.local.stage import run_finetune
from park.ledger.ledger import Ledger
from park.ledger.run import read_run
from park.setup import prepare
from tests.adapters import small

torch = pytest.importorskip("torch", reason="the extra `train` is not installed")
pytest.importorskip("trl", reason="the extra `train` is not installed")


pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning")

SURVEY = """item,statement,code,label,TUR,CHN,topic
T1,Tea is good.,1,agree,90,20,drinks
T1,Tea is good.,2,disagree,10,80,drinks
T2,Rice is good.,1,agree,80,10,food
T2,Rice is good.,2,disagree,20,90,food
T3,Bread is good.,1,agree,85,15,food
T3,Bread is good.,2,disagree,15,85,food
"""


def small_run(folder, cultures=("turkish", "chinese"), **changes):
    """Write a run that has begun, without any dialogue, and return it with its setup."""
    folder.mkdir(parents=True, exist_ok=True)
    config = Config(name="polls", cultures=cultures, **changes)
    text = yaml.safe_dump(config.model_dump(mode="json"))
    (folder / "run.yaml").write_text(text, encoding="utf-8")
    Ledger(folder / "ledger.sqlite").close()
    return folder, prepare(config)


def recipe(base, **settings):
    return small.recipe(
        base,
        method="distribution",
        distribution={"orders": 2, "forms": ["lettered"], "items": 4} | settings,
        length=2000,
        schedule={"epochs": 2, "batch": 4, "save_every": 2},
        lora={"r": 2, "alpha": 4, "dropout": 0.0},
    )


def train(run, setup, settings, **options):
    return run_finetune(run, settings, "polls", material=OfPolls(lambda: setup), **options)


def known(run, name):
    with read_run(run) as ledger:
        return ledger.adapter(name)


def test_one_process_trains_an_adapter_for_each_culture_beside_those_on_dialogues(base, tmp_path):
    run, setup = small_run(tmp_path / "run")
    outcome = train(run, setup, recipe(base))
    assert sorted(outcome.trained) == ["distribution-chinese", "distribution-turkish"]
