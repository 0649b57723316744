"""The generate stage: from a configuration to dialogues in a run folder."""

import asyncio
import gc
import time
from collections.abc import Collection, Iterator
from pathlib import Path

from park.config import ModelConfig
from park.cycles import rarely
from park.errors import Stopped
from park.generate.blueprint import Blueprint, draw_up
from park.generate.graph import converse
from park.generate.outcome import Generated
from park.generate.scene import SPEAKERS
from park.generate.seat import SEATS, Seat
from park.generate.state import Context, Scene, State
from park.ledger.ledger import Ledger
from park.ledger.merge import merge_workers
from park.ledger.part import open_part
from park.ledger.run import IfExists, open_run
from park.ledger.shard import Shard
from park.models.base import ModelError, Params
from park.models.team import Team
from park.pool import run_pool
from park.progress import Counts, Progress, silent
from park.records import Dialogue, Seed
from park.session import Given, Session, connect_roles
from park.setup import Setup
from park.text.identify import identifier

CONTEXT = 4096
"""Assumed context window of models with an unknown one."""
BREAKER = 25
"""Consecutive failed dialogues that stop the run."""
LOOKS, LOOK_EVERY = 50, 0.02
"""How often to look whether calls wait, and the seconds between."""
RARELY = (20_000, 20, 50)
"""Thresholds of the garbage collector while dialogues are made."""


def params_of(config: ModelConfig) -> Params:
    """Return a model's configured sampling parameters."""
    return Params(
        temperature=config.temperature,
        top_p=config.top_p,
        max_tokens=config.max_tokens,
        presence_penalty=config.presence_penalty,
    )


async def generate(
    setup: Setup,
    folder: Path,
    *,
    models: Given | None = None,
    if_exists: IfExists = "resume",
    limit: int | None = None,
    cultures: Collection[str] = (),
    shard: Shard | None = None,
    topic: str = "",
    progress: Progress = silent,
) -> Generated:
    """Generate dialogues, skipping finished ones.

    Args:
        setup: the configuration.
        folder: the run folder; created if missing.
        models: model objects by role, replacing configured ones.
        if_exists: how to handle an existing run.
        limit: maximum number of dialogues; all if None. With 0 the run only begins.
        cultures: cultures to generate dialogues for; all if empty.
        shard: only the dialogues of this shard, into its own part of the run.
        topic: the topic of all dialogues, for previews; '' to draw topics.
        progress: reports started and finished dialogues, downloads and waits.

    Raises:
        InputError: the user's input is invalid; nothing was started.
        Stopped: stopped by the budget or a breaker; carries the outcome so far.
    """
    blueprint = draw_up(setup, topic)
    if cultures:
        blueprint = blueprint.narrowed(cultures)
    return await generate_drawn(
        blueprint, folder, models=models, if_exists=if_exists, limit=limit, shard=shard,
        progress=progress,
    )  # fmt: skip


async def generate_drawn(
    blueprint: Blueprint,
    folder: Path,
    *,
    models: Given | None = None,
    if_exists: IfExists = "resume",
    limit: int | None = None,
    shard: Shard | None = None,
    team: Team | None = None,
    progress: Progress = silent,
) -> Generated:
    """Generate the dialogues of a blueprint; see `generate`.

    Args:
        blueprint: the plan.
        folder: the run folder.
        models: model objects by role.
        if_exists: how to handle an existing run.
        limit: maximum number of dialogues.
        shard: only the dialogues of this shard, or this process's part.
        team: the run's other local processes, which take dialogues from the same plan.
        progress: reports progress.
    """
    setup = blueprint.setup
    connected = connect_roles(setup, SPEAKERS, models, progress)
    identity = identity_of(blueprint, connected)
    resolved = setup.config.model_dump(mode="json")
    opened = (
        open_run(folder, identity, resolved, if_exists, setup.base)
        if shard is None
        else open_part(folder, shard, identity, resolved, if_exists, setup.base)
    )
    with opened as ledger:
        if shard is None:
            merge_workers(folder, ledger)
        ledger.event("generate", limit=limit, cultures=list(setup.config.cultures))
        session = Session(setup, ledger, "generate", connected, progress=progress, team=team)
        work = Generating(blueprint, ledger, session, str(folder), limit, shard, progress)
        if limit != 0:  # Otherwise the run only begins, and no model is started.
            gc.freeze()  # Everything loaded so far is permanent and need not be scanned again.
            with rarely(*RARELY):
                async with session:
                    await work.run()
        ledger.event("generated", **work.outcome.summary())
    return work.outcome


def identity_of(blueprint: Blueprint, models: Given) -> dict[str, object]:
    """Return the settings that determine dialogues, by name."""
    endpoints = {f"models.{role}.endpoint": each.endpoint for role, each in models.items()}
    return {**blueprint.identity, **endpoints}


class Generating:
    """A pass over a blueprint's seeds."""

    def __init__(
        self,
        blueprint: Blueprint,
        ledger: Ledger,
        session: Session,
        run: str,
        limit: int | None,
        shard: Shard | None,
        progress: Progress,
    ) -> None:
        """Set up a pass; see `generate`."""
        self._blueprint = blueprint
        self._config = blueprint.setup.config
        self._ledger = ledger
        self._session = session
        self._limit, self._shard = limit, shard
        self._progress = progress
        self._seats = asyncio.Semaphore(SEATS)
        self._params = {role: params_of(self._config.models.of(role)) for role in SPEAKERS}
        self.outcome = Generated(
            run=run,
            planned={} if session.meter.team else blueprint.planned(limit, shard),
            meter=session.meter,
            limiters=list(session.limiters.values()),
            skipped=0 if shard else blueprint.skipped(),
            shard=shard,
        )

    async def run(self) -> None:
        """Generate missing dialogues; `Stopped` carries the outcome so far."""
        speakers = map(self._config.models.of, SPEAKERS)
        limits, meter = self._config.limits.paced(speakers), self._session.meter
        self._progress(Counts(self.outcome))
        began, ahead = time.monotonic(), asyncio.create_task(self._load_ahead())
        try:
            await run_pool(
                self._missing(),
                self._generate_one,
                limits.concurrency,
                stall=limits.stall,
                progress=lambda: meter.calls + meter.cached_calls,
            )
        except Stopped as stopped:
            stopped.outcome = self.outcome
            raise
        finally:
            ahead.cancel()
            self.outcome.seconds = time.monotonic() - began
            self._progress(Counts(self.outcome))

    async def _load_ahead(self) -> None:
        """Load the language identifier while the first calls wait for answers, if they do."""
        for _ in range(LOOKS):
            await asyncio.sleep(LOOK_EVERY)
            if any(limiter.in_flight for limiter in self._session.limiters.values()):
                # Its file is unpacked without the interpreter's lock.
                await asyncio.to_thread(identifier)
                return

    async def _generate_one(self, seed: Seed) -> None:
        async with Seat(self._seats) as seat:
            await self._generate_at(seat, seed)

    async def _generate_at(self, seat: Seat, seed: Seed) -> None:
        scene = self._blueprint.scenes.scene(seed)
        try:
            state = await converse(self._context(scene, seat))
        except ModelError as error:
            raise Stopped(f"stopped: {error}") from None
        dialogue = self._record(scene, state)
        self._ledger.put_dialogue(dialogue)
        self.outcome.add(dialogue)
        self._progress(Counts(self.outcome))
        if self.outcome.failed_in_a_row >= BREAKER:
            raise Stopped(
                f"stopped: {BREAKER} dialogues in a row failed, the last with: {dialogue.failure}"
            )

    def _context(self, scene: Scene, seat: Seat) -> Context:
        models = self._config.models
        return Context(
            scene=scene,
            settings=self._config.dialogue,
            prompts=self._blueprint.setup.prompts,
            gateways={role: self._session.gateways[role] for role in SPEAKERS},
            params=self._params,
            context={
                role: self._session.models[role].context or models.of(role).context or CONTEXT
                for role in SPEAKERS
            },
            seat=seat,
            agents=self._blueprint.setup.agents,
        )

    def _missing(self) -> Iterator[Seed]:
        """Yield the seeds of missing and failed dialogues."""
        finished = self._ledger.dialogue_keys(failed=False)
        for seed in self._own():
            if self._blueprint.scenes.key(seed) in finished:
                self.outcome.done[seed.culture] += 1
            else:
                yield seed

    def _own(self) -> Iterator[Seed]:
        """Yield the seeds that are this process's: of its shard, or the next that no other took."""
        team = self._session.meter.team
        if team is not None:
            return self._blueprint.plan.seeds_at(team.taken(), self._limit)
        return self._blueprint.seeds(self._limit, self._shard)

    def _record(self, scene: Scene, state: State) -> Dialogue:
        return Dialogue(
            key=scene.key,
            seed=scene.seed,
            statement=scene.statement,
            stance_label=scene.stance_label,
            style=self._config.dialogue.style,
            language=scene.language,
            delegate=scene.delegate,
            contact=scene.contact,
            contact_culture=scene.contact_culture,
            profile=scene.profile,
            norms=scene.norms,
            models={role: self._session.models[role].name for role in SPEAKERS},
            prompts=self._blueprint.scenes.digest,
            turns=state["turns"],
            ending=state["ending"] or "error",
            failure=state["failure"],
        )
