"""What is seen on a terminal, and without one."""

import os
import pty
import subprocess
from pathlib import Path

from park.cli.progress_printer import ProgressPrinter
from park.progress import Asked
from tests.commands import PARK, environment


def seen_on_a_terminal(arguments, cwd):
    """Return a command's exit code and what it writes to a terminal as its stderr."""
    screen, terminal = pty.openpty()
    process = subprocess.Popen(
        [*PARK, *arguments],
        cwd=cwd, env=environment(TERM="xterm"), stdout=subprocess.PIPE, stderr=terminal,
    )  # fmt: skip
    os.close(terminal)
    shown = b""
    # At the end, Linux reports an error and macOS gives nothing.
    while chunk := _read(screen):
        shown += chunk
    os.close(screen)
    out, _ = process.communicate()
    return process.returncode, out, shown.decode()


def _read(screen):
    try:
        return os.read(screen, 65536)
    except OSError:
        return b""


def test_a_terminal_shows_a_table_with_a_row_for_each_culture(study):
    code, out, shown = seen_on_a_terminal(["generate"], study)
    assert (code, out) == (0, b"")
    for text in ("culture", "planned", "failed", "chinese", "turkish", "tokens/s", "concurrency"):
        assert text in shown
    assert "4 of 4 dialogues are in outputs/toy" in shown


def test_json_on_a_terminal_leaves_stdout_clean(study):
    code, out, shown = seen_on_a_terminal(["generate", "--json"], study)
    assert code == 0
    assert out.startswith(b'{"run": "outputs/toy"')
    assert out.count(b"\n") == 1
    assert "chinese" in shown


def test_quiet_shows_nothing_on_a_terminal(study):
    assert seen_on_a_terminal(["generate", "--quiet"], study) == (0, b"", "")


def test_without_a_terminal_no_control_character_is_written(command, study):
    said = command("generate")
    assert "4 of 4 dialogues" in said.err
    assert "\x1b" not in said.err
    assert Path("outputs/toy/ledger.sqlite").is_file()


def test_a_task_of_an_evaluation_has_a_line_now_and_then_and_one_at_its_end(capsys):
    with ProgressPrinter(quiet=False) as shown:
        for done in range(91):
            shown(Asked("survey", done, 90, 90.0 - done))
        for done in range(5):
            shown(Asked("vsm", done, 4, 0.0))
    assert capsys.readouterr().err.splitlines() == [
        "survey: 0 of 90, about 1:30 left", "survey: 90 of 90", "vsm: 4 of 4",
    ]  # fmt: skip
