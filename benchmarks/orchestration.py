"""64 dialogues of 14 turns at once: how much of what a model server offers does park take?

    python -m benchmarks.orchestration            # about 15 minutes
    python -m benchmarks.orchestration --quick    # about 4 minutes
    python -m benchmarks.orchestration --peer PYTHON    # with the peers that this Python has

Bare loops over aiohttp and the openai SDK stand beside `park`, each in a process of its own,
against a local server that answers after a fixed time; beside them the command `park generate`, in
one process and in two. Peers are Data Designer and SDialog (their files say how to install them;
`--peer` may be given more than once). The server counts all alike, from the 129th request to the
129th from the end; `whole` is the command's, from its start to its end. Figures are ratios: to what
the latency allows (64 calls at once / latency), and to a bare loop over the client that park uses.
The order alternates from round to round, and medians count. Nothing passes or fails.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.clock import Speed
from benchmarks.contestants import CONTESTANTS, TURNS, configuration
from benchmarks.latency_server import arrivals_at, running
from benchmarks.peers import PEERS, pythons, script
from benchmarks.table import table

CONCURRENCY = 64
LIMIT = 600
"""Seconds after which a contestant is given up."""
BASELINE = "client"
"""The bare loop over the client that park uses."""
TARGETS = {0.2: 0.85, 1.0: 0.95}
"""Share of the possible that park is to reach in one process, by latency."""
COMMANDS = {"command": 1, "workers": 2}
"""Processes of `park generate`."""
WORKERS_TIMES = 1.7
WORKERS_TARGETS = {0.2: 0.93, 1.0: 0.95}
CPU_TARGET = 1.7
"""Milliseconds of CPU that a call of park may use at most."""
NAMES = {
    "aiohttp": "bare loop, aiohttp",
    "create": "bare loop, openai `chat.completions.create`",
    "post": "bare loop, openai untyped `post`",
    "client": "bare loop over park's connections",
    "park": "park: graph, ledger, checks, limiter",
    "command": "`park generate`",
    "workers": "`park generate`, 2 workers",
    **{package: peer.title for package, peer in PEERS.items()},
}


@dataclass(frozen=True)
class Round:
    """The figures of a contestant in one round."""

    rate: float
    """Calls per second in the steady state."""
    cpu_ms: float
    """CPU milliseconds per call; of the whole command, for commands."""
    busy: float
    """Cores that it kept busy meanwhile."""
    whole: float | None = None
    """Calls per second of the whole command."""


Rounds = Mapping[str, Sequence[Round]]
"""By contestant, a round each."""


@dataclass(frozen=True)
class Stage:
    """What is run at one latency."""

    latency: float
    dialogues: int
    rounds: int
    contestants: tuple[str, ...] = (*CONTESTANTS, *COMMANDS)
    peers: Mapping[str, str] = field(default_factory=dict)
    """The Python of each peer that takes part."""


FULL = (Stage(0.0, 192, 5), Stage(0.2, 192, 3), Stage(1.0, 128, 1))
QUICK = (
    Stage(0.0, 128, 2),
    Stage(0.2, 128, 1),
    Stage(1.0, 64, 1, ("aiohttp", "client", "park")),
)


def measure(stage: Stage) -> Rounds:
    """Let the contestants run one after another, in alternating order."""
    rounds: dict[str, list[Round]] = {name: [] for name in stage.contestants}
    with running(stage.latency) as base_url:
        for number in range(stage.rounds):
            order = stage.contestants if number % 2 == 0 else stage.contestants[::-1]
            for name in order:
                if name in stage.peers:
                    found = peer(name, stage.peers[name], base_url, stage.dialogues)
                else:
                    run = command if name in COMMANDS else process
                    found = run(name, base_url, stage.dialogues)
                rounds[name].append(found)
    return rounds


def process(name: str, base_url: str, dialogues: int) -> Round:
    """Let one contestant run in a process of its own."""
    line = [sys.executable, "-m", "benchmarks.contestants", name, "--base-url", base_url]
    line += ["--concurrency", str(CONCURRENCY), "--dialogues", str(dialogues)]
    done = subprocess.run(line, stdout=subprocess.PIPE, text=True, check=True, timeout=LIMIT)
    speed = Speed(**json.loads(done.stdout))
    return Round(steady(arrivals_at(base_url)), speed.cpu_ms, speed.busy)


def command(name: str, base_url: str, dialogues: int) -> Round:
    """Let `park generate` run as a user runs it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "bench.yaml"
        # JSON is YAML.
        path.write_text(json.dumps(configuration(base_url, CONCURRENCY, dialogues)))
        line = [sys.executable, "-m", "park", "generate", str(path), "--run", f"{folder}/run"]
        line += ["--limit", str(dialogues), "--set", f"limits.workers={COMMANDS[name]}", "--quiet"]
        return timed(line, base_url, dialogues)


def peer(name: str, python: str, base_url: str, dialogues: int) -> Round:
    """Let a peer hold as many dialogues."""
    line = [python, script(name), "--base-url", base_url]
    line += ["--concurrency", str(CONCURRENCY), "--dialogues", str(dialogues)]
    return timed([*line, "--turns", str(TURNS)], base_url, dialogues)


def timed(line: Sequence[str], base_url: str, dialogues: int) -> Round:
    """Run a command to its end; what it says is not shown."""
    began, spent = time.perf_counter(), children()
    subprocess.run(line, check=True, timeout=LIMIT, stdout=subprocess.DEVNULL)
    seconds, cpu = time.perf_counter() - began, children() - spent
    arrivals = arrivals_at(base_url)
    calls = len(arrivals)
    assert dialogues * TURNS <= calls <= 1.03 * dialogues * TURNS, f"{calls} calls"
    return Round(steady(arrivals), 1000 * cpu / calls, cpu / seconds, calls / seconds)


def steady(arrivals: Sequence[float]) -> float:
    """Return the requests a second between two rounds after the first and before the last."""
    begin, end = 2 * CONCURRENCY, len(arrivals) - 2 * CONCURRENCY - 1
    return (end - begin) / (arrivals[end] - arrivals[begin])


def children() -> float:
    """Return the CPU seconds of all processes that have ended."""
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def report(stage: Stage, rounds: Rounds) -> str:
    """Return the table of one latency, and how park does."""
    rate = {name: median(each.rate for each in runs) for name, runs in rounds.items()}
    cpu = {name: median(each.cpu_ms for each in runs) for name, runs in rounds.items()}
    busy = {name: median(each.busy for each in runs) for name, runs in rounds.items()}
    whole = {
        name: median(each.whole or 0.0 for each in rounds[name])
        for name in (*COMMANDS, *PEERS)
        if name in rounds
    }
    possible = CONCURRENCY / stage.latency if stage.latency else None

    def share(rates: Mapping[str, float], name: str) -> str:
        return f"{rates[name] / possible:.2f}" if possible and name in rates else ""

    rows = [
        [
            NAMES[name],
            f"{rate[name]:.0f}",
            share(rate, name),
            share(whole, name),
            f"{rate[name] / rate[BASELINE]:.2f}",
            f"{cpu[name]:.2f}",
            f"{busy[name]:.2f}",
        ]
        for name in rounds
    ]
    head = ["", "calls/s", "share", "whole", "speed ratio", "CPU ms/call", "cores"]
    title = f"latency {stage.latency:g} s, {stage.dialogues} dialogues, {stage.rounds} round(s)"
    if possible:
        title += f", {possible:.0f} calls per second are possible"
    return f"{title}\n\n{table(head, rows)}\n\n{verdict(stage, rate, whole, cpu['park'])}\n"


def verdict(stage: Stage, rate: Mapping[str, float], whole: Mapping[str, float], cpu: float) -> str:
    """Return how park does, and how two processes do beside one."""
    if stage.latency:
        possible = CONCURRENCY / stage.latency
        said = f"park takes {rate['park'] / possible:.2f} of the possible"
        said += f" (target: at least {TARGETS[stage.latency]})"
    else:
        said = f"a call of park takes {cpu:.2f} ms of CPU (target: at most {CPU_TARGET})"
    if not whole:
        return said
    times, of_all = (rates["workers"] / rates["command"] for rates in (rate, whole))
    said += f"; two workers are {times:.2f} times as fast as one process"
    if stage.latency:
        reached = rate["workers"] / possible
        said += f" and take {reached:.2f} (target: at least {WORKERS_TARGETS[stage.latency]})"
    else:
        said += f" (target: at least {WORKERS_TIMES})"
    return f"{said}, {of_all:.2f} times from start to end"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer dialogues and rounds")
    parser.add_argument(
        "--peer", action="append", default=[], metavar="PYTHON", help=f"has {' or '.join(PEERS)}"
    )
    args = parser.parse_args(arguments)
    try:
        peers = pythons(args.peer)
    except ValueError as error:
        parser.error(str(error))
    for stage in QUICK if args.quick else FULL:
        if stage.latency < 1:
            stage = replace(stage, contestants=(*stage.contestants, *peers), peers=peers)
        print(report(stage, measure(stage)), flush=True)


if __name__ == "__main__":
    main()
