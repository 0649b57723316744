"""`park facts`: make a file of facts for a role card."""

from pathlib import Path
from typing import Annotated

import typer

from park.cli import options
from park.cli.printing import echo

app = typer.Typer(help="Facts for role cards: make a file of them.", invoke_without_command=True)


@app.callback()
def _help(context: typer.Context) -> None:
    """Facts for role cards: make a file of them."""
    if context.invoked_subcommand is None:
        echo(context.get_help())


@app.command("blend")
def blend(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Annotations, such as South_Korea_data.json.")
    ],
    country: Annotated[
        str, typer.Option(metavar="NAME", help="The country, as the sources shall name it.")
    ],
    quiet: options.Quiet = False,
) -> None:
    """Print facts made of BLEnD's answers of people of a country, as YAML for a role card."""
    from park.facts.blend import NOTICE, facts_of

    made = facts_of(file, country)
    echo(made.as_yaml(), nl=False)
    if not quiet:
        left = "".join(f", {count} {reason}" for reason, count in sorted(made.left_out.items()))
        echo(
            f"{len(made.facts)} facts; left out{left or ' nothing'}".replace("out,", "out:"),
            err=True,
        )
        echo(NOTICE, err=True)
