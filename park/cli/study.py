"""`park study`: run a study outside the stages."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from park.cli import options
from park.cli.generate import run_of
from park.cli.printing import echo, echo_json
from park.cli.work import work
from park.errors import InputError

Name = Annotated[
    str | None, typer.Argument(metavar="NAME", help="The study; lists all studies if omitted.")
]

File = Annotated[
    Path | None,
    typer.Argument(metavar="FILE", help="The study's data, or a configuration if it needs none."),
]
ConfigOption = Annotated[
    Path | None,
    typer.Option("--config", metavar="CONFIG", help="A configuration; demo.yaml here by default."),
]
MappingName = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="What the data's columns mean: a name or a YAML file."),
]
Audit = Annotated[
    Path | None, typer.Option(metavar="TABLE", help="A published table of group figures to check.")
]
Human = Annotated[
    Path | None, typer.Option(metavar="FILE", help="People's answers to compare with.")
]
Out = Annotated[Path | None, typer.Option(metavar="DIR", help="Folder for the study's tables.")]
Benchmark = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Questions with people's answers, of probes.")
]
Recorded = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Released scores or answers, of probes.")
]

Limit = Annotated[
    int | None, typer.Option(min=1, metavar="N", help="So many questions, of probes.")
]


def study(
    name: Name = None,
    file: File = None,
    config: ConfigOption = None,
    mapping: MappingName = None,
    audit: Audit = None,
    human: Human = None,
    out: Out = None,
    benchmark: Benchmark = None,
    recorded: Recorded = None,
    limit: Limit = None,
    run: options.Folder = None,
    assignments: options.Set = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Run a study, such as how well cultures can be predicted without a model."""
    if name is None:
        return _list(as_json=as_json)
    given = {
        "mapping": mapping,
        "audit": audit,
        "human": human,
        "out": out,
        "benchmark": benchmark,
        "recorded": recorded,
        "limit": limit,
    }
    if file is not None and _has(name, "file"):
        given["file"] = file
    elif file is not None and config is None:
        config = file
    made = run_of(config, run, _changes(name, given, config), assignments)
    return work(made, lambda: made.study(name), as_json=as_json, quiet=quiet)


def _has(name: str, option: str) -> bool:
    from park.study.study import STUDIES

    return option in STUDIES.get(name, "study").Options.model_fields


def _changes(
    name: str, given: Mapping[str, str | int | Path | None], config: Path | None
) -> dict[str, str | int]:
    """Return options of the study as changes to the configuration; InputError for foreign ones."""
    changes: dict[str, str | int] = {}
    for option, value in given.items():
        if value is None:
            continue
        if not _has(name, option):
            raise InputError(f"--{option}: the study {name!r} has no such option")
        # Paths of a configuration are relative to its folder, those of the command line to ours.
        if option == "mapping" and str(value).endswith((".yaml", ".yml")):
            value = Path(str(value))
        if isinstance(value, Path):
            value = str(value.absolute() if config is not None else value)
        changes[f"study.options.{name}.{option}"] = value
    return changes


def _list(*, as_json: bool) -> int:
    from park.study.study import STUDIES

    kinds = STUDIES.all()
    if as_json:
        echo_json({name: kind.help for name, kind in kinds.items()})
        return 0
    for name, kind in kinds.items():
        echo(f"{name:<12} {kind.help}")
    return 0
