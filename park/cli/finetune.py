"""`park finetune`: train one adapter per culture."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from park.cli import options
from park.cli.work import work
from park.defaults import DEFAULT_RECIPE
from park.errors import InputError, Stopped
from park.text.printable import printable

if TYPE_CHECKING:
    from park.outcome import Outcome


def finetune(
    run: options.RunFolder,
    recipe: options.RecipeName = DEFAULT_RECIPE,
    cultures: options.Cultures = None,
    one: Annotated[
        bool, typer.Option("--one", help="Train one adapter for all cultures, as a comparison.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Accept the provider's cost without asking.")
    ] = False,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Only count what a generator (hyper) would train."),
    ] = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Train one LoRA adapter per culture, or fine-tune models at a provider."""
    from park.run import Run

    made = Run(options.run_folder(run))
    names = options.names_in(cultures)

    def stage() -> "Outcome":
        if dry_run:
            return made.plan_finetune(recipe, cultures=names)
        return made.finetune(recipe, cultures=names, one=one, approve=approver(yes=yes))

    return work(
        made,
        stage,
        as_json=as_json,
        quiet=quiet,
    )


def approver(*, yes: bool) -> Callable[[str], None]:
    """Return a function that asks for approval of a cost.

    It raises InputError without a terminal, and Stopped if declined.
    """

    def approve(cost: str) -> None:
        if yes:
            return
        if not sys.stdin.isatty():
            raise InputError(f"--yes: {cost}; nothing is started without it")
        if not typer.confirm(f"{printable(cost)}. Go ahead?", default=False, err=True):
            raise Stopped("stopped: nothing was started and nothing is spent")

    return approve
