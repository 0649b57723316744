"""`park adapters`: make adapters from descriptions, and write them for llama.cpp."""

from pathlib import Path
from typing import Annotated

import typer

from park.cli import options
from park.cli.models import weights_file
from park.cli.printing import echo
from park.cli.work import work

app = typer.Typer(help="Make adapters, or write them for llama.cpp.", no_args_is_help=True)


@app.callback()
def _adapters() -> None:
    """Make adapters, or write them for llama.cpp."""


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
