"""`park run`: run all stages until the target is met."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from park.cli import options
from park.cli.generate import run_of, show_plan
from park.cli.printing import echo_json
from park.defaults import DEFAULT_RECIPE
from park.errors import InputError, Stopped

if TYPE_CHECKING:
    from park.cluster.runner import Runner
    from park.outcome import Outcome


NEXT = "next: "
"""How a stage's hint begins; a run of several stages shows the last one's alone."""


def run(
    config: options.ConfigFile = None,
    run: options.Folder = None,
    if_exists: options.IfExists = "resume",
    cultures: options.Cards = None,
    model: options.Model = None,
    limit: options.Limit = None,
    seed: options.Seed = None,
    concurrency: options.Concurrency = None,
    max_cost: options.MaxCost = None,
    assignments: options.Set = None,
    runner: Annotated[
        Literal["here", "ray"], typer.Option(help="Where shards and trainings run; docs/scale.md.")
    ] = "here",
    address: Annotated[
        str | None,
        typer.Option(
            metavar="HOST:PORT", help="Head of a Ray cluster, or auto; default: start one."
        ),
    ] = None,
    shards: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Number of shards on the cluster.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also train, evaluate and report; needs torch.")
    ] = False,
    recipe: options.RecipeName = DEFAULT_RECIPE,
    dry_run: options.DryRun = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Generate, filter and export; with --all, also train, evaluate and report.

    With `filter.target`, more dialogues are generated until each culture has that many accepted
    opinions, or the budget is spent.
    """
    changes = options.changes(cultures, model, seed, concurrency, max_cost)
    made = run_of(config, run, changes, assignments)
    made.runner = _runner(runner, address, shards)
    if dry_run:
        return show_plan(made, limit, as_json=as_json)
    if everything:
        from park.adapters import libraries

        libraries.require()
    from park.cli.progress_printer import ProgressPrinter

    summaries, outcomes, stopped = [], list["Outcome"](), None
    ahead: list[str] = []
    with ProgressPrinter(quiet=quiet) as made.progress:
        try:
            for outcome in made.stages(
                limit=limit, if_exists=if_exists, everything=everything, recipe=recipe
            ):
                lines = list(outcome.lines())
                ahead = [line for line in lines if line.startswith(NEXT)]
                made.progress.finish(line for line in lines if line not in ahead)
                summaries.append(outcome.summary())
                outcomes.append(outcome)
            made.progress.finish(ahead)
        except Stopped as error:
            stopped = error
            if error.outcome is not None:
                made.progress.finish(error.outcome.lines())
                summaries.append(error.outcome.summary())
    if as_json:
        echo_json({"run": str(made.folder), "stage": "run", "stages": summaries})
    if stopped is not None:
        raise stopped
    return code_of(outcomes)


def code_of(outcomes: "Iterable[Outcome]") -> int:
    """Return the exit code of stages, of which some may have run again for the target.

    A stage is judged by its last pass, and by the dialogues that failed in the last pass over
    their culture.
    """
    from park.outcome import Dialogues

    codes, failed = dict[str, int](), dict[tuple[str, str], int]()
    for outcome in outcomes:
        codes[outcome.stage] = outcome.code
        if isinstance(outcome, Dialogues):
            failed |= {(outcome.stage, name): outcome.failed[name] for name in outcome.planned}
    return max([*codes.values(), int(any(failed.values()))])


def _runner(name: str, address: str | None, shards: int | None) -> "Runner | None":
    """Return the cluster that options name; None for this machine."""
    if name == "ray":
        from park.cluster.runner import Runner

        return Runner(address, shards)
    for option, value in (("--address", address), ("--shards", shards)):
        if value is not None:
            raise InputError(f"{option} {value}: only --runner ray takes it")
    return None
