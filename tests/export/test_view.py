"""A view is one class that everything else follows from, also if another package brings it."""

import json
import re
from importlib.metadata import EntryPoint
from typing import ClassVar

import pytest
from datasets import Dataset

from park.adapters.recipe import load_recipe
from park.config import Config
from park.configfile import load_config
from park.errors import InputError
from park.export.schema import PROVENANCE, Column
from park.export.stage import run_export
from park.export.view import VIEWS, View
from park.export.write import ours
from park.ledger.run import read_run
from park.records import Record
from tests.commands import CHECKOUT
from tests.export.runs import make_run

SIX = ("sft", "messages", "dialogue", "preference", "sharegpt", "sdialog")


class Loudness(Record):
    """The options of `questions`."""

    marks: int = 0


class Questions(View):
    """A view as a package outside would bring it."""

    name = "questions"
    help = "the survey's statement as `prompt`, the opinion as `completion`"
    columns: ClassVar = {
        "prompt": Column("text", "what the survey asks"),
        "completion": Column("text", "an accepted opinion"),
    }
    Options = Loudness

    def of_opinion(self, opinion):
        yield {"prompt": opinion.statement, "completion": opinion.text + "!" * self.options.marks}


class Notes(View):
    """A view of files."""

    name = "notes"
    help = "an opinion in a file"
    format = "json"

    def of_opinion(self, opinion):
        yield {"text": opinion.text}


@pytest.fixture
def outside(monkeypatch):
    """A package outside brings two views."""
    points = {
        each.name: EntryPoint(each.name, f"{__name__}:{each.__name__}", "culturepark.views")
        for each in (Questions, Notes)
    }
    monkeypatch.setattr("park.registry._points", lambda kind: points if kind == "views" else {})


def config(**export):
    return Config(name="study", cultures=["turkish"], export=export).export


def test_the_views_that_are_built_in_are_written_unless_others_are_named(outside):
    assert VIEWS.built_in() == SIX
    assert config().views == SIX
    assert config(views=["notes", "sft"]).views == ("notes", "sft")


@pytest.mark.parametrize("name", SIX)
def test_a_view_says_what_it_is_and_its_columns_have_no_name_of_the_provenance(name):
    view = VIEWS.get(name)
    assert view.help
    assert view.described(view.Options())
    assert view.columns.keys().isdisjoint(PROVENANCE)
    assert set(view.content) <= view.columns.keys() | {"id"}
    assert (view.format == "json") == (not view.columns)


@pytest.mark.parametrize("name", SIX)
def test_the_docs_list_a_view_with_its_help(name):
    page = (CHECKOUT / "docs/dataset.md").read_text(encoding="utf-8")
    assert f"| `{name}` | {VIEWS.get(name).help} |\n" in page


def test_the_docs_list_no_other_view():
    page = (CHECKOUT / "docs/dataset.md").read_text(encoding="utf-8")
    rows = page.split("## Views")[1].split("\n\n")[1]
    assert tuple(re.findall(r"^\| `(\w+)`", rows, re.MULTILINE)) == SIX


@pytest.mark.parametrize(
    "text, message",
    [
        ("{views: [stf]}", r":3: export\.views: there is no view 'stf'; did you mean 'sft'\?$"),
        (
            "{options: {stf: {}}}",
            r":3: export\.options: there is no view 'stf'; did you mean 'sft'\?$",
        ),
        ("{options: {sft: {a: 1}}}", r":3: export\.options: sft\.a: unknown key$"),
        (
            "{options: {questions: {mark: 1}}}",
            r"export\.options: questions\.mark: unknown key; did you mean 'marks'\?$",
        ),
        ("{options: {questions: {marks: x}}}", r"export\.options: questions\.marks: .*not 'x'$"),
    ],
)
def test_a_wrong_view_or_option_is_refused_with_its_line_when_the_file_is_read(
    outside, tmp_path, text, message
):
    path = tmp_path / "study.yaml"
    path.write_text(f"name: study\ncultures: [turkish]\nexport: {text}\n")
    with pytest.raises(InputError, match=message):
        load_config(path)


def test_a_view_of_a_package_outside_is_written_named_on_the_card_and_learnt_from(
    outside, tmp_path
):
    options = {"questions": {"marks": 2}}
    run = make_run(tmp_path / "run", export={"views": ["questions", "notes"], "options": options})
    outcome = run_export(run)
    assert list(outcome.views) == ["notes", "questions"]
    (path, *_) = (run / "dataset/questions/turkish").glob("train.parquet")
    rows = list(Dataset.from_parquet(str(path), cache_dir=str(tmp_path / "cache")))
    assert all(row["completion"].endswith("!!") for row in rows)
    assert set(rows[0]) == {"prompt", "completion", *PROVENANCE}
    with read_run(run) as ledger:
        assert {each.culture for each in ledger.samples("questions")} == {
            "chinese", "german", "turkish",
        }  # fmt: skip
    card = (run / "dataset/README.md").read_text(encoding="utf-8")
    assert f"- `questions`: {Questions.help}.\n" in card
    assert "- config_name: questions-turkish\n" in card
    assert "### A row of questions" in card
    assert "| prompt | text | what the survey asks |" in card
    assert "park export outputs/study --views notes,questions" in card
    assert "`sft`" not in card
    recipe = tmp_path / "mine.yaml"
    recipe.write_text("base: x\nview: questions\n")
    assert load_recipe(str(recipe)).view == "questions"


def test_every_row_of_a_view_of_files_has_a_file_of_its_own_that_says_where_it_is_from(
    outside, tmp_path
):
    run = make_run(tmp_path / "run")
    outcome = run_export(run, views=["notes"], cultures=["german"])
    files = [path for path in (run / "dataset/notes/german").iterdir()]
    assert len(files) == outcome.rows == 6
    for path in files:
        found = json.loads(path.read_text(encoding="utf-8"))
        assert list(found) == ["text", "provenance"]
        assert found["provenance"]["culture"] == "german"


def test_the_files_of_all_views_are_ours_and_no_others(outside):
    for name in (
        "sft/german/train.parquet", "questions/german/test.parquet", "notes/german/a1.json",
        "sdialog/german/d1.json",
    ):  # fmt: skip
        assert ours().fullmatch(name), name
    for name in ("sft/german/a.json", "notes/german/train.parquet", "README.md", "tea/a.json"):
        assert not ours().fullmatch(name), name


def test_the_example_of_a_view_is_one():
    text = View.__doc__
    code = re.search(r"( +class Questions.*?\n)\n    It is", text, re.DOTALL)[1]
    found = {"View": View, "Column": Column, "ClassVar": ClassVar}
    exec("\n".join(line.removeprefix("        ") for line in code.splitlines()), found)
    assert found["Questions"].columns.keys() == {"question", "answer"}


def test_the_help_of_the_command_names_every_view(command):
    said = command("export", "--help")
    for name in SIX:
        assert name in said.out
