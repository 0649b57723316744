"""Runs a run's stages on a Ray cluster: shards as tasks, joined by the merge of `park merge`."""

import time
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from park.cluster.driving import Cluster, refuse
from park.cluster.raying import connected
from park.cluster.work import Work, merge_left
from park.config import ModelConfig
from park.errors import InputError, Stopped
from park.filter.outcome import Filtered
from park.filter.stage import filter_dialogues
from park.generate.blueprint import Blueprint, draw_up
from park.generate.outcome import Generated
from park.generate.scene import SPEAKERS
from park.generate.stage import identity_of
from park.ledger.part import check_same
from park.ledger.run import IfExists, open_run, read_run
from park.ledger.shard import MOST
from park.models.gateway import Meter
from park.models.limiter import Limiter
from park.outcome import Dialogues
from park.progress import Counts, Progress, silent
from park.session import Given, connect_roles
from park.setup import Setup
from park.tallies import Tally, add_up

WORTH = 8
"""Dialogues that make a shard worth its start."""


@dataclass(frozen=True)
class Runner:
    """Runs stages on a cluster."""

    address: str | None = None
    """HOST:PORT of the head, or `auto`; None starts Ray on this machine."""
    shards: int | None = None
    """Number of shards; by default that of the run's parts, else as many as keep all cores busy."""
    connect: Callable[[str | None], AbstractContextManager[Cluster]] = field(
        default=connected, repr=False
    )

    def __post_init__(self) -> None:
        """Check the number of shards."""
        if self.shards is not None and not 1 <= self.shards <= MOST:
            raise InputError(f"--shards {self.shards}: a number from 1 to {MOST} is expected")

    async def generate(
        self,
        setup: Setup,
        folder: Path,
        *,
        models: Given | None = None,
        if_exists: IfExists = "resume",
        limit: int | None = None,
        cultures: Collection[str] = (),
        progress: Progress = silent,
    ) -> Generated:
        """Generate dialogues on the cluster; see `park.generate.stage.generate`.

        Raises:
            InputError: the user's input is invalid, or the cluster is not usable.
            Stopped: shards failed, or nothing moved; what is done is merged.
        """
        _named(models)
        blueprint = draw_up(setup)
        blueprint = blueprint.narrowed(cultures) if cultures else blueprint
        identity = identity_of(blueprint, connect_roles(setup, SPEAKERS))
        began = time.monotonic()
        with self.connect(self.address) as cluster:
            resolved = setup.config.model_dump(mode="json")
            with open_run(folder, identity, resolved, if_exists, setup.base) as ledger:
                ledger.event(
                    "generate", limit=limit, cultures=[*setup.config.cultures], runner="ray"
                )
            merge_left(folder)
            with read_run(folder) as ledger:
                check_same(ledger, folder, identity)
            work = Work(cluster, setup, folder, _models(setup, SPEAKERS), progress)
            outcome = _generated(blueprint, folder, limit)
            outcome.meter.earlier = work.earlier
            of = work.number(self.shards, -(-sum(outcome.planned.values()) // WORTH))
            portions = work.portions("generate", of, limit=limit, cultures=tuple(cultures))
            try:
                returned = await work.run(portions, outcome, _watching(work, outcome, progress))
                refuse(
                    returned, f"run again, or alone: park generate --run {folder} --shard I/{of}"
                )
            except Stopped as stopped:
                stopped.outcome = outcome
                raise
            finally:
                _joined(work, outcome)
                outcome.seconds = time.monotonic() - began
        return outcome

    async def filter(
        self,
        setup: Setup,
        folder: Path,
        *,
        models: Given | None = None,
        cultures: Collection[str] = (),
        limit: int | None = None,
        calls: bool = True,
        progress: Progress = silent,
    ) -> Filtered:
        """List and verify opinions on the cluster, then compare all of them here.

        The judge is calibrated here before, once; see `park.filter.stage.filter_dialogues`.

        Raises:
            InputError: the user's input is invalid, or the cluster is not usable.
            Stopped: shards failed, or nothing moved; what is done is merged.
        """
        _named(models)
        if calls:
            merge_left(folder)
        with read_run(folder) as ledger:
            earlier = ledger.totals().calls
        if calls:
            with self.connect(self.address) as cluster:
                first = await filter_dialogues(
                    setup, folder, cultures=cultures, limit=1, progress=silent
                )
                if first.refused:
                    return first
                work = Work(cluster, setup, folder, _models(setup, ("judge",)), progress)
                with read_run(folder) as ledger:
                    held = len(ledger.dialogue_keys(failed=False))
                few = held if limit is None else min(held, limit)
                of = work.number(self.shards, -(-few // WORTH))
                outcome = Filtered(
                    run=str(folder),
                    planned={"all": held},
                    meter=Meter(setup.config.limits.max_cost, earlier=earlier),
                    limiters=[Limiter(setup.config.limits.concurrency)],
                )
                try:
                    portions = work.portions("filter", of, limit=limit, cultures=tuple(cultures))
                    returned = await work.run(portions, outcome, _watching(work, outcome, progress))
                    refuse(returned, f"run again, or alone: park filter {folder} --shard I/{of}")
                except Stopped as stopped:
                    stopped.outcome = outcome
                    raise
                finally:
                    _joined(work, outcome)
        whole = await filter_dialogues(
            setup, folder, cultures=cultures, limit=limit, calls=calls, progress=progress
        )
        whole.meter.earlier = earlier
        return whole


def _models(setup: Setup, roles: Sequence[str]) -> list[ModelConfig]:
    return [setup.config.models.of(role) for role in roles]


def _watching(
    work: Work, outcome: Dialogues, progress: Progress
) -> Callable[[Sequence[Tally]], None]:
    def watch(tallies: Sequence[Tally]) -> None:
        add_up(outcome, tallies, work.before)
        progress(Counts(outcome))

    return watch


def _joined(work: Work, outcome: Dialogues) -> None:
    totals, meter = work.join(), outcome.meter
    meter.calls, meter.usage, meter.spent = totals.calls, totals.usage, totals.cost_usd


def _generated(blueprint: Blueprint, folder: Path, limit: int | None) -> Generated:
    limits = blueprint.setup.config.limits
    return Generated(
        run=str(folder),
        planned=blueprint.planned(limit),
        meter=Meter(limits.max_cost),
        limiters=[Limiter(limits.concurrency)],
        skipped=blueprint.skipped(),
    )


def _named(models: Given | None) -> None:
    if models:
        raise InputError(
            "--runner ray: model objects cannot be sent to a cluster; name them in a configuration"
        )
