"""Who holds the dialogues: bare loops over several clients, and park as it is.

    python -m benchmarks.contestants park --base-url http://127.0.0.1:8000/v1

All send the same messages; prints the figures of the steady state as JSON.
"""

import argparse
import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.clock import Clock
from benchmarks.latency_server import MODEL
from park.config import Config
from park.generate.blueprint import SPEAKERS, Blueprint, draw_up
from park.generate.stage import generate
from park.generate.state import speaker_of
from park.generate.views import messages_for
from park.models.base import Message
from park.models.openai_api import OpenAIModel
from park.progress import Counts
from park.records import Seed, Speaker, Turn
from park.run import wait_for
from park.session import connect_roles
from park.setup import prepare

TURNS = 14
CULTURES = ("arabic", "bengali", "chinese", "german", "korean", "portuguese", "spanish", "turkish")
SAMPLING = {
    "max_tokens": 160,
    "temperature": 0.7,
    "top_p": 0.9,
    "seed": 1,
    "stop": ["\nA:", "\nB:"],
}
SAID = "\0"

Ask = Callable[[list[Message]], Awaitable[str]]
"""Sends messages, returns the text of the answer."""


def configuration(base_url: str, concurrency: int, dialogues: int) -> dict[str, Any]:
    """Return the settings of at least so many dialogues of fourteen turns."""
    model = {"model": f"openai/{MODEL}", "base_url": base_url, "context": 8192}
    return {
        "name": "bench",
        "cultures": CULTURES,
        "seeds": {"per_item": 1 + dialogues // 128},
        "dialogue": {"turns": TURNS},
        "models": {"delegate": model},
        "limits": {"concurrency": concurrency},
    }


def setup_for(base_url: str, concurrency: int, dialogues: int) -> Blueprint:
    """Return a plan of these dialogues."""
    config = configuration(base_url, concurrency, dialogues)
    return draw_up(prepare(Config.model_validate(config), Path()))


def body(messages: list[Message]) -> dict[str, Any]:
    return {"model": MODEL, "messages": messages, **SAMPLING}


@asynccontextmanager
async def ask_aiohttp(base_url: str):
    from aiohttp import ClientSession

    async with ClientSession() as session:

        async def ask(messages: list[Message]) -> str:
            url = f"{base_url}/chat/completions"
            async with session.post(url, json=body(messages)) as response:
                return (await response.json())["choices"][0]["message"]["content"]

        yield ask


def sdk(base_url: str) -> Any:
    """Return the openai SDK's client as it comes."""
    from openai import AsyncOpenAI, DefaultAsyncHttpxClient

    http = DefaultAsyncHttpxClient(trust_env=False)
    return AsyncOpenAI(base_url=base_url, api_key="none", max_retries=0, http_client=http)


@asynccontextmanager
async def ask_client(base_url: str):
    """Ask over park's connections, with its headers and its limits."""
    wire = OpenAIModel(f"openai/{MODEL}", MODEL, base_url=base_url)._wire

    async def ask(messages: list[Message]) -> str:
        text = await wire.post(f"{base_url}/chat/completions", body(messages))
        return json.loads(text)["choices"][0]["message"]["content"]

    yield ask
    await wire.close()


@asynccontextmanager
async def ask_create(base_url: str):
    async with sdk(base_url) as client:

        async def ask(messages: list[Message]) -> str:
            answer = await client.chat.completions.create(**body(messages))
            return answer.choices[0].message.content

        yield ask


@asynccontextmanager
async def ask_post(base_url: str):
    async with sdk(base_url) as client:

        async def ask(messages: list[Message]) -> str:
            text = await client.post("/chat/completions", cast_to=str, body=body(messages))
            return json.loads(text)["choices"][0]["message"]["content"]

        yield ask


BARE = {
    "aiohttp": ask_aiohttp,
    "create": ask_create,
    "post": ask_post,
    "client": ask_client,
}
CONTESTANTS = (*BARE, "park")


@dataclass(frozen=True)
class Lines:
    """What the two speakers of a dialogue are sent, made before the clock runs."""

    heads: dict[Speaker, list[Message]]
    questions: list[str]
    """What each turn is asked, with `SAID` in place of what was said before it."""


def lines_of(blueprint: Blueprint, seed: Seed) -> Lines:
    """Take a dialogue's messages from park's own views."""
    scene = blueprint.scenes.scene(seed)
    blank = Turn(number=1, speaker="contact", text=SAID, instruction="")
    views = [
        messages_for(blueprint.setup.prompts, scene, [blank] * number, room=10**6)
        for number in range(TURNS)
    ]
    heads = {speaker: list(head) for speaker, head in scene.heads.items()}
    return Lines(heads, [view[-1]["content"] for view in views])


async def converse(lines: Lines, ask: Ask, clock: Clock) -> None:
    """Hold a dialogue in a plain loop."""
    views, said = {speaker: list(head) for speaker, head in lines.heads.items()}, ""
    for number, question in enumerate(lines.questions):
        view = views[speaker_of(number)]
        view.append({"role": "user", "content": question.replace(SAID, said)})
        said = await ask(view)
        view.append({"role": "assistant", "content": said})
        clock.call()
    clock.dialogue()


async def run_bare(name: str, blueprint: Blueprint, dialogues: int, clock: Clock) -> None:
    """Hold the dialogues of a plan with one of the bare loops."""
    dialogues_left = iter([lines_of(blueprint, seed) for seed in blueprint.seeds(dialogues)])

    async def work_off(ask: Ask) -> None:
        for lines in dialogues_left:
            await converse(lines, ask, clock)

    model = blueprint.config.models.delegate
    async with BARE[name](model.base_url) as ask, asyncio.TaskGroup() as group:
        for _ in range(blueprint.config.limits.concurrency):
            group.create_task(work_off(ask))


def run_park(blueprint: Blueprint, dialogues: int, clock: Clock) -> None:
    """Hold the dialogues as `park generate` does, with a ledger on disk."""
    models = connect_roles(blueprint.setup, SPEAKERS)
    for model in dict.fromkeys(models.values()):
        model.attempt = counted(model.attempt, clock)
    seen = 0

    def watch(event: Counts) -> None:
        nonlocal seen
        if event.outcome.endings.total() > seen:
            seen += 1
            clock.dialogue()

    with TemporaryDirectory() as folder:
        outcome = wait_for(
            generate(blueprint.setup, Path(folder), models=models, limit=dialogues, progress=watch)
        )
    asked = outcome.meter.calls
    assert outcome.endings == {"turns": dialogues}, outcome.endings
    assert asked <= 1.03 * dialogues * TURNS, f"{asked} calls: turns are tried again"


def counted(attempt: Callable[..., Awaitable[Any]], clock: Clock) -> Callable[..., Awaitable[Any]]:
    """Return a model's `attempt` that counts its answers."""

    async def counting(*args: Any, **named: Any) -> Any:
        answer = await attempt(*args, **named)
        clock.call()
        return answer

    return counting


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name", choices=CONTESTANTS)
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--concurrency", type=int, default=64)
    parser.add_argument("--dialogues", type=int, default=192)
    parser.add_argument("--whole", action="store_true", help="measure nothing; the caller does")
    args = parser.parse_args()
    blueprint = setup_for(args.base_url, args.concurrency, args.dialogues)
    clock = Clock(args.concurrency, args.dialogues)
    if args.name == "park":
        run_park(blueprint, args.dialogues, clock)
    else:
        asyncio.run(run_bare(args.name, blueprint, args.dialogues, clock))
    if not args.whole:
        print(clock.speed().as_json())


if __name__ == "__main__":
    main()
