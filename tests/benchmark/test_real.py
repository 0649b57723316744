"""Benchmarks of answers that people gave already, from the user's copies."""

import json

import pytest

from park.benchmark.build import build
from park.benchmark.check import check
from park.benchmark.start import new
from park.benchmark.workspace import Workspace
from park.benchmarkfolder import CARD, FILES, load_benchmark
from park.errors import InputError
from park.surveys.bundled import bundled
from tests.facts.test_blend import question
from tests.surveys.survey_files import MENA_HEADER, shared_rows, write_csv

FOODS = ("rice", "bread", "soup", "fish", "figs")
NAMES = ("Algeria", "China", "Spain", "South_Korea", "UK")


def write_blend(folder):
    """Write annotations in which every country eats something else."""
    folder.mkdir()
    for place, name in enumerate(NAMES):
        mine, next_ = FOODS[place], FOODS[(place + 1) % len(FOODS)]
        asked = {
            "Al-en-01": question(f"What do people eat in {name}? (Provide one word only.)",
                                 (mine, 4), (next_, 1)),
            "Al-en-02": question(f"What is drunk in {name}?", ("tea", 2), ("milk", 2)),
            "Al-en-03": question(f"Who sings in {name}?", (f"a {mine} seller", 3), idks=3),
        }  # fmt: skip
        for each in asked.values():
            for row in each["annotations"]:
                row["en_answers"] = row["en_answers"][:1]
        (folder / f"{name}_data.json").write_text(json.dumps(asked))
    return folder


def made(folder, source):
    new(folder, source=source)
    return Workspace(folder)


@pytest.fixture
def blend(tmp_path):
    workspace = made(tmp_path / "b", f"blend:{write_blend(tmp_path / 'annotations')}")
    build(workspace)
    return workspace


def test_a_country_s_most_common_answer_is_true_where_others_are_wrong(blend):
    found = load_benchmark(blend.folder)
    assert set(found.survey.countries) == {"DZA", "CHN", "ESP", "KOR", "GBR"}
    for item in found.items.values():
        assert item.statement.endswith("?"), "the form of the answer is not part of the question"
        mine = FOODS[NAMES.index(item.statement.split(" in ")[1][:-1].replace(" ", "_"))]
        nearby = FOODS[(FOODS.index(mine) + 1) % len(FOODS)]
        labels = [option.label for option in item.options]
        assert item.label(item.answer) == mine
        assert len(labels) == 4 and nearby not in labels, "somebody there gave it"


def test_questions_without_one_answer_are_left_out_and_counted(tmp_path):
    workspace = made(tmp_path / "b", f"blend:{write_blend(tmp_path / 'annotations')}")
    said = str(build(workspace))
    assert "left out: 5 questions of countries, no single most common answer" in said
    assert "left out: 5 questions of countries, not known or not applicable" in said


def test_one_country_alone_gives_no_wrong_options(tmp_path):
    folder = write_blend(tmp_path / "annotations")
    for name in NAMES[1:]:
        (folder / f"{name}_data.json").unlink()
    with pytest.raises(InputError, match="two countries"):
        build(made(tmp_path / "b", f"blend:{folder}"))


def test_a_survey_becomes_value_items_with_its_answers(tmp_path):
    write_csv(tmp_path / "m.csv", MENA_HEADER, *shared_rows())
    workspace = made(tmp_path / "m", f"menavalues:{tmp_path / 'm.csv'}")
    build(workspace)
    found = load_benchmark(workspace.folder)
    assert {item.kind for item in found.items.values()} == {"value"}
    ours = found.survey.answers_for("Q158", "JOR")
    assert ours.share(1) == pytest.approx(bundled().answers_for("Q158", "JOR").share(1), abs=1e-4)
    assert check(workspace).code == 0


def test_a_known_source_comes_with_a_whole_card(tmp_path):
    for source in ("menavalues", "blend", "wvs7"):
        workspace = made(tmp_path / source, f"{source}:x")
        assert workspace.card().lacking() == ()


def test_no_path_of_the_user_s_is_published(blend, tmp_path):
    for name in FILES:
        assert str(tmp_path).encode() not in (blend.folder / name).read_bytes()


def test_only_the_countries_of_the_card_are_kept(tmp_path):
    workspace = made(tmp_path / "w", "wvs7")
    text = (workspace.folder / CARD).read_text()
    (workspace.folder / CARD).write_text(text.replace("countries: []", "countries: [TUR, CHN]"))
    build(workspace)
    found = load_benchmark(workspace.folder)
    assert found.survey.countries == ("CHN", "TUR")
    (workspace.folder / CARD).write_text(text.replace("countries: []", "countries: [FRA]"))
    with pytest.raises(InputError, match="the source has no answers of FRA; it has ARG"):
        build(workspace)


def test_a_source_that_is_not_known_is_refused_with_the_nearest(tmp_path):
    with pytest.raises(InputError, match=r"--from: .* 'blendd'; did you mean 'blend'"):
        new(tmp_path / "b", source="blendd:x")
    with pytest.raises(InputError, match="blend needs a folder"):
        build(made(tmp_path / "c", "blend"))


def test_a_folder_with_anything_in_it_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(InputError, match="the folder is not empty"):
        new(tmp_path)
