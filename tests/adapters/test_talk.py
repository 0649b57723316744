"""Talking: the adapter answers as it was trained, the base as it always did."""

import pytest

from park.adapters import base as bases
from park.adapters.talk import Manner, begin
from park.errors import InputError
from park.finetune.local.stage import run_finetune
from park.models.streaming import heard
from tests.adapters import small

torch = pytest.importorskip("torch", reason="the extra `train` is not installed")
pytest.importorskip("trl", reason="the extra `train` is not installed")
# What the libraries deprecate in one another.
pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning")

GREEDY = Manner(max_tokens=24, temperature=0)


@pytest.fixture(scope="module")
def taught(base, tmp_path_factory):
    """A run whose adapter has learnt its culture's answer by heart."""
    run = small.make_run(
        tmp_path_factory.mktemp("taught") / "run", small.samples(["turkish"]), ["turkish"]
    )
    recipe = small.recipe(
        base,
        lora={"r": 16, "alpha": 64},
        optimiser={"rate": 0.03},
        schedule={"epochs": 60, "batch": 8, "save_every": 1000},
    )
    run_finetune(run, recipe, "toy")
    return run


def test_the_adapter_says_what_it_learnt_and_the_base_does_not(taught):
    talk = begin(taught, "turkish", GREEDY)
    assert talk.answer("What is good, 3?") == "tea, tea and tea"
    assert "tea" not in talk.answer("What is good, 3?", adapted=False)


def test_each_side_has_its_own_past_with_the_rows_system_message(taught):
    talk = begin(taught, "turkish", GREEDY)
    said = talk.answer("What is good, 3?")
    talk.answer("What is good, 3?", adapted=False)
    assert talk.pasts[True] == [
        {"role": "system", "content": "You are turkish."},
        {"role": "user", "content": "What is good, 3?"},
        {"role": "assistant", "content": said},
    ]
    assert [each["role"] for each in talk.pasts[False]] == ["system", "user", "assistant"]


def test_the_same_seed_gives_the_same_answer(taught):
    manner = Manner(max_tokens=12, temperature=1.5, seed=3)
    one, other = begin(taught, "turkish", manner), begin(taught, "turkish", manner)
    assert one.answer("hello", adapted=False) == other.answer("hello", adapted=False)


def test_an_answer_is_heard_while_it_is_written(taught):
    told = []
    with heard(told.append):
        said = begin(taught, "turkish", GREEDY).answer("What is good, 3?")
    assert said == "tea, tea and tea"
    assert told[-1] == said
    assert len(set(told)) > 2


def test_a_culture_without_an_adapter_names_those_that_have_one(taught):
    with pytest.raises(InputError, match=r"no adapter 'turkis' in .*; did you mean 'turkish'"):
        begin(taught, "turkis", GREEDY)


def test_a_run_without_adapters_names_the_command_that_trains_them(run):
    with pytest.raises(InputError, match=f"no adapter 'turkish' in {run}; train it: park finetune"):
        begin(run, "turkish", GREEDY)


def test_a_base_that_has_changed_is_refused(taught, monkeypatch):
    monkeypatch.setattr(bases, "_digest", lambda paths: "another")
    with pytest.raises(InputError, match="adapters/turkish: trained on another base"):
        begin(taught, "turkish", GREEDY)
