"""`park report`: a page, Markdown and JSON on a run, or on several side by side."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from park.cli import options
from park.cli.printing import echo
from park.cli.result import Result

Runs = Annotated[
    list[Path],
    typer.Argument(metavar="RUN", help="A run folder, or its name in outputs; more to compare."),
]
Out = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Where the report goes; else report in the run's folder."),
]


def report(
    runs: Runs,
    out: Out = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Write a report on a run; of several runs, a comparison."""
    folders = [options.run_folder(run) for run in runs]
    return work(folders, out, quiet=quiet).tell(as_json)


def work(folders: Sequence[Path], out: Path | None = None, *, quiet: bool) -> Result:
    """Write the report and say what came out."""
    from park.report.stage import run_report

    outcome = run_report(list(folders), out)
    if not quiet:
        for sentence in outcome.summary:
            echo(sentence, err=True)
        if outcome.writing:
            echo("a run was still being written; the report says so", err=True)
        echo(f"read it: {outcome.out / 'index.html'}", err=True)
    return Result(outcome.as_json(), 0)
