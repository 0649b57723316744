"""A blind reading of two runs: drawn, filled in, scored."""

import csv

import pytest

from benchmarks.quality import draw, main, read, score
from park.errors import InputError
from park.ledger.ledger import Ledger
from park.ledger.run import LEDGER
from tests.toys import opinion, verdict


def run(folder, *texts):
    """Write a run that accepts some opinions, and rejects another."""
    folder.mkdir()
    with Ledger(folder / LEDGER) as ledger:
        known = [
            (opinion(f"{folder.name}-{text}", text=text), [verdict(f"{folder.name}-{text}")])
            for text in texts
        ]
        bad = opinion(f"{folder.name}-bad", text="Bad.")
        known.append((bad, [verdict(bad.key, kept=False, reason="slur")]))
        ledger.put_opinions(known, ["d1"])
    return folder


def filled(path, good):
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["good"] = good(row["opinion"])
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return rows


@pytest.fixture
def runs(tmp_path):
    early = run(tmp_path / "early", "Tea is good.", "Bread is holy.", "Both say this.")
    return [early, run(tmp_path / "late", "I like rain.", "Both say this.")]


def test_accepted_opinions_of_both_runs_are_drawn_once_and_do_not_tell_their_run(tmp_path, runs):
    draw(runs, 100, 0, tmp_path / "reading.csv")
    text = (tmp_path / "reading.csv").read_text()
    rows = filled(tmp_path / "reading.csv", lambda said: "1")
    assert sorted(row["opinion"] for row in rows) == [
        "Both say this.", "Bread is holy.", "I like rain.", "Tea is good.",
    ]  # fmt: skip
    assert "early" not in text and "late" not in text


def test_shares_are_counted_for_each_run_and_reader(tmp_path, runs, capsys):
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    main(["draw", *map(str, runs), "--out", str(one)])
    two.write_text(one.read_text())
    filled(one, lambda said: "1" if said in ("Tea is good.", "Both say this.") else "0")
    filled(two, lambda said: "1")
    main(["score", str(one), "--reader", str(two)])
    lines = capsys.readouterr().out.splitlines()
    told = [[cell.strip() for cell in line.split("|")[1:4]] for line in lines[2:6]]
    early, late = map(str, runs)
    assert told == [
        [early, "1", "2 of 3"], [early, "2", "3 of 3"],
        [late, "1", "1 of 2"], [late, "2", "2 of 2"],
    ]  # fmt: skip
    assert lines[-1].startswith("α of the two readers")


def test_what_is_missing_or_not_filled_in_is_named_with_its_line(tmp_path, runs):
    path = tmp_path / "reading.csv"
    draw(runs, 1, 0, path)
    with pytest.raises(InputError, match=r"reading\.csv:2: good: ''; expected 1 or 0"):
        read(path)
    with pytest.raises(InputError, match="is there already"):
        draw(runs, 1, 0, path)
    filled(path, lambda said: "1")
    path.with_suffix(".key.json").unlink()
    with pytest.raises(InputError, match=r"reading\.key\.json: is missing"):
        score(path, None)
    with pytest.raises(InputError, match="no opinion is accepted"):
        draw([run(tmp_path / "empty")], 1, 0, tmp_path / "other.csv")
