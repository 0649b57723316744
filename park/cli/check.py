"""`park check`: is everything there, and what will the run take?"""

from typing import Annotated

import typer

from park.cli import options
from park.cli.printing import echo, echo_json


def check(
    config: options.ConfigFile = None,
    cultures: options.Cultures = None,
    model: options.Model = None,
    limit: options.Limit = None,
    offline: Annotated[bool, typer.Option("--offline", help="Do not probe the endpoints.")] = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Check cards, answers, prompts and models; estimate calls, tokens, money and time."""
    from park.config import load_config
    from park.filter import setup as filtering
    from park.filter.stage import connect_judge
    from park.generate.preflight import inspect
    from park.generate.setup import prepare
    from park.generate.stage import connect_all

    loaded, base = load_config(config, options.changes(cultures, model))
    setup = prepare(loaded, base)
    models = connect_all(setup)
    judge = connect_judge(filtering.prepare(loaded, base))
    found = inspect(setup, models, judge, limit=limit, probe=not offline)
    if as_json:
        echo_json(found.as_dict())
    elif not quiet:
        for line in found.lines():
            echo(line)
    return 1 if found.troubles else 0
