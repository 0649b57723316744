"""The study `surrogate`: a model rates in the place of a zone's people."""

import asyncio
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.config import Config
from park.errors import InputError
from park.models.scripted import ScriptedModel
from park.setup import prepare
from park.study.stage import run_study
from park.study.studies import surrogate
from park.study.studies.surrogate import always, f1, held_against
from tests.commands import configuration, write
from tests.study.test_triage import ratings

SECULAR, TRADITIONAL = "secular, self-expression", "traditional, survival"
TEXTS = [("tea", "milk")[item % 2] + f" number {item}" for item in range(24)]


@pytest.fixture(autouse=True)
def few_resamples(monkeypatch):
    monkeypatch.setattr(surrogate, "RESAMPLES", 500)


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "demo.yaml", configuration())
    ratings(tmp_path / "raw.csv", TEXTS)
    return tmp_path


def asked(home, answer, **options):
    """Run the study with a model that answers by a function of the messages."""
    given_ = {"file": "raw.csv", "mapping": "crehate", "samples": 2} | options
    config = Config.model_validate(configuration(study={"options": {"surrogate": given_}}))
    models = {"delegate": ScriptedModel(answer)}
    found = asyncio.run(run_study(prepare(config, home), home / "run", "surrogate", models=models))
    return found.found


def knows_zones(messages):
    """Find tea harmful as traditional people only."""
    traditional = len(messages) > 1 and "national pride" in messages[0]["content"]
    return "1" if traditional and "tea" in messages[-1]["content"] else "2"


def test_a_model_that_rates_as_the_zone_does_reaches_1_and_naming_it_is_what_helps(home):
    found = asked(home, knows_zones)
    zone = found["zones"][TRADITIONAL]
    assert (zone["n"], zone["share"]) == (24, 0.5)
    assert zone["always"] == pytest.approx(2 * 0.5 / 1.5)
    assert zone["f1"] == {"value": 1, "low": 1, "high": 1}
    assert zone["f1_plain"]["value"] == 0
    assert zone["gain"]["low"] > 0 > zone["gain_plain"]["high"]
    assert zone["zone_minus_plain"]["low"] > 0
    assert found["zones"][SECULAR]["share"] == 0
    assert found["sensitive"] == 12
    (row,) = found["precision"]
    assert (row["top"], row["value"]) == (10, 1)


def test_a_model_that_always_says_harmful_is_not_better_than_always(home):
    zone = asked(home, lambda messages: "1. Yes")["zones"][TRADITIONAL]
    assert zone["gain"] == pytest.approx({"value": 0, "low": 0, "high": 0}, abs=1e-12)


def test_zones_of_a_model_that_agree_find_no_sensitive_text(home):
    (row,) = asked(home, lambda messages: "1")["precision"]
    assert row["low"] <= 0.5 <= row["high"]


def test_answers_that_name_nothing_are_counted_and_left_out(home):
    def unsure(messages):
        return "Hard to say." if "milk" in messages[-1]["content"] else "1"

    found = asked(home, unsure)
    assert found["unanswered"] == {"answers that are neither 1 nor 2": 12 * 2 * 3}
    assert found["zones"][TRADITIONAL]["f1"]["value"] == 1


def likely(home, harm):
    """Run the study by probabilities: log-odds of harmful by a function of system and text."""

    def choose(messages, markers):
        text = messages[-1]["content"]
        said = harm(messages[0]["content"], text) * (1 if "1. Yes" in text else -1)
        return {"1": -np.log1p(np.exp(-said)), "2": -np.log1p(np.exp(said))}

    given_ = {"file": "raw.csv", "mapping": "crehate", "probabilities": True, "top": (10,)}
    config = Config.model_validate(configuration(study={"options": {"surrogate": given_}}))
    models = {"delegate": ScriptedModel(lambda _: "?", options=choose)}
    return asyncio.run(run_study(prepare(config, home), home / "run", "surrogate", models=models))


def test_probabilities_rank_texts_that_all_get_one_label(home):
    """Tea is the likelier of two unlikely harms, and only for the traditional zone."""
    found = likely(home, lambda who, text: -1 if "tea" in text and "national" in who else -3).found
    assert found["probabilities"]
    assert found["zones"][TRADITIONAL]["f1"]["value"] == 0
    (row,) = found["precision"]
    assert row["value"] == 1


def test_a_liking_for_the_first_answer_cancels_over_both_orders(home):
    always_first = likely(home, lambda who, text: 4 if "1. Yes" in text else -4).found
    (row,) = always_first["precision"]
    assert row["low"] <= 0.5 <= row["high"]
    assert always_first["zones"][TRADITIONAL]["f1"]["value"] == 0


def test_a_model_without_probabilities_is_refused_before_anything_is_asked(home):
    def never(messages):
        raise AssertionError

    with pytest.raises(InputError, match="gives no log-probabilities"):
        asked(home, never, probabilities=True)


def test_a_choice_of_items_is_the_same_every_time(home):
    seen = set()

    def note(messages):
        seen.add(messages[-1]["content"])
        return "1"

    assert asked(home, note, items=5)["items"] == 5
    assert len(seen) == 5


def test_a_post_is_data_and_not_a_template(home):
    ratings(home / "raw.csv", ["{{ 7 * 7 }} {% raw %}"] * 24)
    seen = []
    asked(home, lambda messages: seen.append(messages[-1]["content"]) or "1", samples=1)
    assert "{{ 7 * 7 }} {% raw %}" in seen[0]


def test_the_command_says_what_came_out(command, home):
    rules = [{"contains": "tea", "reply": "1"}, {"contains": "", "reply": "2"}]
    write(home / "script.yaml", {"rules": rules})
    more = ("--mapping", "crehate", "--run", "runs/one")
    said = command("study", "surrogate", "raw.csv", *more)
    assert said.code == 0, said.err
    assert f"{TRADITIONAL}: F1 1.00 [1.00, 1.00], without a zone 1.00" in said.err
    assert "better than always saying harmful; naming the zone changes 0.00" in said.err
    again = json.loads(command("study", "surrogate", "raw.csv", "--json", *more).out)
    assert again["samples"] == 3
    assert Path("runs/one/surrogate/ledger.sqlite").is_file()


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["raw.csv"], "surrogate needs --mapping, a YAML file or one of"),
        (["raw.csv", "--mapping", "crehat"], "no mapping 'crehat'; did you mean 'crehate'"),
        (["raw.csv", "--mapping", "prism"], "surrogate needs texts, which the mapping 'prism'"),
        (["no.csv", "--mapping", "crehate"], "no.csv: no such file"),
    ],
)
def test_bad_input_is_one_line_and_2(command, home, more, message):
    said = command("study", "surrogate", *more)
    assert said.code == 2
    assert message in said.err
    assert said.err.count("\n") == 1


@given(st.integers(0, 999))
def test_f1_is_that_of_the_counts(seed):
    rng = np.random.default_rng(seed)
    said, truth = rng.integers(0, 2, (30, 1)), rng.integers(0, 2, (30, 1))
    tp = int((said & truth).sum())
    expected = 2 * tp / (said.sum() + truth.sum())
    table = np.stack([said, truth], axis=-1)[None].astype(float)
    assert f1(table, 0) == pytest.approx([expected])
    share = truth.mean()
    assert always(table) == pytest.approx([2 * share / (share + 1)])


def test_ratings_drawn_at_random_gain_nothing():
    rng = np.random.default_rng(0)
    said, plain = (rng.integers(0, 2, (200, 3)).astype(float) for _ in range(2))
    found = held_against(said, plain, rng.random(200))
    assert found["gain"]["value"] < 0
    assert found["zone_minus_plain"]["low"] < 0 < found["zone_minus_plain"]["high"]
