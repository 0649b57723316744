"""The study `controls`: the yardstick on the bundled survey, and splits that deal items evenly."""

import json
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import park
from park.config import Config
from park.errors import InputError
from park.study.studies.controls import ControlsOptions, splits
from tests.commands import park as command
from tests.toys import item

YARDSTICK = {
    "uniform": (0.708, 0.189),
    "pooled": (0.794, 0.120),
    "nearest": (0.812, 0.107),
    "kernel": (0.833, 0.094),
    "ridge": (0.834, 0.091),
    "people": (0.979, None),
}
"""1 - Jensen–Shannon distance and Wasserstein, measured by other code on splits of its own, where
*hard to say* stands in its place on a scale."""


def study(tmp_path, name="controls", **settings):
    config = Config(name="toy", cultures=("turkish",), **settings)
    return park.Run(tmp_path / "run", config, base=tmp_path).study(name)


def test_the_yardstick_is_reproduced_on_the_bundled_survey(tmp_path):
    found = json.loads(command("study", "controls", "--json", "--quiet", cwd=tmp_path).stdout)
    assert all(row.keys() == {"js", "wasserstein", "n"} for row in found.values())
    for name, (js, steps) in YARDSTICK.items():
        assert found[name]["js"] == pytest.approx(js, abs=0.005), name
        if steps is not None:
            assert found[name]["wasserstein"] == pytest.approx(steps, abs=0.005), name
    assert found["ridge"]["n"] > 3_900
    # Without any answer to the item itself: wording tells more than the scale does.
    js = {name: row["js"] for name, row in found.items()}
    assert js["majority"] < js["uniform"] < js["profile"] < js["text"]
    assert not (tmp_path / "outputs").exists()


def test_a_survey_of_two_countries_is_refused_by_name(tmp_path):
    write(tmp_path / "two.csv", countries=("DEU", "TUR"), items=6)
    with pytest.raises(InputError, match=r"two\.csv has 2 countries"):
        study(tmp_path, seeds={"source": "csv:two.csv"})


def test_a_survey_of_three_items_is_refused_by_name(tmp_path):
    write(tmp_path / "few.csv", countries=("DEU", "TUR", "CHN"), items=3)
    with pytest.raises(InputError, match=r"few\.csv has 3 items"):
        study(tmp_path, seeds={"source": "csv:few.csv"})


def test_a_survey_whose_items_are_all_twins_is_refused_and_writes_no_json(tmp_path):
    write(tmp_path / "twins.csv", countries=("DEU", "TUR", "CHN"), items=6, says="The same.")
    (tmp_path / "twins.yaml").write_text(
        "name: toy\ncultures: [turkish]\nseeds: {source: 'csv:twins.csv'}\n"
    )
    found = command("study", "controls", "--config", "twins.yaml", "--json", cwd=tmp_path)
    assert (found.returncode, found.stdout) == (2, "")
    assert found.stderr.strip() == (
        "park: seeds.source: csv:twins.csv has 1 item if twins count once; a split into train and "
        "held-out items needs 4"
    )


def test_countries_that_answer_alike_are_predicted_by_all_but_uniform(tmp_path):
    write(tmp_path / "same.csv", countries=("DEU", "TUR", "CHN", "EGY"), items=8)
    found = study(tmp_path, seeds={"source": "csv:same.csv"}).found
    for name in ("pooled", "nearest", "kernel", "ridge"):
        assert found[name]["js"] == pytest.approx(1, abs=1e-3), name
    assert found["uniform"]["js"] < 0.9


def test_an_option_that_the_study_does_not_have_is_named(tmp_path):
    with pytest.raises(InputError, match=r"study\.options\.controls.*did you mean 'splits'"):
        study(tmp_path, study={"options": {"controls": {"split": 3}}})


def test_an_unknown_study_is_refused_with_the_nearest(tmp_path):
    with pytest.raises(InputError, match="there is no study 'control'; did you mean 'controls'"):
        study(tmp_path, "control")


@given(st.integers(4, 30), st.floats(0.05, 0.9), st.integers(1, 40), st.integers(0, 9))
def test_items_are_held_out_as_often_as_one_another(count, holdout, number, seed):
    items = [item(n) for n in range(count)]
    options = ControlsOptions(splits=number, holdout=holdout)
    made = list(splits(items, options, np.random.default_rng(seed)))
    assert len(made) == number
    times = Counter(each.id for held, _ in made for each in held)
    assert max(times.values()) - min(times[each.id] for each in items) <= 1
    for held, train in made:
        assert len(train) >= 2
        assert sorted(each.id for each in held + train) == sorted(each.id for each in items)


def test_twins_are_never_on_both_sides():
    items = [item(n) for n in range(9)] + [item(9, twin="Q3"), item(10, twin="Q4")]
    for held, train in splits(items, ControlsOptions(), np.random.default_rng(1)):
        for one, other in (("Q3", "Q9"), ("Q4", "Q10")):
            sides = [{each.id for each in side} for side in (held, train)]
            assert any({one, other} <= side for side in sides)
        assert len(train) >= 2


def write(path, countries, items, says="Statement {}."):
    """Write a survey in which all countries answer alike, four options an item."""
    rows = ["item,statement,country,option,label,count"]
    for number in range(items):
        counts = np.roll((70, 20, 8, 2), number)
        rows += [
            f"S{number},{says.format(number)},{country},{code},label {code},{count}"
            for country in countries
            for code, count in enumerate(counts, start=1)
        ]
    path.write_text("\n".join(rows) + "\n")
