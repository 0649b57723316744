"""Bases with odd chat templates: what is learnt is what is said, and held out and talked alike."""

import pytest

from park.adapters import base as bases
from park.adapters.talk import Manner, begin
from park.errors import InputError
from park.finetune.local.stage import run_finetune
from park.ledger.run import read_run
from tests.adapters import families, small

torch = pytest.importorskip("torch", reason="the extra `train` is not installed")
pytest.importorskip("trl", reason="the extra `train` is not installed")
pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning")

GREEDY = Manner(max_tokens=60, temperature=0)


def trained(folder, name, view="sft", **changes):
    """Train a culture's adapter on a base of a family; gives run, outcome and what was said."""
    words = families.tokenizer(families.FAMILIES[name][0])
    base = small.make_base(folder / "tiny", words=words)
    run = small.make_run(folder / "run", small.samples(["turkish"]), ["turkish"])
    said = []
    recipe = small.recipe(base, view=view, length=256, **changes)
    outcome = run_finetune(run, recipe, "toy", progress=lambda event: said.append(str(event)))
    return run, outcome, said


def test_an_adapter_says_what_it_learnt_ends_there_and_can_be_talked_on_with(tmp_path):
    run, _, _ = trained(
        tmp_path,
        "without a system role, always thinking",
        lora={"r": 16, "alpha": 64},
        optimiser={"rate": 0.02},
        schedule={"epochs": 90, "batch": 8, "save_every": 1000},
    )
    talk = begin(run, "turkish", GREEDY)
    assert talk.answer("What is good, 3?") == "tea, tea and tea"
    assert "<" not in talk.answer("What is good, 4?")
    assert [each["role"] for each in talk.pasts[True]] == ["system", *["user", "assistant"] * 2]


@pytest.mark.parametrize("name", ["gemma", "gpt-oss", "qwen3, always thinking"])
def test_pairs_are_learnt_and_held_out_whatever_the_template(tmp_path, name):
    run, outcome, _ = trained(
        tmp_path, name, "preference", method="dpo", schedule={"most_steps": 1, "batch": 2}
    )
    assert list(outcome.trained) == ["turkish"]
    with read_run(run) as ledger:
        assert len(ledger.adapter("turkish").holdout.rows) == 4


def test_what_is_done_to_the_template_is_said_once(tmp_path):
    _, outcome, said = trained(tmp_path, "gemma", schedule={"most_steps": 1})
    lines = [each for each in said if "takes no system message" in each]
    assert lines == ["tiny: its chat template takes no system message; it goes before the first "
                     "user message"]  # fmt: skip
    assert lines[0] in outcome.remarks


def test_a_template_that_fails_stops_the_stage_before_the_base_is_loaded(tmp_path, monkeypatch):
    base = small.make_base(tmp_path / "tiny", "{{ raise_exception('not today') }}")
    run = small.make_run(tmp_path / "run")
    monkeypatch.setattr(bases, "load_base", None)
    with pytest.raises(InputError, match=r"^base: tiny: its chat template fails \(not today\)$"):
        run_finetune(run, small.recipe(base), "toy")
