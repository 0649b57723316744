"""`park export`: accepted opinions become data sets."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand, TyperOption

from park.cli import options
from park.cli.printing import echo
from park.cli.result import Result

if TYPE_CHECKING:
    from park.export.stage import Outcome


class Export(TyperCommand):
    """The command, whose help lists the views; they are looked for only when it is asked for."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help."""
        from park.export.view import VIEWS

        for option in self.params:
            if isinstance(option, TyperOption) and option.name == "views":
                option.help = f"Views to write instead of the file's: {', '.join(VIEWS.names())}."
        super().format_help(ctx, formatter)


def export(
    run: options.RunFolder,
    views: Annotated[
        str | None, typer.Option(metavar="A,B", help="Views to write instead of the file's.")
    ] = None,
    cultures: Annotated[
        str | None, typer.Option(metavar="A,B", help="Cultures to write; else all.")
    ] = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Write the accepted opinions of a run as data sets, with a card."""
    folder = options.run_folder(run)
    return work(folder, views, cultures, quiet=quiet).tell(as_json)


def work(
    folder: Path, views: str | None = None, cultures: str | None = None, *, quiet: bool
) -> Result:
    """Run the stage and say what came of it."""
    from park.export.stage import run_export

    outcome = run_export(
        folder,
        views=options.names_in(views) if views else None,
        cultures=options.names_in(cultures) if cultures else None,
    )
    if not quiet:
        _say(outcome, folder)
    return Result(outcome.summary(), 0)


def _say(outcome: "Outcome", folder: Path) -> None:
    for view, cultures in outcome.views.items():
        for culture, counts in cultures.items():
            line = f"{view:<11} {culture:<11} {counts['train']:>6} train {counts['test']:>6} test"
            echo(line, err=True)
    places = f"{outcome.files} files are in {folder / 'dataset'}"
    echo(f"{outcome.rows} rows in {places}", err=True)
    echo(f"next: park push {folder} OWNER/NAME --dry-run", err=True)
