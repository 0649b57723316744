"""The memory that a training needs is known before anything is loaded."""

import pytest

from park.adapters import base as bases
from park.adapters import libraries
from park.errors import InputError
from park.finetune.local import memory
from park.finetune.local.memory import GIB, Shape
from tests.adapters import small

torch = pytest.importorskip("torch", reason="the extra `train` is not installed")
pytest.importorskip("trl", reason="the extra `train` is not installed")
# What the libraries deprecate in one another.
pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning")

LLAMA_70B = Shape(
    weights=68_976_648_192, linear=68_451_041_280, adapter=828_375_040, layers=80, hidden=8192,
    inner=28_672, vocabulary=32_000,
)  # fmt: skip


@pytest.fixture(autouse=True)
def quiet_libraries():
    libraries.require()


def estimate(recipe, shape=LLAMA_70B, device="cpu", longest=512, gguf=False):
    return memory.estimate(shape, recipe, device, gguf=gguf, longest=longest)


def test_the_sizes_are_those_of_the_model_and_of_the_adapter_that_peft_makes(base):
    from peft import LoraConfig, get_peft_model
    from transformers import AutoModelForCausalLM

    recipe = small.recipe(base)
    shape = memory.shape_of(bases.load_config(bases.locate(recipe)), recipe)
    model = AutoModelForCausalLM.from_pretrained(base)
    assert shape.weights == model.num_parameters()
    adapted = get_peft_model(model, LoraConfig(r=2, target_modules="all-linear"))
    assert shape.adapter == adapted.get_nb_trainable_parameters()[0]
    assert (shape.layers, shape.hidden, shape.inner) == (2, 16, 32)


def test_named_modules_alone_are_counted(base):
    config = bases.load_config(bases.locate(small.recipe(base)))
    everywhere = memory.shape_of(config, small.recipe(base))
    some = small.recipe(base, lora={"r": 2, "target": ["q_proj"]})
    assert 0 < memory.shape_of(config, some).adapter < everywhere.adapter


def test_four_bits_take_about_an_eighth_of_float32(base):
    plain = estimate(small.recipe(base))
    small_one = estimate(small.recipe(base, quantise="nf4", device="cuda"), device="cuda")
    assert plain.weights == pytest.approx(4 * LLAMA_70B.weights)
    assert 35 * GIB < small_one.weights < 40 * GIB


def test_more_rows_at_once_and_longer_ones_take_more(base):
    wide = small.recipe(base, schedule={"batch": 64})
    assert estimate(wide).total > estimate(small.recipe(base)).total
    assert estimate(wide, longest=1024).total > estimate(wide).total


def test_checkpointing_takes_less(base):
    wide = {"schedule": {"batch": 64}}
    saving = estimate(small.recipe(base, checkpointing=True, **wide))
    assert saving.total < estimate(small.recipe(base, **wide)).total


def test_dequantising_holds_the_weights_twice_for_a_while(base):
    recipe = small.recipe(base)
    once, twice = estimate(recipe, longest=8), estimate(recipe, longest=8, gguf=True)
    assert twice.total > once.total


def test_too_little_memory_is_refused_in_one_line_with_both_figures(base, monkeypatch):
    monkeypatch.setattr(memory, "available", lambda device: 2.5 * GIB)
    with pytest.raises(InputError) as error:
        memory.check(estimate(small.recipe(base)), "cpu", "big")
    assert str(error.value).startswith("big: about ")
    assert "2.5 GiB are free; lower schedule.batch" in str(error.value)
    assert "\n" not in str(error.value)


def test_enough_memory_is_enough(base, monkeypatch):
    monkeypatch.setattr(memory, "available", lambda device: 2000 * GIB)
    memory.check(estimate(small.recipe(base)), "cpu", "big")


def test_some_memory_is_free_here():
    assert 0 < memory.available("cpu") < float("inf")
