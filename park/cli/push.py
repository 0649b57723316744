"""`park push`: upload a run's dataset to the Hub."""

import sys
from typing import Annotated

import typer

from park.cli import options
from park.cli.printing import echo, echo_json


def push(
    run: options.RunFolder,
    repo: Annotated[
        str, typer.Argument(metavar="REPO", help="The repository on the Hub: OWNER/NAME.")
    ],
    private: Annotated[
        bool, typer.Option("--private", help="Create a new repository as private.")
    ] = False,
    adapters: Annotated[
        bool, typer.Option("--adapters", help="Also push the adapters, to a model repository.")
    ] = False,
    with_ledger: Annotated[
        bool,
        typer.Option(
            "--with-ledger",
            help="Also push the ledger with all raw calls, without what people gave.",
        ),
    ] = False,
    replace_readme: Annotated[
        bool,
        typer.Option("--replace-readme", help="Replace a README that somebody else wrote."),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="List what would be sent; needs no token.")
    ] = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Push a run's dataset to the Hugging Face Hub, skipping unchanged files."""
    from park.export.hub.push import run_push

    folder = options.run_folder(run)
    pushed = run_push(
        folder,
        repo,
        private=private,
        adapters=adapters,
        with_ledger=with_ledger,
        replace_readme=replace_readme,
        dry_run=dry_run,
        progress=sys.stderr.isatty() and not quiet and not as_json,
        tell=lambda line: None if quiet else echo(line, err=True),
    )
    if as_json:
        echo_json(pushed.summary())
    elif not quiet:
        for line in pushed.lines():
            echo(line, err=True)
