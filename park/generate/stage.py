"""The generate stage: a configuration → dialogues in a run folder."""

import asyncio
import gc
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from park.config import ModelConfig
from park.errors import Stopped
from park.generate.graph import converse
from park.generate.outcome import Outcome
from park.generate.setup import Setup
from park.generate.state import Context, Scene, State
from park.ledger.ledger import Ledger
from park.ledger.run import IfExists, open_run
from park.models.base import ChatModel, ModelError, Params, require
from park.models.connect import connect
from park.models.gateway import Gateway, Meter
from park.models.limiter import Limiter
from park.models.prices import price_of
from park.models.weights import Progress, quiet
from park.pool import run_pool
from park.records import Dialogue, Seed, Speaker

Models = Mapping[Speaker, ChatModel]

Watch = Callable[[Outcome], None]

CONTEXT = 4096
"""Tokens assumed for a model that does not say how many it takes."""
BREAKER = 25
"""Dialogues that may fail in a row before the run is stopped."""


Say = Callable[[str], None]


def unheard(line: str) -> None:
    """Say nothing."""


def ignore(outcome: Outcome) -> None:
    """Watch nothing."""


def params_of(config: ModelConfig) -> Params:
    """Return how a configured model is sampled."""
    return Params(
        temperature=config.temperature,
        top_p=config.top_p,
        max_tokens=config.max_tokens,
        presence_penalty=config.presence_penalty,
    )


def connect_all(setup: Setup, progress: Progress = quiet) -> dict[Speaker, ChatModel]:
    """Connect the speakers' models, one that both share once; nothing is started yet.

    Args:
        setup: the prepared configuration.
        progress: told of the bytes when weights are fetched, later on.
    """
    limits = setup.config.limits
    configs = setup.model_configs()
    speakers: tuple[Speaker, Speaker] = ("delegate", "contact")
    models: dict[ModelConfig, ChatModel] = {}
    for speaker in speakers:
        config = configs[speaker]
        if config not in models:
            models[config] = connect(
                config,
                role=speaker,
                base=setup.base,
                slots=limits.concurrency,
                timeout=limits.timeout,
                progress=progress,
            )
            require(models[config], "reply", role=speaker)
    return {speaker: models[config] for speaker, config in configs.items()}


async def generate(
    setup: Setup,
    ledger: Ledger,
    models: Models,
    *,
    run: str,
    limit: int | None = None,
    watch: Watch = ignore,
    say: Say = unheard,
) -> Outcome:
    """Hold all dialogues of the plan that the ledger does not have yet.

    Args:
        setup: the prepared configuration.
        ledger: where everything is stored; finished calls and dialogues are taken from it.
        models: started models.
        run: the name of the run folder, for the summary.
        limit: how many dialogues of the plan are to be had, all if None.
        watch: called with the outcome so far whenever a dialogue begins or ends.
        say: told at once what was learned about a model, and what is waited for.

    Raises:
        Stopped: the budget or a breaker ended the run; the outcome so far is in `watch`.
    """
    limits = setup.config.limits
    totals = ledger.totals()
    meter = Meter(limits.max_cost, totals.cost_usd, calls=totals.calls, usage=totals.usage, say=say)
    gateways = _gateways(setup, ledger, models, meter)
    outcome = Outcome(
        run=run,
        planned=setup.planned(limit),
        meter=meter,
        limiters=list({id(g.limiter): g.limiter for g in gateways.values()}.values()),
        skipped=_skipped(setup),
    )
    watch(outcome)
    began = time.monotonic()

    async def hold(seed: Seed) -> None:
        scene = setup.scenes.scene(seed)
        try:
            dialogue = await _hold(setup, scene, gateways, models)
        except ModelError as error:
            raise Stopped(f"stopped: {error}") from None
        ledger.put_dialogue(dialogue)
        outcome.add(dialogue)
        outcome.seconds = time.monotonic() - began
        watch(outcome)
        if outcome.failed_in_a_row >= BREAKER:
            raise Stopped(
                f"stopped: {BREAKER} dialogues in a row failed, the last with: {dialogue.failure}"
            )

    try:
        await run_pool(
            _missing(setup, ledger, outcome, limit),
            hold,
            limits.concurrency,
            stall=limits.stall,
            progress=lambda: meter.calls + meter.cached_calls,
        )
    finally:
        outcome.seconds = time.monotonic() - began
        watch(outcome)
    return outcome


def _gateways(setup: Setup, ledger: Ledger, models: Models, meter: Meter) -> dict[Speaker, Gateway]:
    limits = setup.config.limits
    limiters: dict[str, Limiter] = {}
    configs = setup.model_configs()
    return {
        speaker: Gateway(
            model,
            ledger,
            limiters.setdefault(model.endpoint, Limiter(limits.concurrency)),
            meter,
            price_of(configs[speaker]),
            stage="generate",
            retries=limits.retries,
            patience=limits.stall,
        )
        for speaker, model in models.items()
    }


def _skipped(setup: Setup) -> int:
    cultures = setup.plan.cultures.values()
    missing = sum(len(setup.plan.not_asked(culture)) for culture in cultures)
    return missing * setup.config.seeds.per_item


def _missing(setup: Setup, ledger: Ledger, outcome: Outcome, limit: int | None) -> Iterator[Seed]:
    """Yield the seeds whose dialogues are still to be held; failed ones are tried again."""
    finished = ledger.dialogue_keys(failed=False)
    for seed in setup.seeds(limit):
        if setup.scenes.key(seed) in finished:
            outcome.done[seed.culture] += 1
        else:
            yield seed


async def _hold(
    setup: Setup,
    scene: Scene,
    gateways: Mapping[Speaker, Gateway],
    models: Models,
) -> Dialogue:
    configs = setup.model_configs()
    state = await converse(
        Context(
            scene=scene,
            settings=setup.config.dialogue,
            prompts=setup.scenes.prompts,
            gateways=gateways,
            params={speaker: params_of(config) for speaker, config in configs.items()},
            context={
                speaker: model.context or configs[speaker].context or CONTEXT
                for speaker, model in models.items()
            },
            agents=setup.base / setup.config.agents if setup.config.agents else None,
        )
    )
    return _record(scene, state, setup, models)


def _record(scene: Scene, state: State, setup: Setup, models: Models) -> Dialogue:
    return Dialogue(
        key=scene.key,
        seed=scene.seed,
        statement=scene.statement,
        stance_label=scene.stance_label,
        style=setup.config.dialogue.style,
        language=scene.language,
        delegate=scene.delegate,
        contact=scene.contact,
        contact_culture=scene.contact_culture,
        models={speaker: model.name for speaker, model in models.items()},
        prompts=setup.scenes.digest,
        turns=state["turns"],
        ending=state["ending"] or "error",
        failure=state["failure"],
    )


def run_generate(
    setup: Setup,
    models: Models,
    folder: Path,
    *,
    if_exists: IfExists = "resume",
    limit: int | None = None,
    watch: Watch = ignore,
    say: Say = unheard,
) -> Outcome:
    """Open the run folder, start the models, generate, and close everything again."""
    identity = dict(setup.identity)
    identity |= {f"models.{role}.endpoint": model.endpoint for role, model in models.items()}
    resolved = setup.config.model_dump(mode="json")
    with open_run(folder, identity, resolved, if_exists, setup.base) as ledger:
        ledger.event("generate", limit=limit, cultures=list(setup.config.cultures))
        gc.freeze()  # What is loaded by now stays, and need not be looked through again.
        work = _with_models(setup, ledger, models, str(folder), limit, watch, say)
        outcome = asyncio.run(work)
        ledger.event("generated", **outcome.summary("generate"))
    return outcome


async def _with_models(
    setup: Setup,
    ledger: Ledger,
    models: Models,
    run: str,
    limit: int | None,
    watch: Watch,
    say: Say,
) -> Outcome:
    try:
        for model in dict.fromkeys(models.values()):
            await model.start()
        return await generate(setup, ledger, models, run=run, limit=limit, watch=watch, say=say)
    finally:
        for model in dict.fromkeys(models.values()):
            await model.close()
