"""`park quality`: what it prints and refuses."""

import json

from tests.quality.runs import judged, run, talked


def test_a_runs_figures_stand_by_culture(tmp_path, command):
    said = command("quality", run(tmp_path / "a"))
    assert said.code == 0
    lines = said.out.splitlines()
    assert lines[0].split() == ["turns", "chinese", "turkish", "all"]
    accepted = next(line for line in lines if "accepted of listed" in line)
    assert "1.00 [0.34, 1.00] n=2" in accepted and "0.50 [0.15, 0.85] n=4" in accepted
    rejected = next(line for line in lines if "rejected: contradicts" in line)
    assert rejected.split("  ")[2].strip() != "–" and "0.00 [0.00, 0.66] n=2" in rejected
    assert any("generate: tokens" in line and "360.00 n=2" in line for line in lines)


def test_several_runs_stand_side_by_side(tmp_path, command):
    one, other = run(tmp_path / "a"), run(tmp_path / "b", talked)
    said = command("quality", one, other)
    assert said.code == 0
    assert [line for line in said.out.splitlines() if line.startswith("==")] == [
        "== all",
        "== chinese",
        "== turkish",
        "== usage",
    ]
    accepted = next(line for line in said.out.splitlines() if "accepted of listed" in line)
    assert "n=4" in accepted and accepted.endswith("–")
    assert f"{other}: there are no opinions; run: park filter" in said.out


def test_json_has_all_figures_with_n_and_interval(tmp_path, command):
    found = json.loads(command("quality", run(tmp_path / "a"), "--json").out)["runs"]
    assert len(found) == 1
    accepted = found[0]["groups"]["all"]["harvest"]["acceptance"]
    assert (accepted["value"], accepted["n"]) == (0.5, 4)
    assert accepted["low"] < 0.5 < accepted["high"]


def test_wrong_input_is_one_line(tmp_path, command):
    (tmp_path / "empty").mkdir()
    begun = run(tmp_path / "begun", lambda ledger: None)
    full = run(tmp_path / "full", talked, judged)
    for folders, word in (
        ([tmp_path / "none"], "no such run"),
        ([tmp_path / "empty"], "no run"),
        ([begun], "no dialogues"),
        ([full, full], "twice"),
    ):
        said = command("quality", *folders)
        assert said.code == 2 and not said.out
        assert said.err.count("\n") == 1 and word in said.err
