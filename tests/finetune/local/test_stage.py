"""The stage: adapters that load, are skipped when nothing changed, and survive failures."""

import errno
import json
import re
import shutil
import socket
from pathlib import Path

import pytest

from park.adapters import storage
from park.errors import InputError
from park.finetune.local import checkpoints, memory
from park.finetune.local.stage import run_finetune
from park.ledger.ledger import Ledger
from park.ledger.run import read_run
from park.records.adapter import ALL
from tests.adapters import small

torch = pytest.importorskip("torch", reason="the extra `train` is not installed")
pytest.importorskip("trl", reason="the extra `train` is not installed")

from safetensors import SafetensorError  # noqa: E402

from tests.finetune.killing import KillAfter, Killed  # noqa: E402

# What the libraries deprecate in one another.
pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning")


def known(run, culture):
    with read_run(run) as ledger:
        return ledger.adapter(culture)


def replace(run, found):
    with Ledger(run / "ledger.sqlite") as ledger:
        ledger.put_samples(found)


@pytest.fixture(scope="module")
def finished(base, tmp_path_factory):
    """A run with its adapters, and what was said; do not write to it."""
    run = small.make_run(tmp_path_factory.mktemp("finished") / "run")
    said = []
    outcome = run_finetune(
        run, small.recipe(base), "toy", progress=lambda event: said.append(str(event))
    )
    return run, outcome, said


@pytest.fixture
def copy(finished, tmp_path):
    return shutil.copytree(finished[0], tmp_path / "copy")


def test_every_culture_has_an_adapter_in_safetensors_and_nothing_else(finished):
    run, outcome, _ = finished
    assert sorted(outcome.trained) == ["chinese", "turkish"]
    for culture in outcome.trained:
        names = sorted(path.name for path in (run / "adapters" / culture).iterdir())
        assert names == ["README.md", "adapter_config.json", "adapter_model.safetensors"]
    assert not list((run / "adapters" / ".work").iterdir())


def test_an_adapter_loads_with_plain_peft_and_gives_the_held_out_losses(finished, base):
    from peft import PeftModel
    from transformers import AutoModelForCausalLM, AutoTokenizer

    run, _, _ = finished
    model = AutoModelForCausalLM.from_pretrained(base)
    model = PeftModel.from_pretrained(model, run / "adapters" / "turkish").eval()
    tokenizer = AutoTokenizer.from_pretrained(base)
    measured = {row.sample: row for row in known(run, "turkish").holdout.rows}
    with read_run(run) as ledger:
        samples = list(ledger.samples("sft", "turkish", "test"))
    assert measured.keys() == {sample.key for sample in samples}
    for sample in samples:
        prompt, answer = sample.row["prompt"], sample.row["completion"]
        whole = tokenizer.apply_chat_template([*prompt, *answer], tokenize=False)
        open_ = tokenizer.apply_chat_template(prompt, tokenize=False, add_generation_prompt=True)
        ids = tokenizer(whole, return_tensors="pt").input_ids
        labels = ids.clone()
        labels[:, : len(tokenizer(open_).input_ids)] = -100
        loss = model(input_ids=ids, labels=labels).loss.item()
        assert loss == pytest.approx(measured[sample.key].adapter, rel=1e-4)
        with model.disable_adapter():
            plain = model(input_ids=ids, labels=labels).loss.item()
        assert plain == pytest.approx(measured[sample.key].base, rel=1e-4)


def test_the_lines_of_the_docs_load_an_adapter(finished, base):
    page = (Path(__file__).parents[3] / "docs" / "finetune.md").read_text(encoding="utf-8")
    (lines,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    assert lines.count("\n") <= 7
    names = {"BASE": str(base)}
    exec(lines.replace("outputs/demo", str(finished[0])), names)
    assert names["model"].active_adapter == "default"
    assert names["tokenizer"].chat_template


def test_the_adapter_does_better_than_the_base_on_rows_that_it_has_not_seen(finished):
    for culture in ("turkish", "chinese"):
        held = known(finished[0], culture).holdout
        assert held.figure == "loss"
        assert held.adapter < held.base
        assert held.difference.mean < 0
        assert held.difference.high is None, "two opinions give no interval"
        assert (len(held.rows), held.difference.groups) == (4, 2)


def test_the_ledger_holds_what_the_adapter_was_made_of_and_its_log(finished, base):
    run, outcome, _ = finished
    adapter = known(run, "turkish")
    assert adapter == outcome.trained["turkish"]
    assert (adapter.recipe_name, adapter.recipe) == ("toy", small.recipe(base))
    assert (adapter.rows, adapter.steps, adapter.system) == (8, 4, "You are turkish.")
    assert [row["step"] for row in adapter.log] == [1, 2, 3, 4]
    assert adapter.sha256 == storage.digest(run / "adapters" / "turkish")
    assert adapter.versions.keys() >= {"torch", "trl", "peft", "transformers"}
    with read_run(run) as ledger:
        event = [detail for _, kind, detail in ledger.events() if kind == "finetuned"][-1]
    assert event["trained"] == ["chinese", "turkish"]


def test_the_masked_share_and_the_memory_are_said(finished):
    _, outcome, said = finished
    share = outcome.trained["turkish"].masked
    assert 0.5 < share < 1
    assert any(f"{share:.0%} of them masked; 4 rows held out" in line for line in said)
    assert any(line.startswith("memory: about ") for line in said)


def test_no_path_of_this_machine_is_in_an_adapter(finished, base):
    for path in (finished[0] / "adapters" / "turkish").iterdir():
        content = path.read_bytes()
        assert str(base).encode() not in content
        assert str(finished[0].parent).encode() not in content


def test_the_card_tells_base_data_recipe_figures_and_limits(finished):
    run, _, _ = finished
    held = known(run, "turkish").holdout
    text = (run / "adapters" / "turkish" / "README.md").read_text()
    for part in (
        "library_name: peft",
        "| base | tiny |",
        "toy: sft, r 2",
        "8 rows of the view sft",
        f"{held.adapter:.3f} with the adapter",
        "## Limits",
        "You are turkish.",
    ):
        assert part in text


def test_nothing_is_trained_twice(copy, base, monkeypatch):
    monkeypatch.setattr("park.adapters.base.load_base", None)
    outcome = run_finetune(copy, small.recipe(base), "toy")
    assert (sorted(outcome.unchanged), outcome.trained) == (["chinese", "turkish"], {})


def test_a_culture_with_other_samples_is_trained_again_alone(copy, base):
    more = [*small.samples(), small.sample("turkish", 99)]
    replace(copy, more)
    before = storage.digest(copy / "adapters" / "turkish")
    outcome = run_finetune(copy, small.recipe(base), "toy")
    assert (list(outcome.trained), list(outcome.unchanged)) == (["turkish"], ["chinese"])
    assert storage.digest(copy / "adapters" / "turkish") != before


def test_another_recipe_or_a_lost_adapter_is_trained_again(copy, base):
    other = run_finetune(copy, small.recipe(base, seed=5), "toy", cultures=["turkish"])
    assert list(other.trained) == ["turkish"]
    (copy / "adapters" / "turkish" / storage.WEIGHTS).write_bytes(b"")
    lost = run_finetune(copy, small.recipe(base, seed=5), "toy", cultures=["turkish"])
    assert list(lost.trained) == ["turkish"]
    with Ledger(copy / "ledger.sqlite") as ledger:
        ledger._db.execute("UPDATE adapters SET record = '{}' WHERE culture = 'turkish'")
    unknown = run_finetune(copy, small.recipe(base, seed=5), "toy", cultures=["turkish"])
    assert list(unknown.trained) == ["turkish"]


def test_the_same_base_elsewhere_is_the_same_base(copy, base, tmp_path):
    moved = shutil.copytree(base, tmp_path / "moved" / "tiny")
    assert len(run_finetune(copy, small.recipe(moved), "toy").unchanged) == 2


def test_a_killed_run_goes_on_and_ends_with_the_same_adapters(finished, run, base):
    with pytest.raises(Killed):
        run_finetune(run, small.recipe(base), "toy", callbacks=(KillAfter(3),))
    outcome = run_finetune(run, small.recipe(base), "toy")
    assert outcome.trained["turkish"].resumed == 3
    for culture, adapter in outcome.trained.items():
        whole = known(finished[0], culture)
        assert [row["loss"] for row in adapter.log] == [row["loss"] for row in whole.log]
        assert adapter.sha256 == whole.sha256
        assert adapter.holdout == whole.holdout


def test_pairs_are_learnt_by_dpo(run, base):
    recipe = small.recipe(base, method="dpo", view="preference")
    outcome = run_finetune(run, recipe, "toy")
    for adapter in outcome.trained.values():
        assert adapter.holdout.figure == "margin"
        assert adapter.holdout.difference.mean < 0


def test_adapters_are_trained_on_a_gguf_file(run, base, tmp_path):
    pytest.importorskip("gguf", reason="only the tests need this")
    recipe = small.recipe(f"gguf:{small.make_gguf(tmp_path / 'tiny.gguf', base)}")
    outcome = run_finetune(run, recipe, "toy", cultures=["turkish"])
    assert outcome.trained["turkish"].holdout.difference.mean < 0


def test_one_adapter_can_be_trained_on_all_cultures(run, base):
    outcome = run_finetune(run, small.recipe(base), "toy", one=True)
    assert list(outcome.trained) == [ALL]
    assert outcome.trained[ALL].rows == 16
    assert {row.group for row in outcome.trained[ALL].holdout.rows} == {
        "turkish4", "turkish5", "chinese4", "chinese5",
    }  # fmt: skip
    assert (run / "adapters" / ALL / storage.WEIGHTS).is_file()


def test_without_held_out_rows_there_is_no_figure_and_the_card_says_so(tmp_path, base):
    run = small.make_run(tmp_path / "run", small.samples(["turkish"], test=0), ["turkish"])
    outcome = run_finetune(run, small.recipe(base), "toy")
    assert outcome.trained["turkish"].holdout is None
    text = (run / "adapters" / "turkish" / "README.md").read_text()
    assert "not measured: there were no held-out rows" in text


def test_rows_over_the_limit_are_listed(tmp_path, base):
    long = small.sample("turkish", 50, answer="tea " * 100)
    run = small.make_run(tmp_path / "run", [*small.samples(["turkish"]), long], ["turkish"])
    outcome = run_finetune(run, small.recipe(base), "toy")
    adapter = outcome.trained["turkish"]
    assert (adapter.rows, list(adapter.too_long)) == (8, [long.key])
    (remark,) = outcome.remarks
    assert remark.startswith("turkish: 1 of 9 rows are longer than 128 tokens and left out: sftt")


def test_a_limit_that_leaves_nothing_is_refused(run, base):
    with pytest.raises(InputError, match="all 8 rows of turkish are longer than length: 16 tok"):
        run_finetune(run, small.recipe(base, length=16), "toy")


def test_without_samples_the_command_that_makes_them_is_named(tmp_path, base):
    run = small.make_run(tmp_path / "run", [])
    with pytest.raises(
        InputError, match=f"view sft for turkish, chinese; make them first: park filter {run}$"
    ):
        run_finetune(run, small.recipe(base), "toy")
    assert not (run / "adapters").exists()


def test_cultures_without_rows_are_left_out_and_the_others_are_trained(tmp_path, base):
    run = small.make_run(tmp_path / "run", small.samples(["turkish"]))
    outcome = run_finetune(run, small.recipe(base), "toy")
    assert list(outcome.trained) == ["turkish"]
    assert outcome.left_out == {"chinese": "no training rows of the view sft"}
    with read_run(run) as ledger:
        event = [detail for _, kind, detail in ledger.events() if kind == "finetuned"][-1]
    assert event["left_out"] == outcome.left_out


def test_a_culture_whose_rows_are_all_too_long_is_left_out(tmp_path, base):
    long = small.sample("chinese", 50, answer="tea " * 100)
    run = small.make_run(tmp_path / "run", [*small.samples(["turkish"]), long])
    for done in ("trained", "unchanged"):
        outcome = run_finetune(run, small.recipe(base), "toy")
        assert list(getattr(outcome, done)) == ["turkish"]
        assert "all 1 rows of chinese are longer than length: 128" in outcome.left_out["chinese"]


def test_a_culture_that_was_asked_for_and_has_no_rows_is_refused(tmp_path, base):
    run = small.make_run(tmp_path / "run", small.samples(["turkish"]))
    with pytest.raises(InputError, match=r"no training samples of the view sft for chinese; .*out"):
        run_finetune(run, small.recipe(base), "toy", cultures=["turkish", "chinese"])
    with pytest.raises(InputError, match="all 8 rows of turkish are longer"):
        run_finetune(run, small.recipe(base, length=16), "toy", cultures=["turkish"])
    assert not (run / "adapters").exists()


def test_one_adapter_is_trained_on_the_cultures_that_have_rows(tmp_path, base):
    run = small.make_run(tmp_path / "run", small.samples(["turkish"]))
    assert run_finetune(run, small.recipe(base), "toy", one=True).trained[ALL].rows == 8


def test_samples_of_the_test_split_alone_are_none(tmp_path, base):
    run = small.make_run(tmp_path / "run", small.samples(["turkish"], train=0), ["turkish"])
    with pytest.raises(InputError, match="no training samples of the view sft for turkish"):
        run_finetune(run, small.recipe(base), "toy")


def test_an_unknown_culture_names_the_nearest(run, base):
    with pytest.raises(InputError, match="--cultures: turkis; did you mean 'turkish'"):
        run_finetune(run, small.recipe(base), "toy", cultures=["turkis"])


def test_too_little_memory_is_refused_before_the_base_is_loaded(run, base, monkeypatch):
    monkeypatch.setattr(memory, "available", lambda device: 1e6)
    monkeypatch.setattr("park.adapters.base.load_base", None)
    with pytest.raises(
        InputError, match=r"toy: about .* of memory are needed on cpu, 0\.0 GiB are"
    ):
        run_finetune(run, small.recipe(base), "toy")


def fill_disk_at(moment, patch):
    """Let the disk be full when the adapter's weights or card are written, or it is renamed."""
    from peft import PeftModel

    name, owner = {
        "weights": ("save_pretrained", PeftModel),
        "card": ("write_text", Path),
        "rename": ("rename", Path),
    }[moment]
    real = getattr(owner, name)

    def full(self, *arguments, **options):
        if any("turkish.new" in str(each) for each in (self, *arguments) if each is not None):
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(self, *arguments, **options)

    patch.setattr(owner, name, full)


@pytest.mark.parametrize("moment", ["weights", "card", "rename"])
def test_a_full_disk_keeps_the_last_good_adapter(copy, base, monkeypatch, moment):
    place = copy / "adapters" / "turkish"
    before = {path.name: path.read_bytes() for path in place.iterdir()}
    with monkeypatch.context() as patch:
        fill_disk_at(moment, patch)
        outcome = run_finetune(copy, small.recipe(base, seed=9), "toy", cultures=["turkish"])
    assert outcome.failed["turkish"] == (
        f"{place}: the adapter cannot be saved (No space left on device); "
        "an earlier one is kept as it was"
    )
    assert {path.name: path.read_bytes() for path in place.iterdir()} == before
    assert known(copy, "turkish").recipe.seed == 0
    again = run_finetune(copy, small.recipe(base, seed=9), "toy", cultures=["turkish"])
    assert again.trained["turkish"].resumed == 4


@pytest.mark.parametrize("kind", [OSError, SafetensorError])
def test_a_full_disk_at_a_checkpoint_keeps_the_last_good_adapter(copy, base, monkeypatch, kind):
    def full(*_, **__):
        said = "No space left on device"
        raise kind(errno.ENOSPC, said) if kind is OSError else kind(said)

    place = copy / "adapters" / "turkish"
    before = storage.digest(place)
    with monkeypatch.context() as patch:
        patch.setattr("peft.PeftModel.save_pretrained", full)
        outcome = run_finetune(copy, small.recipe(base, seed=9), "toy", cultures=["turkish"])
    assert "the training ended early (No space left on device)" in outcome.failed["turkish"]
    assert storage.digest(place) == before


def test_a_failure_of_one_culture_does_not_stop_the_others(run, base, monkeypatch):
    real = storage.save

    def save(model, folder, public, weights):
        if folder.name == "turkish":
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(model, folder, public, weights)

    monkeypatch.setattr(storage, "save", save)
    outcome = run_finetune(run, small.recipe(base), "toy")
    assert list(outcome.trained) == ["chinese"]
    assert "No space left" in outcome.failed["turkish"]
    assert json.dumps(outcome.summary())


def test_an_adapter_moved_aside_by_a_process_that_died_is_put_back(copy, base):
    place = copy / "adapters" / "turkish"
    place.rename(copy / "adapters" / ".work" / "turkish.old")
    outcome = run_finetune(copy, small.recipe(base), "toy")
    assert sorted(outcome.unchanged) == ["chinese", "turkish"]


def test_what_a_process_left_that_died_after_its_work_is_removed(copy, base):
    work = copy / "adapters" / ".work"
    shutil.copytree(copy / "adapters" / "turkish", work / "turkish.old")
    (work / "turkish.new").mkdir()
    checkpoints.prepare(work / "turkish", "a key")
    (work / "chinese").mkdir()
    (work / "chinese" / "train.jsonl").write_text("for a provider")
    assert len(run_finetune(copy, small.recipe(base), "toy").unchanged) == 2
    assert [path.name for path in work.iterdir()] == ["chinese"]


@pytest.mark.parametrize("form", ["folder", "gguf"])
def test_training_asks_nothing_of_the_network(run, base, tmp_path, monkeypatch, form):
    asked = []

    def refuse(*arguments):
        asked.append(arguments)
        raise OSError(errno.ENETUNREACH, "Network is unreachable")

    if form == "gguf":
        pytest.importorskip("gguf", reason="only the tests need this")
        base = f"gguf:{small.make_gguf(tmp_path / 'tiny.gguf', base)}"
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert not run_finetune(run, small.recipe(base), "toy").failed
    assert not asked
