"""64 dialogues of 14 turns at once: how much of what a model server offers does park take?

    python -m benchmarks.orchestration            # about 15 minutes
    python -m benchmarks.orchestration --quick    # about 4 minutes

Bare loops over aiohttp and the openai SDK stand beside `park`, each in a process of its own,
against a local server that answers after a fixed time. Figures are ratios: to what the latency
allows (64 calls at once / latency), and to a bare loop over the client that park uses. The order
alternates from round to round, and medians count. Nothing passes or fails.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.clock import Speed
from benchmarks.contestants import CONTESTANTS
from benchmarks.latency_server import running
from benchmarks.table import table

CONCURRENCY = 64
LIMIT = 600
"""Seconds after which a contestant is given up."""
BASELINE = "client"
"""The bare loop over the client that park uses."""
TARGETS = {0.2: 0.85, 1.0: 0.95}
"""Share of the possible that park is to reach in one process, by latency."""
CPU_TARGET = 1.7
"""Milliseconds of CPU that a call of park may use at most."""
NAMES = {
    "aiohttp": "bare loop, aiohttp",
    "create": "bare loop, openai `chat.completions.create`",
    "post": "bare loop, openai untyped `post`",
    "client": "bare loop over park's connections",
    "park": "park: graph, ledger, checks, limiter",
}

Speeds = Mapping[str, Sequence[Speed]]
"""By contestant, a round each."""


@dataclass(frozen=True)
class Stage:
    """What is run at one latency."""

    latency: float
    dialogues: int
    rounds: int
    contestants: tuple[str, ...] = CONTESTANTS


FULL = (Stage(0.0, 192, 5), Stage(0.2, 192, 3), Stage(1.0, 128, 1))
QUICK = (
    Stage(0.0, 128, 2),
    Stage(0.2, 128, 1),
    Stage(1.0, 64, 1, ("aiohttp", "client", "park")),
)


def measure(stage: Stage) -> Speeds:
    """Let the contestants run one after another, in alternating order."""
    speeds: dict[str, list[Speed]] = {name: [] for name in stage.contestants}
    with running(stage.latency) as base_url:
        for number in range(stage.rounds):
            order = stage.contestants if number % 2 == 0 else stage.contestants[::-1]
            for name in order:
                speeds[name].append(run(name, base_url, stage.dialogues))
    return speeds


def run(name: str, base_url: str, dialogues: int) -> Speed:
    """Let one contestant run in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.contestants", name, "--base-url", base_url]
    command += ["--concurrency", str(CONCURRENCY), "--dialogues", str(dialogues)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, timeout=LIMIT)
    return Speed(**json.loads(done.stdout))


def report(stage: Stage, speeds: Speeds) -> str:
    """Return the table of one latency, and how park does."""
    rate = {name: median(speed.rate for speed in runs) for name, runs in speeds.items()}
    cpu = {name: median(speed.cpu_ms for speed in runs) for name, runs in speeds.items()}
    busy = {name: median(speed.busy for speed in runs) for name, runs in speeds.items()}
    possible = CONCURRENCY / stage.latency if stage.latency else None
    share = {name: f"{value / possible:.2f}" if possible else "" for name, value in rate.items()}
    rows = [
        [
            NAMES[name],
            share[name],
            f"{rate[name] / rate[BASELINE]:.2f}",
            f"{cpu[name]:.2f}",
            f"{cpu[name] / cpu[BASELINE]:.2f}",
            f"{busy[name]:.2f}",
        ]
        for name in speeds
    ]
    head = ["", "share", "speed ratio", "CPU ms/call", "CPU ratio", "cores"]
    if possible:
        reached, target = rate["park"] / possible, TARGETS[stage.latency]
        verdict = f"park takes {reached:.2f} of the possible (target: at least {target})"
    else:
        verdict = f"a call of park takes {cpu['park']:.2f} ms of CPU (target: at most {CPU_TARGET})"
    title = f"latency {stage.latency:g} s, {stage.dialogues} dialogues, {stage.rounds} round(s)"
    if possible:
        title += f", {possible:.0f} calls per second are possible"
    return f"{title}\n\n{table(head, rows)}\n\n{verdict}\n"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer dialogues and rounds")
    args = parser.parse_args(arguments)
    for stage in QUICK if args.quick else FULL:
        print(report(stage, measure(stage)), flush=True)


if __name__ == "__main__":
    main()
