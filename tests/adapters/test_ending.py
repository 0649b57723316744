"""An answer ends where the base's settings, its tokenizer or its chat template end it."""

import json

import pytest

from park.adapters import base as bases
from park.adapters import libraries
from park.adapters.ending import ends_of
from park.adapters.switchable import Loaded
from tests.adapters import small

torch = pytest.importorskip("torch", reason="the extra `train` is not installed")
pytest.importorskip("trl", reason="the extra `train` is not installed")

ASKED = [small.message("user", "Tea?")]
MARKS = ("<|eot_id|>", "<|eom_id|>")


def load(folder, ends=None, **options):
    """Write and load a base whose generation settings name some ends."""
    template = options.pop("template", small.TEMPLATE)
    words = small.tokenizer(template, **options)
    small.make_base(folder, words=words)
    if ends is not None:
        numbers = [words.convert_tokens_to_ids(each) for each in ends]
        path = folder / "generation_config.json"
        settings = json.loads(path.read_text())
        settings["eos_token_id"] = numbers if len(numbers) > 1 else numbers[0]
        path.write_text(json.dumps(settings))
    libraries.require()
    recipe = small.recipe(folder)
    place = bases.locate(recipe)
    tokenizer = bases.load_tokenizer(place)
    return Loaded(bases.load_base(recipe, place, tokenizer, "cpu"))


def biased(loaded, *tokens):
    """Let the model say some tokens, the likeliest first, until one of them has been said."""
    head = loaded.base.model.get_output_embeddings()
    bias = torch.zeros(head.weight.shape[0])
    bias[loaded.base.tokenizer.convert_tokens_to_ids(list(tokens))] = 1e3
    head.bias = torch.nn.Parameter(bias)
    steps = []
    head.register_forward_hook(lambda *_: steps.append(1))
    return steps


@pytest.mark.parametrize("mark", [*MARKS, "</s>"])
def test_each_token_that_the_generation_settings_name_ends_an_answer(tmp_path, mark):
    loaded = load(tmp_path / "tiny", MARKS, special=MARKS)
    steps = biased(loaded, mark)
    assert loaded.generate(ASKED, max_tokens=30, temperature=0, seed=0).text == ""
    assert len(steps) == 1


def test_a_single_number_in_the_settings_ends_an_answer(tmp_path):
    loaded = load(tmp_path / "tiny", MARKS[:1], special=MARKS)
    steps = biased(loaded, MARKS[0])
    loaded.generate(ASKED, max_tokens=30, temperature=0, seed=0)
    assert len(steps) == 1


def test_a_token_that_ends_nothing_does_not_end_an_answer(tmp_path):
    loaded = load(tmp_path / "tiny", MARKS[:1], special=MARKS)
    steps = biased(loaded, MARKS[1])
    loaded.generate(ASKED, max_tokens=30, temperature=0, seed=0)
    assert len(steps) == 30


@pytest.mark.parametrize("how", ["special", "added", "known"])
def test_the_templates_own_end_of_a_turn_ends_an_answer_however_it_is_a_token(tmp_path, how):
    template = small.TEMPLATE.replace("</s>", "<end_of_turn>")
    loaded = load(tmp_path / "tiny", template=template, **{how: ("<end_of_turn>",)})
    steps = biased(loaded, "<end_of_turn>")
    assert loaded.generate(ASKED, max_tokens=30, temperature=0, seed=0).text == ""
    assert len(steps) == 1


def test_an_end_that_is_no_token_ends_an_answer_as_a_text(tmp_path):
    template = small.TEMPLATE.replace("</s>", "<|im_end|>")
    loaded = load(tmp_path / "tiny", template=template)
    letters = iter(loaded.base.tokenizer("tea<|im_end|>and more")["input_ids"])
    steps = []

    def forced(_, __, logits):
        steps.append(1)
        changed = torch.full_like(logits, -100.0)
        changed[..., next(letters)] = 100.0
        return changed

    loaded.base.model.get_output_embeddings().register_forward_hook(forced)
    assert loaded.generate(ASKED, max_tokens=21, temperature=0, seed=0).text == "tea"
    assert len(steps) == len("tea<|im_end|>")


def test_settings_without_an_end_leave_the_tokenizers(tmp_path):
    loaded = load(tmp_path / "tiny")
    model = loaded.base.model
    model.generation_config.eos_token_id = model.config.eos_token_id = None
    words = loaded.base.tokenizer
    assert ends_of(loaded.chat, model).tokens == (words.eos_token_id,)
