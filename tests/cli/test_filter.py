"""`park filter`: what it takes from a run, keeps, prints and survives."""

import json
import re
import sqlite3

import pytest

from park.ledger.run import read_run
from tests.commands import FOLLOWS, configuration, judge_script, whole_script, write

KEYS = [
    "run", "stage", "planned", "done", "failed", "skipped", "calls", "cached_calls", "tokens_in",
    "tokens_out", "cached_tokens_in", "cost_usd", "accepted", "rejected", "seconds",
]  # fmt: skip


def judged_by(study, script, **sections):
    """Hold the study's dialogues, with the script of a judge beside them."""
    models = {"delegate": "scripted:script.yaml", "judge": "scripted:judge.yaml"}
    seeds = {"items": ["Q27", "Q38"], "stance": "mode"}
    write(study / "judge.yaml", script)
    write(study / "demo.yaml", configuration(models=models, seeds=seeds, **sections))


@pytest.fixture
def run(study, command):
    judged_by(study, judge_script())
    assert command("generate", "-q").code == 0
    return study / "outputs/toy"


def reasons(folder):
    with sqlite3.connect(folder / "ledger.sqlite") as db:
        return sorted(reason for (reason,) in db.execute("SELECT reason FROM opinions"))


def test_opinions_are_taken_verified_and_deduplicated(command, run):
    said = command("filter", "toy", "--json")
    assert said.code == 0, said.err
    summary = json.loads(said.out)
    assert list(summary) == KEYS
    assert (summary["stage"], summary["planned"], summary["done"]) == ("filter", 4, 4)
    assert summary["accepted"] == 6
    assert summary["rejected"] == {"near_duplicate": 6}
    with read_run(run) as ledger:
        opinion = next(ledger.opinions(kept=True))
        checks = [verdict.check for verdict in ledger.verdicts(opinion.key)]
    assert opinion.turns in ((2,), (4,), (6,))
    assert checks == ["quote", "form", "verify", "near_duplicate", "semantic_duplicate"]


def test_the_funnel_is_printed_and_stored(command, run):
    said = command("filter", "toy")
    assert "near_duplicate" in said.err
    held, now = re.search(
        r"6 opinions are accepted in outputs/toy; (\d+) calls in all \((\d+) now\), ", said.err
    ).groups()
    assert int(held) > int(now) > 0
    assert "turkish: self-similarity 0." in said.err
    assert said.err.splitlines()[-1].startswith("next: park export outputs/toy")
    with read_run(run) as ledger:
        funnel = ledger.get("funnel")
    assert funnel["cultures"]["turkish"]["accepted"] == 3
    assert funnel["cultures"]["turkish"]["listed"] == 6
    assert funnel["diversity"]["turkish"]["self_similarity_after"] < 1


def test_filtering_again_asks_nothing_and_comes_to_the_same(command, run):
    command("filter", "toy", "-q")
    before = rows(run)
    with read_run(run) as ledger:
        calls = ledger.totals().calls
    again = json.loads(command("filter", "toy", "--json").out)
    assert again["calls"] == calls
    assert again["cached_calls"] == 24
    assert rows(run) == before


def rows(folder):
    with sqlite3.connect(folder / "ledger.sqlite") as db:
        return list(db.execute("SELECT key, kept, reason, record FROM opinions"))


def counts(folder):
    with read_run(folder) as ledger:
        return ledger.get("funnel")["cultures"]


def test_thresholds_are_applied_again_without_any_call(command, run, study):
    command("filter", "toy", "-q")
    write(study / "judge.yaml", {"replies": ["The one thing it would say."]})
    strict = configuration(
        models={"delegate": "scripted:script.yaml", "judge": "scripted:judge.yaml"},
        filter={"longest": 13},
    )
    write(study / "strict.yaml", strict)
    said = command("filter", "toy", "--no-calls", "--config", "strict.yaml", "--json")
    assert said.code == 0, said.err
    assert json.loads(said.out)["rejected"]["too_long"] == 8
    assert reasons(run).count("too_long") == 8


def test_the_opinions_are_listed_with_what_became_of_them(command, run):
    command("filter", "toy", "-q")
    said = command("show", "toy", "--opinions")
    assert said.out.count("accepted:") == 6
    assert said.out.count("near_duplicate (Jaccard similarity 1.00):") == 6
    only = command("show", "toy", "--reason", "accepted", "--cultures", "turkish")
    assert len(only.out.splitlines()) == 3
    data = [
        json.loads(line) for line in command("show", "toy", "--opinions", "--json").out.splitlines()
    ]
    assert {"opinion", "verdicts"} == set(data[0])


def test_a_judge_that_only_talks_nonsense_is_named_and_ends_with_1(command, study):
    judged_by(study, {"rules": [{"contains": "", "reply": "Ask your mother."}]})
    command("generate", "-q")
    said = command("filter", "toy")
    assert said.code == 1
    assert "lists could not be read" in said.err
    assert "Ask your mother." in said.err
    with read_run(study / "outputs/toy") as ledger:
        failures = [(each.failure, each.raw) for each in ledger.extractions()]
    assert failures == [("unreadable", "Ask your mother.")] * 12


def test_verdicts_that_cannot_be_read_leave_all_unverified_and_end_with_1(command, study):
    judged_by(study, judge_script(verdict="Hm."))
    command("generate", "-q")
    said = command("filter", "toy")
    assert said.code == 1
    assert "verdicts could not be read" in said.err
    assert set(reasons(study / "outputs/toy")) == {"unverified"}


def test_a_contradiction_is_rewritten_and_what_is_verified_is_the_rewriting(command, study):
    against = FOLLOWS.replace('"A"', '"B"')
    script = judge_script(verdict=against)
    anew = "I see it as my uncle did when he closed his shop."  # Shares content with a quote.
    rewrite = {"contains": "do not fit the answer", "reply": json.dumps({"opinion": anew})}
    script["rules"][:0] = [{"contains": anew, "reply": FOLLOWS}, rewrite]
    judged_by(study, script)
    command("generate", "-q")
    assert command("filter", "toy", "-q").code == 0
    with read_run(study / "outputs/toy") as ledger:
        opinion = next(ledger.opinions(kept=True))
        verdict = next(v for v in ledger.verdicts(opinion.key) if v.check == "verify")
    assert opinion.text == anew
    assert opinion.said
    assert verdict.detail["rewritten"]
    assert verdict.score == 1.0


def test_one_culture_is_filtered_without_touching_the_others(command, run):
    command("filter", "toy", "-q")
    before = [row for row in rows(run) if "CHN" in row[3]]
    said = command("filter", "toy", "--cultures", "turkish", "--json")
    assert json.loads(said.out)["planned"] == 2
    assert [row for row in rows(run) if "CHN" in row[3]] == before
    with read_run(run) as ledger:
        assert set(ledger.get("funnel")["cultures"]) == {"chinese", "turkish"}


def test_a_limit_leaves_the_opinions_of_the_other_dialogues(command, run):
    command("filter", "toy", "-q")
    before = sorted(rows(run)), counts(run)
    said = command("filter", "toy", "--limit", 1, "--json")
    assert json.loads(said.out)["planned"] == 1
    assert (sorted(rows(run)), counts(run)) == before


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["nowhere"], "nowhere"),
        (["toy", "--cultures", "klingon"], "--cultures: klingon; known: chinese, turkish"),
        (["toy", "--judge", "opneai/gpt"], "models.judge"),
        (["toy", "--config", "gone.yaml"], "gone.yaml"),
        (["toy", "--target", "0"], "--target"),
    ],
)
def test_bad_input_is_one_line(command, run, arguments, named):
    said = command("filter", *arguments)
    assert said.code == 2
    assert said.err.count("\n") == 1
    assert named in said.err


def test_another_file_s_settings_leave_the_run_its_own_cards_and_prompts(command, study):
    assert command("init", "home", "-q").code == 0
    judged_by(study, judge_script(), agents="home/agents", prompts="home/prompts")
    assert command("generate", "-q").code == 0
    write(study / "elsewhere/judge.yaml", judge_script())
    other = configuration(models={"judge": "scripted:judge.yaml"}, filter={"longest": 13})
    write(study / "elsewhere/other.yaml", other)
    said = command("filter", "toy", "--config", "elsewhere/other.yaml", "--json")
    assert said.code == 0, said.err
    assert json.loads(said.out)["rejected"]["too_long"] == 8


@pytest.mark.parametrize("another", [False, True])
def test_another_file_s_settings_leave_the_run_its_own_survey_and_model(command, study, another):
    rows = "item,country,option,count\nQ27,TUR,1,50\nQ27,TUR,2,30\nQ27,CHN,1,50\nQ27,CHN,2,30\n"
    write(study / "own.csv", rows)
    write(study / "script.yaml", whole_script())
    seeds = {"source": ["wvs7", "csv:own.csv"], "items": ["Q27", "Q38"], "stance": "mode"}
    write(study / "demo.yaml", configuration(seeds=seeds))
    assert command("generate", "-q").code == 0
    write(study / "elsewhere/other.yaml", configuration(filter={"longest": 13}))
    if another:
        write(study / "elsewhere/own.csv", "item,country,option,count\nnone,TUR,1,5\n")
        write(study / "elsewhere/script.yaml", {"replies": ["Hm."]})
    said = command("filter", "toy", "--config", "elsewhere/other.yaml", "--json")
    assert said.code == 0, said.err
    assert json.loads(said.out)["rejected"]["too_long"] == 8
    assert "the model that wrote the dialogues is also the judge" in said.err


def test_a_run_without_dialogues_says_what_to_run(command, study):
    judged_by(study, judge_script())
    write(study / "script.yaml", {"replies": ["Hm."]})
    assert command("generate", "-q").code == 3
    said = command("filter", "toy")
    assert said.code == 2
    assert "no dialogues to filter; run: park generate" in said.err


def test_a_missing_word_list_is_named(command, run, study):
    write(study / "own.yaml", configuration(filter={"slurs": "gone.txt"}))
    said = command("filter", "toy", "--config", "own.yaml")
    assert said.code == 2
    assert "gone.txt" in said.err
