import os
import subprocess
import sys

import pytest
import yaml

from park.errors import InputError
from park.ledger.run import config_of, open_run, read_run, reopen_run
from park.models.base import Reply
from tests.toys import adapter, dialogue, opinion, response, sample, score, turn

SETTINGS = {"seed": 0, "dialogue.turns": 6, "models.delegate.model": "toy"}


def begin(folder, identity=SETTINGS, resolved=None, if_exists="resume", record=None):
    """Open a run, perhaps store a dialogue in it, and return the keys of those that are there."""
    with open_run(folder, identity, resolved or {"name": "demo"}, if_exists) as ledger:
        if record:
            ledger.put_dialogue(record)
        return ledger.dialogue_keys()


def test_a_run_folder_is_made_with_its_parents(tmp_path):
    folder = tmp_path / "outputs" / "demo"
    begin(folder, resolved={"name": "demo", "agents": None, "cultures": ["türkisch"]})
    assert (folder / "ledger.sqlite").is_file()
    assert yaml.safe_load((folder / "run.yaml").read_text(encoding="utf-8")) == {
        "name": "demo",
        "agents": None,
        "cultures": ["türkisch"],
    }


def test_a_run_is_resumed_with_everything_in_it(tmp_path):
    begin(tmp_path, record=dialogue())
    assert begin(tmp_path) == {"d1"}


def test_settings_are_equal_whatever_their_order_and_sequence_type(tmp_path):
    begin(tmp_path, {"a": ("x", "y"), "b": None})
    begin(tmp_path, {"b": None, "a": ["x", "y"]})


def test_changed_settings_are_refused_with_their_names(tmp_path):
    begin(tmp_path, record=dialogue(turns=(turn(1),)))
    changed = SETTINGS | {"seed": 1, "dialogue.turns": 8}
    with pytest.raises(InputError) as told:
        begin(tmp_path, changed, {"name": "other"})
    assert "(dialogue.turns, seed)" in str(told.value)
    assert "models.delegate" not in str(told.value)
    assert "--if-exists delete" in str(told.value)
    assert "demo" in (tmp_path / "run.yaml").read_text()
    begin(tmp_path)


@pytest.mark.parametrize("present", [SETTINGS | {"new": 1}, {"seed": 0, "dialogue.turns": 6}])
def test_a_setting_that_is_new_or_gone_counts_as_changed(tmp_path, present):
    begin(tmp_path, record=dialogue(turns=(turn(1),)))
    with pytest.raises(InputError, match="other settings"):
        begin(tmp_path, present)


def test_cultures_may_be_added_or_left_out_but_their_cards_may_not_change(tmp_path):
    begin(tmp_path, SETTINGS | {"agents/turkish.yaml": "a"}, record=dialogue(turns=(turn(1),)))
    begin(tmp_path, SETTINGS | {"agents/german.yaml": "b"})
    begin(tmp_path, SETTINGS | {"agents/turkish.yaml": "a", "agents/german.yaml": "b"})
    for changed in ("turkish", "german"):
        with pytest.raises(InputError, match=rf"\(agents/{changed}\.yaml\)"):
            begin(tmp_path, SETTINGS | {f"agents/{changed}.yaml": "c"})


def test_settings_that_do_not_shape_results_may_change(tmp_path):
    begin(tmp_path, resolved={"limits": {"concurrency": 1}})
    begin(tmp_path, resolved={"limits": {"concurrency": 9}})
    assert yaml.safe_load((tmp_path / "run.yaml").read_text())["limits"] == {"concurrency": 9}


def test_a_run_that_exists_is_refused_where_raise_is_wanted(tmp_path):
    begin(tmp_path, if_exists="raise")
    with pytest.raises(InputError, match="there is a run already"):
        begin(tmp_path, if_exists="raise")


def test_delete_begins_anew_with_any_settings(tmp_path):
    begin(tmp_path, record=dialogue())
    assert begin(tmp_path, {"seed": 5}, if_exists="delete") == set()


def test_delete_removes_only_what_a_run_leaves_behind(tmp_path):
    begin(tmp_path, record=dialogue())
    for name in ("dataset", "adapters", "report", "mine"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").touch()
    (tmp_path / "notes.txt").touch()
    begin(tmp_path, if_exists="delete")
    left = {path.name for path in tmp_path.iterdir()}
    assert {"mine", "notes.txt", "ledger.sqlite", "run.yaml"} <= left
    assert not left & {"dataset", "adapters", "report"}
    assert (tmp_path / "mine" / "file").is_file()


def test_delete_touches_nothing_in_a_folder_that_holds_no_run(tmp_path):
    (tmp_path / "dataset").mkdir()
    begin(tmp_path, if_exists="delete")
    assert (tmp_path / "dataset").is_dir()


def test_a_file_is_no_run_folder(tmp_path):
    file = tmp_path / "demo"
    file.touch()
    for folder in (file, file / "below"):
        with pytest.raises(InputError, match="is a file, not a folder"):
            begin(folder)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_refused(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(InputError, match="not writable"):
        begin(tmp_path)
    with pytest.raises(InputError, match="cannot be made"):
        begin(tmp_path / "below")
    tmp_path.chmod(0o700)


OTHER = """
import sys
from pathlib import Path
from park.errors import InputError
from park.ledger.run import open_run
try:
    with open_run(Path(sys.argv[1]), {}, {}):
        print("opened")
except InputError as error:
    print(error)
"""


def other_process(folder):
    done = subprocess.run(
        [sys.executable, "-c", OTHER, str(folder)], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_a_second_process_is_refused_while_the_first_works(tmp_path):
    with open_run(tmp_path, {}, {}):
        assert other_process(tmp_path) == (
            f"{tmp_path}: another park process is working in this run"
        )
    assert other_process(tmp_path) == "opened"


def test_the_lock_is_given_back_after_an_error(tmp_path):
    begin(tmp_path, record=dialogue(turns=(turn(1),)))
    with pytest.raises(InputError, match="other settings"):
        begin(tmp_path, {})
    with pytest.raises(KeyError), open_run(tmp_path, SETTINGS, {}):
        raise KeyError
    begin(tmp_path)


def test_delete_is_refused_while_another_works(tmp_path):
    with open_run(tmp_path, SETTINGS, {}) as ledger:
        ledger.put_dialogue(dialogue())
        with pytest.raises(InputError, match="another park process"):
            begin(tmp_path, if_exists="delete")
        assert ledger.dialogue("d1") is not None


def test_a_run_is_read_while_another_process_writes_it(tmp_path):
    with open_run(tmp_path, SETTINGS, {}) as ledger:
        ledger.put_dialogue(dialogue())
        with read_run(tmp_path) as reader:
            assert reader.dialogue_keys() == {"d1"}


def test_reading_a_run_that_is_not_there_is_one_line(tmp_path):
    with pytest.raises(InputError, match="there is no such run folder"):
        read_run(tmp_path / "nowhere")
    with pytest.raises(InputError, match="there is no run in this folder"):
        read_run(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_run_that_was_killed_at_its_beginning_is_begun_again(tmp_path):
    (tmp_path / "ledger.sqlite").touch()
    assert begin(tmp_path, record=dialogue()) == {"d1"}


def test_a_later_stage_finds_the_run_s_configuration_and_the_place_of_its_paths(tmp_path):
    folder = tmp_path / "run"
    resolved = {"name": "demo", "cultures": ["turkish"], "agents": "cards"}
    with open_run(folder, SETTINGS, resolved, base=tmp_path / "study"):
        pass
    with reopen_run(folder) as ledger:
        config, base = config_of(ledger, folder)
        ledger.put_dialogue(dialogue())
    assert (config.name, config.cultures) == ("demo", ("turkish",))
    assert base / config.agents == tmp_path / "study" / "cards"
    assert begin(folder) == {"d1"}


def test_a_later_stage_needs_a_run(tmp_path):
    with pytest.raises(InputError, match="no such run folder"), reopen_run(tmp_path / "none"):
        pass
    with pytest.raises(InputError, match="no run in this folder"), reopen_run(tmp_path):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_later_stage_is_alone_in_a_run(tmp_path):
    begin(tmp_path)
    with (
        reopen_run(tmp_path),
        pytest.raises(InputError, match="another park process"),
        reopen_run(tmp_path),
    ):
        pass


FAILED = dialogue("f1", turns=(), ending="error", failure="m: HTTP 400")


def test_a_run_without_results_may_begin_with_other_settings(tmp_path):
    begin(tmp_path, SETTINGS | {"agents/german.yaml": "b"}, record=FAILED)
    changed = SETTINGS | {"seed": 1, "agents/german.yaml": "c"}
    assert begin(tmp_path, changed, {"name": "other"}) == set()
    with read_run(tmp_path) as ledger:
        assert ledger.get("identity") == changed
        (event,) = [detail for _, kind, detail in ledger.events() if kind == "settings_changed"]
    assert event == {"settings": ["agents/german.yaml", "seed"]}
    assert "other" in (tmp_path / "run.yaml").read_text()
    begin(tmp_path, changed, record=dialogue(turns=(turn(1),)))
    with pytest.raises(InputError, match="other settings"):
        begin(tmp_path)


def test_failed_dialogues_stay_where_the_settings_do(tmp_path):
    begin(tmp_path, record=FAILED)
    assert begin(tmp_path) == {"f1"}


def some_call(ledger):
    ledger.put_call("k", "m", Reply(text="tea"), 0, "generate")


@pytest.mark.parametrize(
    "result",
    [
        some_call,
        lambda ledger: ledger.put_dialogue(dialogue(turns=(turn(1),), ending="error")),
        lambda ledger: ledger.put_responses([response()]),
        lambda ledger: ledger.put_samples([sample()]),
        lambda ledger: ledger.put_opinions([(opinion(), [])]),
        lambda ledger: ledger.put_adapter(adapter()),
        lambda ledger: ledger.put_scores("toy", "m", [score()]),
    ],
)
def test_a_run_with_any_result_keeps_its_settings(tmp_path, result):
    begin(tmp_path)
    with reopen_run(tmp_path) as ledger:
        result(ledger)
    with pytest.raises(InputError, match=r"other settings \(seed\)"):
        begin(tmp_path, SETTINGS | {"seed": 1})
    begin(tmp_path)
