"""The command in processes forked from one that has imported and loaded everything.

A start takes a fraction of what a new interpreter takes, and a forked process can be killed
like any other.
"""

import multiprocessing
import os
import sys
import tempfile
from pathlib import Path

import openai  # noqa: F401

from park.cli.main import run_command
from park.generate import stage  # noqa: F401
from park.models import connect  # noqa: F401
from park.surveys.bundled import bundled
from park.text.identify import identifier

identifier()
bundled()


def start(folder, *arguments):
    """Start the command in a folder; what it prints is in its `said`, also when it is killed."""
    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload(["tests.forked"])
    place, name = tempfile.mkstemp(prefix="said-", suffix=".txt", dir=folder)
    os.close(place)
    process = server.Process(target=_work, args=(folder, name, arguments))
    process.start()
    process.said = Said(name)
    return process


class Said:
    """What a process has printed so far; shown where an assertion on it fails."""

    def __init__(self, name):
        self.name = name

    def __str__(self):
        return Path(self.name).read_text(errors="replace")

    __repr__ = __str__


def _work(folder, name, arguments):
    os.chdir(folder)
    place = os.open(name, os.O_WRONLY | os.O_APPEND)
    os.dup2(place, 1)
    os.dup2(place, 2)
    code = run_command(list(arguments))
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
