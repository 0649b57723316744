"""`park evaluate`: compare answers with those of people."""

from pathlib import Path
from typing import Annotated

import typer

from park.cli import options
from park.cli.work import work


def evaluate(
    run: options.RunFolder,
    tasks: Annotated[
        str | None, typer.Option(metavar="A,B", help="Only these tasks; default the run's.")
    ] = None,
    methods: Annotated[
        str | None, typer.Option(metavar="A,B", help="These methods, or all; default the run's.")
    ] = None,
    cultures: options.Cultures = None,
    model: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Evaluate this chat model in place of the adapters."),
    ] = None,
    moderation: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATH", help="Labelled posts: a file, a folder or hub:NAME; repeatable."
        ),
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Maximum posts per set.")
    ] = None,
    matrix: Annotated[
        bool, typer.Option("--matrix", help="Test every culture's method on every culture's posts.")
    ] = False,
    benchmark: Annotated[
        list[Path] | None,
        typer.Option(metavar="DIR", help="A benchmark to run as well; repeatable."),
    ] = None,
    lm_eval: Annotated[
        str | None,
        typer.Option("--lm-eval", metavar="A,B", help="Tasks of lm-eval to run as well."),
    ] = None,
    shard: options.Shard = None,
    concurrency: options.Concurrency = None,
    max_cost: options.MaxCost = None,
    assignments: options.Set = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Score a run's adapters, their base and cultural prompts on all tasks."""
    from park.run import Run

    changes = {
        "evaluate.tasks": options.names_in(tasks) or None,
        "evaluate.methods": options.names_in(methods) or None,
        "evaluate.moderation": [_place(each) for each in moderation] if moderation else None,
        "evaluate.benchmarks": [str(each.absolute()) for each in benchmark] if benchmark else None,
        "evaluate.lm_eval": options.names_in(lm_eval) or None,
        "evaluate.limit": limit,
        "evaluate.matrix": matrix or None,
        "limits.concurrency": concurrency,
        "limits.max_cost": max_cost,
    }
    made = Run(options.run_folder(run), changes=changes, assignments=assignments or ())
    return work(
        made,
        lambda: made.evaluate(model=model, cultures=options.names_in(cultures), shard=shard),
        as_json=as_json,
        quiet=quiet,
    )


def _place(name: str) -> str:
    """Resolve a path against the working directory instead of the configuration's folder."""
    return name if name.startswith("hub:") else str(Path(name).absolute())
