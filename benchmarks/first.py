"""How long does `park generate` take until its first call?

    python -m benchmarks.first            # about a minute
    python -m benchmarks.first --quick

A socket waits for the first request of each contestant, which then is ended: Python alone, the
libraries of which most of a start consists, and `park generate` of eight dialogues. In turn, and
medians count. Nothing passes or fails.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.contestants import configuration
from benchmarks.table import table

DIALOGUES = 8
LIMIT = 60.0
"""Seconds in which a first request must come."""
TARGET = 1.2
CALL = "import socket; socket.create_connection(('127.0.0.1', {port})).recv(1)"
BARE = {
    "Python": CALL,
    "Python and aiohttp": f"import aiohttp; {CALL}",
    "Python, aiohttp and LangGraph": f"import aiohttp, langgraph.graph; {CALL}",
}
PARK = "`park generate`"


def command(name: str, port: int, folder: Path) -> list[str]:
    """Return the command of a contestant."""
    if name in BARE:
        return [sys.executable, "-c", BARE[name].format(port=port)]
    path = folder / "bench.yaml"
    # JSON is YAML.
    path.write_text(json.dumps(configuration(f"http://127.0.0.1:{port}/v1", DIALOGUES, DIALOGUES)))
    line = [sys.executable, "-m", "park", "generate", str(path), "--run", str(folder / "run")]
    return [*line, "--limit", str(DIALOGUES), "--quiet"]


def first(name: str) -> tuple[float, float]:
    """Return the seconds until a contestant's first request, by the clock and of processor."""
    with TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(LIMIT)
        line = command(name, server.getsockname()[1], Path(folder))
        began = time.perf_counter()
        with subprocess.Popen(line) as process:
            try:
                connection, _ = server.accept()
                taken, cpu = time.perf_counter() - began, used(process.pid)
                connection.close()
            finally:
                process.kill()
    return taken, cpu


def used(process: int) -> float:
    """Return the processor seconds that a process has used."""
    _, _, rest = Path(f"/proc/{process}/stat").read_text().rpartition(")")
    user, system = rest.split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    rounds = 3 if parser.parse_args(arguments).quick else 9
    names = (*BARE, PARK)
    first(PARK)  # Files are read once before anybody is measured.
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            taken[name].append(first(name))
    rows = [
        [name, *(f"{median(each):.2f}" for each in zip(*taken[name], strict=True))]
        for name in names
    ]
    print(f"until the first request, {rounds} rounds (target: at most {TARGET} s)\n")
    print(table(["", "seconds", "CPU s"], rows))


if __name__ == "__main__":
    main()
