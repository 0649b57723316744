"""Tokens per second of park on an embedded model, beside those of the bare server.

    python -m benchmarks.embedded                        # about 8 minutes on two cores
    python -m benchmarks.embedded --quick
    python -m benchmarks.embedded --model embedded

The requests that park makes are recorded and sent again by a bare loop: the same prompts and
parameters, as many at once, each after the one before it in its dialogue. Each contestant gets a
freshly started server with an empty cache, the order alternates, and medians count.
"""

import argparse
import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.table import table
from park.config import Config
from park.generate.blueprint import SPEAKERS, Blueprint, draw_up
from park.generate.stage import generate
from park.ledger.keys import seed_of
from park.models.base import Message, Params, Reply
from park.models.completions import request
from park.run import wait_for
from park.session import connect_roles
from park.setup import prepare

CONCURRENCY = 4
TARGET = 0.9
"""Share of the server's own speed that park is to reach."""

Body = Mapping[str, Any]


@dataclass(frozen=True)
class Result:
    """What one contestant reached."""

    tokens_out: int
    tokens_in: int
    cached: int
    calls: int
    seconds: float

    @property
    def speed(self) -> float:
        """Tokens per second."""
        return self.tokens_out / self.seconds


@dataclass
class Recording:
    """The requests of a run by dialogue, in the order in which they were made."""

    dialogue_of: Mapping[int, str]
    """The dialogue's key by a request's sampling seed."""
    requests: dict[str, list[Body]] = field(default_factory=dict)

    @classmethod
    def of(cls, blueprint: Blueprint, dialogues: int) -> "Recording":
        shape = blueprint.config.dialogue
        keys = [blueprint.scenes.key(seed) for seed in blueprint.seeds(dialogues)]
        return cls(
            {
                seed_of(key, turn, attempt): key
                for key in keys
                for turn in range(shape.turns)
                for attempt in range(shape.retries + 1)
            }
        )

    def listening(self, model: Any) -> Callable[..., Awaitable[Reply]]:
        """Return the model's `reply` that notes what it is asked."""
        reply = model.reply

        async def noting(messages: Sequence[Message], params: Params, *args: Any) -> Reply:
            assert params.seed is not None
            key = self.dialogue_of[params.seed]
            self.requests.setdefault(key, []).append(
                model._client.body(request(messages, params, None, model.takes))
            )
            return await reply(messages, params, *args)

        return noting


def setup_of(model: str, turns: int) -> Blueprint:
    config = {
        "name": "bench",
        "cultures": ("chinese", "turkish", "german", "spanish"),
        "seeds": {"items": ("Q27", "Q38")},
        "dialogue": {"turns": turns},
        "models": {"delegate": {"model": model, "max_tokens": 48}},
        "limits": {"concurrency": CONCURRENCY},
    }
    return draw_up(prepare(Config.model_validate(config), Path()))


def run_park(blueprint: Blueprint, dialogues: int) -> tuple[Result, Recording]:
    """Hold the dialogues as `park generate` does."""
    recording = Recording.of(blueprint, dialogues)
    models = connect_roles(blueprint.setup, SPEAKERS)
    for model in dict.fromkeys(models.values()):
        model.reply = recording.listening(model)
    with TemporaryDirectory() as folder:
        outcome = wait_for(generate(blueprint.setup, Path(folder), models=models, limit=dialogues))
    used = outcome.meter.usage
    result = Result(
        used.tokens_out, used.tokens_in, used.cached_tokens_in, outcome.meter.calls, outcome.seconds
    )
    return result, recording


async def run_bare(blueprint: Blueprint, requests: Sequence[Sequence[Body]]) -> Result:
    """Send the requests of dialogues straight to the server, a dialogue's one after another."""
    import aiohttp

    (model,) = set(connect_roles(blueprint.setup, SPEAKERS).values())
    await model.start()
    url = f"{model._client.endpoint}/chat/completions"
    waiting = iter(requests)
    usages: list[Any] = []

    async def work_off(session: aiohttp.ClientSession) -> None:
        for dialogue in waiting:
            for body in dialogue:
                async with session.post(url, json=body) as response:
                    usages.append((await response.json())["usage"])

    began = time.perf_counter()
    timeout = aiohttp.ClientTimeout(total=None)
    async with aiohttp.ClientSession(timeout=timeout) as session, asyncio.TaskGroup() as group:
        for _ in range(CONCURRENCY):
            group.create_task(work_off(session))
    seconds = time.perf_counter() - began
    await model.close()
    return Result(
        sum(usage["completion_tokens"] for usage in usages),
        sum(usage["prompt_tokens"] for usage in usages),
        sum((usage.get("prompt_tokens_details") or {}).get("cached_tokens", 0) for usage in usages),
        len(usages),
        seconds,
    )


def row(name: str, results: Sequence[Result]) -> list[str]:
    calls, tokens = sum(r.calls for r in results), sum(r.tokens_out for r in results)
    cached = sum(r.cached for r in results) / sum(r.tokens_in for r in results)
    speed = median(r.speed for r in results)
    return [name, str(calls), str(tokens), f"{cached:.0%}", f"{speed:.1f}"]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", default="embedded/smollm2-135m")
    parser.add_argument("--quick", action="store_true", help="fewer and shorter dialogues")
    args = parser.parse_args(arguments)
    turns, dialogues, rounds = (4, 4, 1) if args.quick else (6, 4, 2)
    blueprint = setup_of(args.model, turns)
    park: list[Result] = []
    bare: list[Result] = []
    for _ in range(rounds):
        result, recording = run_park(blueprint, dialogues)
        requests = list(recording.requests.values())
        park.append(result)
        bare += [asyncio.run(run_bare(blueprint, requests)) for _ in range(2)]
        park.append(run_park(blueprint, dialogues)[0])
    rows = [row("park", park), row("the server, bare", bare)]
    ratio = median(r.speed for r in park) / median(r.speed for r in bare)
    print(f"{args.model}, {dialogues} dialogues of {turns} turns, {CONCURRENCY} at once\n")
    print(table(["", "calls", "tokens", "prompt cached", "tokens/s"], rows))
    print(f"\npark reaches {ratio:.2f} of the server's own speed (target: at least {TARGET})\n")


if __name__ == "__main__":
    main()
