"""`park filter`: extract opinions from a run's dialogues and keep those that pass every check."""

from pathlib import Path
from typing import Annotated

import typer

from park.cli import options
from park.cli.work import work


def filter_(
    run: options.RunFolder,
    config: Annotated[
        Path | None,
        typer.Option("--config", metavar="FILE", help="Take filter: and judge from this file."),
    ] = None,
    judge: Annotated[
        str | None, typer.Option(metavar="NAME", help="Judge model, in place of the run's.")
    ] = None,
    target: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Keep the N most diverse per culture.")
    ] = None,
    no_calls: Annotated[
        bool, typer.Option("--no-calls", help="Call no model; use the stored answers.")
    ] = False,
    cultures: options.Cultures = None,
    limit: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Read only the first N dialogues.")
    ] = None,
    shard: options.Shard = None,
    concurrency: options.Concurrency = None,
    max_cost: options.MaxCost = None,
    assignments: options.Set = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Extract opinions from a run's dialogues, verify them and remove duplicates."""
    from park.run import Run

    changes = {
        "models.judge": judge,
        "filter.target": target,
        "limits.concurrency": concurrency,
        "limits.max_cost": max_cost,
    }
    made = Run(options.run_folder(run), changes=changes, assignments=assignments or ())
    return work(
        made,
        lambda: made.filter(
            cultures=options.names_in(cultures),
            limit=limit,
            calls=not no_calls,
            settings=config,
            shard=shard,
        ),
        as_json=as_json,
        quiet=quiet,
    )
