"""`park check`: validate a setup and estimate a run's resources."""

from typing import Annotated

import typer

from park.cli import options
from park.cli.generate import run_of
from park.cli.printing import echo, echo_json

Plugins = Annotated[
    bool, typer.Option("--plugins", help="List methods, tasks, checks and so on, and their source.")
]


def check(
    config: options.ConfigFile = None,
    cultures: options.Cards = None,
    model: options.Model = None,
    limit: options.Limit = None,
    assignments: options.Set = None,
    offline: Annotated[bool, typer.Option("--offline", help="Do not call the models.")] = False,
    plugins: Plugins = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Check a configuration and its models; estimate calls, tokens, cost and time."""
    if plugins:
        return _list_plugins(as_json=as_json)
    run = run_of(config, None, options.changes(cultures, model), assignments)
    found = run.check(limit=limit, probe=not offline)
    if as_json:
        echo_json(found.as_dict())
    elif not quiet:
        for line in found.lines():
            echo(line)
    return 1 if found.troubles else 0


def _list_plugins(*, as_json: bool) -> int:
    from park.kinds import plugins

    rows = plugins()
    if as_json:
        echo_json(rows)
        return 0
    for row in rows:
        echo(f"{row['kind']:<8} {row['name']:<18} {row['source']:<24} {row['help']}".rstrip())
    return 0
