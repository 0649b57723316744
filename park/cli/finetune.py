"""`park finetune`: samples become one adapter per culture."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from park.cli import options
from park.cli.result import Result

if TYPE_CHECKING:
    from park.adapters.adapter import Adapter
    from park.finetune.outcome import Outcome

LINE_EVERY = 10.0
"""Seconds between two lines on the same training."""

RecipeName = Annotated[
    str, typer.Option("--recipe", metavar="NAME", help="A recipe of finetune, or a YAML file.")
]
DEFAULT = "smollm2-135m-cpu"


def finetune(
    run: options.RunFolder,
    recipe: RecipeName = DEFAULT,
    cultures: Annotated[
        str | None, typer.Option(metavar="A,B", help="Cultures to train; else all.")
    ] = None,
    one: Annotated[
        bool, typer.Option("--one", help="One adapter for all cultures, as a comparison.")
    ] = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Train one LoRA adapter per culture on the samples of a run."""
    folder = options.run_folder(run)
    return work(folder, recipe, cultures, one=one, quiet=quiet).tell(as_json)


def work(
    folder: Path,
    recipe: str = DEFAULT,
    cultures: str | None = None,
    *,
    one: bool = False,
    quiet: bool,
) -> Result:
    """Run the stage and say what came of it."""
    from park.adapters.recipe import load_recipe
    from park.finetune.stage import Watcher, run_finetune

    teller = Teller(quiet=quiet)
    outcome = run_finetune(
        folder,
        load_recipe(recipe),
        Path(recipe).stem if recipe.endswith((".yaml", ".yml")) else recipe,
        cultures=options.names_in(cultures or ""),
        one=one,
        watcher=Watcher(teller.step, teller.fetching, teller.say),
    )
    for line in results(outcome, folder):
        teller.say(line)
    return Result(outcome.summary(), int(bool(outcome.failed)))


class Teller:
    """Says on stderr how it goes."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._said = 0.0
        self._fetched = -1

    def say(self, line: str) -> None:
        """Print a line."""
        if not self._quiet:
            typer.echo(line, err=True)

    def fetching(self, what: str, done: int, total: int) -> None:
        """Say how far a download is, every tenth."""
        tenth = 10 * done // max(total, 1)
        if tenth != self._fetched:
            self._fetched = tenth
            self.say(f"{what}: {tenth * 10} %")

    def step(self, culture: str, figures: dict[str, float], steps: int) -> None:
        """Say how far a training is, every few seconds and at its end."""
        now = time.monotonic()
        if now - self._said < LINE_EVERY and figures["step"] < steps:
            return
        self._said = now
        self.say(
            f"{culture}: step {figures['step']:.0f} of {steps}, loss {figures['loss']:.3f}, "
            f"{figures['tokens_per_second']:.0f} tokens/s, {figures['memory'] / 2**30:.1f} GiB"
        )


def results(outcome: "Outcome", folder: Path) -> Iterator[str]:
    """Yield what a person reads when the stage has ended."""
    for culture, adapter in outcome.unchanged.items():
        yield f"{culture}: unchanged; {_held_out(adapter)}"
    for culture, adapter in outcome.trained.items():
        yield f"{culture}: {adapter.steps} steps, {_held_out(adapter)}"
    for culture, reason in outcome.failed.items():
        yield f"failed: {culture}: {reason}"
    names = sorted(outcome.trained | outcome.unchanged)
    if names:
        yield f"{len(names)} adapters are in {folder / 'adapters'}"
        yield f"next: park chat {folder} --culture {names[0]} --compare"


def _held_out(adapter: "Adapter") -> str:
    held = adapter.holdout
    if held is None:
        return "nothing held out"
    change = held.difference
    return (
        f"held-out {held.figure} {held.base:.3f} → {held.adapter:.3f} "
        f"({change.mean:+.3f}, 95 % {change.low:+.3f} to {change.high:+.3f}, "
        f"{len(held.rows)} rows of {change.groups} opinions)"
    )
