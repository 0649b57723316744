"""`park run`: all stages that there are, one after another, until the target is met."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from park.cli import evaluate, export, filter, finetune, generate, options, report
from park.cli.printing import echo
from park.cli.result import Result

if TYPE_CHECKING:
    from park.config import Config
    from park.ledger.run import IfExists

Everything = Annotated[
    bool, typer.Option("--all", help="Go on to adapters, scores and the report; needs torch.")
]


def run(
    config: options.ConfigFile = None,
    run: options.Run = None,
    if_exists: options.IfExists = "resume",
    cultures: options.Cultures = None,
    model: options.Model = None,
    limit: options.Limit = None,
    seed: options.Seed = None,
    concurrency: options.Concurrency = None,
    max_cost: options.MaxCost = None,
    everything: Everything = False,
    recipe: finetune.RecipeName = finetune.DEFAULT,
    dry_run: options.DryRun = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Run the stages in order: generate, filter, export; with --all all the others, too.

    With `filter.target`, more dialogues are held until each culture has so many accepted
    opinions, or the budget is spent.
    """
    from park.config import load_config

    if dry_run:
        return generate.generate(
            config, run, if_exists, cultures, model, limit, seed, concurrency, max_cost, dry_run,
            as_json, quiet,
        )  # fmt: skip
    if everything:
        from park.adapters import libraries

        libraries.require()
    changes = options.changes(cultures, model, seed, concurrency, max_cost)
    loaded, base = load_config(config, changes)
    folder = run or Path("outputs") / loaded.name
    stages = []
    for result in _stages(loaded, base, folder, if_exists, limit, quiet):
        stages.append(result)
        if result.stopped is not None:
            break
    else:
        if everything and any(_accepted(folder).values()):
            stages += _others(folder, recipe, quiet)
    return _together(folder, stages).tell(as_json)


def _stages(
    config: "Config",
    base: Path,
    folder: Path,
    if_exists: "IfExists",
    limit: int | None,
    quiet: bool,
) -> Iterator[Result]:
    from park.filter.setup import prepare

    yield generate.work(config, base, folder, if_exists, limit, quiet=quiet)
    filtered = filter.work(prepare(config, base), folder, quiet=quiet)
    yield filtered
    if config.filter.target is not None and limit is None and "fault" not in filtered.summary:
        yield from _until_met(config, base, folder, quiet)
    if any(_accepted(folder).values()):
        yield export.work(folder, quiet=quiet)


def _others(folder: Path, recipe: str, quiet: bool) -> Iterator[Result]:
    yield finetune.work(folder, recipe, quiet=quiet)
    yield evaluate.work(evaluate.setup_of(folder), folder, quiet=quiet)
    yield report.work([folder], quiet=quiet)


def _until_met(config: "Config", base: Path, folder: Path, quiet: bool) -> Iterator[Result]:
    """Hold and filter more dialogues of the cultures that are short of the target."""
    from park.config import change
    from park.filter.setup import prepare
    from park.quota import next_per_item, short_of

    target = config.filter.target
    assert target is not None
    before: dict[str, int] = {}
    while short := short_of(accepted := _accepted(folder), target):
        missing = {culture: accepted[culture] for culture in short}
        if missing == before:
            _say(f"target: no more opinions came of more dialogues: {_counts(missing, target)}")
            return
        before = missing
        more = next_per_item(missing, target, config.seeds.per_item)
        _say(f"target: {_counts(missing, target)}; {more} dialogues per item are held next")
        config = change(config, {"seeds.per_item": more})
        yield generate.work(config, base, folder, only=short, quiet=quiet)
        filtered = filter.work(prepare(config, base), folder, short, quiet=quiet)
        yield filtered
        if "fault" in filtered.summary:  # More dialogues are of no use to such a judge.
            return
    _say(f"target: each culture has {target} accepted opinions")


def _accepted(folder: Path) -> dict[str, int]:
    from park.ledger.run import read_run

    with read_run(folder) as ledger:
        found = (ledger.get("funnel") or {"cultures": {}})["cultures"]
    return {culture: counts["accepted"] for culture, counts in found.items()}


def _counts(accepted: dict[str, int], target: int) -> str:
    return ", ".join(f"{culture} {count} of {target}" for culture, count in accepted.items())


def _say(line: str) -> None:
    echo(line, err=True)


def _together(folder: Path, stages: list[Result]) -> Result:
    """Return one result of all stages; calls, tokens and money are cumulative in each."""
    summaries = [result.summary for result in stages if result.summary]
    summary: dict[str, Any] = {"run": str(folder), "stage": "run", "stages": summaries}
    code = max((result.code for result in stages), default=0)
    return Result(summary, code, stages[-1].stopped if stages else None)
