"""Trains adapters on a cluster, one a task.

Tasks read the run's ledger and write the adapters' files; the records of all adapters are stored
here, at the end.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from park.adapters.recipe import Recipe, load_recipe
from park.cluster.driving import drive, pulses_in
from park.cluster.portion import Portion, Pulse, Returned
from park.cluster.runner import Runner
from park.errors import InputError
from park.finetune.local.outcome import Adapters
from park.finetune.outcome import Finetuned
from park.finetune.stage import finetune
from park.ledger.ledger import Ledger
from park.ledger.run import LEDGER, begun_with, read_run, reopen_run
from park.progress import Line, Progress
from park.records.adapter import Adapter
from park.setup import Setup

NO_STALL = 24 * 3600.0
"""Seconds that a training may take between two steps, downloads included."""


class Aside(Ledger):
    """A run's ledger, read only: what a training stores is left to the one who gave the task."""

    def __init__(self, path: Path) -> None:
        """Open the ledger for reading."""
        super().__init__(path, read_only=True)

    def put_adapter(self, adapter: Adapter) -> None:
        """Store nothing."""

    def event(self, kind: str, **detail: Any) -> None:
        """Store nothing."""


def train_aside(portion: Portion, setup: Setup, pulse: Pulse) -> Finetuned[Any]:
    """Train the adapter of a portion's culture, in a task."""
    with Aside(portion.folder / LEDGER) as ledger:
        return finetune(
            portion.folder, portion.recipe, cultures=portion.cultures, setup=lambda: setup,
            progress=pulse, ledger=ledger,
        )  # fmt: skip


def on_cluster(recipe: str, *, one: bool) -> bool:
    """Whether a recipe's adapters are trained one by one, on machines of one's own."""
    return isinstance(load_recipe(recipe), Recipe) and not one


async def train_all(
    runner: Runner,
    setup: Setup,
    folder: Path,
    recipe: str,
    *,
    cultures: Sequence[str],
    progress: Progress,
) -> Adapters:
    """Train one adapter per culture on the cluster; see `park.finetune.stage.finetune`.

    Raises:
        InputError: the user's input is invalid, or the cluster is not usable.
        Stopped: nothing moved on the cluster; rerun to resume from checkpoints.
    """
    read_run(folder).close()
    began = begun_with(folder)
    portions = [
        Portion(
            stage="finetune",
            folder=folder.absolute(),
            config=setup.config,
            base=setup.base.absolute(),
            began=began,
            cultures=(culture,),
            recipe=_found(recipe),
        )
        for culture in cultures or setup.config.cultures
    ]
    with runner.connect(runner.address) as cluster, pulses_in(folder):
        gpus = 1.0 if cluster.gpus else 0.0
        at_once = max(1, int(cluster.gpus or cluster.cpus))
        returned = await drive(
            cluster, portions, at_once=at_once, cpus=1.0, gpus=gpus, stall=NO_STALL
        )
    outcome = _joined(folder, recipe, returned, asked=bool(cultures))
    with reopen_run(folder) as ledger:
        for adapter in outcome.trained.values():
            ledger.put_adapter(adapter)
        for culture, reason in outcome.failed.items():
            ledger.event("adapter_failed", culture=culture, reason=reason)
            progress(Line(f"{culture}: {reason}"))
        ledger.event("finetuned", runner="ray", **outcome.summary())
    return outcome


def _joined(folder: Path, recipe: str, returned: Sequence[Returned], *, asked: bool) -> Adapters:
    """Add the outcomes of all tasks up.

    Raises:
        InputError: a culture that was asked for has too few rows, or none could be trained for a
            fault of the user's input.
    """
    total = Adapters(run=str(folder), recipe=Path(recipe).stem)
    refused: dict[str, str] = {}
    for each in sorted(returned, key=lambda one: one.portion.name):
        culture, made = each.portion.cultures[0], each.outcome
        if made is None and each.error == "TooFew" and not asked:
            total.left_out[culture] = each.message
        elif made is None and each.error in ("TooFew", "InputError"):
            refused[culture] = each.message
        elif made is None:
            total.failed[culture] = each.message
        else:
            total = replace(
                total,
                recipe=made.recipe,
                device=made.device,
                estimate=made.estimate,
                trained=total.trained | made.trained,
                unchanged=total.unchanged | made.unchanged,
                failed=total.failed | made.failed,
                left_out=total.left_out | made.left_out,
                remarks=[*total.remarks, *made.remarks],
                seconds=total.seconds + made.seconds,
            )
    if refused and not total.models:
        raise InputError(next(iter(refused.values())))
    total.failed |= refused
    if not total.models and not total.failed and total.left_out:
        raise InputError("; ".join(total.left_out.values()))
    return total


def _found(recipe: str) -> str:
    """Return a recipe's name, or the absolute path of its file."""
    return str(Path(recipe).absolute()) if recipe.endswith((".yaml", ".yml")) else recipe
