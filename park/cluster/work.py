"""A stage's work on a cluster: cut into shards, watched, joined as `park merge` joins them."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from park.cluster.budget import budgets, central
from park.cluster.driving import Cluster, drive, failures, pulses_in
from park.cluster.portion import Portion, Returned, Stage
from park.config import Config, ModelConfig
from park.configfile import change
from park.ledger.consumed import Totals
from park.ledger.merge import merge_parts, merge_workers
from park.ledger.part import check_number, number_of
from park.ledger.run import LEDGER, InUse, begun_with, read_run, reopen_run
from park.ledger.shard import MOST, Shard
from park.models.base import IN_PROCESS
from park.outcome import Outcome
from park.progress import Line, Progress
from park.setup import Setup
from park.tallies import Tally

SHARE = 0.5
"""Cores that a task asks for: it waits for its model more than it computes."""


class Work:
    """A stage's work on a cluster."""

    def __init__(
        self,
        cluster: Cluster,
        setup: Setup,
        folder: Path,
        models: Sequence[ModelConfig],
        progress: Progress,
        *,
        loaded: bool = False,
    ) -> None:
        """Measure the cluster and the run.

        Args:
            cluster: where the tasks run.
            setup: the configuration.
            folder: the run folder, with nothing left to merge (`merge_left`).
            models: the models that the tasks call.
            progress: is told why shards failed.
            loaded: whether each task loads a base with adapters, as a training does.
        """
        self._cluster, self._setup, self._folder = cluster, setup, folder
        self._models, self._progress = models, progress
        # A model in the task's process needs a whole core.
        own = loaded or any(each.model.startswith(IN_PROCESS) for each in models)
        self._cpus = 1.0 if own else SHARE
        self._gpus = 1.0 if loaded and cluster.gpus else 0.0
        room = cluster.gpus if self._gpus else cluster.cpus / self._cpus
        self.slots = max(1, min(int(room), setup.config.limits.concurrency))
        """Maximum tasks in progress."""
        with read_run(folder) as ledger:
            totals = ledger.totals()
        self._totals = totals
        self.earlier = totals.calls
        """Calls of the run before."""
        self.before = central(folder, totals)
        """What the run has used beside its parts."""

    def number(self, shards: int | None, worth: int) -> int:
        """Return the number of shards: as asked for, as the run's parts are, or as is worth it.

        Raises:
            InputError: the run's parts are of another number than is asked for.
        """
        if shards is not None:
            check_number(self._folder, Shard(1, shards))
            return shards
        return number_of(self._folder) or max(1, min(2 * self.slots, worth, MOST))

    def portions(self, stage: Stage, of: int, **told: Any) -> list[Portion]:
        """Cut the work into shards, each with its share of concurrency and of the money left.

        Args:
            stage: the stage.
            of: number of shards.
            told: what else each task is told.
        """
        config, began = self._setup.config, begun_with(self._folder)
        shards = [Shard(number, of) for number in range(1, of + 1)]
        money = budgets(self._folder, shards, config.limits.max_cost, self._totals)
        at_once = min(self.slots, of)
        return [
            Portion(
                stage=stage,
                folder=self._folder.absolute(),
                config=_share(config, config.limits.concurrency // at_once, money[shard.number]),
                base=self._setup.base.absolute(),
                began=began,
                shard=shard,
                **told,
            )
            for shard in shards
        ]

    async def run(
        self,
        portions: Sequence[Portion],
        outcome: Outcome,
        watch: Callable[[Sequence[Tally]], None],
        *,
        stall: float | None = None,
    ) -> list[Returned]:
        """Run the portions; why some failed is remarked in the outcome.

        Args:
            portions: the portions.
            outcome: the stage's outcome so far.
            watch: told the tallies of all that have begun.
            stall: seconds without progress that a task allows itself; those of its models if None.
        """
        if stall is None:
            stall = self._setup.config.limits.paced(self._models).stall
        with pulses_in(self._folder):
            returned = await drive(
                self._cluster, portions, at_once=self.slots, cpus=self._cpus, gpus=self._gpus,
                stall=stall, watch=watch,
            )  # fmt: skip
        for name, why in failures(returned).items():
            outcome.remarks.append(f"{name}: {why}")
            self._progress(Line(f"{name}: {why}"))
        return returned

    def join(self) -> Totals:
        """Merge what the parts hold; return what the run has used."""
        with suppress(InUse):  # What an ended task still holds is left to the next merge.
            _merge(self._folder)
        with read_run(self._folder) as ledger:
            return ledger.totals()


def merge_left(folder: Path) -> None:
    """Merge what earlier commands have left behind: parts of shards and of local processes.

    Raises:
        InputError: there is no run, a part is not of this run, or a process works in one.
    """
    with reopen_run(folder) as ledger:
        merge_workers(folder, ledger)
    if running := _merge(folder):
        raise InUse(f"{folder}: another park process is working in its shard {running[0]}")


def _merge(folder: Path) -> list[int]:
    """Merge the parts, if any; return the numbers of those at work."""
    if any((folder / "parts").glob(f"*/{LEDGER}")):
        return merge_parts(folder).running
    return []


def _share(config: Config, concurrency: int, max_cost: float | None) -> Config:
    return change(
        config,
        {
            "limits.concurrency": max(1, concurrency),
            "limits.workers": 1,
            "limits.max_cost": max_cost,
        },
    )
