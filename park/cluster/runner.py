"""Runs a run's stages on a Ray cluster: shards as tasks, joined by the merge of `park merge`."""

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from park.cluster.budget import budgets, central
from park.cluster.driving import Cluster, drive, failures, pulses_in, refuse
from park.cluster.portion import Portion, Returned, Stage
from park.cluster.raying import connected
from park.config import Config, ModelConfig
from park.configfile import change
from park.errors import InputError, Stopped
from park.filter.outcome import Filtered
from park.filter.stage import filter_dialogues
from park.generate.blueprint import SPEAKERS, Blueprint, draw_up
from park.generate.outcome import Generated
from park.generate.stage import identity_of
from park.ledger.merge import merge_parts
from park.ledger.part import check_number, number_of
from park.ledger.run import IfExists, begun_with, open_run, read_run
from park.ledger.shard import MOST, Shard
from park.models.gateway import Meter
from park.models.limiter import Limiter
from park.outcome import Dialogues
from park.progress import Counts, Line, Progress, silent
from park.session import Given, connect_roles
from park.setup import Setup
from park.tallies import Tally, add_up

SHARE = 0.5
"""Cores that a task asks for: it waits for its model more than it computes."""
WORTH = 8
"""Dialogues that make a shard worth its start."""
OWN = ("embedded", "gguf:")
"""Beginnings of models that run in the task's process, which then asks for a whole core."""


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
            work = _Work(cluster, setup, folder, SPEAKERS, progress)
            outcome = _generated(blueprint, folder, limit)
            outcome.meter.earlier = work.earlier
            of = self._number(work, sum(outcome.planned.values()))
            portions = work.portions("generate", of, limit, tuple(cultures))
            try:
                returned = await work.run(portions, outcome)
                refuse(
                    returned, f"run again, or alone: park generate --run {folder} --shard I/{of}"
                )
            except Stopped as stopped:
                stopped.outcome = outcome
                raise
            finally:
                work.join(outcome)
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
        with read_run(folder) as ledger:
            earlier = ledger.totals().calls
        if calls:
            with self.connect(self.address) as cluster:
                first = await filter_dialogues(
                    setup, folder, cultures=cultures, limit=1, progress=silent
                )
                if first.refused:
                    return first
                work = _Work(cluster, setup, folder, ("judge",), progress)
                with read_run(folder) as ledger:
                    held = len(ledger.dialogue_keys(failed=False))
                of = self._number(work, held if limit is None else min(held, limit))
                outcome = Filtered(
                    run=str(folder),
                    planned={"all": held},
                    meter=Meter(setup.config.limits.max_cost, earlier=earlier),
                    limiters=[Limiter(setup.config.limits.concurrency)],
                )
                try:
                    portions = work.portions("filter", of, limit, tuple(cultures))
                    returned = await work.run(portions, outcome)
                    refuse(returned, f"run again, or alone: park filter {folder} --shard I/{of}")
                except Stopped as stopped:
                    stopped.outcome = outcome
                    raise
                finally:
                    work.join(outcome)
        whole = await filter_dialogues(
            setup, folder, cultures=cultures, limit=limit, calls=calls, progress=progress
        )
        whole.meter.earlier = earlier
        return whole

    def _number(self, work: "_Work", dialogues: int) -> int:
        """Return the number of shards; InputError if the run's parts are of another number."""
        known = number_of(work.folder)
        if self.shards is not None:
            check_number(work.folder, Shard(1, self.shards))
            return self.shards
        return known or max(1, min(2 * work.slots, -(-dialogues // WORTH), MOST))


class _Work:
    """A stage's work on a cluster."""

    def __init__(
        self,
        cluster: Cluster,
        setup: Setup,
        folder: Path,
        roles: Sequence[str],
        progress: Progress,
    ) -> None:
        self._cluster, self._setup, self.folder = cluster, setup, folder
        self._models = [setup.config.models.of(role) for role in roles]
        self._progress = progress
        self._cpus = 1.0 if any(map(_here, self._models)) else SHARE
        self.slots = max(1, min(int(cluster.cpus / self._cpus), setup.config.limits.concurrency))
        with read_run(folder) as ledger:
            self._totals = ledger.totals()
        self.earlier = self._totals.calls

    def portions(
        self, stage: Stage, of: int, limit: int | None, cultures: tuple[str, ...]
    ) -> list[Portion]:
        """Cut the work into shards, each with its share of concurrency and of the money left."""
        config, began = self._setup.config, begun_with(self.folder)
        shards = [Shard(number, of) for number in range(1, of + 1)]
        money = budgets(self.folder, shards, config.limits.max_cost, self._totals)
        at_once = min(self.slots, of)
        return [
            Portion(
                stage=stage,
                folder=self.folder.absolute(),
                config=_share(config, config.limits.concurrency // at_once, money[shard.number]),
                base=self._setup.base.absolute(),
                began=began,
                shard=shard,
                limit=limit,
                cultures=cultures,
            )
            for shard in shards
        ]

    async def run(self, portions: Sequence[Portion], outcome: Dialogues) -> list[Returned]:
        """Run the portions, with an eye on their counts."""
        before = central(self.folder, self._totals)

        def watch(tallies: Sequence[Tally]) -> None:
            add_up(outcome, tallies, before)
            self._progress(Counts(outcome))

        stall = self._setup.config.limits.paced(self._models).stall
        with pulses_in(self.folder):
            returned = await drive(
                self._cluster, portions, at_once=self.slots, cpus=self._cpus, stall=stall,
                watch=watch,
            )  # fmt: skip
        for name, why in failures(returned).items():
            outcome.remarks.append(f"{name}: {why}")
            self._progress(Line(f"{name}: {why}"))
        return returned

    def join(self, outcome: Dialogues) -> None:
        """Merge what the parts hold, and count it."""
        if not any((self.folder / "parts").glob("*/ledger.sqlite")):
            return
        with _patiently():
            merge_parts(self.folder)
        with read_run(self.folder) as ledger:
            totals = ledger.totals()
        meter = outcome.meter
        meter.calls, meter.usage, meter.spent = totals.calls, totals.usage, totals.cost_usd


@contextmanager
def _patiently() -> Iterator[None]:
    """Leave parts that an ended task still holds to the next merge."""
    try:
        yield
    except InputError as error:
        if "another park process" not in str(error):
            raise


def _share(config: Config, concurrency: int, max_cost: float | None) -> Config:
    return change(
        config,
        {
            "limits.concurrency": max(1, concurrency),
            "limits.workers": 1,
            "limits.max_cost": max_cost,
        },
    )


def _generated(blueprint: Blueprint, folder: Path, limit: int | None) -> Generated:
    limits = blueprint.setup.config.limits
    return Generated(
        run=str(folder),
        planned=blueprint.planned(limit),
        meter=Meter(limits.max_cost),
        limiters=[Limiter(limits.concurrency)],
        skipped=blueprint.skipped(),
    )


def _here(model: ModelConfig) -> bool:
    return model.model.startswith(OWN)


def _named(models: Given | None) -> None:
    if models:
        raise InputError(
            "--runner ray: model objects cannot be sent to a cluster; name them in a configuration"
        )
