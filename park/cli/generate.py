"""`park generate`: hold the dialogues of a configuration."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from park.cli import options
from park.cli.printing import echo, echo_json
from park.cli.result import Result
from park.errors import Stopped

if TYPE_CHECKING:
    from park.config import Config
    from park.generate.outcome import Outcome
    from park.generate.setup import Setup
    from park.ledger.run import IfExists

FAILURES_SHOWN = 10


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
    folder = run or Path("outputs") / loaded.name
    if dry_run:
        return _say_plan(prepare(loaded, base), folder, limit, as_json)
    result = work(loaded, base, folder, if_exists, limit, quiet=quiet)
    return result.tell(as_json)


def _say_plan(setup: "Setup", folder: Path, limit: int | None, as_json: bool) -> int:
    planned = setup.planned(limit)
    if as_json:
        echo_json({"run": str(folder), "stage": "generate", "planned": planned})
    else:
        for culture, count in planned.items():
            echo(f"{culture}: {count} dialogues", err=True)
        echo(f"{sum(planned.values())} in all, in {folder}", err=True)
    return 0


def work(
    config: "Config",
    base: Path,
    folder: Path,
    if_exists: "IfExists" = "resume",
    limit: int | None = None,
    *,
    only: Sequence[str] | None = None,
    quiet: bool,
) -> Result:
    """Run the stage, for some of the cultures `only` if they are named; say what came of it."""
    from park.cli.live import Display
    from park.generate.setup import prepare
    from park.generate.stage import connect_all, run_generate

    setup = prepare(config, base)
    if only is not None:
        setup = setup.narrowed(only)
    display: Display[Outcome] = Display(quiet=quiet)
    models = connect_all(setup, display.fetching)
    stopped: Stopped | None = None
    try:
        with display:
            run_generate(
                setup,
                models,
                folder,
                if_exists=if_exists,
                limit=limit,
                watch=display.update,
                say=display.say,
            )
    except Stopped as error:
        stopped = error
    outcome = display.outcome
    if outcome is None:
        return Result({}, 0, stopped)
    display.finish(results(outcome, folder))
    return Result(outcome.summary("generate"), int(outcome.failed.total() > 0), stopped)


def results(outcome: "Outcome", folder: Path) -> Iterator[str]:
    """Yield what a person reads when the stage has ended."""
    from park.cli.live import counts

    usage, money = outcome.meter.usage, outcome.meter.spent
    if not outcome.endings and outcome.done == Counter(outcome.planned):
        yield "nothing to do"
    yield (
        f"{outcome.done.total()} of {sum(outcome.planned.values())} dialogues are in {folder}; "
        f"{outcome.meter.calls} calls, {usage.tokens_in} tokens in, {usage.tokens_out} out"
        + (f", ${money:.4f}" if money else "")
    )
    if outcome.meter.cached_share:
        yield f"{outcome.meter.cached_share:.0%} of the prompt tokens came from the prompt cache"
    if outcome.skipped:
        seeds = "1 seed" if outcome.skipped == 1 else f"{outcome.skipped} seeds"
        yield f"{seeds} skipped: the country was not asked the item"
    yield from counts("ended early: ", outcome.early_endings())
    yield from counts("turns kept with a flag: ", outcome.flags)
    for key, failure in list(outcome.failures.items())[:FAILURES_SHOWN]:
        yield f"failed: {key[:12]}: {failure}"
    if len(outcome.failures) > FAILURES_SHOWN:
        yield f"and {len(outcome.failures) - FAILURES_SHOWN} more failures"
    yield f"next: park filter {folder} (or read: park show {folder})"
