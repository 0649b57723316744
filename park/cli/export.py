"""`park export`: accepted opinions become data sets."""

from typing import Annotated

import typer

from park.cli import options
from park.cli.work import work


def export(
    run: options.RunFolder,
    views: Annotated[
        str | None, typer.Option(metavar="A,B", help="Only these views; default the run's.")
    ] = None,
    cultures: options.Cultures = None,
    assignments: options.Set = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Write the accepted opinions of a run as data sets, with a card."""
    from park.run import Run

    made = Run(options.run_folder(run), assignments=assignments or ())
    return work(
        made,
        lambda: made.export(views=options.names_in(views), cultures=options.names_in(cultures)),
        as_json=as_json,
        quiet=quiet,
    )
