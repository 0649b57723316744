"""`park init`: copy all editable files into a folder."""

from pathlib import Path
from typing import Annotated

import typer

from park.cli import options
from park.cli.printing import echo


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
    quiet: options.Quiet = False,
) -> None:
    """Copy role cards, prompts, recipes and a configuration into DIR for editing."""
    from park.assets import copy_all

    copy_all(folder)
    if not quiet:
        echo(f"made {folder}: demo.yaml, agents/, prompts/, finetune/", err=True)
        there = "" if folder.resolve() == Path.cwd() else f"cd {folder} && "
        echo(f"next: {there}park check", err=True)
