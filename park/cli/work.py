"""Runs a stage with progress, summary and exit code."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from park.cli.printing import echo_json
from park.errors import Stopped

if TYPE_CHECKING:
    from park.outcome import Outcome
    from park.run import Run


def work(
    run: "Run", stage: "Callable[[], Outcome]", *, as_json: bool = False, quiet: bool = False
) -> int:
    """Run a stage; print its lines on stderr and optionally its summary on stdout.

    Args:
        run: the run.
        stage: a stage of the run.
        as_json: whether to print the summary.
        quiet: whether to print only errors.

    Returns:
        The exit code.

    Raises:
        Stopped: a limit ended the stage; its outcome so far has been printed.
    """
    from park.cli.progress_printer import ProgressPrinter

    stopped: Stopped | None = None
    with ProgressPrinter(quiet=quiet) as progress:
        run.progress = progress
        try:
            outcome: Outcome | None = stage()
        except Stopped as error:
            stopped, outcome = error, error.outcome
        if outcome is not None:
            progress.finish(outcome.lines())
    if as_json and outcome is not None:
        echo_json(outcome.summary())
    if stopped is not None:
        raise stopped
    return outcome.code if outcome is not None else 0
