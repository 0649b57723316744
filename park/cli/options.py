"""Options shared by several verbs."""

from pathlib import Path
from typing import Annotated, Literal

import typer

ConfigFile = Annotated[
    Path | None,
    typer.Argument(metavar="CONFIG", help="A YAML file; demo.yaml here, else the built-in demo."),
]
RunFolder = Annotated[
    Path, typer.Argument(metavar="RUN", help="A run folder, or its name in outputs.")
]
Folder = Annotated[
    Path | None, typer.Option("--run", metavar="DIR", help="Run folder; default outputs/<name>.")
]
IfExists = Annotated[
    Literal["resume", "raise", "delete"], typer.Option(help="What to do if the run exists.")
]
Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="KEY=VALUE", help="Set any key of the configuration; repeatable."
    ),
]
Cultures = Annotated[
    str | None, typer.Option(metavar="A,B", help="Only these cultures; default all.")
]
Cards = Annotated[
    str | None,
    typer.Option("--cultures", metavar="A,B", help="Cultures, in place of the configuration's."),
]
Model = Annotated[str | None, typer.Option(metavar="NAME", help="Model of both speakers.")]
Limit = Annotated[
    int | None, typer.Option(min=1, metavar="N", help="Only the first N dialogues of the plan.")
]
Seed = Annotated[int | None, typer.Option(metavar="N", help="Random seed.")]
Concurrency = Annotated[
    int | None,
    typer.Option(
        min=1,
        metavar="N",
        help="Dialogues, or questions of an evaluation, in progress at once, and calls at once.",
    ),
]
MaxCost = Annotated[
    float | None, typer.Option(min=0.0, metavar="USD", help="Stop before spending more than this.")
]
Shard = Annotated[
    str | None,
    typer.Option(metavar="I/N", help="Only shard I of N, for `park merge`; see docs/scale.md."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show the plan; call no model.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print only errors.")]
RecipeName = Annotated[
    str, typer.Option("--recipe", metavar="NAME", help="Recipe name, or a YAML file.")
]


def run_folder(run: Path) -> Path:
    """Return a run's folder from its path or its name in `outputs`."""
    named = Path("outputs") / run
    here = run.is_dir() or (run.is_file() and not named.exists())
    return run if here or len(run.parts) > 1 else named


def names_in(text: str | None) -> list[str]:
    """Split a comma-separated list of names."""
    return [name.strip() for name in (text or "").split(",") if name.strip()]


def changes(
    cultures: str | None = None,
    model: str | None = None,
    seed: int | None = None,
    concurrency: int | None = None,
    max_cost: float | None = None,
) -> dict[str, object]:
    """Return the options as changes to the configuration."""
    return {
        "cultures": None if cultures is None else names_in(cultures),
        "models.delegate": model,
        "models.contact": model,
        "seed": seed,
        "limits.concurrency": concurrency,
        "limits.max_cost": max_cost,
    }
