"""The study `disca`: recorded gaps replayed in all ways, from the command line."""

import csv
import gzip
import json

import numpy as np
import pytest

from park.align.moral_machine import DIMENSIONS, NAMES
from park.study.studies.disca.page import text
from park.study.studies.disca.variants import VARIANTS, Replay

COUNTRIES = ("CHN", "DEU", "EGY", "TUR")
COLUMNS = (
    "model", "country", "idx", "category", "preferred_on_right", "delta_base",
    "agent1", "agent2", "agent3", "p_spare_vanilla",
)  # fmt: skip


def truth(country):
    """Return a country's preferences, apart from others' by as much as from none."""
    rng = np.random.default_rng(sorted(COUNTRIES).index(country))
    return rng.uniform(0.55, 0.9, len(NAMES))


def people(path, countries=COUNTRIES):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["country", "dimension", "human_amce"])
        for country in countries:
            for each, share in zip(DIMENSIONS, truth(country), strict=True):
                writer.writerow([country, each.label, 100 * share])
    return path


def odds(share):
    """Return the gap that gives a share."""
    return 0.5 * np.log(share / (1 - share))


def decision(country, place, base, panel, vanilla):
    """Return a row in which base and personas spare as many as given."""
    category, right = place % len(NAMES), place // len(NAMES) % 2
    share, sign = truth(country)[category], 1 if right else -1
    return {
        "model": "toy", "country": country, "idx": place, "category": NAMES[category],
        "preferred_on_right": right,
        "delta_base": sign * odds(base(share)),
        **{f"agent{n}": sign * (odds(panel(share)) + 0.02 * (n - 2)) for n in (1, 2, 3)},
        "p_spare_vanilla": vanilla(share),
    }  # fmt: skip


def half(share):
    return 0.5


def same(share):
    return share


def recorded(path, base=half, panel=same, vanilla=half, change=None, drop=(), countries=COUNTRIES):
    rows = [decision(c, n, base, panel, vanilla) for c in countries for n in range(24)]
    for row in rows:
        row.update(change or {})
    kept = [name for name in COLUMNS if name not in drop]
    with (gzip.open if path.suffix == ".gz" else open)(path, "wt", newline="") as file:
        writer = csv.DictWriter(file, kept, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def study(command, file, human, *more):
    return command("study", "disca", file, "--human", human, "--json", *more)


def found(command, home, *more, **given):
    said = study(command, recorded(home / "gaps.csv.gz", **given), people(home / "p.csv"), *more)
    assert said.code == 0, said.err
    return json.loads(said.out)["toy"], said.err


def test_every_variant_has_its_figure_interval_and_countries(command, home):
    of, _ = found(command, home, vanilla=lambda share: 1 - share)
    assert list(of) == list(VARIANTS)
    assert all(set(row) == {"mis", "low", "high", "n"} and row["n"] == 4 for row in of.values())
    assert all(row["low"] <= row["mis"] <= row["high"] for row in of.values() if row["low"])
    # Closed forms: p = .5, p = 1 - h, and that drawn to a half by a quarter.
    shares = np.array([truth(country) for country in COUNTRIES])
    for name, slope in (("constant", 1), ("vanilla", 2), ("shrinkage", 1.25)):
        gap = np.linalg.norm(slope * (shares - 0.5), axis=1).mean()
        assert of[name]["mis"] == pytest.approx(gap, abs=1e-5)
    assert of["matched"]["mis"] == pytest.approx(of["constant"]["mis"], abs=1e-5)
    assert not (home / "outputs").exists()


def test_personas_that_answer_as_their_people_are_nearer_than_any_control(command, home):
    of, err = found(command, home)
    assert "toy: 4 countries, 96 decisions, 3 personas" in err
    assert of["persona_mean"]["mis"] < 0.01
    assert of["disca"]["mis"] < of["country_blind"]["mis"] < of["constant"]["mis"]
    assert "disca: no cultural effect is shown; not beaten: persona_mean" in err


NOBODY = dict.fromkeys("ABCDEFGHIJKL", np.zeros(len(NAMES)))


def toy_replay(**errors):
    """Return a replay in which variants err by so much in every country, others by .2 or so."""
    rng = np.random.default_rng(0)
    people = rng.uniform(0.3, 0.7, (12, len(NAMES)))
    off = {name: errors.get(name, 0.2) * rng.uniform(0.9, 1.1, (12, 1)) for name in VARIANTS}
    preferences = {name: people + each for name, each in off.items()}
    return Replay("toy", tuple(NOBODY), people, preferences, 99, 4)


def test_only_what_beats_every_control_is_called_cultural():
    assert any("disca: cultural" in line for line in text([toy_replay(disca=0.1)], NOBODY))
    one_alike = toy_replay(disca=0.1, country_blind=0.1)
    assert one_alike.unbeaten("disca") == ["country_blind"]
    lines = list(text([one_alike], NOBODY))
    assert not any(": cultural" in line for line in lines)
    assert any("not beaten: country_blind" in line for line in lines)


def test_a_base_and_personas_that_do_not_know_the_country_are_not_cultural(command, home):
    blind = {"base": lambda share: 0.7, "panel": lambda share: 0.7, "vanilla": lambda share: 0.9}
    of, err = found(command, home, **blind)
    assert of["disca"]["mis"] == pytest.approx(of["country_blind"]["mis"], abs=0.03)
    assert "disca: cultural" not in err
    assert "no cultural effect is shown" in err


def test_the_same_seed_gives_the_same_figures(command, home):
    assert found(command, home)[0] == found(command, home)[0]
    assert found(command, home)[0] != found(command, home, "--set", "seed=7")[0]


def test_only_the_countries_that_are_named_are_replayed(command, home):
    of, _ = found(command, home, "--set", "study.options.disca.countries=[DEU, TUR]")
    assert of["disca"]["n"] == 2
    assert of["disca"]["low"] is None


def test_all_countries_are_written_where_a_folder_is_given(command, home):
    of, _ = found(command, home, "--out", "tables")
    with (home / "tables/disca.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(VARIANTS) * len(COUNTRIES)
    errors = [float(row["mis"]) for row in rows if row["variant"] == "disca"]
    assert np.mean(errors) == pytest.approx(of["disca"]["mis"], abs=1e-5)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"drop": ["delta_base"]}, "gaps.csv.gz:1: the column 'delta_base' is missing"),
        ({"drop": ["agent2", "agent3"]}, "personas: 1 column agent1, agent2, …; disagreement"),
        ({"drop": ["agent2"]}, "gaps.csv.gz:1: the column 'agent2' is missing; did you mean"),
        ({"change": {"agent2": "nan"}}, "gaps.csv.gz:2: agent2: a number is expected, not 'nan'"),
        ({"change": {"delta_base": ""}}, "gaps.csv.gz:2: delta_base: a number is expected"),
        ({"change": {"p_spare_vanilla": 2}}, "p_spare_vanilla: a number from 0 to 1 is expected"),
        ({"change": {"category": "Ages"}}, "category: 'Ages'; did you mean 'Age'?"),
        ({"change": {"category": "Age"}}, "toy has no decision of Species for CHN"),
        ({"change": {"preferred_on_right": "B"}}, "preferred_on_right: 0 or 1 is expected"),
        ({"change": {"idx": 0}}, "gaps.csv.gz:3: idx: toy has another decision 0 for CHN in"),
        ({"change": {"model": ""}}, "gaps.csv.gz:2: model is empty"),
    ],
)
def test_a_wrong_file_of_gaps_is_refused_in_one_line(command, home, given, message):
    said = study(command, recorded(home / "gaps.csv.gz", **given), people(home / "p.csv"))
    assert said.code == 2
    assert message in said.err
    assert len(said.err.splitlines()) == 1


def test_a_row_that_is_in_the_file_twice_counts_once(command, home):
    once, _ = found(command, home)
    with gzip.open(home / "gaps.csv.gz", "rt") as file:
        lines = file.readlines()
    with gzip.open(home / "gaps.csv.gz", "wt") as file:
        file.writelines([*lines, *lines[1:4], lines[2]])
    said = study(command, home / "gaps.csv.gz", home / "p.csv")
    assert json.loads(said.out)["toy"] == once
    assert "4 rows of the file repeated another whole and counted once" in said.err
    assert "96 decisions" in said.err


@pytest.mark.parametrize("name", ["agent1", "agent3"])
def test_a_persona_that_is_spelt_in_another_way_is_named(command, home, name):
    path = recorded(home / "g.csv")
    path.write_text(path.read_text().replace(name, name.title()))
    said = study(command, path, people(home / "p.csv"))
    assert said.code == 2
    assert f"g.csv:1: the column {name!r} is missing; did you mean {name.title()!r}" in said.err


def test_a_country_without_people_is_named_as_such_even_if_it_has_one_decision(command, home):
    path = recorded(home / "g.csv")
    header, first, *rows = path.read_text().splitlines()
    path.write_text("\n".join([header, first, *rows, first.replace("CHN", "XXX")]))
    said = study(command, path, people(home / "p.csv"))
    assert said.code == 2
    assert "p.csv: no preferences of people in XXX; known: CHN, DEU, EGY, TUR" in said.err


def test_a_country_without_people_is_refused_by_name(command, home):
    said = study(command, recorded(home / "g.csv"), people(home / "p.csv", COUNTRIES[:3]))
    assert said.code == 2
    assert "p.csv: no preferences of people in TUR; known: CHN, DEU, EGY" in said.err
    only = ("--set", "study.options.disca.countries=[CHN, DEU, EGY]")
    assert study(command, home / "g.csv", home / "p.csv", *only).code == 0


def test_a_country_that_the_gaps_lack_is_refused_by_name(command, home):
    only = ("--set", "study.options.disca.countries=[TURK]")
    said = study(command, recorded(home / "g.csv"), people(home / "p.csv"), *only)
    assert said.code == 2
    assert "has no 'TURK'; did you mean 'TUR'?" in said.err


def test_both_files_are_needed(command, home):
    said = command("study", "disca", recorded(home / "g.csv"))
    assert said.code == 2
    assert "park study disca FILE --human FILE" in said.err


def test_a_torn_gzip_file_is_refused(command, home):
    path = recorded(home / "gaps.csv.gz")
    path.write_bytes(path.read_bytes()[:200])
    said = study(command, path, people(home / "p.csv"))
    assert said.code == 2
    assert "not a whole gzip file" in said.err
