"""The stage: a run's adapters or a chat model on all tasks, stored, resumed, refused in a line."""

import shutil

import numpy as np
import pytest
import yaml
from pydantic import ValidationError

from park.adapters.hosted import HostedRecipe
from park.config import Config, ModelConfig
from park.errors import InputError, Stopped
from park.evaluate import stage
from park.evaluate.tasks.survey import Survey
from park.ledger.ledger import Ledger
from park.run import wait_for
from park.setup import prepare
from park.statistics import js_similarity
from tests.adapters import small
from tests.commands import write
from tests.fake_openai import FakeOpenAI, Fault
from tests.finetune.hosted import hosting

ALIGNMENT = ("survey", "vsm")


def configure(folder, cultures=("turkish", "chinese"), model="scripted:script.yaml", **evaluate):
    """Write a run whose model says the same whatever it is asked."""
    write(folder.parent / "script.yaml", {"rules": [{"reply": "B"}]})
    small.make_run(folder, (), cultures)
    with Ledger(folder / "ledger.sqlite") as ledger:
        ledger.put("base", str(folder.parent))
    settings = {"tasks": ALIGNMENT} | evaluate
    config = Config(
        name="study",
        cultures=cultures,
        seeds={"items": ["Q27"], "holdout": 0.1},
        models={"delegate": model},
        evaluate=settings,
    )
    text = yaml.safe_dump(config.model_dump(mode="json"))
    (folder / "run.yaml").write_text(text, encoding="utf-8")
    return prepare(config, folder.parent)


def evaluate(folder, setup, **options):
    return wait_for(stage.evaluate(setup, folder, **options))


def of(outcome, **wanted):
    return [
        each
        for each in outcome.scores
        if all(getattr(each, name) == value for name, value in wanted.items())
    ]


def uniform(setup, item):
    """Return the score of each option alike: B is every option's letter in one rotation."""
    known = setup.survey.answers_for(item.id, "TUR")
    return js_similarity(
        np.ones(len(item.options)), [known.share(option.code) for option in item.options]
    )


def test_a_model_that_always_says_the_same_letter_is_scored_as_uniform_and_it_is_said(tmp_path):
    setup = configure(tmp_path / "run", tasks=("survey",))
    outcome = evaluate(tmp_path / "run", setup)
    assert outcome.model == "scripted:script.yaml"
    assert outcome.respondents == ("plain", "prompt:turkish", "prompt:chinese")
    assert any("no log-probabilities" in each for each in outcome.remarks)
    (plain,) = of(outcome, metric="js", method="plain", tested="turkish", against="")
    assert plain.value == pytest.approx(np.mean([uniform(setup, item) for item in setup.heldout]))
    assert plain.n == len(setup.heldout)
    # B is no number, which the form `numbered` asks for of items with so few options.
    numbered = [item for item in setup.heldout if len(item.options) <= 9]
    orders = sum(len(item.options) for item in numbered)
    assert plain.detail["unanswered"]["unparsed"] == orders
    (copy,) = of(outcome, metric="js", method="prompt", tested="turkish", against="plain")
    assert copy.value == 0.0


def test_scores_and_responses_are_in_the_ledger_and_nothing_is_asked_twice(tmp_path):
    setup = configure(tmp_path / "run")
    first = evaluate(tmp_path / "run", setup)
    again = evaluate(tmp_path / "run", setup)
    assert first.responses > 0 == again.responses
    assert again.scores == first.scores
    with Ledger(tmp_path / "run" / "ledger.sqlite") as ledger:
        assert list(ledger.scores("survey")) == of(first, task="survey")
        assert len(list(ledger.responses())) == first.responses
        kinds = [kind for _, kind, _ in ledger.events()]
        assert kinds.count("evaluated") == 2


def test_no_interval_leaves_what_its_metric_can_be(tmp_path):
    outcome = evaluate(tmp_path / "run", configure(tmp_path / "run", tasks=("survey",)))
    ends = [
        (end - least, most - end)
        for each in outcome.scores
        if each.metric in Survey.ranges and not each.against and each.low is not None
        for least, most in [Survey.ranges[each.metric]]
        for end in (each.low, each.high)
    ]
    assert all(below >= 0 and above >= 0 for below, above in ends)
    assert any(0 in each for each in ends)


def test_every_survey_question_is_about_a_held_out_item(tmp_path):
    setup = configure(tmp_path / "run", tasks=("survey",))
    evaluate(tmp_path / "run", setup)
    held = {item.id for item in setup.heldout}
    with Ledger(tmp_path / "run" / "ledger.sqlite") as ledger:
        assert {each.question.item for each in ledger.responses()} == held
    assert "Q27" not in held


def test_a_server_with_log_probabilities_is_asked_for_them(tmp_path):
    def answer(request):
        shown = [{"token": token, "logprob": -1.0} for token in ("A", "B", "1", "2")]
        body = {
            "choices": [{
                "index": 0, "finish_reason": "length",
                "message": {"role": "assistant", "content": "A"},
                "logprobs": {"content": [{"token": "A", "logprob": -1.0, "top_logprobs": shown}]},
            }],
        }  # fmt: skip
        return Fault(body=body)

    with FakeOpenAI(answer) as server:
        setup = configure(tmp_path / "run", tasks=("survey",), methods=("plain",))
        model = ModelConfig(model="openai/m", base_url=server.url)
        outcome = evaluate(tmp_path / "run", setup, model=model)
        assert all(request["logprobs"] for request in server.requests)
    assert not any("no log-probabilities" in each for each in outcome.remarks)
    (plain,) = of(outcome, metric="js", method="plain", tested="turkish", against="")
    assert plain.model == "openai/m"
    assert outcome.used["calls"] == outcome.responses


def test_models_that_a_provider_fine_tuned_answer_as_adapters_of_their_base(tmp_path, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-nobody")
    with FakeOpenAI("B") as server:
        setup = configure(tmp_path / "run", tasks=("survey",))
        recipe = HostedRecipe(backend="openai", model="gpt-x", base_url=server.url, price=1)
        finished = {"status": "succeeded", "fine_tuned_model": "ft:gpt-x:tr"}
        with Ledger(tmp_path / "run" / "ledger.sqlite") as ledger:
            ledger.put_hosted(hosting.model(recipe, **finished))
        outcome = evaluate(tmp_path / "run", setup)
        asked = {request["model"] for request in server.requests}
    assert outcome.model == "openai/gpt-x"
    assert outcome.respondents == ("plain", "prompt:turkish", "prompt:chinese", "adapter:turkish")
    assert asked == {"gpt-x", "ft:gpt-x:tr"}
    (copy,) = of(outcome, metric="js", method="adapter", tested="turkish", against="prompt")
    assert copy.value == 0.0


def test_an_endpoint_that_is_gone_stops_the_evaluation_and_keeps_what_was_answered(tmp_path):
    setup = configure(tmp_path / "run", tasks=("survey",), methods=("plain",))
    config = setup.config.model_copy(
        update={"limits": setup.config.limits.model_copy(update={"retries": 0})}
    )
    setup = prepare(config, tmp_path)
    model = ModelConfig(model="openai/m", base_url="http://127.0.0.1:9/v1")
    with pytest.raises(Stopped, match="stopped: openai/m") as stopped:
        evaluate(tmp_path / "run", setup, model=model)
    assert stopped.value.outcome.stage == "evaluate"


def test_a_task_that_there_is_nothing_for_is_left_out_with_a_word(tmp_path):
    said = []
    setup = configure(tmp_path / "run", tasks=("moderation", "vsm"))
    outcome = evaluate(tmp_path / "run", setup, progress=lambda event: said.append(str(event)))
    assert "no labelled posts are given" in said[0]
    assert {each.task for each in outcome.scores} == {"vsm"}
    setup = configure(tmp_path / "other", tasks=("moderation",))
    with pytest.raises(InputError, match="no labelled posts are given"):
        evaluate(tmp_path / "other", setup)


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"methods": ("promt",)}, "no method 'promt'; did you mean 'prompt'"),
        ({"methods": ("adapter",)}, "none of them can answer here; train adapters"),
        ({"vsm": "nowhere.yaml"}, "nowhere.yaml"),
        ({"tasks": ("moderation",), "moderation": ("nowhere.jsonl",)}, "nowhere.jsonl"),
    ],
)
def test_what_cannot_be_is_one_line(tmp_path, change, line):
    with pytest.raises((InputError, ValidationError), match=line):
        evaluate(tmp_path / "run", configure(tmp_path / "run", **change))


def test_an_unknown_culture_names_the_nearest(tmp_path):
    setup = configure(tmp_path / "run")
    with pytest.raises(InputError, match="--cultures: turkis; did you mean 'turkish'"):
        evaluate(tmp_path / "run", setup, cultures=["turkis"])


torch_only = pytest.mark.filterwarnings("ignore::FutureWarning")


@pytest.fixture(scope="module")
def trained(base, tmp_path_factory):
    """A run with an adapter that is a copy of the base, one that is not, and one for all."""
    pytest.importorskip("torch", reason="the extra `train` is not installed")
    pytest.importorskip("trl", reason="the extra `train` is not installed")
    from park.finetune.local.stage import run_finetune

    run = tmp_path_factory.mktemp("trained") / "run"
    setup = configure(run, tasks=ALIGNMENT)
    with Ledger(run / "ledger.sqlite") as ledger:
        ledger.put_samples(small.samples(["turkish", "chinese"]))
    quick = {"schedule": {"epochs": 4, "batch": 8, "save_every": 100}}
    still = small.recipe(base, optimiser={"rate": 1e-30}, **quick)
    run_finetune(run, still, "still", cultures=["turkish"])
    run_finetune(run, small.recipe(base, **quick), "toy", cultures=["chinese"])
    run_finetune(run, small.recipe(base, **quick), "toy", one=True)
    return run, setup


@pytest.fixture
def copied(trained, tmp_path, monkeypatch):
    # A model of random weights finds a marker no likelier than any other byte.
    monkeypatch.setattr("park.records.scores.LEAST_MASS", 0.0)
    run, setup = trained
    shutil.copytree(run, tmp_path / "run")
    return tmp_path / "run", setup


@torch_only
def test_adapters_that_are_copies_of_the_base_differ_from_it_by_nothing(copied):
    outcome = evaluate(*copied)
    assert outcome.respondents == (
        "plain", "prompt:turkish", "prompt:chinese", "adapter:turkish", "adapter:chinese",
        "one:turkish", "one:chinese",
    )  # fmt: skip
    for task, metric in (("survey", "js"), ("vsm", "distance")):
        copies = of(outcome, task=task, metric=metric, method="adapter", against="prompt")
        by_culture = {each.tested: each for each in copies}
        assert by_culture["turkish"].value == 0.0
        assert by_culture["chinese"].value != 0.0
    assert of(outcome, metric="js", culture="turkish", tested="chinese", method="adapter")


@torch_only
def test_a_new_adapter_is_asked_anew_and_the_others_are_not(copied, base):
    from park.finetune.local.stage import run_finetune

    run, setup = copied
    first = evaluate(run, setup)
    run_finetune(run, small.recipe(base, seed=7), "toy", cultures=["chinese"])
    again = evaluate(run, setup)
    assert again.responses == first.responses // 7


@torch_only
def test_an_adapter_of_another_base_or_another_file_is_refused(copied):
    run, setup = copied
    with Ledger(run / "ledger.sqlite") as ledger:
        record = ledger.adapter("chinese")
        ledger.put_adapter(record.model_copy(update={"base_digest": "0" * 64}))
    with pytest.raises(InputError, match="adapters/chinese: trained on another base"):
        evaluate(run, setup)
    with Ledger(run / "ledger.sqlite") as ledger:
        ledger.put_adapter(record.model_copy(update={"sha256": "0" * 64}))
    with pytest.raises(InputError, match="not the file that was trained"):
        evaluate(run, setup)


def test_cultures_that_nothing_was_trained_on_are_tested_too(tmp_path):
    setup = configure(tmp_path / "run", tasks=("survey",), heldout_cultures=("german",))
    outcome = evaluate(tmp_path / "run", setup)
    assert "prompt:german" in outcome.respondents
    assert {each.tested for each in outcome.scores} >= {"german", "turkish"}
    assert any("new countries" in each for each in outcome.remarks)


def test_a_culture_cannot_be_new_and_the_runs_own(tmp_path):
    with pytest.raises(ValueError, match="'turkish' is among the run's cultures"):
        configure(tmp_path / "run", heldout_cultures=("turkish",))
