"""The command in processes forked from one that has imported and loaded everything.

A start takes a fraction of what a new interpreter takes, and a forked process can be killed
like any other.
"""

import multiprocessing
import os

import openai  # noqa: F401

from park.cli.main import run_command
from park.generate import stage  # noqa: F401
from park.models import connect  # noqa: F401
from park.surveys.bundled import bundled
from park.text.identify import identifier

identifier()
bundled()


def start(folder, *arguments):
    """Start the command in a folder; what it prints is thrown away."""
    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload(["tests.forked"])
    process = server.Process(target=_work, args=(folder, arguments))
    process.start()
    return process


def _work(folder, arguments):
    os.chdir(folder)
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    os._exit(run_command(list(arguments)))
