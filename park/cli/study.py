"""`park study`: run a study outside the stages."""

from typing import Annotated

import typer

from park.cli import options
from park.cli.generate import run_of
from park.cli.printing import echo, echo_json
from park.cli.work import work

Name = Annotated[
    str | None, typer.Argument(metavar="NAME", help="The study; lists all studies if omitted.")
]


def study(
    name: Name = None,
    config: options.ConfigFile = None,
    run: options.Folder = None,
    assignments: options.Set = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Run a study, such as how well cultures can be predicted without a model."""
    if name is None:
        return _list(as_json=as_json)
    made = run_of(config, run, {}, assignments)
    return work(made, lambda: made.study(name), as_json=as_json, quiet=quiet)


def _list(*, as_json: bool) -> int:
    from park.study.study import STUDIES

    kinds = STUDIES.all()
    if as_json:
        echo_json({name: kind.help for name, kind in kinds.items()})
        return 0
    for name, kind in kinds.items():
        echo(f"{name:<12} {kind.help}")
    return 0
