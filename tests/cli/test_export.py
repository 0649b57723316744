"""`park export`: what it writes, prints and refuses."""

import json

import pytest

from tests.export.runs import make_run, opinion, verdict


@pytest.fixture
def run(tmp_path, monkeypatch):
    """A run called `study` in `outputs` of the current folder."""
    monkeypatch.chdir(tmp_path)
    return make_run(tmp_path / "outputs/study")


def test_json_is_one_object_with_the_rows_of_every_view_and_culture(command, run):
    said = command("export", "study", "--json", "--views", "sft,preference")
    summary = json.loads(said.out)
    assert said.code == 0
    assert list(summary) == ["run", "stage", "views", "rows", "files", "seconds"]
    assert (summary["run"], summary["stage"]) == ("outputs/study", "export")
    counts = {"train": 8, "test": 4}
    assert summary["views"]["sft"] == {"chinese": counts, "german": counts, "turkish": counts}
    counts = [c for cultures in summary["views"].values() for c in cultures.values()]
    assert summary["rows"] == sum(sum(each.values()) for each in counts)
    files = [path for path in (run / "dataset").rglob("*") if path.is_file()]
    assert summary["files"] == len(files)


def test_it_says_what_was_written_and_the_next_command(command, run):
    said = command("export", "study", "--views", "sft")
    assert (said.code, said.out) == (0, "")
    assert "36 rows in 7 files are in outputs/study/dataset" in said.err
    last = said.err.splitlines()[-1]
    assert last.startswith("next: park finetune outputs/study (or publish: park push outputs/study")


def test_quiet_prints_nothing(command, run):
    assert command("export", "study", "--quiet", "--views", "sft") == (0, "", "")


def test_cultures_can_be_chosen(command, run):
    said = command("export", run, "--json", "--views", "sft", "--cultures", "german")
    assert list(json.loads(said.out)["views"]["sft"]) == ["german"]


def test_a_run_whose_opinions_were_all_rejected_names_the_filter(command, tmp_path):
    rejected = opinion("a")
    run = make_run(tmp_path / "run", [(rejected, (verdict(rejected),))])
    said = command("export", run)
    assert said.code == 2
    assert said.err == f"park: {run}: there are no accepted opinions; first: park filter {run}\n"
    assert not (run / "dataset").exists()


@pytest.mark.parametrize(
    "arguments, message",
    [
        (["nowhere"], "outputs/nowhere: there is no such run folder"),
        (["study", "--views", "stf"], "--views: there is no view 'stf'; did you mean 'sft'?"),
        (["study", "--cultures", "turkis"], "did you mean 'turkish'?"),
    ],
)
def test_a_wrong_word_is_one_line_and_writes_nothing(command, run, arguments, message):
    said = command("export", *arguments)
    assert said.code == 2
    assert message in said.err
    assert said.err.count("\n") == 1
    assert not (run / "dataset").exists()


def test_without_datasets_it_says_what_to_install(command, run, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "datasets", None)
    said = command("export", "study")
    assert said.code == 2
    assert "pip install 'culturepark[" in said.err


def test_a_run_that_another_process_works_in_is_refused(command, run):
    from park.ledger.run import reopen_run

    with reopen_run(run):
        said = command("export", "study")
    assert said.code == 2
    assert "another park process" in said.err
