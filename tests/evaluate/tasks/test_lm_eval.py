"""lm-eval: a task of our own, without a network, on a base and its adapter."""

import json

import pytest

from park.align.respondent import Respondent
from park.errors import InputError
from park.evaluate.tasks.lm_eval import harness, tables_of

# What the libraries deprecate in one another, and files that they leave open.
pytestmark = pytest.mark.filterwarnings("ignore")

PLAIN = Respondent("plain")
ADAPTED = Respondent("adapter", "turkish", "Be Turkish.", "turkish")
TASK = """
task: park_toy
dataset_path: json
dataset_kwargs: {data_files: {test: FILE}}
test_split: test
output_type: multiple_choice
doc_to_text: "{{question}}"
doc_to_choice: "{{choices}}"
doc_to_target: answer
metric_list: [{metric: acc, aggregation: mean, higher_is_better: true}]
"""


@pytest.fixture
def tasks(tmp_path, monkeypatch):
    """A folder with a task of six documents."""
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_DATASETS_CACHE", str(tmp_path / "cache"))
    rows = [{"question": f"What is {n}?", "choices": ["tea", "a"], "answer": 0} for n in range(6)]
    (tmp_path / "toy.json").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    folder = tmp_path / "tasks"
    folder.mkdir()
    text = TASK.replace("FILE", str(tmp_path / "toy.json"))
    (folder / "toy.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def loaded(request, tmp_path):
    """A base with an adapter that changes nothing."""
    pytest.importorskip("peft", reason="the extra `train` is not installed")
    pytest.importorskip("lm_eval", reason="the extra `lm-eval` is not installed")
    from peft import LoraConfig, get_peft_model

    from park.adapters import base as bases
    from park.adapters.switchable import Loaded
    from tests.adapters import small

    recipe = small.recipe(request.getfixturevalue("base"))
    place = bases.locate(recipe)

    def load():
        return bases.load_base(recipe, place, bases.load_tokenizer(place), "cpu")

    adapted = get_peft_model(load().model, LoraConfig(r=2, target_modules="all-linear"))
    adapted.save_pretrained(tmp_path / "adapters" / "turkish")
    return Loaded(load(), tmp_path)


def test_base_and_adapter_answer_a_task_of_our_own_offline(loaded, tasks):
    scores = harness(loaded, [PLAIN, ADAPTED], ["park_toy"], include=tasks, limit=5)
    found = {(s.method, s.against): s for s in scores}
    assert set(found) == {("plain", ""), ("adapter", ""), ("adapter", "plain")}
    assert {(s.set, s.metric, s.n, s.unit) for s in scores} == {("park_toy", "acc", 5, "documents")}
    copy = found["adapter", "plain"]
    assert (copy.value, copy.low, copy.high, copy.p) == (0, 0, 0, 1)


def test_an_unknown_task_is_refused_with_the_nearest(loaded, tasks):
    with pytest.raises(InputError, match="no task 'park_toi'; did you mean 'park_toy'"):
        harness(loaded, [PLAIN], ["park_toi"], include=tasks)


def test_without_the_extra_the_command_that_installs_it_is_named(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "lm_eval.tasks", None)
    with pytest.raises(InputError, match="needs lm-eval: pip install"):
        harness(None, [PLAIN], ["park_toy"])


def logged(number, **metrics):
    return {"doc_id": number, "filter": "none", "metrics": [*metrics], **metrics}


def test_figures_are_kept_by_metric_and_filter_and_others_are_left_out():
    found = tables_of(
        [
            logged(0, acc=1.0, word_perplexity=(-3.0, 2)),
            logged(1, acc=False, word_perplexity=(-4.0, 3)),
            logged(0, exact_match=1) | {"filter": "strict-match"},
        ]
    )
    assert set(found) == {"acc", "exact_match-strict-match"}
    assert found["acc"].items == ("0", "1")
    assert found["acc"].values.tolist() == [[1.0], [0.0]]
