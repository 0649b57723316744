"""The study `pairs`: blinded pairs out, ratings in, known effects found."""

import csv
import json

import numpy as np
import pytest

import park
from park.config import Config
from park.models.scripted import ScriptedModel
from tests.commands import configuration, write

SCALES = ("competence", "relevance", "empathy")


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "demo.yaml", configuration())
    rows = [f"q{n},What about {n}?,with {n},without {n}" for n in range(60)]
    (tmp_path / "texts.csv").write_text("\n".join(["id,question,on,off", *rows]))
    return tmp_path


def rows_of(path):
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def made(command):
    said = command("study", "pairs", "texts.csv", "--out", "blind", "--json")
    assert said.code == 0, said.err
    return json.loads(said.out)


def rate(home, effects, noise=1.0, seed=0):
    """Fill in the ratings of two raters: the effect of the culture on each scale, and noise."""
    rng = np.random.default_rng(seed)
    key = {row["pair"]: row["on"] for row in rows_of(home / "blind" / "key.csv")}
    out = []
    for row in rows_of(home / "blind" / "pairs.csv"):
        for rater in ("r1", "r2"):
            on, off = dict.fromkeys(SCALES, 0.0), dict.fromkeys(SCALES, 0.0)
            for scale in SCALES:
                off[scale] = rng.normal(4, noise)
                on[scale] = off[scale] + effects.get(scale, 0) + rng.normal(0, noise)
            on["competence"] += 0.8 * (on["relevance"] - off["relevance"])
            sides = {key[row["pair"]]: on, "AB".replace(key[row["pair"]], ""): off}
            rated = {f"{s}_{side}": sides[side][s] for s in SCALES for side in "AB"}
            out.append(row | rated | {"rater": rater})
    with (home / "blind" / "pairs.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, list(out[0]))
        writer.writeheader()
        writer.writerows(out)


def analysed(command):
    said = command("study", "pairs", "blind/pairs.csv", "--json")
    assert said.code == 0, said.err
    return json.loads(said.out)


def test_raters_see_both_texts_on_random_sides_and_nothing_of_the_condition(command, home):
    assert made(command)["pairs"] == 60
    pairs, key = (rows_of(home / "blind" / f"{name}.csv") for name in ("pairs", "key"))
    assert not {"on", "off", "id"} & {*pairs[0]}
    assert {f"{scale}_{side}" for scale in SCALES for side in "AB"} < {*pairs[0]}
    for shown, told in zip(pairs, key, strict=True):
        number = told["id"].removeprefix("q")
        other = "AB".replace(told["on"], "")
        assert (shown[told["on"]], shown[other]) == (f"with {number}", f"without {number}")
    assert 15 < sum(row["on"] == "A" for row in key) < 45
    assert [row["id"] for row in key] != [f"q{n}" for n in range(60)]


def test_equal_seeds_make_equal_pairs(command, home):
    made(command)
    first = (home / "blind" / "pairs.csv").read_bytes()
    made(command)
    assert (home / "blind" / "pairs.csv").read_bytes() == first


def test_known_effects_are_found_and_others_are_not(command, home):
    made(command)
    rate(home, {"relevance": 0.8})
    found = analysed(command)
    relevance, empathy = found["scales"]["relevance"], found["scales"]["empathy"]
    assert relevance["low"] < 0.8 < relevance["high"]
    assert (relevance["n"], relevance["raters"]) == (60, 2)
    assert relevance["adjusted"] < 0.05 < empathy["adjusted"]
    assert all(row["adjusted"] >= row["p"] for row in found["scales"].values())
    path = found["mediation"]
    assert path["low"] < 0.8 * 0.8 < path["high"]
    assert path["low"] > 0


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("mediator=relevanc", "pairs.mediator: 'relevanc' is no scale; did you mean 'relevance'"),
        ("outcome=trust", "pairs.outcome: 'trust' is no scale; known: competence, empathy, rel"),
        ("outcome=relevance", "mediator: 'relevance' is the outcome, too; name another of the sc"),
    ],
)
def test_a_mediation_of_other_than_two_scales_is_refused(command, home, settings, message):
    made(command)
    rate(home, {})
    more = ("--set", f"study.options.pairs.{settings}")
    said = command("study", "pairs", "blind/pairs.csv", *more)
    assert (said.code, message in said.err) == (2, True)


@pytest.mark.parametrize("scales", ["empathy", "empathy, relevance"])
def test_other_scales_than_the_usual_have_no_mediation_unless_it_is_named(command, home, scales):
    made(command)
    rate(home, {})
    more = ("--set", f"study.options.pairs.scales=[{scales}]")
    said = command("study", "pairs", "blind/pairs.csv", "--json", *more)
    assert said.code == 0, said.err
    assert "mediation" not in json.loads(said.out)


def test_pairs_that_are_rated_are_not_written_anew(command, home):
    made(command)
    rate(home, {})
    rated = (home / "blind" / "pairs.csv").read_bytes()
    said = command("study", "pairs", "texts.csv", "--out", "blind")
    assert (said.code, "pairs.csv: holds ratings, which stay" in said.err) == (2, True)
    assert (home / "blind" / "pairs.csv").read_bytes() == rated


def test_without_any_effect_nothing_is_claimed(command, home):
    made(command)
    rate(home, {}, seed=3)
    found = analysed(command)
    assert all(row["adjusted"] > 0.05 for row in found["scales"].values())
    assert found["mediation"]["low"] < 0 < found["mediation"]["high"]
    said = command("study", "pairs", "blind/pairs.csv")
    assert "not shown, as the interval holds 0" in said.err
    assert "nothing of anybody's health" in said.err


def test_the_model_answers_with_the_culture_and_without(home):
    (home / "questions.csv").write_text("id,question\nq1,How do you greet?\n")

    def say(messages):
        return "As in Turkey." if "Turkey" in messages[0]["content"] else "Hello."

    config = Config(
        name="toy", cultures=("turkish",), models={"delegate": "scripted:none.yaml"},
        study={"options": {"pairs": {"file": "questions.csv"}}},
    )  # fmt: skip
    run = park.Run(home / "run", config, base=home, models={"delegate": ScriptedModel(say)})
    run.study("pairs")
    (row,) = rows_of(home / "run" / "pairs" / "pairs.csv")
    assert {row["A"], row["B"]} == {"As in Turkey.", "Hello."}
    assert asked_by(home / "run") == [("cultural", "plain")]


def asked_by(run):
    return [(row["method"], row["against"]) for row in rows_of(run / "pairs" / "key.csv")]


def answering(home, methods):
    """Have a model that repeats its system message answer a question by two methods."""
    (home / "questions.csv").write_text("id,question\nq1,How do you greet?\nq2,And whom?\n")
    config = Config(
        name="toy", cultures=("turkish", "german"), models={"delegate": "scripted:none.yaml"},
        study={"options": {"pairs": {"file": "questions.csv", "methods": methods}}},
    )  # fmt: skip
    model = ScriptedModel(lambda messages: messages[0]["content"])
    return park.Run(home / "run", config, base=home, models={"delegate": model})


def test_any_two_methods_that_speak_are_paired_blindly_and_the_key_names_them(home):
    run = answering(home, ["thick", "prompt"])
    run.study("pairs")
    pairs, key = (rows_of(home / "run" / "pairs" / f"{name}.csv") for name in ("pairs", "key"))
    assert asked_by(home / "run") == [("thick", "prompt")] * 4
    assert not any("thick" in "".join(row.values()) for row in pairs)
    for row, told in zip(pairs, key, strict=True):
        home_ = "Turkey" if told["id"].startswith("turkish") else "Germany"
        longer = max("AB", key=lambda side: len(row[side]))
        assert (told["on"], home_ in row["A"], home_ in row["B"]) == (longer, True, True)
        assert row[longer].startswith(row["AB".replace(longer, "")].strip())


def test_the_analysis_names_the_methods(command, home):
    answering(home, ["thick", "prompt"]).study("pairs")
    blind = home / "run" / "pairs"
    on = {row["pair"]: row["on"] for row in rows_of(blind / "key.csv")}
    rows = rows_of(blind / "pairs.csv")
    for row in rows:
        row |= {f"{s}_{side}": 3 + (on[row["pair"]] == side) for s in SCALES for side in "AB"}
    with (blind / "pairs.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    found = json.loads(command("study", "pairs", "run/pairs/pairs.csv", "--json").out)
    assert found["methods"] == ["thick", "prompt"]
    assert found["scales"]["empathy"]["difference"] == 1
    said = command("study", "pairs", "run/pairs/pairs.csv")
    assert "competence: thick against prompt +1.00 " in said.err


@pytest.mark.parametrize(
    ("methods", "message"),
    [
        (["thick", "thick"], "methods: two different methods are expected, not: thick, thick"),
        (["thick"], "methods: two different methods are expected, not: thick"),
        (["thik", "prompt"], "there is no method 'thik'; did you mean 'thick'"),
        (
            ["verbalised", "prompt"],
            "'verbalised' has no words of its own for every culture; "
            "choose among plain, prompt, cultural, thick",
        ),
    ],
)
def test_methods_that_do_not_speak_are_refused(home, methods, message):
    with pytest.raises(park.InputError, match=message):
        answering(home, methods).study("pairs")
    assert not (home / "run" / "pairs" / "pairs.csv").exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id,question,on\nq1,a,b\n", "the column 'off' is missing"),
        ("id,question,on,off\nq1,a,,c\n", "texts.csv:2: on: must not be empty"),
        ("id,question\nq1,a\nq1,b\n", "texts.csv:3: id: 'q1' stands in a line above"),
    ],
)
def test_texts_with_a_fault_are_refused(command, home, text, message):
    (home / "texts.csv").write_text(text)
    said = command("study", "pairs", "texts.csv")
    assert (said.code, message in said.err, "Traceback" in said.err) == (2, True, False)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("p001,", "p999,"), "pair: 'p999' is not in the key"),
        (("competence_A", "skill_A"), "the column 'competence_A' is missing"),
    ],
)
def test_ratings_that_fit_no_key_are_refused(command, home, change, message):
    made(command)
    path = home / "blind" / "pairs.csv"
    path.write_text(path.read_text().replace(*change))
    said = command("study", "pairs", "blind/pairs.csv")
    assert (said.code, message in said.err) == (2, True)
    (home / "blind" / "key.csv").unlink()
    said = command("study", "pairs", "blind/pairs.csv")
    assert (said.code, "there is no key of the pairs" in said.err) == (2, True)
