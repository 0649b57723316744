"""Counts of trained weights: what the published factor comes from."""

import pytest

pytest.importorskip("torch", reason="the extra `train` is not installed")

from transformers import LlamaConfig

from park.adapters.recipe import HyperRecipe
from park.errors import InputError
from park.finetune.hyper.sizes import (
    parameters,
    slots_of_base,
    slots_on_paper,
)

SMOLLM2 = LlamaConfig(
    vocab_size=49152, hidden_size=576, intermediate_size=1536, num_hidden_layers=30,
    num_attention_heads=9, num_key_value_heads=3,
)  # fmt: skip
RECIPE = HyperRecipe(base="b", hyper={})


@pytest.mark.parametrize("slots", [slots_of_base(SMOLLM2, RECIPE), slots_on_paper()])
def test_diag_trains_at_least_ten_times_fewer_weights_than_full(slots):
    counts = {form: parameters(slots, form, 8) for form in ("diag", "square", "full")}
    assert counts["full"] >= 10 * counts["diag"]
    assert counts["diag"] < counts["square"] < 1.1 * counts["diag"]


def test_full_on_two_kinds_of_layers_has_the_published_size_of_text_to_lora():
    # Charakorn et al. 2025 (arXiv 2506.06105): 55 million for Mistral 7B, q and v, r = 8.
    slots = [slot for slot in slots_on_paper() if slot.kind in ("q_proj", "v_proj")]
    assert 54e6 < parameters(slots, "full", 8) < 56e6


def test_the_head_is_never_adapted_and_all_other_linear_layers_are():
    slots = slots_of_base(SMOLLM2, RECIPE)
    assert len(slots) == 7 * 30
    assert not any("head" in slot.name for slot in slots)
    assert {slot.depth for slot in slots} == set(range(30))
    assert len({slot.kind for slot in slots}) == 7


def test_a_base_without_the_named_layers_is_refused():
    recipe = RECIPE.model_copy(update={"lora": RECIPE.lora.model_copy(update={"target": ("w",)})})
    with pytest.raises(InputError, match=r"lora\.target"):
        slots_of_base(SMOLLM2, recipe)
