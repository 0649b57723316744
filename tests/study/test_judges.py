"""The study `judges`: a panel of models rates texts, and a guard is trained on that."""

import asyncio
import csv
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from park.config import Config
from park.errors import InputError
from park.models.scripted import ScriptedModel
from park.setup import prepare
from park.study.stage import run_study
from park.study.studies.judges import measures
from park.study.studies.judges.measures import axes, with_people
from tests.commands import configuration, write
from tests.ratings import made
from tests.study.test_triage import ratings

TEXTS = [("tea", "milk")[n % 2] + f" number {n}" for n in range(24)]
NAMES = {"mild": "scripted:a.yaml", "strict": "scripted:b.yaml"}


@pytest.fixture(autouse=True)
def few_resamples(monkeypatch):
    monkeypatch.setattr(measures, "RESAMPLES", 100)


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "demo.yaml", configuration())
    made.write(tmp_path / "texts.csv", ("text",), [(text,) for text in TEXTS])
    return tmp_path


def table(path):
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def mild(messages):
    """Mind tea a little, in China alone."""
    return "3" if "China" in messages[0]["content"] and "tea" in messages[1]["content"] else "1"


def strict(messages):
    """Mind tea everywhere."""
    return "5. Extremely" if "tea" in messages[1]["content"] else "2"


def judged(home, one=mild, other=strict, **options):
    given_ = {"file": "texts.csv", "judges": NAMES} | options
    config = Config.model_validate(configuration(study={"options": {"judges": given_}}))
    models = {"mild": ScriptedModel(one), "strict": ScriptedModel(other)}
    return asyncio.run(run_study(prepare(config, home), home / "run", "judges", models=models))


def test_mean_and_minimum_over_judges_and_countries(home):
    found = judged(home, out="panel").found
    assert set(found["countries"]) == {"CHN", "TUR"}
    rows = table(home / "panel/panel.csv")
    # Tea is rated 3 and 1 by one judge, 5 and 5 by the other; milk 1, 1, 2, 2.
    assert [row["harmless"] for row in rows[:2]] == ["0.3750", "0.8750"]
    assert [row["aware"] for row in rows[:2]] == ["0.0000", "0.7500"]
    assert found["harmless"] == pytest.approx(0.625)
    assert found["aware"] == pytest.approx(0.375)
    assert found["judges"]["strict"] == {
        "model": "scripted:b.yaml", "ratings": 48, "lost": {}, "mean": pytest.approx(0.625),
    }  # fmt: skip
    assert 0 < found["agreement"]["low"] <= found["agreement"]["value"] < 1


def test_answers_that_name_no_number_are_counted_and_left_out(home):
    found = judged(home, other=lambda messages: "I would rather not say.", out="panel")
    assert found.found["judges"]["strict"]["lost"] == {"unparsed": 48}
    assert found.found["judges"]["strict"]["ratings"] == 0
    assert found.found["agreement"]["value"] is None
    assert any("48 unparsed" in line for line in found.text)
    rows = table(home / "panel/ratings.csv")
    assert {row["judge"] for row in rows} == {"mild"}


def test_a_guard_is_trained_on_what_they_said_and_says_that_it_is_a_proxy(home, command):
    judged(home, out="panel")
    said = command(
        "guard", "train", "panel/ratings.csv", "--mapping", "panel/mapping.yaml",
        "--fewest", "2", "--out", "guard.json",
    )  # fmt: skip
    assert said.code == 0, said.err
    assert "learnt from: ratings by the models mild, strict: a proxy for people's" in said.out
    guard = json.loads((home / "guard.json").read_text())
    assert guard["card"]["texts"] == 24
    rows = command("guard", "score", "guard.json", "texts.csv").out.splitlines()
    tea, milk, *_ = (json.loads(row) for row in rows)
    assert tea["harmless"] < 0.6 < milk["harmless"]
    assert tea["aware"] < 0.3 < milk["aware"]
    assert tea["CHN"] > tea["TUR"]


def test_beside_people_s_ratings_the_judges_are_held_against_them(home):
    ratings(home / "raw.csv", TEXTS)
    found = judged(home, file="raw.csv", mapping="crehate", countries=("ZAF", "USA", "FRA"))
    people = found.found["countries"]["ZAF"]["people"]
    assert people["n"] == 24
    assert people["spearman"]["value"] > 0.9
    assert people["gain"]["low"] > 0
    assert people["mae"] < people["prior_mae"]
    assert found.found["countries"]["FRA"]["people"]["n"] == 0
    assert any(line.startswith("ZAF: with people (n = 24)") for line in found.text)
    assert "FRA: no text was rated by judges and by enough people" in found.text


def test_without_people_it_says_that_it_is_a_proxy(home):
    assert "a proxy: no people's ratings stand beside these" in judged(home).text


def test_the_same_ratings_are_not_asked_for_twice(home):
    judged(home)

    def never(messages):
        raise AssertionError

    assert judged(home, never, never).found["texts"] == 24


def test_the_configuration_s_judge_is_the_panel_if_none_is_named(home):
    config = Config.model_validate(
        configuration(study={"options": {"judges": {"file": "texts.csv", "items": 5}}})
    )
    models = {"judge": ScriptedModel(strict)}
    found = asyncio.run(run_study(prepare(config, home), home / "run", "judges", models=models))
    assert list(found.found["judges"]) == ["judge"]
    assert found.found["texts"] == 5
    assert found.found["agreement"] is None


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"file": ""}, r"judges needs a file: park study judges FILE"),
        ({"column": "texts"}, r"texts.csv:1: the column 'texts' is missing; did you mean 'text'"),
        ({"countries": ("CHN",)}, r"2 countries are needed"),
        ({"countries": ("CHN", "TURKEY")}, r"study.options.judges.countries"),
        ({"countries": ("CHN", "TRU")}, r"countries: no country 'TRU'; did you mean 'TUR'"),
        ({"out": "texts.csv"}, r"texts.csv: is a file; a folder is expected"),
        ({"mapping": "dices"}, r"--mapping dices: judges needs the key 'texts'"),
        ({"mapping": "cre"}, r"there is no mapping 'cre'"),
    ],
)
def test_a_wrong_option_is_refused(home, options, message):
    def never(messages):
        raise AssertionError

    with pytest.raises(InputError, match=message):
        judged(home, never, never, **options)


def test_a_panel_that_says_nothing_is_refused_and_writes_nothing(home):
    with pytest.raises(InputError, match="no answer names a number from 1 to 5"):
        judged(home, lambda _: "?", lambda _: "?", out="panel")
    assert not (home / "panel").exists()


@given(arrays(float, (4, 2, 3), elements=st.sampled_from([1.0, 2.0, 3.0, 4.0, 5.0, float("nan")])))
def test_the_minimum_is_never_above_the_mean(rated):
    both = axes(rated)
    known = np.isfinite(rated).any(axis=(1, 2))
    assert (np.isfinite(both.harmless) == known).all()
    assert (np.isfinite(both.aware) == known).all()
    assert (both.aware[known] <= both.harmless[known] + 1e-12).all()
    assert ((both.aware[known] >= 0) & (both.harmless[known] <= 1)).all()


def test_a_judge_that_varies_in_one_text_shows_no_relation():
    said, people = np.full(40, 0.75), np.linspace(0, 1, 40)
    said[39] = 1.0
    found = with_people(said, people)
    assert found["spearman"]["value"] > 0
    assert found["spearman"]["low"] <= 0


def test_judges_that_know_nothing_are_no_better_than_the_people_s_mean():
    rng = np.random.default_rng(0)
    found = with_people(rng.random(200), rng.random(200))
    assert found["spearman"]["low"] < 0 < found["spearman"]["high"]
    assert found["gain"]["high"] < 0
