import pytest
import yaml
from pydantic import ValidationError

from park.config import Config, ModelConfig, Seeds
from park.configfile import load_config
from park.errors import InputError

PLAIN = "name: demo\ncultures: [chinese, turkish]\n"


@pytest.fixture
def load(tmp_path):
    def load(text=PLAIN, **changes):
        path = tmp_path / "run.yaml"
        path.write_text(text, encoding="utf-8")
        dotted = {key.replace("__", "."): value for key, value in changes.items()}
        return load_config(path, dotted)[0]

    return load


def refused(load, text=PLAIN, **changes):
    with pytest.raises(InputError) as told:
        load(text, **changes)
    assert "\n" not in str(told.value)
    return str(told.value)


def test_name_and_cultures_are_enough(load):
    config = load()
    assert (config.name, config.cultures) == ("demo", ("chinese", "turkish"))
    assert config.models.delegate.model == "embedded"
    assert config.models.contact is None


def test_a_model_is_a_name_or_a_mapping(load):
    one = load(f"{PLAIN}models:\n  delegate: openai/a\n  judge: {{model: b, temperature: 0}}\n")
    assert one.models.delegate == ModelConfig(model="openai/a")
    assert one.models.judge == ModelConfig(model="b", temperature=0)


def test_sources_are_one_or_several(load):
    assert load(f"{PLAIN}seeds: {{source: wvs7}}").seeds.source == ("wvs7",)
    assert load(f"{PLAIN}seeds: {{source: [wvs7, 'csv:a']}}").seeds.source == ("wvs7", "csv:a")


@pytest.mark.parametrize(
    "text, message",
    [
        ("dialog: {turns: 4}", "3: dialog: unknown key; did you mean 'dialogue'?"),
        ("dialogue:\n  turn: 4", "4: dialogue.turn: unknown key; did you mean 'turns'?"),
        (
            "models:\n  delegate:\n    model: a\n    temprature: 1",
            "6: models.delegate.temprature: unknown key; did you mean 'temperature'?",
        ),
        ("dialogue: {style: guidd}", "3: dialogue.style: 'guidd' is not one of guided, free"),
        ("limits: {concurrency: 0}", "3: limits.concurrency: "),
        ("limits: {concurrency: many}", "3: limits.concurrency: "),
        ("limits: {max_cost: -1}", "3: limits.max_cost: "),
        ("dialogue: {turns: 1}", "3: dialogue.turns: "),
        ("seeds: {holdout: 1}", "3: seeds.holdout: "),
        ("seeds: {per_item: 0}", "3: seeds.per_item: "),
        ("seeds: 7", "3: seeds: "),
        ("models: {delegate: 7}", "3: models.delegate: "),
        ("models: {delegate: ''}", "3: models.delegate.model: "),
        ("name: demo", "3: name: the key appears twice"),
        ("seed: [", "broken YAML"),
    ],
)
def test_a_mistake_is_one_line_with_file_line_and_key(load, tmp_path, text, message):
    said = refused(load, PLAIN + text)
    assert said.startswith(f"{tmp_path}/run.yaml:")
    assert message in said


@pytest.mark.parametrize(
    "text, message",
    [
        ("name: demo\n", "cultures: the key is missing"),
        ("cultures: [chinese]\n", "name: the key is missing"),
        ("name: demo\ncultures: []\n", ":2: cultures: "),
        ("name: Demo Run\ncultures: [a]\n", ":1: name: "),
        ("name: ../up\ncultures: [a]\n", ":1: name: "),
        ("name: demo\ncultures: [a, b, a]\n", "'a' appears twice"),
        ("- a\n- b\n", "a mapping of keys to values is expected"),
        ("", "the key is missing"),
    ],
)
def test_name_and_cultures_are_checked(load, text, message):
    assert message in refused(load, text)


@pytest.mark.parametrize("key", ["sk-marked-01", "Bearer marked", "marked key", "hf_Marked01"])
def test_a_key_in_place_of_a_variable_s_name_is_refused_and_not_shown(load, key):
    said = refused(load, f"{PLAIN}models: {{delegate: {{model: a, api_key_env: '{key}'}}}}")
    assert "must be the name of an environment variable" in said
    assert "marked" not in said.casefold()


def test_a_key_under_a_key_of_its_own_is_refused_and_not_shown(load):
    said = refused(load, f"{PLAIN}models: {{delegate: {{model: a, api_key: sk-marked}}}}")
    assert "did you mean 'api_key_env'?" in said
    assert "marked" not in said


def test_a_configuration_is_frozen():
    with pytest.raises(ValidationError, match="frozen"):
        Seeds().per_item = 3


def test_a_resolved_configuration_loads_to_the_same(load):
    config = load(f"{PLAIN}models: {{delegate: {{model: a, price: {{input: 1, output: 2}}}}}}")
    again = load(yaml.safe_dump(config.model_dump(mode="json"), allow_unicode=True))
    assert again == config
    assert Config.model_validate_json(config.model_dump_json()) == config
