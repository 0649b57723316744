"""Other tools that hold the dialogues of `benchmarks.orchestration`.

Each is run by a Python of its own, as park needs none of them.
"""

import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ASK = "import sys, importlib.util as u; print(*[n for n in sys.argv[1:] if u.find_spec(n)])"


@dataclass(frozen=True)
class Peer:
    """A tool that stands beside park."""

    title: str
    script: str
    """A file beside this one, which holds the dialogues."""


PEERS = {
    "data_designer": Peer("Data Designer", "datadesigner.py"),
    "sdialog": Peer("SDialog, a process a core", "sdialoging.py"),
}
"""By the package that an environment has to have."""


def installed(python: str) -> list[str]:
    """Return the peers that an environment's Python can import.

    Raises:
        ValueError: It is no Python, or has none of them.
    """
    try:
        asked = subprocess.run(
            # Isolated, so that files of the folder in which this is run are not taken for packages.
            [python, "-I", "-c", ASK, *PEERS], stdout=subprocess.PIPE, text=True, check=True
        )  # fmt: skip
    except (OSError, subprocess.CalledProcessError) as error:
        raise ValueError(f"{python} does not run as Python: {error}") from None
    found = asked.stdout.split()
    if not found:
        raise ValueError(f"{python} has none of {', '.join(PEERS)}")
    return found


def pythons(given: Iterable[str]) -> dict[str, str]:
    """Return the Python of each peer; of two that have the same, the first."""
    found: dict[str, str] = {}
    for python in given:
        for package in installed(python):
            found.setdefault(package, python)
    return found


def script(package: str) -> str:
    """Return the path of the file that lets a peer hold the dialogues."""
    return str(Path(__file__).with_name(PEERS[package].script))
