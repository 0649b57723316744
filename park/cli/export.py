"""`park export`: write accepted opinions as datasets."""

from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperOption

from park.cli import options
from park.cli.work import work


class Export(TyperCommand):
    """The command, with help that lists the views, which are only searched for if needed."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help."""
        from park.export.view import VIEWS

        for option in self.params:
            if isinstance(option, TyperOption) and option.name == "views":
                option.help = f"Only these views, of {', '.join(VIEWS.names())}; default the run's."
        super().format_help(ctx, formatter)


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
