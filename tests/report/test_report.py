"""The report on a run: what it says with and without data, and that its forms agree."""

import os
import re
import sqlite3

import pytest
from filelock import FileLock

from park.config import EvaluateConfig
from park.errors import InputError
from park.evaluate.task import TASKS
from park.findings.format import number
from park.ledger.ledger import Ledger
from park.ledger.schema import MIGRATIONS
from park.records.scores import Score
from park.report.evaluation import about_task
from park.report.stage import run_report
from tests.report.conftest import told
from tests.report.reading import Reader, figures, markdown_tables, section
from tests.report.runs import FULL, Maker, evaluated, judged, talked, write
from tests.toys import dialogue, turn

KNOWN = EvaluateConfig().tasks
SECTIONS = ("done", "funnel", "dialogues", "stances", "training", *(f"task-{t}" for t in KNOWN))
COMMANDS = {
    "funnel": "park filter", "dialogues": "park generate", "stances": "park generate",
    "training": "park finetune",
}  # fmt: skip


def test_every_section_of_an_empty_run_names_the_command_that_fills_it(tmp_path):
    found = told(write(tmp_path / "study"))
    for ident, command in COMMANDS.items():
        assert f"<code>{command} study</code>" in section(found.html, ident), ident
        assert f"`{command} study`" in found.markdown
    for name in KNOWN:
        more = " --moderation FILE" if name == "moderation" else ""
        command = f"park evaluate study --tasks {name}{more}"
        assert f"<code>{command}</code>" in section(found.html, f"task-{name}")
    assert found.data["summary"][0] == "Did it work? Not known yet: no dialogue has been held."


def test_a_task_owns_the_title_of_its_section():
    titles = {name: about_task(name).title for name in TASKS.built_in()}
    assert titles["multitp"] == "Whom to spare"
    assert titles["benchmark"] == "Benchmarks"
    assert len(set(titles.values())) == len(titles)
    assert about_task("of_a_package_that_is_gone").title == "Of a package that is gone"


def test_a_run_with_dialogues_alone_shows_them_and_claims_nothing(tmp_path):
    found = told(write(tmp_path / "study", talked))
    assert "No opinions were taken from this dialogue." in found.html
    assert "park filter" in section(found.html, "funnel")
    assert found.data["summary"] == [
        "Did it work? Not known yet: 13 dialogues held, and no opinions taken from them.",
        "13 dialogues of 3 cultures were held; no opinions have been taken from them.",
        "Nothing has been evaluated, so nothing can be claimed of any method.",
    ]


def test_a_full_run_fills_every_section(report):
    for ident in SECTIONS:
        assert 'class="gap"' not in section(report.html, ident), ident
    assert report.html.count("<svg") > 20


def test_all_three_forms_have_the_same_numbers(report):
    tables = [[[" ".join(cell.split()) for cell in row] for row in t] for t in report.page.tables]
    assert tables == markdown_tables(report.markdown)
    for figure in figures(report.data):
        shown = number(figure["value"])
        assert shown in report.page.text and shown in report.markdown, figure


def test_a_task_and_a_method_that_nobody_has_heard_of_get_their_own_section(report):
    found = section(report.html, "task-haggling")
    assert ">Haggling</h2>" in found
    assert '<th scope="row" dir="auto">debate</th>' in found


def test_every_score_stands_with_its_interval_n_and_controls(report):
    survey = next(table for table in report.page.tables if table[1][0] == "plain")
    assert survey[0] == ["method", "turkish", "chinese", "arabic"]
    names = [row[0] for row in survey]
    assert names[-2:] == ["control: uniform", "control: ceiling"]
    cell = r"0\.\d{3} \[0\.\d{3}, 0\.\d{3}\] n=40(, forms 0\.\d{3}–0\.\d{3})?"
    assert all(re.fullmatch(cell, each) for row in survey[1:] for each in row[1:])


def test_a_dialogue_that_went_round_in_circles_is_said_to_have_ended_by_repetition(tmp_path):
    def ended(ledger):
        turns = (turn(1, "Is it?"), turn(2, "It is."))
        ledger.put_dialogue(dialogue("d", ending="agreement", turns=turns))

    found = told(write(tmp_path / "study", ended))
    assert "1 dialogue ended early: repetition" in found.data["failures"]
    assert "ended by repetition" in found.markdown
    assert "agreement" not in section(found.html, "dialogues")
    assert ["repetition", "1", "1"] in [row for table in found.page.tables for row in table]


def test_failures_are_named(report):
    lines = report.data["failures"]
    assert "1 of 13 dialogues failed" in lines
    assert "failed dialogues, 1 times: the server hung up" in lines
    assert "1 of 2 readings for opinions: unreadable" in lines
    assert "the adapter german was not trained: the memory would not do" in lines
    assert "survey, prompt: 1 of 5 answers unparsed" in lines
    assert "moderation, macro_f1: 1 figure without a value" in lines
    assert "the set tiny has 4 rows of one class and is left out" in report.page.text


def test_a_generator_that_judged_itself_is_told_at_the_top(report, tmp_path):
    assert "The generator judged itself: toy" in report.html.partition("<section")[0]
    other = told(write(tmp_path / "study", talked, lambda ledger: judged(ledger, judge="other")))
    assert "judged itself" not in other.page.text
    assert "another model than those that wrote" in other.page.text


def test_the_held_out_loss_is_said_to_measure_form_where_it_is_shown(report):
    found = section(report.html, "training")
    assert "A lower loss on held-out rows means that an adapter has learnt their form" in found


def test_money_and_tokens_are_summed_by_stage_and_model(report):
    table = next(table for table in report.page.tables if table[0][0] == "stage and model")
    assert table[1][0] == "generate, toy"
    assert table[-1] == ["all", "12", "1,200", "480", "240", "$0.0120", "18 s"]


def test_models_of_a_provider_stand_with_what_they_cost(report):
    table = next(table for table in report.page.tables if "status" in table[0])
    row = ["turkish", "gpt-x", "40", "9,000", "3", "$0.8100", "succeeded", "ft:gpt-x:me"]
    assert table[1] == row


def test_paths_of_this_machine_are_left_out(report):
    for text in (report.html, report.markdown, str(report.data)):
        assert "/somewhere" not in text


def test_no_caveat_of_the_scores_is_folded_away(tmp_path):
    def scored(ledger):
        detail = {"caveats": ["a model is no matched sample"]}
        score = Score(task="vsm", metric="pdi", method="plain", value=1.0, n=9, detail=detail)
        ledger.put_scores("vsm", "toy", [score])

    found = section(told(write(tmp_path / "study", scored)).html, "task-vsm")
    assert "a model is no matched sample" in found.partition("<details")[0]
    assert "higher is better" not in found


HOSTILE = (
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "{{ 1234*1234 }}{% include '/etc/passwd' %}",
    "\u202egnirts desrever\u202c",
    "]] --> </title></svg><a href='javascript:alert(1)'>x</a>",
    "w" * 5000,
    "a | b `c` *d* [e](http://example.org) \\",
    "\x00\x07\ufffd",
    "\ud800 alone",
)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:12]))
def test_hostile_text_is_shown_as_text(tmp_path, text):
    run = write(
        tmp_path / "study",
        lambda ledger: talked(ledger, text=f"Well. {text}"),
        lambda ledger: judged(ledger, text=f"Well. {text}"),
    )
    found = told(run)
    plain = Reader(told(write(tmp_path / "plain", talked, judged)).html)
    assert {tag for tag, _ in found.page.elements} <= {tag for tag, _ in plain.elements}
    shown = re.sub("[\x00-\x1f\u202a-\u202e]", "", text).replace("\ud800", "\ufffd")
    assert " ".join(shown[:1900].split()) in found.page.text
    assert "\u202e" not in found.html + found.markdown
    assert not re.search(r"(?<!\\)(\]\(http|<img|<script|`c)", found.markdown)
    assert "1522756" not in found.page.text


def test_the_page_asks_for_nothing_outside_itself(report):
    assert {each[0] for each in report.page.attributes("href")} == {"#"}
    assert not report.page.attributes("src")
    assert not re.search(r"@import|url\(|https?:", report.html, re.IGNORECASE)
    assert not {tag for tag, _ in report.page.elements} & {
        "script",
        "link",
        "iframe",
        "img",
        "object",
    }
    assert not [n for _, each in report.page.elements for n in each if n.startswith("on")]


def test_every_link_and_every_label_leads_somewhere(report):
    idents = report.page.attributes("id")
    assert len(set(idents)) == len(idents)
    named = [name for each in report.page.attributes("aria-labelledby") for name in each.split()]
    assert {each[1:] for each in report.page.attributes("href")} | {*named} <= {*idents}


def test_every_picture_has_a_name_and_a_description(report):
    pictures = re.findall(r"<svg .*?</svg>", report.html, re.DOTALL)
    for picture in pictures:
        assert 'role="img"' in picture
        assert re.search(r"<title [^>]*>[^<]+</title><desc [^>]*>[^<]+</desc>", picture), picture[
            :300
        ]


def test_a_run_is_only_read(tmp_path):
    run = write(tmp_path / "study", *FULL)
    before = {path.name: path.read_bytes() for path in run.iterdir()}
    told(run, out=tmp_path / "out")
    # A reader of SQLite's write-ahead log has files of its own beside the ledger.
    files = [path for path in run.iterdir() if not path.name.endswith(("-wal", "-shm"))]
    assert {path.name: path.read_bytes() for path in files} == before


def test_the_same_run_gives_the_same_bytes(full, report, tmp_path):
    assert told(full, out=tmp_path / "again")[:3] == report[:3]


def test_a_run_that_is_being_written_is_read_as_it_is_and_the_page_says_so(tmp_path):
    run = write(tmp_path / "study", talked)
    with FileLock(run / ".lock"), Ledger(run / "ledger.sqlite") as ledger:
        judged(ledger)
        with ledger._transaction():
            ledger._db.execute("DELETE FROM dialogues")
            found = told(run)
    assert found.data["writing"] is True
    assert sum(sum(each.values()) for each in found.data["dialogues"].values()) == 13
    assert "still being written" in found.html.partition("<section")[0]
    assert told(run).data["writing"] is False


def test_opinions_whose_dialogue_is_not_there_do_no_harm(tmp_path):
    found = told(write(tmp_path / "study", judged))
    assert found.data["samples"] == []


def test_a_ledger_of_an_older_version_is_read(tmp_path):
    run = write(tmp_path / "study")
    path = run / "ledger.sqlite"
    path.unlink()
    with sqlite3.connect(path) as old:
        old.executescript(f"{MIGRATIONS[0]}; PRAGMA user_version = 1;")
    old.close()
    before = path.read_bytes()
    assert "no dialogue has been held" in told(run).data["summary"][0]
    assert path.read_bytes() == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_run_in_a_folder_that_cannot_be_written_is_read(tmp_path):
    run = write(tmp_path / "study", talked)
    run.chmod(0o500)
    try:
        assert told(run, out=tmp_path / "out").data["dialogues"]
        with pytest.raises(InputError, match=r"cannot be written .*--out DIR"):
            run_report([run])
    finally:
        run.chmod(0o700)


def test_a_log_that_nobody_merged_is_read_where_sqlite_cannot_follow_it(tmp_path, monkeypatch):
    def refuse(*_):
        raise sqlite3.OperationalError("attempt to write a readonly database")

    run = write(tmp_path / "study")
    monkeypatch.setattr("park.report.snapshot._backup", refuse)
    monkeypatch.setattr(os, "access", lambda *_: False)
    with Ledger(run / "ledger.sqlite") as ledger:
        talked(ledger)
        assert (run / "ledger.sqlite-wal").stat().st_size
        assert told(run, out=tmp_path / "out").data["dialogues"]


@pytest.mark.parametrize("ruin", [b"", b"no database at all" * 100])
def test_a_ledger_that_is_none_is_refused(tmp_path, ruin):
    run = write(tmp_path / "study")
    (run / "ledger.sqlite").write_bytes(ruin)
    with pytest.raises(InputError, match=r"ledger\.sqlite"):
        run_report([run])
    assert not (run / "report").exists()


def test_a_place_that_cannot_be_written_is_refused_in_one_line(tmp_path):
    run = write(tmp_path / "study")
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match=r"cannot be written .*--out DIR"):
        run_report([run], tmp_path / "file")


def test_an_old_report_stays_whole_until_the_new_one_is_complete(tmp_path, monkeypatch):
    run = write(tmp_path / "study")
    told(run)
    before = (run / "report/index.html").read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(InputError, match="No space left"):
        run_report([run])
    assert (run / "report/index.html").read_bytes() == before
    assert len([*(run / "report").iterdir()]) == 3


def test_cultures_that_fine_tuning_left_out_are_named(tmp_path):
    def thin(ledger):
        ledger.event("finetuned", left_out={"chinese": "no training rows of the view sft"})

    found = told(write(tmp_path / "study", thin)).data["failures"]
    assert found == ["the adapter chinese was not trained: no training rows of the view sft"]


def test_an_adapter_whose_record_cannot_be_read_is_named(tmp_path):
    def unreadable_adapter(ledger):
        ledger._db.execute("INSERT INTO adapters VALUES ('turkish', '{\"rows\": 3}')")

    run = write(tmp_path / "study", unreadable_adapter)
    found = told(run).data
    assert found["training"] == []
    assert found["failures"] == [
        "the adapter turkish: its record cannot be read by this version; train again"
    ]


def test_differences_of_several_models_are_told_apart_and_are_no_more_cultures(tmp_path):
    def scored(ledger):
        for model in ("org/one", "org/two"):
            made = Maker(("turkish",)).survey()
            ledger.put_scores("survey", model, [_of(each, model) for each in made])

    def _of(score, model):
        return score if score.control else score.model_copy(update={"model": model})

    found = told(write(tmp_path / "study", scored))
    names = {row[1] for table in found.page.tables if "comparison" in table[0] for row in table[1:]}
    assert names == {"turkish (one)", "turkish (two)"}
    assert "of 2 comparisons in survey" in found.page.text
    assert ">plain (one)</text>" in found.html
    both = told(tmp_path / "study", write(tmp_path / "other", scored))
    assert {"plain (org/one) on turkish", "plain (org/two) on turkish"} <= {
        row[0] for table in both.page.tables for row in table
    }


def test_a_task_that_was_begun_and_not_scored_is_no_empty_one(tmp_path):
    def begun(ledger):
        evaluated(ledger)
        ledger._db.execute("DELETE FROM scores WHERE task = 'survey'")

    found = told(write(tmp_path / "study", begun))
    assert found.data["begun"] == {"survey": 5}
    assert "begun, 5 answers stored, no scores yet" in section(found.html, "task-survey")


def test_what_n_counts_is_said_where_it_is_another_thing(tmp_path):
    def scored(ledger):
        known = {"task": "survey", "metric": "js", "tested": "turkish", "value": 0.5}
        people = Score(**known, method="ceiling", n=900, unit="answers", control=True)
        items = [Score(**known, method=each, n=9) for each in ("plain", "prompt")]
        ledger.put_scores("survey", "toy", [*items, people])

    text = told(write(tmp_path / "study", scored)).page.text
    assert "n=900 answers" in text
    assert "n=9 items" not in text


def test_the_markdown_does_not_speak_of_colours(report):
    assert "The stronger the colour" in report.html and "Filled: " in report.html
    assert not re.search("colour|[Ff]illed|circle", report.markdown)
