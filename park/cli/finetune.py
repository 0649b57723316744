"""`park finetune`: samples become one adapter per culture."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from park.cli import options
from park.cli.printing import echo
from park.cli.result import Result
from park.errors import InputError, Stopped
from park.text.printable import printable

if TYPE_CHECKING:
    from park.adapters.hosted import HostedRecipe
    from park.finetune.hosted.outcome import Outcome as HostedOutcome
    from park.finetune.local.outcome import Outcome
    from park.records.adapter import Adapter

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
    yes: Annotated[
        bool, typer.Option("--yes", help="Spend what a provider asks for, without a question.")
    ] = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Train one LoRA adapter per culture on the samples of a run, or a model at a provider."""
    folder = options.run_folder(run)
    return work(folder, recipe, cultures, one=one, yes=yes, quiet=quiet).tell(as_json)


def work(
    folder: Path,
    recipe: str = DEFAULT,
    cultures: str | None = None,
    *,
    one: bool = False,
    yes: bool = False,
    quiet: bool,
) -> Result:
    """Run the stage and say what came of it."""
    from park.adapters.recipe import Recipe, load_recipe

    loaded = load_recipe(recipe)
    name = Path(recipe).stem if recipe.endswith((".yaml", ".yml")) else recipe
    chosen = options.names_in(cultures or "")
    if not isinstance(loaded, Recipe):
        return _hosted(folder, loaded, name, chosen, one=one, yes=yes, quiet=quiet)
    from park.finetune.local.stage import Watcher, run_finetune

    teller = Teller(quiet=quiet)
    outcome = run_finetune(
        folder,
        loaded,
        name,
        cultures=chosen,
        one=one,
        watcher=Watcher(teller.step, teller.fetching, teller.say),
    )
    for line in results(outcome, folder):
        teller.say(line)
    return Result(outcome.summary(), int(bool(outcome.failed or outcome.left_out)))


def _hosted(
    folder: Path,
    recipe: "HostedRecipe",
    name: str,
    cultures: list[str],
    *,
    one: bool,
    yes: bool,
    quiet: bool,
) -> Result:
    from park.finetune.hosted.stage import Watcher, run_hosted
    from park.finetune.local import ranks

    if ranks.count() > 1:
        raise InputError(f"{name}: a provider trains; start it once, without accelerate launch")
    teller = Teller(quiet=quiet)
    watcher = Watcher(lambda cost: _approve(cost, yes=yes), teller.say)
    outcome = run_hosted(folder, recipe, name, watcher, cultures=cultures, one=one)
    for line in hosted_results(outcome):
        teller.say(line)
    return Result(outcome.summary(), int(bool(outcome.failed or outcome.left_out)))


def _approve(cost: str, *, yes: bool) -> None:
    """Ask whether money may be spent.

    Raises:
        InputError: there is nobody to ask.
        Stopped: the answer is no.
    """
    if yes:
        return
    if not sys.stdin.isatty():
        raise InputError(f"--yes: {cost}; nothing is started without it")
    if not typer.confirm(f"{printable(cost)}. Go ahead?", default=False, err=True):
        raise Stopped("stopped: nothing was started and nothing is spent")


class Teller:
    """Says on stderr how it goes."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._said = 0.0
        self._fetched = -1

    def say(self, line: str) -> None:
        """Print a line."""
        if not self._quiet:
            echo(line, err=True)

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
    for culture, reason in outcome.left_out.items():
        yield f"left out: {culture}: {reason}"
    names = sorted(outcome.trained | outcome.unchanged)
    if names:
        count = "1 adapter is" if len(names) == 1 else f"{len(names)} adapters are"
        yield f"{count} in {folder / 'adapters'}"
        yield f"next: park chat {folder} --culture {names[0]} --compare"


def hosted_results(outcome: "HostedOutcome") -> Iterator[str]:
    """Yield what a person reads when the stage has ended at a provider."""
    for culture, model in outcome.unchanged.items():
        yield f"{culture}: unchanged; {model.fine_tuned_model}"
    for culture, model in outcome.trained.items():
        tokens = "an unknown number of" if model.trained_tokens is None else model.trained_tokens
        yield f"{culture}: {model.fine_tuned_model}, {tokens} trained tokens"
    for culture, reason in outcome.failed.items():
        yield f"failed: {culture}: {reason}"
    models = outcome.trained | outcome.unchanged
    if models:
        count = "1 model is" if len(models) == 1 else f"{len(models)} models are"
        yield f"{count} at {outcome.backend}, to be asked as openai/<name>"


def _held_out(adapter: "Adapter") -> str:
    held = adapter.holdout
    if held is None:
        return "nothing held out"
    change = held.difference
    return (
        f"held-out {held.figure} {held.base:.3f} → {held.adapter:.3f} "
        f"({change}, {len(held.rows)} rows of {change.groups} opinions)"
    )
