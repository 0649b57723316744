"""What an export leaves behind: files that `datasets` reads, and nothing of earlier ones."""

import json
import shutil

import pytest

from park.errors import InputError, LedgerError
from park.export.schema import PROVENANCE, features
from park.export.stage import run_export
from park.export.view import VIEWS
from park.ledger.ledger import Ledger
from park.ledger.reviews import put_review
from park.ledger.run import read_run
from park.records import Review
from tests.export.runs import make_run, opinion, usual


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def load(run, view, culture, tmp_path):
    from datasets import load_dataset

    files = {path.stem: str(path) for path in (run / "dataset" / view / culture).glob("*.parquet")}
    return load_dataset("parquet", data_files=files, cache_dir=str(tmp_path / "cache"))


TABLES = [name for name, view in VIEWS.all().items() if view.format == "parquet"]


@pytest.mark.parametrize("view", TABLES)
def test_datasets_reads_back_every_row_of_a_view_as_it_was(exported, tmp_path, view):
    columns = VIEWS.get(view).columns
    for culture in ("chinese", "turkish"):
        loaded = load(exported, view, culture, tmp_path)
        for split, rows in loaded.items():
            assert rows.features == features(columns)
            assert rows.column_names == [*columns, *PROVENANCE]
            with read_run(exported) as ledger:
                samples = list(ledger.samples(view, culture, split))
            assert len(rows) == len(samples) > 0
            for row, sample in zip(rows, samples, strict=True):
                assert {name: row[name] for name in sample.row} == sample.row
                assert row["opinions"] == list(sample.opinions)
                assert (row["item"], row["stance"]) == (sample.item, sample.stance)
                assert row["share"] == sample.share
                assert row["prompts_hash"] == sample.prompts
                assert row["models"]["delegate"] == "scripted:s.yaml"


def test_all_cultures_of_a_view_have_the_same_columns(exported, tmp_path):
    one, other = (load(exported, "sft", name, tmp_path) for name in ("chinese", "german"))
    assert one["train"].features == other["test"].features


def test_a_dialogue_of_sdialog_is_a_file_of_its_own(exported):
    path = exported / "dataset/sdialog/turkish/dturkishQ27.json"
    with read_run(exported) as ledger:
        (sample,) = (
            each for each in ledger.samples("sdialog", "turkish") if each.dialogue == path.stem
        )
    found = json.loads(path.read_text(encoding="utf-8"))
    notes = found.pop("notes")
    assert found == sample.row
    assert (notes["culture"], notes["opinions"]) == ("turkish", [])
    assert "scripted:s.yaml" in notes["licence"]


def test_the_same_run_gives_the_same_bytes(exported, tmp_path):
    again = shutil.copytree(exported, tmp_path / "again")
    shutil.rmtree(again / "dataset")
    run_export(again)
    assert contents(again / "dataset") == contents(exported / "dataset")


def test_a_split_without_rows_has_no_file(tmp_path):
    run = make_run(tmp_path / "run", [(opinion("a"), ()), (opinion("b", "german", "Q29"), ())])
    outcome = run_export(run, views=["sft"])
    files = {path.parent.name: path.name for path in run.glob("dataset/sft/*/*")}
    assert sorted(files.values()) == ["test.parquet", "train.parquet"]
    counts = outcome.views["sft"].values()
    assert sorted(count for each in counts for count in each.values()) == [0, 0, 2, 2]


def test_files_of_views_and_cultures_that_are_no_longer_there_are_removed(exported, tmp_path):
    run = shutil.copytree(exported, tmp_path / "run")
    own = run / "dataset/dialogue/german/mine.txt"
    own.write_text("mine")
    run_export(run, views=["sft"], cultures=["turkish"])
    assert set(contents(run / "dataset")) == {
        "README.md",
        "sft/turkish/train.parquet",
        "sft/turkish/test.parquet",
        "dialogue/german/mine.txt",
    }
    assert not (run / "dataset/messages").exists()
    with read_run(run) as ledger:
        assert not list(ledger.samples("messages"))
        assert {each.culture for each in ledger.samples("sft")} == {"turkish"}


def test_a_file_is_whole_or_not_there(tmp_path, monkeypatch):
    run = make_run(tmp_path / "run")
    run_export(run, views=["sft"], cultures=["german"])
    before = contents(run / "dataset")

    def full(path, *_):
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("park.export.write._write_parquet", full)
    with pytest.raises(LedgerError, match="No space left"):
        run_export(run, views=["sft", "messages"])
    monkeypatch.undo()
    after = contents(run / "dataset")
    assert {name: after[name] for name in before} == before
    assert {name for name in after if not name.endswith(".partial")} == set(before)
    run_export(run, views=["messages"], cultures=["german"])
    assert set(contents(run / "dataset")) == {
        "README.md", "messages/german/train.parquet", "messages/german/test.parquet",
    }  # fmt: skip


def test_no_file_outside_the_data_set_is_ever_removed(tmp_path):
    from park.export.write import remove_stale

    folder = tmp_path / "dataset"
    folder.mkdir()
    (tmp_path / "precious").write_text("x")
    remove_stale(folder, ["../precious", "/etc/passwd", "gone"], [])
    assert (tmp_path / "precious").exists()


def test_an_unknown_view_or_culture_is_named_with_the_nearest(tmp_path):
    run = make_run(tmp_path / "run")
    with pytest.raises(InputError, match=r"--views: there is no view 'stf'; did you mean 'sft'"):
        run_export(run, views=["stf"])
    with pytest.raises(InputError, match=r"--cultures: there is no 'turkis' here; did you mean"):
        run_export(run, cultures=["turkis"])


def test_the_split_does_not_depend_on_which_cultures_are_written(exported, tmp_path):
    run = make_run(tmp_path / "run", usual())
    run_export(run, views=["sft"], cultures=["german"])
    with read_run(run) as one, read_run(exported) as all_of_them:
        some = {(each.item, each.split) for each in one.samples("sft")}
        assert some == {(each.item, each.split) for each in all_of_them.samples("sft")}


def test_the_user_s_own_templates_are_used(tmp_path):
    from park.prompts import Prompts

    own = shutil.copytree(Prompts().folder, tmp_path / "prompts")
    (own / "export/system.j2").write_text("As in {{ home }}, in {{ language_name }}.")
    run = make_run(tmp_path / "run", prompts=str(own))
    run_export(run, views=["sft"])
    with read_run(run) as ledger:
        system = {each.row["prompt"][0]["content"] for each in ledger.samples("sft", "german")}
    assert system == {"As in Germany, in English."}


def test_a_row_names_who_reviewed_its_opinions_and_what_people_reject_has_none(exported, tmp_path):
    run = shutil.copytree(exported, tmp_path / "reviewed")
    with Ledger(run / "ledger.sqlite") as ledger:
        first, second, *_ = [e for e in ledger.opinions(kept=True) if e.seed.culture == "turkish"]
        for person, own, reason in (("bo", first, "fine"), ("ana", first, "fine"),
                                    ("ana", second, "nonsense")):  # fmt: skip
            decision = "keep" if reason == "fine" else "reject"
            put_review(ledger, Review(
                opinion=own.key, person=person, decision=decision, reason=reason,
                shown=own.text, time="2026-01-01",
            ))  # fmt: skip
    run_export(run)
    splits = load(run, "sft", "turkish", tmp_path)
    rows = {row["opinions"][0]: row["reviewers"] for split in splits.values() for row in split}
    assert rows[first.key] == ["ana", "bo"]
    assert second.key not in rows
    assert all(people == [] for key, people in rows.items() if key != first.key)
