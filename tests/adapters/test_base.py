"""The base: found under four kinds of name, known by its content, refused where it will not do."""

import shutil

import pytest

from park.adapters import base as bases
from park.adapters import libraries
from park.adapters.recipe import Recipe, load_recipe
from park.errors import InputError
from park.models import weights
from tests.adapters import small

torch = pytest.importorskip("torch", reason="the extra `train` is not installed")
pytest.importorskip("trl", reason="the extra `train` is not installed")


@pytest.fixture(autouse=True)
def quiet_libraries():
    libraries.require()


def test_an_alias_is_a_file_of_the_catalogue(tmp_path, monkeypatch):
    monkeypatch.setattr(bases, "pull", lambda name, progress: tmp_path / f"{name}.gguf")
    place = bases.locate(load_recipe("smollm2-135m-cpu"))
    assert (place.source, place.gguf) == (str(tmp_path), "smollm2-135m.gguf")
    assert place.digest == weights.weights_of("smollm2-135m").sha256
    assert place.public == "HuggingFaceTB/SmolLM2-135M-Instruct"
    assert place.options() == {"gguf_file": "smollm2-135m.gguf"}


def test_a_folder_is_known_by_its_content_and_shown_without_its_path(base, tmp_path):
    copy = shutil.copytree(base, tmp_path / "copy")
    place = bases.locate(Recipe(base=str(copy)))
    assert place.public == "copy"
    assert place.digest == bases.locate(Recipe(base=str(base))).digest
    with (copy / "model.safetensors").open("r+b") as file:
        file.seek(-1, 2)
        file.write(b"\x7f")
    assert bases.locate(Recipe(base=str(copy))).digest != place.digest


def test_a_name_on_the_hub_is_left_to_transformers():
    place = bases.locate(Recipe(base="someone/model", revision="abc"))
    assert place.source == place.public == "someone/model"
    assert place.options() == {"revision": "abc"}


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(InputError, match=r"base: .*none\.gguf: no such file"):
        bases.locate(Recipe(base=f"gguf:{tmp_path}/none.gguf"))


def test_an_unknown_base_names_the_nearest():
    with pytest.raises(InputError, match="there is no 'smollm-135m'; did you mean 'smollm2-135m'"):
        bases.locate(Recipe(base="smollm-135m"))


def test_a_folder_without_a_model_is_refused(tmp_path):
    (tmp_path / "empty").mkdir()
    place = bases.locate(Recipe(base=str(tmp_path / "empty")))
    with pytest.raises(InputError, match="base: empty cannot be loaded") as error:
        bases.load_tokenizer(place)
    assert "\n" not in str(error.value)


def test_a_base_without_a_chat_template_is_refused(tmp_path):
    small.make_base(tmp_path / "plain", template=None)
    with pytest.raises(InputError, match="base: plain has no chat template"):
        bases.load_tokenizer(bases.locate(Recipe(base=str(tmp_path / "plain"))))


def test_a_base_is_loaded_frozen_in_the_recipes_precision(base):
    recipe = small.recipe(base, precision={"cpu": "bfloat16"})
    place = bases.locate(recipe)
    loaded = bases.load_base(recipe, place, bases.load_tokenizer(place), "cpu")
    assert loaded.model.dtype == torch.bfloat16
    assert not any(each.requires_grad for each in loaded.model.parameters())
    assert not loaded.model.training


def test_a_recipe_for_cuda_is_refused_without_it(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(InputError, match="llama-70b-qlora: the recipe needs CUDA, and this mach"):
        libraries.device_for(load_recipe("llama-70b-qlora"), "llama-70b-qlora")


def test_four_bits_need_their_package(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(libraries.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(InputError, match="needs: pip install bitsandbytes"):
        libraries.device_for(load_recipe("llama-70b-qlora"), "llama-70b-qlora")


def test_a_missing_library_is_named_with_its_extra(monkeypatch):
    monkeypatch.setattr(libraries, "NEEDED", ("no_such_library",))
    with pytest.raises(InputError, match=r"needs no_such_library: pip install 'culturepark\[train"):
        libraries.require()


def test_nobody_is_told_of_a_training():
    from huggingface_hub import constants

    assert constants.HF_HUB_DISABLE_TELEMETRY


def test_a_gguf_file_becomes_the_plain_model_that_it_was_made_of(base, tmp_path):
    pytest.importorskip("gguf", reason="only the tests need this")
    recipe = small.recipe(f"gguf:{small.make_gguf(tmp_path / 'tiny.gguf', base)}")
    place = bases.locate(recipe)
    assert place.public == "tiny"
    words = bases.load_tokenizer(place)
    loaded = bases.load_base(recipe, place, words, "cpu").model
    plain = bases.load_base(
        small.recipe(base), bases.locate(small.recipe(base)), words, "cpu"
    ).model
    assert words.chat_template == small.TEMPLATE
    tokens = torch.arange(40).reshape(2, 20)
    torch.testing.assert_close(loaded(tokens).logits, plain(tokens).logits)
    assert getattr(loaded, "hf_quantizer", None) is None
    assert not getattr(loaded, "is_quantized", False)


def test_packed_weights_are_refused(base):
    from transformers import AutoModelForCausalLM

    model = AutoModelForCausalLM.from_pretrained(base)
    model.hf_quantizer = object()
    model.register_buffer("packed", torch.zeros(1, dtype=torch.uint8))
    with pytest.raises(InputError, match="its weights are quantised and cannot be trained on"):
        bases._plain(model)


def test_unpacked_weights_lose_the_mark_of_quantised_ones(base):
    from transformers import AutoModelForCausalLM

    model = AutoModelForCausalLM.from_pretrained(base)
    model.hf_quantizer = model.config.quantization_config = object()
    model.is_quantized = True
    plain = bases._plain(model)
    assert not hasattr(plain, "hf_quantizer")
    assert not hasattr(plain.config, "quantization_config")
    assert not plain.is_quantized
