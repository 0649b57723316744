"""Recipes: those that ship are valid, and a mistake is named with its line."""

import pytest

from park.adapters.hosted import HostedRecipe
from park.adapters.recipe import Recipe, load_recipe, recipe_names
from park.assets import folder
from park.defaults import DEFAULT_RECIPE
from park.errors import InputError

SHIPPED = recipe_names()


def write(tmp_path, text):
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_recipe_that_ships_is_valid(name):
    made = load_recipe(name)
    assert made.model if isinstance(made, HostedRecipe) else made.base


def test_the_default_ships():
    assert DEFAULT_RECIPE in SHIPPED


def test_the_readme_of_the_recipes_names_each():
    text = (folder("finetune") / "README.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in text for name in SHIPPED)


def test_the_originals_setting_is_kept():
    made = load_recipe("llama-70b-qlora")
    assert (made.lora.r, made.lora.alpha, made.lora.dropout) == (64, 16, 0.1)
    assert (made.schedule.epochs, made.schedule.batch, made.schedule.warmup) == (6, 4, 0.03)
    assert (made.optimiser.rate, made.optimiser.clip) == (2e-4, 0.3)
    assert made.optimiser.name == "paged_adamw_32bit"
    assert (made.quantise, made.device) == ("nf4", "cuda")
    assert made.schedule.kind == "constant_with_warmup"


def test_the_originals_setting_at_openai_is_kept():
    made = load_recipe("openai-api")
    assert isinstance(made, HostedRecipe)
    assert made.model.startswith("gpt-3.5-turbo")
    assert (made.epochs, made.batch, made.rate_multiplier) == (3, "auto", "auto")
    assert made.price > 0


def test_an_unknown_recipe_names_the_nearest():
    with pytest.raises(InputError, match=r"'dpo-lore'; did you mean 'dpo-lora'"):
        load_recipe("dpo-lore")


def test_a_form_that_stands_twice_is_refused(tmp_path):
    path = write(tmp_path, "base: x\ndistribution: {forms: [listed, listed]}\n")
    with pytest.raises(InputError, match="forms: one stands twice"):
        load_recipe(path)


def test_a_recipe_can_be_a_file(tmp_path):
    path = write(tmp_path, "base: smollm2-135m\nseed: 3\n")
    assert load_recipe(path) == Recipe(base="smollm2-135m", seed=3)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(InputError, match=r"none\.yaml: no such file"):
        load_recipe(str(tmp_path / "none.yaml"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("base: x\nlora:\n  rank: 4\n", r"mine\.yaml:3: lora\.rank: unknown key"),
        ("base: x\nepochs: 4\n", r"mine\.yaml:2: epochs: unknown key"),
        ("base: x\nlora: {r: 0}\n", r"mine\.yaml:2: lora\.r: .*greater than or equal to 1"),
        ("base: x\nmethod: ppo\n", r"method: 'ppo' is not one of sft, dpo"),
        ("method: sft\n", r"base: the key is missing"),
        (
            "base: x\nmethod: dpo\n",
            r"view: the rows of the view sft do not have prompt, chosen, rejected$",
        ),
        (
            "base: x\nview: dialogue\n",
            r"view: the rows of the view dialogue do not have prompt, completion$",
        ),
        ("base: x\nquantise: nf4\n", r"quantise: nf4 needs device: cuda"),
        ("backend: opnai\nmodel: m\nprice: 1\n", r"mine\.yaml:1: backend: 'opnai' is not one of"),
        ("bakend: openai\nmodel: m\nprice: 1\n", r":1: bakend: .* did you mean 'backend'"),
        ("model: m\nprice: 1\n", r"backend: the key is missing"),
        ("backend: openai\nprice: 1\n", r"model: the key is missing"),
        ("backend: openai\nmodel: m\n", r"price: the key is missing"),
        ("backend: openai\nmodel: m\nprice: 1\nepoch: 3\n", r":4: epoch: .* mean 'epochs'"),
        ("backend: openai\nmodel: m\nprice: 1\nbase: x\n", r":4: base: unknown key"),
        ("backend: openai\nmodel: m\nprice: 1\nepochs: many\n", r":4: epochs: must be auto or"),
        ("backend: openai\nmodel: m\nprice: 1\nepochs: 0\n", r"epochs: .* whole number of at"),
        ("backend: openai\nmodel: m\nprice: 1\nepochs: true\n", r"epochs: must be auto or"),
        ("backend: openai\nmodel: m\nprice: 1\nbatch: 1.5\n", r"batch: must be auto or a whole"),
        (
            "backend: openai\nmodel: m\nprice: 1\nrate_multiplier: -1\n",
            r"rate_multiplier: must be auto or a number above 0",
        ),
        ("backend: openai\nmodel: m\nprice: -1\n", r":3: price: .*greater than or equal to 0"),
        ("backend: openai\nmodel: m\nprice: .nan\n", r"price: .*finite"),
        ("backend: openai\nmodel: m\nprice: .inf\n", r"price: .*finite"),
        ("backend: openai\nmodel: m\nprice: 1\nsuffix: a b\n", r"suffix: .*match pattern"),
        (
            "backend: openai\nmodel: m\nprice: 1\nview: preference\n",
            r"do not have prompt, completion or",
        ),
        ("backend: openai\nmodel: m\nprice: 1\nbase_url: x\n", r"base_url: must begin with http"),
        (
            "backend: openai\nmodel: m\nprice: 1\nbase_url: http://a:b@c/v1\n",
            r":4: base_url: must not contain a password",
        ),
        (
            "backend: openai\nmodel: m\nprice: 1\napi_key_env: sk-123\n",
            r":4: api_key_env: must be the name of an environment variable, not a key$",
        ),
    ],
)
def test_a_mistake_is_named_with_its_place(tmp_path, text, said):
    with pytest.raises(InputError, match=said):
        load_recipe(write(tmp_path, text))
