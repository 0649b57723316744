"""Merging: the base and the adapter as one model, and what is refused."""

from pathlib import Path

import pytest

pytest.importorskip("torch", reason="the extra `train` is not installed")
pytest.importorskip("trl", reason="the extra `train` is not installed")

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer

from park.adapters.merging import merge
from park.adapters.storage import SETTINGS, WEIGHTS
from park.errors import InputError
from tests.adapters import small

pytestmark = pytest.mark.filterwarnings("ignore:.*gradient_checkpointing:FutureWarning")
WORDS = torch.tensor([[5, 9, 30, 7]])


@pytest.fixture
def adapter(base, tmp_path):
    """The folder of an adapter that moves the base's answers."""
    torch.manual_seed(1)
    worn = get_peft_model(
        AutoModelForCausalLM.from_pretrained(base),
        LoraConfig(r=2, target_modules="all-linear", init_lora_weights=False),
    )
    worn.save_pretrained(tmp_path / "adapter")
    return tmp_path / "adapter"


def logits(model):
    with torch.no_grad():
        return model.eval()(WORDS).logits


@pytest.mark.parametrize("quantised", [False, True])
def test_the_merged_model_answers_as_the_base_that_wears_the_adapter(
    base, adapter, tmp_path, quantised
):
    name = f"gguf:{small.make_gguf(tmp_path / 'base.gguf', base)}" if quantised else str(base)
    merge(adapter, name, tmp_path / "merged")
    plain = AutoModelForCausalLM.from_pretrained(base)
    alone = logits(plain)
    worn = logits(PeftModel.from_pretrained(plain, adapter))
    merged = logits(AutoModelForCausalLM.from_pretrained(tmp_path / "merged"))
    assert (worn - alone).abs().max() > 0.1
    assert torch.allclose(merged, worn, atol=1e-4)
    assert AutoTokenizer.from_pretrained(tmp_path / "merged").chat_template
    assert {each.name for each in tmp_path.iterdir()} >= {"merged", "adapter"}
    assert not list(tmp_path.glob(".*"))


def test_an_empty_folder_that_one_is_in_can_be_given(base, adapter, tmp_path, monkeypatch):
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    merge(adapter, str(base), Path())
    assert (tmp_path / "here" / "config.json").is_file()
    assert not list(tmp_path.glob(".*"))


def test_what_is_no_adapter_and_a_folder_that_is_there_are_refused(base, adapter, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes.txt").write_text("mine")
    for folder, out, line in (
        (tmp_path, "new", f"there is no adapter \\({SETTINGS} is missing\\)"),
        (adapter / WEIGHTS, "new", "a file; give the adapter's folder"),
        (adapter, "full", "full is there already; give a new folder"),
    ):
        with pytest.raises(InputError, match=line):
            merge(folder, str(base), tmp_path / out)
    assert [each.name for each in (tmp_path / "full").iterdir()] == ["notes.txt"]


def test_an_adapter_of_another_base_is_refused_in_one_line(adapter, base, tmp_path):
    config = AutoConfig.from_pretrained(base, hidden_size=8)
    AutoModelForCausalLM.from_config(config).save_pretrained(tmp_path / "other")
    AutoTokenizer.from_pretrained(base).save_pretrained(tmp_path / "other")
    with pytest.raises(InputError, match="adapter: it does not fit other") as error:
        merge(adapter, str(tmp_path / "other"), tmp_path / "merged")
    assert "\n" not in str(error.value)
    assert not (tmp_path / "merged").exists()
