"""`park generate`: hold the dialogues of a configuration."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from park.cli import options
from park.errors import Stopped

if TYPE_CHECKING:
    from park.cli.live import Display
    from park.generate.setup import Setup
    from park.ledger.run import IfExists


def generate(
    config: options.ConfigFile = None,
    run: options.Run = None,
    if_exists: options.IfExists = "resume",
    cultures: options.Cultures = None,
    model: options.Model = None,
    limit: options.Limit = None,
    seed: options.Seed = None,
    concurrency: options.Concurrency = None,
    max_cost: options.MaxCost = None,
    dry_run: options.DryRun = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Hold the dialogues of a configuration; what is there already is kept."""
    from park.config import load_config
    from park.generate.setup import prepare

    changes = options.changes(cultures, model, seed, concurrency, max_cost)
    loaded, base = load_config(config, changes)
    setup = prepare(loaded, base)
    folder = run or Path("outputs") / loaded.name
    if dry_run:
        return _say_plan(setup, folder, limit, as_json)
    return _generate(setup, folder, if_exists, limit, as_json=as_json, quiet=quiet)


def _say_plan(setup: "Setup", folder: Path, limit: int | None, as_json: bool) -> int:
    planned = setup.planned(limit)
    if as_json:
        typer.echo(json.dumps({"run": str(folder), "stage": "generate", "planned": planned}))
    else:
        for culture, count in planned.items():
            typer.echo(f"{culture}: {count} dialogues", err=True)
        typer.echo(f"{sum(planned.values())} in all, in {folder}", err=True)
    return 0


def _generate(
    setup: "Setup",
    folder: Path,
    if_exists: "IfExists",
    limit: int | None,
    *,
    as_json: bool,
    quiet: bool,
) -> int:
    from park.cli.live import Display
    from park.generate.stage import connect_all, run_generate

    display = Display(quiet=quiet)
    models = connect_all(setup, display.fetching)
    code, stopped = 0, None
    try:
        with display:
            run_generate(
                setup, models, folder, if_exists=if_exists, limit=limit, watch=display.update
            )
    except Stopped as error:
        code, stopped = error.exit_code, error
    outcome = display.outcome
    if outcome is not None:
        code = code or int(outcome.failed.total() > 0)
        _say_result(display, folder, as_json)
    if stopped is not None:
        raise stopped
    return code


def _say_result(display: "Display", folder: Path, as_json: bool) -> None:
    assert display.outcome is not None
    display.finish(folder)
    if as_json:
        typer.echo(json.dumps(display.outcome.summary("generate")))
