"""The study `salience`, from a table of ratings to tests under each coding."""

import csv
import json

import numpy as np
import pytest

from park.study.studies.salience.columns import cramers_v, dummies, independent, inflation
from park.study.studies.salience.counting import inert
from tests.ratings import made


def run(command, path, *more):
    return command("study", "salience", path, "--mapping", "crehate", "--json", *more)


def found(command, path, *more):
    said = run(command, path, *more)
    assert said.code == 0, said.err
    return json.loads(said.out)


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_zones_that_differ_are_told_from_zones_that_do_not(command, home):
    alike = found(command, made.crehate(home / "alike.csv"))
    apart = found(command, made.crehate(home / "apart.csv", zone=0.6))
    assert set(alike) == {"two", "three", "country"}
    for coding in alike:
        assert set(alike[coding]["tests"]) == {"D|Base", "CZ|Base", "D+CZ|D", "D×CZ|D+CZ"}
        assert alike[coding]["tests"]["CZ|Base"] > 0.05
        assert apart[coding]["tests"]["CZ|Base"] < 0.001
    assert apart["two"]["models"]["CZ"]["explained"] > 0.2
    column = apart["two"]["models"]["D+CZ"]["coefficients"]["zone: traditional, survival"]
    assert column["low"] < column["value"] < column["high"]
    assert column["low"] > 0
    assert not (home / "outputs").exists()


def test_demographics_that_differ_are_found(command, home):
    made_up = found(command, made.crehate(home / "raw.csv", gender=0.6), *only("two"))
    assert made_up["two"]["tests"]["D|Base"] < 0.001
    assert made_up["two"]["tests"]["CZ|Base"] > 0.05


def only(*codings):
    return ("--set", f"study.options.salience.codings=[{', '.join(codings)}]")


def test_items_are_counted_with_an_interval_and_other_thresholds(command, home):
    two = found(command, made.crehate(home / "raw.csv", zone=0.8), *only("two"))["two"]
    assert 0 < two["sensitive"] <= two["items"] <= 40
    assert two["low"] < two["share"] < two["high"]
    assert {row["threshold"] for row in two["thresholds"]} == {0.4, 0.5, 0.6, 0.7}
    same = [
        r for r in two["thresholds"] if (r["threshold"], r["fewest"], r["mixed"]) == (0.5, 3, True)
    ]
    assert [row["sensitive"] for row in same] == [two["sensitive"]]


def test_sensitive_items_are_written_to_be_annotated(command, home):
    path = made.crehate(home / "raw.csv", zone=0.8)
    texts = [(f"T-{n}", "=1+1") for n in range(40)]
    made.write(home / "CREHate_final_annotations.csv", ("ID", "Text"), texts)
    two = found(command, path, "--out", "tables", *only("two"))["two"]
    with (home / "tables/sensitive-two.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == two["sensitive"]
    assert [row["S"] for row in rows] == sorted((row["S"] for row in rows), reverse=True)
    assert {row["text"] for row in rows} == {"'=1+1"}
    assert {row["annotator"] for row in rows} == {""}


def test_lines_say_what_holds_under_each_coding(command, home):
    said = command("study", "salience", made.crehate(home / "raw.csv"), "--mapping", "crehate")
    assert said.code == 0
    assert "at p < 0.05, under each coding:" in said.err
    assert "do zones matter? two not shown" in said.err
    assert "●" in said.err


def test_raters_without_demographics_are_left_out_of_the_models_and_counted(command, home):
    path = made.crehate(home / "raw.csv")
    text = path.read_text().replace(",female,", ",,", 20)
    path.write_text(text)
    two = found(command, path, *only("two"))["two"]
    assert two["left_out"] == {"by raters of unknown zone or demographics": 20}
    assert two["ratings"] == 60 * 20 - 20


def test_a_demographic_that_is_missing_altogether_is_no_column(command, home):
    path = made.crehate(home / "raw.csv")
    path.write_text(path.read_text().replace(",female,", ",,").replace(",male,", ",,"))
    two = found(command, path, *only("two"))["two"]
    assert set(two["association"]) == {"ethnicity", "age"}
    assert two["ratings"] == 60 * 20


def rows_of(path):
    with path.open(newline="") as file:
        return list(csv.reader(file))


def test_ratings_that_are_all_equal_are_refused(command, home):
    head, *rows = rows_of(made.crehate(home / "raw.csv"))
    said = run(command, made.write(home / "raw.csv", head, [[*row[:-1], 1] for row in rows]))
    assert (said.code, said.out) == (2, "")
    assert said.err.splitlines()[-1].endswith("raw.csv: all 1,200 ratings are equal (1)")


def test_a_zone_with_one_rater_is_refused_by_name(command, home):
    head, *rows = rows_of(made.crehate(home / "raw.csv"))
    kept = [row for row in rows if row[2] in made.PLACES[:3] or row[1] == "3"]
    said = run(command, made.write(home / "raw.csv", head, kept))
    assert said.code == 2
    assert "coding 'two': the zone 'traditional, survival' has one rater" in said.err


def test_a_country_with_one_rater_only_drops_the_coding_by_country(command, home):
    head, *rows = rows_of(made.crehate(home / "raw.csv"))
    kept = [row for row in rows if row[2] != "Singapore" or row[1] == "3"]
    path = made.write(home / "raw.csv", head, kept)
    own = own_codings(home, {"two": {"a": ["USA"], "b": ["GBR"]}})
    said = command("study", "salience", path, "--mapping", own)
    assert said.code == 0, said.err
    assert "not coded by country" in said.err
    assert "the zone 'SGP' has one rater" in said.err


def own_codings(home, codings):
    import yaml

    from park.ratings.mapping import FOLDER

    data = yaml.safe_load((FOLDER / "crehate.yaml").read_text()) | {"codings": codings}
    (home / "own.yaml").write_text(yaml.safe_dump(data))
    return "own.yaml"


def test_raters_of_one_zone_only_are_refused(command, home):
    head, *rows = rows_of(made.crehate(home / "raw.csv"))
    kept = [row for row in rows if row[2] in made.PLACES[:3]]
    said = run(command, made.write(home / "raw.csv", head, kept), *only("two"))
    assert said.code == 2
    assert "the raters are from AUS, GBR, USA, which makes only the zone" in said.err


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["salience"], "salience needs a file"),
        (["salience", "raw.csv"], "--mapping, a YAML file or one of crehate, d3, dices, prism"),
        (["salience", "gone.csv", "--mapping", "crehate"], "gone.csv: no such file"),
        (["salience", "raw.csv", "--mapping", "crehat"], "did you mean 'crehate'"),
        (
            ["controls", "--mapping", "crehate"],
            "--mapping: the study 'controls' has no such option",
        ),
        (
            ["salience", "raw.csv", "--mapping", "crehate", *only("four")],
            "no coding 'four'; known: country, three, two",
        ),
    ],
)
def test_what_is_missing_or_unknown_is_named(command, home, arguments, named):
    made.crehate(home / "raw.csv", raters=10)
    said = command("study", *arguments)
    assert said.code == 2
    assert named in said.err
    assert "Traceback" not in said.err


def test_a_configuration_can_hold_the_study(command, home):
    made.crehate(home / "raw.csv")
    options = "{file: raw.csv, mapping: crehate, codings: [two]}"
    config = f"name: toy\ncultures: [turkish]\nstudy: {{options: {{salience: {options}}}}}\n"
    (home / "deep").mkdir()
    (home / "raw.csv").rename(home / "deep/raw.csv")
    (home / "deep/toy.yaml").write_text(config)
    said = command("study", "salience", "--config", "deep/toy.yaml", "--json")
    assert said.code == 0, said.err
    assert set(json.loads(said.out)) == {"two"}
    given = command("study", "salience", "deep/raw.csv", "--config", "deep/toy.yaml", "--json")
    assert json.loads(given.out) == json.loads(said.out)


def test_columns_that_others_make_up_are_dropped():
    zone = {"zone: b": np.array([0.0, 0, 1, 1]), "zone: again": np.array([0.0, 0, 2, 2])}
    found = independent({"constant": np.ones(4), **zone, "empty": np.zeros(4)})
    assert list(found) == ["constant", "zone: b"]


def test_the_most_common_value_is_the_reference():
    assert set(dummies("age", ["old", "young", "old"])) == {"age: young"}


def test_association_and_inflation_of_what_goes_together():
    one, other = ["a", "a", "b", "b"] * 5, ["x", "x", "y", "y"] * 5
    assert cramers_v(one, other) == pytest.approx(1)
    assert cramers_v(one, ["x", "y"] * 10) == pytest.approx(0)
    rng = np.random.default_rng(1)
    a, b = rng.normal(size=(2, 500))
    factors = inflation({"constant": np.ones(500), "a": a, "b": b, "c": a + 0.1 * b})
    r2 = np.corrcoef(a, a + 0.1 * b)[0, 1] ** 2
    assert factors["c"] > 1 / (1 - r2)
    assert inflation({"constant": np.ones(3), "a": np.arange(3.0)}) == {"a": 1.0}


def test_no_cell_is_a_formula():
    assert inert("=SUM(A1)") == "'=SUM(A1)"
    assert inert("plain") == "plain"
    assert inert("") == ""


def test_a_mapping_is_looked_for_where_the_command_is_given(command, home, monkeypatch):
    here, elsewhere = home / "here", home / "elsewhere"
    for folder in (here, elsewhere):
        folder.mkdir()
    (elsewhere / "c.yaml").write_text("name: toy\ncultures: [turkish]\n")
    (here / "mine.yaml").write_text("about: [no text]\n")
    made.crehate(here / "raw.csv")
    monkeypatch.chdir(here)
    said = command(
        "study", "salience", "raw.csv", "--mapping", "mine.yaml", "--config", elsewhere / "c.yaml"
    )
    assert said.code == 2
    assert f"{here / 'mine.yaml'}:1: about" in said.err
