"""The options that several verbs share."""

from pathlib import Path
from typing import Annotated, Literal

import typer

ConfigFile = Annotated[
    Path | None,
    typer.Argument(metavar="CONFIG", help="A YAML file; demo.yaml here, else the built-in demo."),
]
Run = Annotated[
    Path | None,
    typer.Option("--run", metavar="DIR", help="The run folder; else outputs/<name>."),
]
RunFolder = Annotated[
    Path, typer.Argument(metavar="RUN", help="A run folder, or its name in outputs.")
]
IfExists = Annotated[
    Literal["resume", "raise", "delete"], typer.Option(help="What to do about a run that exists.")
]
Cultures = Annotated[
    str | None, typer.Option(metavar="A,B", help="Role cards to use instead of the file's.")
]
Model = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Both speakers' model, not the file's."),
]
Limit = Annotated[
    int | None, typer.Option(min=1, metavar="N", help="The first N dialogues of the plan only.")
]
Seed = Annotated[int | None, typer.Option(metavar="N", help="What everything random follows from.")]
Concurrency = Annotated[
    int | None, typer.Option(min=1, metavar="N", help="Dialogues under way at once.")
]
MaxCost = Annotated[
    float | None, typer.Option(min=0.0, metavar="USD", help="Stop before more than this is spent.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be done; ask no model.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")]


def run_folder(run: Path) -> Path:
    """Return a run's folder, given it or its name in `outputs`."""
    return run if run.is_dir() or len(run.parts) > 1 else Path("outputs") / run


def names_in(text: str) -> list[str]:
    """Return the names in a list with commas."""
    return [name.strip() for name in text.split(",") if name.strip()]


def changes(
    cultures: str | None = None,
    model: str | None = None,
    seed: int | None = None,
    concurrency: int | None = None,
    max_cost: float | None = None,
) -> dict[str, object]:
    """Return the configuration keys that the options change."""
    return {
        "cultures": None if cultures is None else names_in(cultures),
        "models.delegate": model,
        "models.contact": model,
        "seed": seed,
        "limits.concurrency": concurrency,
        "limits.max_cost": max_cost,
    }
