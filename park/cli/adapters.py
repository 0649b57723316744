"""`park adapters`: make adapters from descriptions."""

from pathlib import Path
from typing import Annotated

import typer

from park.cli import options
from park.cli.work import work

app = typer.Typer(help="Make adapters from descriptions.", no_args_is_help=True)


@app.callback()
def _adapters() -> None:
    """Make adapters from descriptions."""


@app.command()
def make(
    run: options.RunFolder,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the adapter.")],
    text: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A text that describes a culture.")
    ] = None,
    culture: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="A culture, described by its people's answers."),
    ] = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Make an ordinary LoRA adapter from a text, or from what is known of a culture."""
    from park.run import Run

    made = Run(options.run_folder(run))
    return work(
        made,
        lambda: made.make_adapter(out, text=text, culture=culture),
        as_json=as_json,
        quiet=quiet,
    )
