"""`park report`: HTML, Markdown and JSON reports on a run, or a comparison of several."""

from pathlib import Path
from typing import Annotated

import typer

from park.cli import options
from park.cli.work import work


def report(
    runs: Annotated[
        list[Path],
        typer.Argument(metavar="RUN", help="A run folder, or its name in outputs; more compare."),
    ],
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Report folder; default report in the run folder."),
    ] = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Write a report on a run, or a comparison of several."""
    from park.run import Run

    first, *others = [options.run_folder(run) for run in runs]
    made = Run(first)
    return work(made, lambda: made.report(*others, out=out), as_json=as_json, quiet=quiet)
