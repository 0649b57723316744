"""People's preferences and the distances from them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.align.moral_machine import (
    DIMENSIONS,
    centred,
    correlation,
    elsewhere,
    misalignment,
    read_preferences,
)
from park.errors import InputError

ROWS = [("TUR", each.label, str(60 + n)) for n, each in enumerate(DIMENSIONS)]


def written(path, rows=ROWS, header="country,dimension,human_amce"):
    path.write_text("\n".join([header, *map(",".join, rows)]) + "\n", encoding="utf-8")
    return path


def test_shares_come_in_the_order_of_the_dimensions_whatever_the_rows(tmp_path):
    found = read_preferences(written(tmp_path / "people.csv", ROWS[::-1]))
    assert found["TUR"] == pytest.approx([0.60, 0.61, 0.62, 0.63, 0.64, 0.65])


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (ROWS[:-1], r"people\.csv: TUR has no Utilitarianism_More"),
        ([*ROWS, ROWS[0]], r"people\.csv:8: TUR has Species_Humans twice"),
        ([("TUR", "Gender_Femal", "50")], r":2: dimension: .*did you mean 'Gender_Female'"),
        ([("TUR", "Gender_Female", "nan")], r":2: human_amce: a number from 0 to 100 is expected"),
        ([("TUR", "Gender_Female", "101")], r":2: human_amce: a number from 0 to 100"),
    ],
)
def test_a_wrong_row_is_named(tmp_path, rows, message):
    with pytest.raises(InputError, match=message):
        read_preferences(written(tmp_path / "people.csv", rows))


def test_shares_that_are_no_per_cent_are_refused(tmp_path):
    rows = [(country, label, str(float(share) / 100)) for country, label, share in ROWS]
    path = written(tmp_path / "people.csv", rows)
    with pytest.raises(InputError, match=r"people\.csv: human_amce: no value exceeds 1; per cent"):
        read_preferences(path)
    assert read_preferences(written(path, [*rows[:-1], ROWS[-1]]))["TUR"][-1] == 0.65


def test_a_missing_column_is_named(tmp_path):
    path = written(tmp_path / "people.csv", ROWS, "country,dimension,amce")
    with pytest.raises(InputError, match="the column 'human_amce' is missing"):
        read_preferences(path)


NAMES = ["Species", "Gender", "Age", "Fitness", "Social Status", "No. Characters"]
EFFECTS = [(str(n / 10), "0.01", name, "TUR") for n, name in enumerate(NAMES)]
HEADER = '"Estimates","se","Label","Country"'


def test_effects_of_the_moral_machine_become_shares(tmp_path):
    rows = [("0.3", "0.01", "Intervention", "TUR"), *EFFECTS[::-1]]
    found = read_preferences(written(tmp_path / "effects.csv", rows, HEADER))
    assert found["TUR"] == pytest.approx([0.5, 0.55, 0.6, 0.65, 0.7, 0.75])


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (EFFECTS[:-1], r"effects\.csv: TUR has no No\. Characters"),
        ([*EFFECTS, EFFECTS[4]], r"effects\.csv:8: TUR has Social Status twice"),
        ([("NA", "1", "Age", "TUR")], r":2: Estimates: a number from -1 to 1 .* not 'NA'"),
        ([("58", "1", "Age", "TUR")], r":2: Estimates: a number from -1 to 1"),
    ],
)
def test_a_wrong_effect_is_named(tmp_path, rows, message):
    with pytest.raises(InputError, match=message):
        read_preferences(written(tmp_path / "effects.csv", rows, HEADER))


def test_a_missing_column_of_effects_is_named(tmp_path):
    path = written(tmp_path / "effects.csv", EFFECTS, HEADER.replace("Estimates", "Estimate"))
    with pytest.raises(InputError, match="'Estimates' is missing; did you mean 'Estimate'"):
        read_preferences(path)


shares = st.lists(st.floats(0, 1), min_size=6, max_size=6)


@given(one=shares, other=shares)
def test_mis_is_a_distance_with_the_root_of_six_as_its_most(one, other):
    assert misalignment(one, one) == 0
    assert misalignment(one, other) == misalignment(other, one)
    assert 0 <= misalignment(one, other) <= np.sqrt(6) + 1e-9


def test_the_mean_error_is_no_part_of_what_is_left():
    rng = np.random.default_rng(0)
    people = rng.uniform(size=(5, 6))
    assert centred(people + np.array([0.3, 0, 0, 0, -0.1, 0]), people) == pytest.approx(np.zeros(5))
    blind = centred(np.tile(rng.uniform(size=6), (5, 1)), people)
    assert blind == pytest.approx(misalignment(people, people.mean(0)))


def test_correlation_is_undefined_for_somebody_without_preferences():
    people = np.array([0.8, 0.5, 0.7, 0.6, 0.7, 0.75])
    assert correlation(people * 2 - 0.4, people) == pytest.approx(1)
    assert np.isnan(correlation(np.full(6, 0.5), people))


def test_the_others_are_everybody_but_a_country():
    of = {"TUR": np.zeros(6), "DEU": np.ones(6), "CHN": np.full(6, 0.5)}
    assert elsewhere(of, "TUR") == pytest.approx(np.full(6, 0.75))
    assert np.isnan(elsewhere({"TUR": np.zeros(6)}, "TUR")).all()
