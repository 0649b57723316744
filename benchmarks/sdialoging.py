"""The dialogues of `benchmarks.orchestration`, held by SDialog without any of park.

    python -m venv peer && peer/bin/pip install sdialog
    python -m benchmarks.orchestration --peer peer/bin/python

Two agents with personas of their own talk. SDialog waits for each answer and has no way to hold
several dialogues at once, so threads hold them, shared out among as many processes as there are
cores. A thread has a client of its own, as SDialog sets a dialogue's seed in it; what is heavy is
loaded once, before the processes start. Requests are about as long as park's. There are no checks,
and nothing is kept.
"""

import argparse
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from typing import Any

os.environ.update(TQDM_DISABLE="1", LANGSMITH_TRACING_V2="false")

from langchain_openai import ChatOpenAI
from sdialog.agents import Agent
from sdialog.personas import Persona

MODEL = "bench"
NAMES = ("Ana", "Piotr")
LIVES = (
    "Grew up above the family bakery, the second of four children, and left school at sixteen to "
    "drive the van. Lives with a sister and her two sons; the oven is lit at three every morning.",
    "Taught mathematics until the school closed and now mends bicycles in the old station. Has a "
    "grown daughter abroad who rings on Sundays, and a wife who is late for everything.",
)
SCENE = (
    "Two people meet as equals on a long train ride and talk about work and family, curious about "
    "each other. They speak in plain words and short sentences. Every line tells something new: "
    "what somebody at home or at work did, said, cooked or paid, when and where."
)


def converse(model: ChatOpenAI, number: int, turns: int) -> None:
    """Hold one dialogue."""
    first, second = (
        Agent(
            persona=Persona(
                name=name, age=30 + (number + place) % 40, role=f"passenger in seat {number}",
                background=life, personality="Friendly, a little stubborn, easily amused.",
            ),
            dialogue_details=SCENE, can_finish=False, model=model,
        )
        for place, (name, life) in enumerate(zip(NAMES, LIVES, strict=True))
    )  # fmt: skip
    first.dialog_with(second, max_turns=turns, seed=number, keep_bar=False)


def numbers(taken: Any, dialogues: int) -> Iterator[int]:
    """Take one dialogue after another from those that nobody has taken yet."""
    while True:
        with taken.get_lock():
            number = taken.value
            taken.value += 1
        if number >= dialogues:
            return
        yield number


def hold(taken: Any, threads: int, args: argparse.Namespace) -> None:
    """Hold as many dialogues at once as there are threads, until all are taken."""

    def work() -> None:
        model = ChatOpenAI(
            model=MODEL, base_url=args.base_url, api_key="none", temperature=0.7, top_p=0.9,
            max_tokens=160,
        )  # fmt: skip
        for number in numbers(taken, args.dialogues):
            converse(model, number, args.turns)

    with ThreadPoolExecutor(threads) as pool:
        for done in [pool.submit(work) for _ in range(threads)]:
            done.result()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--concurrency", type=int, required=True)
    parser.add_argument("--dialogues", type=int, required=True)
    parser.add_argument("--turns", type=int, required=True)
    args = parser.parse_args()
    cores = min(len(os.sched_getaffinity(0)), args.concurrency)
    fork = get_context("fork")
    taken = fork.Value("i", 0)
    shares = [len(range(core, args.concurrency, cores)) for core in range(cores)]
    processes = [fork.Process(target=hold, args=(taken, share, args)) for share in shares]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    sys.exit(any(process.exitcode for process in processes))


if __name__ == "__main__":
    main()
