"""Adapters on one base: several together are the sum of their updates."""

import pytest

from park.adapters import storage
from park.records.adapter import TOGETHER
from tests.adapters import small
from tests.adapters.test_option_logprobs import plain

torch = pytest.importorskip("torch", reason="the extra `train` is not installed")
pytest.importorskip("trl", reason="the extra `train` is not installed")

NAMES = ("turkish", "distribution-turkish")
ASKED = [small.message("user", "Tea or bread?")]


@pytest.fixture(scope="module")
def run(base, tmp_path_factory):
    """A run folder with two adapters of different ranks."""
    from peft import LoraConfig, get_peft_model

    folder = tmp_path_factory.mktemp("switchable") / "run"
    for number, name in enumerate(NAMES):
        torch.manual_seed(number)
        config = LoraConfig(r=2 + number, target_modules="all-linear", task_type="CAUSAL_LM")
        adapted = get_peft_model(plain(base).base.model, config)
        for key, weight in adapted.named_parameters():
            if "lora_B" in key:
                torch.nn.init.normal_(weight, std=0.2)
        storage.save(adapted, storage.place(folder, name), "tiny")
        storage.publish(storage.place(folder, name), "card")
    return folder


def logits(loaded, adapter):
    tokens = torch.tensor([loaded.tokens(ASKED)])
    with loaded.wearing(adapter) as model, torch.no_grad():
        return model(tokens).logits[0, -1]


def merged(base, run):
    """Return a base into whose weights both adapters are added, one after the other."""
    from peft import PeftModel

    loaded = plain(base)
    for name in NAMES:
        place = storage.place(run, name)
        PeftModel.from_pretrained(loaded.base.model, place).merge_and_unload()
    return loaded


def test_adapters_together_add_both_updates_to_the_weights(base, run):
    loaded = plain(base, run)
    both = logits(loaded, TOGETHER.join(NAMES))
    assert torch.allclose(both, logits(merged(base, run), ""), atol=1e-4)
    for other in ("", *NAMES):
        assert not torch.allclose(both, logits(loaded, other), atol=1e-2)
    assert torch.allclose(both, logits(loaded, TOGETHER.join(reversed(NAMES))), atol=1e-5)
