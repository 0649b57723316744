"""How every verb runs a stage: shows its progress, says what came of it, returns the exit code."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from park.cli.printing import echo_json
from park.errors import Stopped

if TYPE_CHECKING:
    from park.outcome import Outcome
    from park.progress import Progress


def work(
    stage: "Callable[[Progress], Outcome]", *, as_json: bool = False, quiet: bool = False
) -> int:
    """Run a stage; print its lines on stderr, its summary on stdout if wanted.

    Args:
        stage: runs, given whom to tell how it goes.
        as_json: whether to print the summary.
        quiet: whether to print nothing but errors.

    Returns:
        The exit code.

    Raises:
        Stopped: a limit ended the stage; what it had come to is printed.
    """
    from park.cli.progress_printer import ProgressPrinter

    stopped: Stopped | None = None
    with ProgressPrinter(quiet=quiet) as progress:
        try:
            outcome: Outcome | None = stage(progress)
        except Stopped as error:
            stopped, outcome = error, error.outcome
        if outcome is not None:
            progress.finish(outcome.lines())
    if as_json and outcome is not None:
        echo_json(outcome.summary())
    if stopped is not None:
        raise stopped
    return outcome.code if outcome is not None else 0
