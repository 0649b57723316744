"""`park adapters`: make adapters from descriptions, and write them for other programs."""

from pathlib import Path
from typing import Annotated

import typer

from park.cli import options
from park.cli.models import progress_shown, weights_file
from park.cli.printing import echo
from park.cli.work import work

app = typer.Typer(help="Make adapters, or write them for other programs.", no_args_is_help=True)


@app.callback()
def _adapters() -> None:
    """Make adapters, or write them for other programs."""


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


@app.command()
def gguf(
    adapter: Annotated[Path, typer.Argument(metavar="DIR", help="The adapter's folder.")],
    out: Annotated[Path, typer.Option(metavar="FILE", help="The file to write.")],
    base: Annotated[
        str, typer.Option(metavar="ALIAS|gguf:PATH", help="The base that it was trained on.")
    ],
) -> None:
    """Write a LoRA adapter as GGUF, for llama.cpp and what is built on it."""
    from park.adapters.lora_gguf import write_gguf

    write_gguf(adapter, weights_file(base), out)
    echo(str(out))


@app.command()
def merge(
    adapter: Annotated[Path, typer.Argument(metavar="DIR", help="The adapter's folder.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="The folder to write.")],
    base: Annotated[
        str, typer.Option(metavar="NAME", help="The base, as in the recipe that it was trained by.")
    ],
) -> None:
    """Write the base with a LoRA adapter merged in, as transformers loads it."""
    from park.adapters.merging import merge as merged

    with progress_shown() as progress:
        merged(adapter, base, out, progress)
    echo(str(out))
