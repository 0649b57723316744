"""`park generate`: generate dialogues from a configuration."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from park.cli import options
from park.cli.printing import echo, echo_json
from park.cli.work import work

if TYPE_CHECKING:
    from park.run import Run

Limit = Annotated[
    int | None,
    typer.Option(
        min=0, metavar="N", help="Only the first N dialogues of the plan; 0 only begins the run."
    ),
]


def generate(
    config: options.ConfigFile = None,
    run: options.Folder = None,
    if_exists: options.IfExists = "resume",
    cultures: options.Cards = None,
    model: options.Model = None,
    limit: Limit = None,
    shard: options.Shard = None,
    seed: options.Seed = None,
    concurrency: options.Concurrency = None,
    max_cost: options.MaxCost = None,
    assignments: options.Set = None,
    dry_run: options.DryRun = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Generate dialogues, skipping finished ones."""
    changes = options.changes(cultures, model, seed, concurrency, max_cost)
    made = run_of(config, run, changes, assignments)
    if dry_run:
        return show_plan(made, limit, shard, as_json=as_json)

    return work(
        made,
        lambda: made.generate(if_exists=if_exists, limit=limit, shard=shard),
        as_json=as_json,
        quiet=quiet,
    )


def run_of(
    config: Path | None,
    folder: Path | None,
    changes: Mapping[str, object],
    assignments: Sequence[str] | None,
) -> "Run":
    """Return the run of a configuration with changes."""
    from park.configfile import change, load_config, set_values
    from park.run import Run

    loaded, base = load_config(config)
    loaded = set_values(change(loaded, changes), assignments or ())
    return Run(folder or Path("outputs") / loaded.name, loaded, base=base)


def show_plan(run: "Run", limit: int | None, shard: str | None = None, *, as_json: bool) -> int:
    """Print the planned dialogues per culture."""
    from park.generate.blueprint import draw_up
    from park.run import shard_of

    planned = draw_up(run.setup).planned(limit, shard_of(shard))
    if as_json:
        echo_json({"run": str(run.folder), "stage": "generate", "planned": planned})
        return 0
    for culture, count in planned.items():
        echo(f"{culture}: {count} dialogues", err=True)
    echo(f"{sum(planned.values())} in all, in {run.folder}", err=True)
    return 0
