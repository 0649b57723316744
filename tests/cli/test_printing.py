"""Nothing that models, files or servers say acts on the terminal."""

import ast
import json
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from park.cli import printing
from park.cli.progress_printer import ProgressPrinter
from park.ledger.ledger import Ledger
from park.models.base import ModelError
from park.models.scripted import ScriptedModel
from park.progress import Fetching
from tests.cli.test_progress_printer import seen_on_a_terminal
from tests.commands import configuration, park, write
from tests.fake_openai import FakeOpenAI, Fault
from tests.toys import dialogue, opinion, question, response, turn, verdict

CLI = Path(printing.__file__).parent
CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b\u2028\ufeff]")
HOSTILE = (
    "\x1b[31mred\x1b[0m \x1b]0;owned\x07 \x9b2J \x9d0;t\x9c \x1bP q\x1b\\ back\b\b\b bell\x07 "
    "over\rwritten \u202eright\u2066 zero\u200bwidth \u2028 line \ufeff half "
    r"\u001b[31mspelled\u001b[0m \x1b[2J \033]0;t\007 [bold]markup[/bold] :smile:"
)


def calls_in(path):
    """Return the names of what a module calls, as they are written."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {ast.unparse(each.func) for each in ast.walk(tree) if isinstance(each, ast.Call)}


@pytest.mark.parametrize("path", [p for p in CLI.glob("*.py") if p.stem != "printing"], ids=str)
def test_verbs_print_through_one_function_only(path):
    wrong = {"typer.echo", "typer.secho", "print", "click.echo", "sys.stdout.write"}
    assert not calls_in(path) & wrong


def harmless(text):
    return not CONTROLS.search(text) and "[31m" not in text and "owned" not in text


def test_a_person_reads_no_controls_and_json_loses_nothing(capsys):
    printing.echo(HOSTILE)
    printing.echo(HOSTILE, err=True)
    assert printing.fail(f"it broke:\n{HOSTILE}", 3) == 3
    said = capsys.readouterr()
    assert harmless(said.out)
    assert harmless(said.err)
    assert said.err.count("\n") == 2
    printing.echo_json({"said": HOSTILE}, ascii_only=False)
    out = capsys.readouterr().out
    assert not CONTROLS.search(out)
    assert json.loads(out) == {"said": HOSTILE}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters()))
def test_any_text_can_be_printed(capsys, text):
    printing.echo(text)
    printing.fail(text, 1)
    printing.echo_json({text: text}, ascii_only=False)
    said = capsys.readouterr()
    (said.out + said.err).encode("utf-8")
    assert not CONTROLS.search(said.out + said.err)


def test_the_display_takes_lines_as_they_are_but_harmless(capsys):
    display = ProgressPrinter(quiet=False)
    display.finish([HOSTILE])
    display(Fetching(HOSTILE, 1, 2))
    err = capsys.readouterr().err
    assert harmless(err)
    assert err.count("[bold]markup[/bold] :smile:") == 2


def hostile_run(folder):
    folder.mkdir(parents=True)
    with Ledger(folder / "ledger.sqlite") as ledger:
        ledger.put("identity", {"seed": 0})
        ledger.put_dialogue(dialogue("d1", turns=(turn(1, HOSTILE),), statement=HOSTILE))
        ledger.put_dialogue(dialogue("e1", ending="error", failure=HOSTILE))
        bad = verdict("o2", "form", kept=False, reason="irrelevant")
        ledger.put_opinions(
            [(opinion("o1", text=HOSTILE, said=HOSTILE), []), (opinion("o2", quote=HOSTILE), [bad])]
        )
        ledger.put_responses(
            [
                response(
                    key="r1",
                    question=question(task="survey"),
                    text=HOSTILE,
                    status="refused",
                    shares={},
                )
            ]
        )
    return folder


@pytest.mark.parametrize(
    "options",
    [(), ("d1",), ("e1",), ("--opinions",), ("--task", "survey"), ("--reason", HOSTILE), (HOSTILE,),
     ("--task", HOSTILE)],
)  # fmt: skip
@pytest.mark.parametrize("as_json", [False, True])
def test_what_a_run_holds_is_shown_without_controls(command, tmp_path, options, as_json):
    said = command("show", hostile_run(tmp_path / "runs/toy"), *options, *["--json"] * as_json)
    assert not CONTROLS.search(said.out + said.err)
    assert as_json or harmless(said.out)
    assert harmless(said.err)


@pytest.fixture
def hostile_model(monkeypatch):
    async def reply(self, messages, params, schema=None):
        raise ModelError(f"m: HTTP 400: {HOSTILE}", "rejected")

    async def probe(self, *_):
        raise ModelError(f"m: HTTP 400: {HOSTILE}", "rejected")

    monkeypatch.setattr(ScriptedModel, "reply", reply)
    monkeypatch.setattr(ScriptedModel, "probe", probe)


@pytest.mark.parametrize(
    "verb", [("generate",), ("run",), ("check",), ("preview", "-n", "1"), ("generate", "--json")]
)
def test_errors_of_a_server_are_told_without_controls(command, study, hostile_model, verb):
    said = command(*verb)
    assert said.code in (1, 2)
    assert "HTTP 400" in said.out + said.err
    assert not CONTROLS.search(said.out + said.err)
    assert harmless(said.err)


def test_turns_of_a_model_are_shown_without_controls(command, study, monkeypatch):
    write(study / "script.yaml", {"rules": [{"reply": f"Tea is good. {HOSTILE} It is warm."}]})
    for verb in (("preview", "-n", "1"), ("generate",), ("filter", "toy"), ("show", "toy")):
        said = command(*verb)
        assert said.code in (0, 1)
        assert not CONTROLS.search(said.out + said.err)
        assert harmless(said.out + said.err)


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ('name: "\\e[31mred"', ("check",)),
        ('"\\e[31mred\\u202e": 1', ("check",)),
        ('seeds: {source: "\\e[31mowned\\u202e"}', ("generate",)),
        ('models: {delegate: {model: "\\e[31mm", base_url: "\\e]0;owned\\a"}}', ("generate",)),
        ("name: toy", ("generate", "\x1b[31mred\u202e.yaml")),
        ("name: toy", ("show", "outputs/\x1b[31mred\u202e")),
        ("name: toy", ("report", "outputs/\udcff\x9b31m")),
        ("name: toy", ("\x1b[31mverb\u202e",)),
    ],
)
def test_wrong_input_is_quoted_without_controls(command, study, text, arguments):
    write(study / "demo.yaml", text)
    said = command(*arguments)
    assert said.code == 2
    assert said.err.startswith("park: ")
    assert not CONTROLS.search(said.err)
    assert harmless(said.err)


def test_a_terminal_gets_no_sequence_of_a_name(study):
    code, _, shown = seen_on_a_terminal(["generate", "\x1b[31mred.yaml"], study)
    assert code == 2
    assert "\x1b" not in shown
    assert park("show", "\x1b]0;owned\x07", cwd=study).stderr.count("\x1b") == 0


HALF = json.loads('"\\ud800 half"')


@pytest.mark.parametrize("status", [400, 401, 500])
def test_half_a_surrogate_pair_in_an_error_breaks_no_verb(command, study, status):
    assert command("generate", "-q").code == 0
    with FakeOpenAI(
        Fault(status=status, body={"error": {"message": HALF, "code": HALF}})
    ) as server:
        model = {"model": "openai/m", "base_url": server.url}
        changed = configuration(
            models={"delegate": model, "judge": model}, limits={"retries": 0}, name="other"
        )
        write(study / "other.yaml", changed)
        folder = study / "outputs/asked"
        write(folder / "run.yaml", (study / "other.yaml").read_text(encoding="utf-8"))
        with Ledger(folder / "ledger.sqlite") as ledger:
            ledger.put("base", str(study))
        verbs = (
            ("generate", "other.yaml"), ("check", "other.yaml"), ("preview", "other.yaml"),
            ("filter", "toy", "--config", "other.yaml"),
            ("evaluate", folder, "--tasks", "survey"), ("report", "toy"), ("report", folder),
            ("show", "toy", "--opinions"), ("filter", "toy", "--config", "other.yaml", "--json"),
        )  # fmt: skip
        for verb in verbs:
            said = command(*verb)
            assert said.code in (0, 1, 2, 3)
            assert "internal error" not in said.err
            (said.out + said.err).encode("utf-8")
