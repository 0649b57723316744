"""Several processes train as one would with as many rows at once; the first alone writes."""

# ruff: noqa: E402
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

torch = pytest.importorskip("torch", reason="the extra `train` is not installed")
pytest.importorskip("trl", reason="the extra `train` is not installed")

from park import __main__ as entry
from park.adapters import storage
from park.errors import InputError
from park.finetune.local import ranks
from park.finetune.local.stage import run_finetune
from park.finetune.local.training import steps_of
from park.ledger.run import read_run
from tests.adapters import small

# What the libraries deprecate in one another.
pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning")

ROOT = Path(__file__).parents[3]
LIMIT = 240
"""Seconds after which processes that wait for one another are ended."""
HOW = {
    "ddp": ("--multi_gpu",),
    "fsdp": (
        "--use_fsdp", "--fsdp_version", "2",
        "--fsdp_auto_wrap_policy", "TRANSFORMER_BASED_WRAP",
    ),
}  # fmt: skip


def recipe(base, batch, **changes):
    plan = {"epochs": 2, "batch": batch, "save_every": 2}
    return small.recipe(base, schedule=plan, lora={"r": 2, "alpha": 4}, **changes)


def launch(how, run, recipe, *options):
    """Train a run in two processes; return the exit code and what was said."""
    (run / "toy.yaml").write_text(yaml.safe_dump(recipe.model_dump(mode="json")))
    command = [
        sys.executable, "-m", "accelerate.commands.launch", *HOW[how],
        "--num_processes", "2", "--num_machines", "1", "--main_process_port", "0",
        "--mixed_precision", "no", "--dynamo_backend", "no",
        "-m", "tests.finetune.gloo", "finetune", str(run), "--recipe", str(run / "toy.yaml"),
        *options,
    ]  # fmt: skip
    alone = {"ACCELERATE_USE_CPU": "true", "CUDA_VISIBLE_DEVICES": "", "OMP_NUM_THREADS": "1"}
    started = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | alone, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        out, err = started.communicate(timeout=LIMIT)
    finally:
        kill(started)
    return started.returncode, out, err


def kill(started):
    """End a launcher and its processes, which are in sessions of their own."""
    import psutil

    if started.poll() is None:
        for each in [*psutil.Process(started.pid).children(recursive=True), started]:
            each.kill()
        started.communicate()


def made(run, culture):
    with read_run(run) as ledger:
        return ledger.adapter(culture)


@pytest.fixture(scope="module")
def alone(base, tmp_path_factory):
    """A run that one process has trained, eight rows at once; do not write to it."""
    run = small.make_run(tmp_path_factory.mktemp("alone") / "run", small.samples(train=16))
    run_finetune(run, recipe(base, 8), "toy")
    return run


@pytest.mark.parametrize("how", HOW)
def test_two_processes_train_as_one_does_with_twice_the_rows_at_once(alone, base, tmp_path, how):
    from peft import PeftModel
    from safetensors.torch import load_file
    from transformers import AutoModelForCausalLM

    run = small.make_run(tmp_path / "run", small.samples(train=16))
    code, out, err = launch(how, run, recipe(base, 4), "--json")
    assert code == 0, err
    assert out.count('"trained"') == 1
    assert err.count("2 adapters are in") == 1
    for culture in ("turkish", "chinese"):
        one, two = made(alone, culture), made(run, culture)
        assert two.device == f"2 × cpu{' (FSDP)' if how == 'fsdp' else ''}"
        assert two.steps == one.steps == 4
        losses = [row["loss"] for row in one.log]
        assert [row["loss"] for row in two.log] == pytest.approx(losses, abs=2e-4)
        assert two.holdout.difference.mean < 0
        measured = [row.adapter for row in one.holdout.rows]
        assert [row.adapter for row in two.holdout.rows] == pytest.approx(measured, abs=1e-3)
        plain = [row.base for row in one.holdout.rows]
        assert [row.base for row in two.holdout.rows] == pytest.approx(plain, abs=1e-5)
        whole, same = (
            load_file(each / "adapters" / culture / storage.WEIGHTS) for each in (alone, run)
        )
        assert whole.keys() == same.keys()
        assert all(torch.allclose(same[name], whole[name], atol=1e-3) for name in whole)
        model = AutoModelForCausalLM.from_pretrained(base)
        model = PeftModel.from_pretrained(model, run / "adapters" / culture)
        assert (
            model.get_parameter(
                "base_model.model.model.layers.0.self_attn.q_proj.lora_B.default.weight"
            )
            .abs()
            .max()
        )
    assert not list((run / "adapters" / ".work").iterdir())
    with read_run(run) as ledger:
        assert [kind for _, kind, _ in ledger.events()].count("finetuned") == 1


def test_a_failure_ends_all_processes_with_one_line_of_each(base, tmp_path):
    run = small.make_run(tmp_path / "run", small.samples(train=16))
    code, _, err = launch("ddp", run, recipe(base, 4, length=8))
    assert code != 0
    assert "rows of turkish are longer than length: 8 tokens" in err
    assert not (run / "adapters").exists()


def test_every_process_has_a_batch_of_its_own(base, monkeypatch):
    monkeypatch.setenv("WORLD_SIZE", "3")
    assert steps_of(recipe(base, 4), 25) == 2 * 3


def test_one_process_waits_for_none_and_shares_with_none(monkeypatch):
    monkeypatch.delenv("WORLD_SIZE", raising=False)
    ranks.wait()
    assert ranks.shared([1]) == [1]
    assert ranks.first_then_others(lambda: 2) == 2
    assert ranks.named("cpu") == "cpu"


def test_a_quantised_base_is_for_one_process(base, monkeypatch):
    monkeypatch.setenv("WORLD_SIZE", "2")
    with pytest.raises(InputError, match="toy: quantise: nf4 is for one process"):
        ranks.join(small.recipe(base, quantise="nf4", device="cuda"), "cuda", "toy")


def test_the_first_version_of_fsdp_is_refused(base, monkeypatch):
    for name, value in {"WORLD_SIZE": "2", "ACCELERATE_USE_FSDP": "true"}.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(InputError, match="--fsdp_version 2"):
        ranks.join(small.recipe(base), "cpu", "toy")


@pytest.mark.parametrize(("code", "said"), [(0, ""), (2, "park: what went wrong\n")])
def test_the_other_processes_are_silent_unless_they_fail(monkeypatch, capsys, code, said):
    def run():
        sys.stderr.write("park: what went wrong\n")
        sys.stdout.write("a figure\n")
        return code

    monkeypatch.setattr(entry, "run_command", run)
    assert entry.follow() == code
    assert capsys.readouterr() == ("", said)
