"""`park preview`: print a few dialogues or their prompts without storing them."""

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from park.cli import options
from park.cli.generate import run_of
from park.cli.printing import echo, echo_json
from park.cli.work import work

if TYPE_CHECKING:
    from park.generate.outcome import Generated


def preview(
    config: options.ConfigFile = None,
    number: Annotated[int, typer.Option("-n", min=1, metavar="N", help="How many.")] = 3,
    prompts: Annotated[
        bool, typer.Option("--prompts", help="Show the messages as sent; call no model.")
    ] = False,
    topic: Annotated[
        str, typer.Option(metavar="NAME", help="Only this topic of `prompts`, such as custom.")
    ] = "",
    cultures: options.Cards = None,
    model: options.Model = None,
    seed: options.Seed = None,
    max_cost: options.MaxCost = None,
    assignments: options.Set = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Generate a few dialogues and print them, keeping nothing."""
    from park.generate.blueprint import draw_up
    from park.generate.render import as_text, scene_as_text

    changes = options.changes(cultures, model, seed, None, max_cost)
    with tempfile.TemporaryDirectory() as folder:
        run = run_of(config, Path(folder), changes, assignments)
        if prompts:
            blueprint = draw_up(run.setup, topic)
            for each in blueprint.seeds(number):
                scene = blueprint.scenes.scene(each)
                echo(scene_as_text(run.setup.prompts, scene) + "\n")
            return 0

        def generated() -> "Generated":
            outcome = run.generate(limit=number, topic=topic)
            outcome.kept = False
            return outcome

        code = work(run, generated, quiet=quiet)
        for dialogue in run.dialogues():
            if as_json:
                echo_json(dialogue)
            else:
                echo(as_text(dialogue) + "\n")
    return code
