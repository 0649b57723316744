"""Other tools hold the benchmark's dialogues in environments of their own."""

import json
import os
import subprocess
import venv

import pytest

from benchmarks.orchestration import main
from benchmarks.peers import PEERS, installed, pythons, script

CLIENT = """
import json, os, threading

class ChatOpenAI:
    def __init__(self, base_url, **named):
        self.book = base_url
        self.note("client")

    def note(self, *said):
        with open(self.book, "a") as book:
            book.write(json.dumps([os.getpid(), threading.get_ident(), *said]) + "\\n")
"""
PERSONAS = """
def Persona(**named):
    return named
"""
PLACES = 5
AGENTS = f"""
import time
from pathlib import Path

class Agent:
    def __init__(self, persona, model, **named):
        self.persona, self.model = persona, model

    def dialog_with(self, other, max_turns, seed, **named):
        assert seed != 13 and self.persona != other.persona
        self.model.note("dialogue", seed, max_turns)
        for _ in range(1000):
            if Path(self.model.book).read_text().count("client") == {PLACES}:
                return
            time.sleep(0.01)
        raise TimeoutError("places stay empty")
"""
TOYS = {
    "langchain_openai.py": CLIENT,
    "sdialog/agents.py": AGENTS,
    "sdialog/personas.py": PERSONAS,
    "sdialog/__init__.py": "",
}
"""What of SDialog the script uses, in short: a dialogue ends when all places are taken."""


def environment(folder, files):
    """Make an environment that has these files as packages; gives its Python."""
    venv.create(folder, symlinks=True)
    packages = next((folder / "lib").glob("python*")) / "site-packages"
    for name, text in files.items():
        path = packages / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return str(folder / "bin/python")


def hold(python, book, concurrency, dialogues):
    line = [python, script("sdialog"), "--base-url", str(book), "--turns", "14"]
    line += ["--concurrency", str(concurrency), "--dialogues", str(dialogues)]
    done = subprocess.run(line, capture_output=True, text=True, timeout=60)
    return done, [json.loads(line) for line in book.read_text().splitlines()]


def test_an_environment_takes_part_with_the_peers_that_it_has(tmp_path):
    one = environment(tmp_path / "one", {"sdialog/__init__.py": ""})
    both = environment(tmp_path / "both", {f"{each}/__init__.py": "" for each in PEERS})
    assert installed(one) == ["sdialog"]
    assert pythons([one, both]) == {"sdialog": one, "data_designer": both}
    assert pythons([]) == {}


def test_an_environment_without_a_peer_is_refused(tmp_path, capsys):
    bare = environment(tmp_path / "bare", {})
    for python, said in ((bare, "has none of data_designer, sdialog"), ("no-python", "not run")):
        with pytest.raises(SystemExit) as ended:
            main(["--quick", "--peer", python])
        assert ended.value.code == 2
        assert said in capsys.readouterr().err.splitlines()[-1]


def test_sdialog_holds_each_dialogue_once_in_a_thread_for_each_place(tmp_path):
    python = environment(tmp_path / "peer", TOYS)
    done, notes = hold(python, tmp_path / "book", PLACES, dialogues=12)
    assert done.returncode == 0, done.stderr
    clients = [(process, thread) for process, thread, what, *_ in notes if what == "client"]
    assert len(clients) == len(set(clients)) == PLACES
    assert len({process for process, _ in clients}) == min(len(os.sched_getaffinity(0)), PLACES)
    held = [tuple(said) for _, _, what, *said in notes if what == "dialogue"]
    assert sorted(held) == [(number, 14) for number in range(12)]


def test_a_dialogue_that_fails_fails_the_peer(tmp_path):
    python = environment(tmp_path / "peer", TOYS)
    done, _ = hold(python, tmp_path / "book", PLACES, dialogues=20)
    assert done.returncode == 1
    assert "AssertionError" in done.stderr
