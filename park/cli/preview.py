"""`park preview`: a few dialogues, or what would be asked, without keeping anything."""

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from park.cli import options
from park.cli.printing import echo, echo_json


def preview(
    config: options.ConfigFile = None,
    number: Annotated[int, typer.Option("-n", min=1, metavar="N", help="How many.")] = 3,
    prompts: Annotated[
        bool, typer.Option("--prompts", help="Show what would be asked; ask no model.")
    ] = False,
    cultures: options.Cultures = None,
    model: options.Model = None,
    seed: options.Seed = None,
    max_cost: options.MaxCost = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Hold a few dialogues of the plan and print them; nothing is kept."""
    from park.cli.live import Display
    from park.config import load_config
    from park.generate.outcome import Outcome
    from park.generate.render import as_text, scene_as_text
    from park.generate.setup import prepare
    from park.generate.stage import connect_all, run_generate
    from park.ledger.run import read_run

    changes = options.changes(cultures, model, seed, None, max_cost)
    loaded, base = load_config(config, changes)
    setup = prepare(loaded, base)
    if prompts:
        for each in setup.seeds(number):
            echo(scene_as_text(setup.scenes.scene(each)) + "\n")
        return 0
    display: Display[Outcome] = Display(quiet=quiet)
    models = connect_all(setup, display.fetching)
    with tempfile.TemporaryDirectory() as folder:
        with display:
            outcome = run_generate(
                setup,
                models,
                Path(folder),
                limit=number,
                watch=display.update,
                say=display.say,
            )
        with read_run(Path(folder)) as ledger:
            for dialogue in ledger.dialogues():
                if as_json:
                    echo_json(dialogue)
                else:
                    echo(as_text(dialogue) + "\n")
    return int(outcome.failed.total() > 0)
