"""Shards of a run: each a ledger of its own, merged to what one process makes."""

import contextlib
import json
import shutil
import signal
import sqlite3
import subprocess
import sys

import pytest

from park.cluster.work import merge_left
from park.errors import InputError
from park.ledger.ledger import Ledger
from park.ledger.merge import merge_parts
from park.ledger.reviews import put_review
from park.ledger.run import hold, read_run
from park.ledger.shard import Shard
from park.records import Review
from tests.commands import CHECKOUT, configuration, ended, environment, speech, write
from tests.fake_openai import FakeOpenAI, Fault, completion
from tests.test_crash import CONCURRENCY, Marksman, judging, stored

SEEDS = {"items": ["Q27", "Q38", "Q28"], "per_item": 2}
FILTER = {"threshold": 0.5}
TABLES = ("dialogues", "opinions", "verdicts", "extractions", "samples")


@pytest.fixture
def fork(monkeypatch):
    from tests import forked

    monkeypatch.setenv("PYTHONPATH", str(CHECKOUT))
    return forked.start


@pytest.fixture
def served(study):
    """A server that answers by what it is asked, and judges, and counts."""
    marksman = Marksman(lambda request: answer(request))
    with FakeOpenAI(marksman) as server:
        model = {"model": "openai/m", "base_url": server.url, "price": {"input": 1, "output": 1}}
        write(
            study / "demo.yaml",
            configuration(models={"delegate": model}, seeds=SEEDS, filter=FILTER),
        )
        yield marksman


def answer(request):
    asked = request["messages"][-1]["content"]
    is_judging = "List the opinions" in asked or "The person said" in asked or "verdict" in asked
    return judging(request) if is_judging else speech(request)


def rows(run, *tables):
    """Return all rows of some tables, in order."""
    with contextlib.closing(sqlite3.connect(run / "ledger.sqlite")) as db:
        return {
            table: sorted(db.execute(f"SELECT * FROM {table}"), key=repr)
            for table in tables or TABLES
        }


def keys(run):
    with contextlib.closing(sqlite3.connect(run / "ledger.sqlite")) as db:
        return {key for (key,) in db.execute("SELECT key FROM calls")}


def shards(command, run, of, verb="generate", *more):
    for number in range(1, of + 1):
        said = command(verb, "--shard", f"{number}/{of}", "--quiet", *more, *run)
        assert said.code == 0, said


def test_shards_merge_to_the_bytes_of_one_process(command, study, served):
    assert command("generate", "--quiet", "--run", "whole").code == 0
    assert command("filter", "whole", "--quiet").code == 0
    asked = len(served.asked)
    shards(command, ("--run", "cut"), 3)
    assert not (study / "cut/ledger.sqlite").exists()
    assert command("merge", "cut", "--quiet").code == 0
    assert rows(study / "cut", "dialogues") == rows(study / "whole", "dialogues")
    assert command("filter", "cut", "--quiet").code == 0
    assert rows(study / "cut") == rows(study / "whole")
    assert keys(study / "cut") == keys(study / "whole")
    # How often the server is asked for probabilities, which it has not, hangs on what is in flight.
    assert abs(len(served.asked) - 2 * asked) <= CONCURRENCY


def test_filtering_by_shards_pays_for_nothing_twice_and_ends_in_the_same_bytes(
    command, study, served
):
    for run in ("whole", "cut"):
        assert command("generate", "--quiet", "--run", run).code == 0
    assert command("filter", "whole", "--quiet").code == 0
    before = len(served.asked)
    # The run's own calls, such as those that calibrate the judge, are read and not repeated.
    command("filter", "cut", "--limit", 1, "--quiet")
    shards(command, ("cut",), 3, "filter")
    assert command("merge", "cut", "--quiet").code == 0
    asked = len(served.asked)
    assert command("filter", "cut", "--quiet").code == 0
    # The question for probabilities, which the server has not, is asked anew by each start.
    assert len(served.asked) - asked <= CONCURRENCY
    assert rows(study / "cut") == rows(study / "whole")
    known = keys(study / "whole")
    assert keys(study / "cut") == known
    assert len(served.asked) - before <= len(known) + 5 * CONCURRENCY


def test_shards_verify_what_people_have_edited(command, study, served):
    said = "The eldest woman deserves the first piece of bread, and nobody sits down before."
    for run in ("whole", "cut"):
        assert command("generate", "--quiet", "--run", run).code == 0
        assert command("filter", run, "--quiet").code == 0
        with Ledger(study / run / "ledger.sqlite") as ledger:
            own = next(ledger.opinions())
            edit = {"decision": "edit", "text": said, "shown": own.text}
            put_review(ledger, Review(opinion=own.key, person="ana", time="2026", **edit))
    assert command("filter", "whole", "--quiet").code == 0
    shards(command, ("cut",), 2, "filter")
    assert command("merge", "cut", "--quiet").code == 0
    paid = keys(study / "cut")
    assert command("filter", "cut", "--quiet").code == 0
    assert keys(study / "cut") == keys(study / "whole") == paid
    assert rows(study / "cut") == rows(study / "whole")


def test_shards_find_the_same_far_from_its_statement_as_one_process(command, study, served):
    for run in ("whole", "cut"):
        told = ("--quiet", "--run", run, "--set", "filter.subject=0.05")
        assert command("generate", *told).code == 0
    command("filter", "whole", "--quiet")
    for number in (1, 2, 3):  # A shard of which nothing is kept ends with 1.
        command("filter", "cut", "--shard", f"{number}/3", "--quiet")
    assert command("merge", "cut", "--quiet").code == 0
    command("filter", "cut", "--quiet")
    assert rows(study / "cut") == rows(study / "whole")
    assert '"check":"subject"' in repr(rows(study / "cut", "verdicts"))


@pytest.mark.parametrize("merged", [True, False])
def test_a_shard_on_which_no_dialogue_falls_is_filtered_too(command, study, served, merged):
    assert command("generate", "--quiet", "--run", "whole", "--limit", 1).code == 0
    shards(command, ("--run", "cut"), 3, "generate", "--limit", 1)
    if merged:
        assert command("merge", "cut", "--quiet").code == 0
    shards(command, ("cut",), 3, "filter")
    assert command("merge", "cut", "--quiet").code == 0
    for run in ("whole", "cut"):
        assert command("filter", run, "--quiet").code == 0
    assert rows(study / "cut") == rows(study / "whole")


def test_a_culture_that_is_planned_may_be_named_for_a_shard_that_holds_none_of_it(
    command, study, served
):
    shards(command, ("--run", "cut"), 3, "generate", "--limit", 1)
    for number in (1, 2, 3):
        for culture in ("chinese", "turkish"):
            here = ("--shard", f"{number}/3", "--cultures", culture)
            assert command("filter", "cut", "--quiet", *here).code == 0
        there = ("--shard", f"{number}/3", "--cultures", "turksh")
        done = command("filter", "cut", "--quiet", *there)
        assert (done.code, "did you mean 'turkish'?" in done.err) == (2, True)


def test_a_part_holds_the_verdicts_that_need_no_other_opinions(command, study, served):
    shards(command, ("--run", "cut"), 2)
    shards(command, ("cut",), 2, "filter")
    checks = set()
    for number in (1, 2):
        for *_, record in rows(study / f"cut/parts/000{number}", "verdicts")["verdicts"]:
            checks.add(json.loads(record)["check"])
    assert {"quote", "form", "verify"} <= checks
    assert not checks & {"near_duplicate", "semantic_duplicate", "diversity"}


def test_a_limit_takes_the_same_dialogues_from_all_shards_together(command, study, served):
    assert command("generate", "--quiet", "--limit", 5, "--run", "whole").code == 0
    shards(command, ("--run", "cut"), 3, "generate", "--limit", 5)
    command("merge", "cut", "--quiet")
    assert rows(study / "cut", "dialogues") == rows(study / "whole", "dialogues")


def test_a_killed_shard_is_listed_and_alone_run_again(command, study, served, fork):
    assert command("generate", "--quiet", "--run", "whole").code == 0
    whole, served.asked[:] = len(served.asked), []
    shard = ("generate", "--quiet", "--concurrency", "4", "--run", "cut", "--shard")
    assert command(*shard, "1/3").code == 0
    process = fork(study, *shard, "2/3")
    served.aim(process, 9, 0)
    ended(process, -signal.SIGKILL)
    said = command("merge", "cut", "--json")
    assert said.code == 1
    assert json.loads(said.out) | {"seconds": 0} == {
        "run": "cut", "stage": "merge", "parts": 2, "of": 3, "missing": [3],
        "running": [], "again": [2, 3],
        "dialogues": len(rows(study / "cut", "dialogues")["dialogues"]),
        "calls": len(keys(study / "cut")), "cost_usd": 12e-6 * len(keys(study / "cut")),
        "seconds": 0,
    }  # fmt: skip
    assert "shard 2/3 has not finished: generate" in said.err
    assert said.err.endswith("run again: --shard 2/3, 3/3; then: park merge cut\n")
    for again in ("2/3", "3/3"):
        assert command(*shard, again).code == 0
    said = command("merge", "cut")
    assert (said.code, said.err.splitlines()[-1]) == (0, "next: park filter cut")
    assert rows(study / "cut", "dialogues") == rows(study / "whole", "dialogues")
    assert sorted(stored(study / "cut")) == sorted(stored(study / "whole"))
    assert len(served.asked) <= whole + 4


def test_a_shard_that_is_at_work_is_listed_and_left_until_it_ends(command, study, served):
    shards(command, ("--run", "cut"), 2)
    part = study / "cut/parts/0002"
    with hold(part):
        said = command("merge", "cut", "--json")
    told = json.loads(said.out)
    assert (said.code, told["parts"], told["running"], told["again"]) == (1, 1, [2], [])
    assert "at work, to be merged later: shard 2/2" in said.err
    assert "run again" not in said.err and "next: " not in said.err
    held = rows(study / "cut", "dialogues")["dialogues"]
    assert held and len(held) == told["dialogues"]
    said = command("merge", "cut", "--json")
    assert (said.code, json.loads(said.out)["running"]) == (0, [])
    assert len(rows(study / "cut", "dialogues")["dialogues"]) > len(held)


def test_while_the_only_shard_is_at_work_there_is_nothing_to_merge(command, study):
    shards(command, ("--run", "cut"), 1)
    with hold(study / "cut/parts/0001"):
        said = command("merge", "cut")
    assert said.code == 2
    assert said.err == "park: cut/parts: shard 1 is at work; merge it when it ends\n"


def test_what_a_shard_at_work_leaves_behind_is_not_merged_before_tasks_begin(command, study):
    shards(command, ("--run", "cut"), 2)
    assert command("merge", "cut", "--quiet").code == 0
    with hold(study / "cut/parts/0002"), pytest.raises(InputError, match="in its shard 2"):
        merge_left(study / "cut")
    merge_left(study / "cut")


def test_merging_again_changes_nothing_and_adds_what_is_new(command, study, served):
    shards(command, ("--run", "cut"), 2)
    command("merge", "cut")
    tables = ("calls", "dialogues")
    once, kinds = rows(study / "cut", *tables), events(study / "cut")
    assert command("merge", "cut").code == 0
    assert rows(study / "cut", *tables) == once
    assert [*kinds, "merged"] == events(study / "cut")
    assert kinds.count("generated") == 2
    with read_run(study / "cut") as ledger:
        parts = [detail.get("part") for _, kind, detail in ledger.events() if kind == "generated"]
        assert parts == ["parts/0001", "parts/0002"]
        cost = ledger.totals().cost_usd
    spent = 0.0
    for number in (1, 2):
        with read_run(study / f"cut/parts/000{number}") as ledger:
            spent += ledger.totals().cost_usd
    assert cost == pytest.approx(spent)


def events(run):
    with read_run(run) as ledger:
        return [kind for _, kind, _ in ledger.events()]


def test_a_call_that_two_parts_paid_for_counts_twice(command, study, served):
    shards(command, ("--run", "cut"), 2)
    shutil.copytree(study / "cut", study / "twin")
    command("merge", "cut")
    with contextlib.closing(sqlite3.connect(study / "twin/parts/0001/ledger.sqlite")) as db:
        db.execute("UPDATE calls SET seconds = seconds + 1")
        db.execute("UPDATE run SET value = '\"another\"' WHERE name = 'id'")
        count = db.execute("SELECT count(*) FROM calls").fetchone()[0]
        db.commit()
    shutil.rmtree(study / "cut/parts/0001")
    shutil.copytree(study / "twin/parts/0001", study / "cut/parts/0001")
    before = len(keys(study / "cut"))
    for _ in range(2):
        command("merge", "cut")
        assert len(keys(study / "cut")) == before + count > before


USAGE = {"prompt_tokens": 2000, "completion_tokens": 100, "total_tokens": 2100}
"""What a call costs here: 2.1 thousandths of a dollar, nearly what it might cost."""


def dear(request):
    return Fault(body=completion(answer(request)) | {"usage": USAGE})


def test_shards_keep_within_the_budget_of_the_run(command, study, served):
    served.answer = dear
    codes = [
        command("generate", "--shard", f"{n}/3", "--max-cost", 0.06, "--run", "cut").code
        for n in (1, 2, 3)
    ]
    assert codes == [3, 3, 3]
    command("merge", "cut")
    with read_run(study / "cut") as ledger:
        assert 0.03 < ledger.totals().cost_usd <= 0.06


@pytest.mark.parametrize("text", ["0/4", "5/4", "1", "a/b", "1/0", "-1/4", "1/99999", "1/4/2", ""])
def test_a_shard_that_is_none_is_one_line(command, study, text):
    said = command("generate", "--shard", text)
    assert said.code == 2
    assert said.err.startswith(f"park: --shard {text}: I/N is expected, such as 3/8")
    assert said.err.count("\n") == 1
    assert not (study / "outputs").exists()


def test_another_number_of_shards_is_refused_with_the_right_one(command, study):
    shards(command, (), 2)
    said = command("generate", "--shard", "3/4")
    assert said.code == 2
    assert said.err == (
        "park: --shard 3/4: the parts in outputs/toy are shards of 2, not of 4; "
        "take --shard 2/2, or another run\n"
    )


def test_a_shard_of_other_settings_is_refused_when_it_begins(command, study):
    shards(command, (), 2)
    command("merge", "toy")
    said = command("generate", "--shard", "1/2", "--seed", 7)
    assert said.code == 2
    assert "began with other settings (seed)" in said.err


def test_shards_of_two_configurations_are_not_merged(command, study):
    command("generate", "--shard", "1/2", "--run", "cut", "--quiet")
    command("generate", "--shard", "2/2", "--run", "cut", "--quiet", "--seed", 7)
    said = command("merge", "cut")
    assert said.code == 2
    expected = "park: cut/parts/0002: began with other settings than the run (seed)\n"
    assert said.err == expected
    assert not (study / "cut/ledger.sqlite").exists()


def test_a_copied_part_is_refused(command, study):
    shards(command, ("--run", "cut"), 2)
    shutil.copytree(study / "cut/parts/0001", study / "cut/parts/0003")
    said = command("merge", "cut")
    assert said.code == 2
    assert "cut/parts/0003: holds shard 1/2, which belongs into cut/parts/0001" in said.err


def test_parts_that_overlap_are_refused(command, study):
    shards(command, ("--run", "cut"), 2)
    command("generate", "--quiet", "--run", "whole")
    with contextlib.closing(sqlite3.connect(study / "cut/parts/0001/ledger.sqlite")) as db:
        db.execute("ATTACH ? AS other", (str(study / "whole/ledger.sqlite"),))
        db.execute("INSERT OR IGNORE INTO dialogues SELECT * FROM other.dialogues")
        db.commit()
    said = command("merge", "cut")
    assert said.code == 2
    assert said.err.startswith("park: cut/parts/0001: its dialogue ")
    assert said.err.endswith(" does not belong to shard 1/2\n")


def test_parts_of_another_number_are_refused(command, study):
    shards(command, ("--run", "cut"), 2)
    command("generate", "--shard", "3/3", "--run", "other", "--quiet")
    shutil.copytree(study / "other/parts/0003", study / "cut/parts/0003")
    said = command("merge", "cut")
    assert said.code == 2
    assert "cut/parts/0003: is shard 3/3, but cut/parts/0001 is shard 1/2" in said.err


def test_a_run_of_parts_alone_names_the_command_that_merges_them(command, study):
    shards(command, ("--run", "cut"), 2)
    said = command("show", "cut")
    assert (said.code, said.err) == (
        2, "park: cut: its parts are not merged yet; run: park merge cut\n"
    )  # fmt: skip


@pytest.mark.parametrize("folder", ["nowhere/at/all", "outputs/toy"])
def test_there_must_be_parts_to_merge(command, study, folder):
    command("generate", "--quiet")
    said = command("merge", folder)
    assert said.code == 2
    assert said.err.startswith(f"park: {folder}: there ") and said.err.count("\n") == 1


@contextlib.contextmanager
def small_disk(folder, size):
    """Mount a small disk at a folder; yields what makes it large."""
    folder.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(folder)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("no disk may be mounted here")
    try:
        yield lambda: subprocess.run(
            ["mount", "-o", "remount,size=64m", str(folder)], check=True, capture_output=True
        )
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def is_whole(command, study):
    """Check that the shards, run again, make what one process makes."""
    shards(command, ("--run", "cut"), 2)
    assert command("merge", "cut").code == 0
    assert command("generate", "--run", "whole", "--quiet").code == 0
    return rows(study / "cut", "dialogues") == rows(study / "whole", "dialogues")


def test_a_full_disk_in_one_shard_loses_nothing(command, study, served):
    part = study / "cut/parts/0001"
    with small_disk(part, "256k") as enlarge:
        said = command("generate", "--shard", "1/2", "--run", "cut")
        assert said.code == 3 and "the disk is full" in said.err, said
        enlarge()
        paid = keys(part)
        assert paid
        asked = len(served.asked)
        shards(command, ("--run", "cut"), 2)
        assert paid <= keys(part)
        assert len(keys(part) - paid) + len(keys(part.with_name("0002"))) == (
            len(served.asked) - asked
        )
        assert is_whole(command, study)


def test_a_file_that_may_not_grow_stops_a_shard_and_loses_nothing(command, study, served):
    limited = (
        "import resource, sys\n"
        "from park.cli.main import run_command\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (330_000, 330_000))\n"
        "sys.exit(run_command(['generate', '--shard', '1/2', '--run', 'cut']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", limited], cwd=study, env=environment(), capture_output=True,
        text=True,
    )  # fmt: skip
    assert done.returncode == 3 and "Traceback" not in done.stderr, done
    paid = keys(study / "cut/parts/0001")
    assert paid
    assert is_whole(command, study)
    assert paid <= keys(study / "cut/parts/0001")


def test_every_seed_belongs_to_one_shard_and_stays_in_it_as_the_run_grows():
    places = [("turkish", f"Q{n}", repeat) for n in range(40) for repeat in range(5)]
    for of in (1, 2, 7):
        all_of = [Shard(number, of) for number in range(1, of + 1)]
        counts = [sum(shard.holds(*place) for place in places) for shard in all_of]
        assert sum(counts) == len(places)
        assert min(counts) > 0.5 * len(places) / of
        for place in places:
            assert sum(shard.holds(*place) for shard in all_of) == 1


def test_merging_from_python_gives_the_outcome(command, study):
    import park

    run = park.Run("outputs/toy", "demo.yaml")
    for shard in ("1/2", "2/2"):
        run.generate(shard=shard)
    outcome = run.merge()
    assert (outcome.code, outcome.dialogues, outcome.joined.missing) == (0, 4, [])
    with pytest.raises(InputError, match="no parts to merge"):
        merge_parts(study)
