"""`park quality`: figures on the dialogues and opinions of runs."""

from pathlib import Path
from typing import Annotated

import typer

from park.cli import options
from park.cli.printing import echo, echo_json


def quality(
    runs: Annotated[
        list[Path],
        typer.Argument(metavar="RUN", help="A run folder, or its name in outputs; more compare."),
    ],
    as_json: options.Json = False,
) -> None:
    """Measure dialogues and opinions of a run, or of several side by side; calls no model."""
    from park.quality.measure import qualities
    from park.quality.table import lines

    found = qualities(map(options.run_folder, runs))
    if as_json:
        echo_json({"runs": [each.model_dump(mode="json") for each in found]}, ascii_only=False)
        return
    for line in lines(found):
        echo(line)
