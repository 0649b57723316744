"""The study `triage`: texts that zones disagree on, ranked unseen."""

import csv
import json

import numpy as np
import pytest

from park.study.studies._rated import precision
from park.study.studies.triage import TriageOptions, ranks
from tests.ratings import made


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def ratings(path, texts, raters=40):
    """Write ratings of items of which the even ones are harmful to the last two countries only."""
    rows = []
    for rater in range(raters):
        place, sex = made.PLACES[rater % 5], ("male", "female")[rater // 5 % 2]
        about = (place, f"{20 + rater}", "4", ("White", "Asian", "Black")[rater % 3], sex)
        for item in range(len(texts)):
            rows.append((f"T-{item}", rater, *about, int(item % 2 == 0 and rater % 5 > 2)))
    pairs = [(f"T-{item}", text) for item, text in enumerate(texts)]
    made.write(path.parent / "CREHate_final_annotations.csv", ("ID", "Text"), pairs)
    return made.write(path, made.CREHATE, rows)


def run(command, path, *more):
    few = ("--set", "study.options.triage.top=[10]", "--set", "study.options.triage.seeds=2")
    return command("study", "triage", path, "--mapping", "crehate", "--json", *few, *more)


def words(rng, told):
    """Return a text of random words; one that tells begins with its own."""
    letters = "".join(rng.choice(list("abcdefgh"), 30))
    return f"{told} {letters}"


def test_texts_that_tell_are_found_and_those_that_do_not_are_not(command, home):
    rng = np.random.default_rng(0)
    telling = [words(rng, ("tea", "coffee")[item % 2]) for item in range(60)]
    said = run(command, ratings(home / "raw.csv", telling))
    assert said.code == 0, said.err
    found = json.loads(said.out)
    assert (found["items"], found["sensitive"], found["share"]) == (60, 30, 0.5)
    (row,) = found["precision"]
    assert row["value"] == 1
    assert row["low"] > 0.5
    silent = [words(rng, "tea") for _ in range(60)]
    (row,) = json.loads(run(command, ratings(home / "raw.csv", silent)).out)["precision"]
    assert row["low"] < 0.5


def test_a_result_no_better_than_chance_is_said_as_plainly(command, home):
    rng = np.random.default_rng(1)
    path = ratings(home / "raw.csv", [words(rng, "tea") for _ in range(60)])
    said = command(
        "study", "triage", path, "--mapping", "crehate", "--set", "study.options.triage.top=[10]"
    )
    assert "30 of 60 items are sensitive (50.0 %)" in said.err + said.out
    assert "no more than by chance" in said.err + said.out


def test_precision_is_the_share_of_those_ranked_highest():
    ranked = np.array([[0.9], [0.8], [0.7], [0.1]])
    sensitive = np.array([True, False, True, True])
    assert precision(ranked, sensitive, 1).value == 1
    assert precision(ranked, sensitive, 2).value == 0.5
    assert precision(ranked, sensitive, 3).value == pytest.approx(2 / 3)


def test_no_text_is_ranked_by_a_classifier_that_has_seen_it():
    rng = np.random.default_rng(2)
    texts = [words(rng, "tea") for _ in range(60)]
    sensitive = rng.permutation(np.arange(60) % 2 == 0)
    found = ranks(texts, sensitive, TriageOptions(seeds=2))
    assert found.shape == (60, 2)
    assert abs(np.corrcoef(found[:, 0], sensitive)[0, 1]) < 0.5


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--set", "study.options.triage.coding=tow"], "no coding 'tow'; did you mean 'two'"),
        (["--set", "study.options.triage.fewest=99"], "0 of 0 items with a text are sensitive"),
    ],
)
def test_bad_input_is_one_line_and_2(command, home, more, message):
    said = run(command, ratings(home / "raw.csv", ["tea"] * 20), *more)
    assert said.code == 2
    assert message in said.err
    assert said.err.count("\n") == 1


def test_a_mapping_without_texts_is_refused(command, home):
    path = home / "raw.csv"
    with path.open("w") as file:
        csv.writer(file).writerow(["x"])
    said = command("study", "triage", path, "--mapping", "prism")
    assert said.code == 2
    assert "triage needs texts, which the mapping 'prism' does not name" in said.err
