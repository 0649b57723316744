"""`park filter`: take opinions from a run's dialogues and keep those that pass every check."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from park.cli import options
from park.cli.result import Result
from park.errors import Stopped

if TYPE_CHECKING:
    from park.filter.outcome import Outcome
    from park.filter.setup import Setup
    from park.records import Funnel

Judge = Annotated[
    str | None, typer.Option(metavar="NAME", help="The model that judges, not the run's.")
]
Target = Annotated[
    int | None, typer.Option(min=1, metavar="N", help="Keep the N most diverse of each culture.")
]
Source = Annotated[
    Path | None,
    typer.Option("--config", metavar="FILE", help="Take filter: and judge from this file."),
]
NoCalls = Annotated[
    bool,
    typer.Option("--no-calls", help="Ask no model: apply thresholds to what is stored."),
]
Cultures = Annotated[
    str | None, typer.Option(metavar="A,B", help="Whose dialogues to read; else all.")
]
Limit = Annotated[
    int | None, typer.Option(min=1, metavar="N", help="Read the first N dialogues only.")
]
SHOWN = 5
"""Unreadable answers of the judge that are shown."""


def filter_(
    run: options.RunFolder,
    config: Source = None,
    judge: Judge = None,
    target: Target = None,
    no_calls: NoCalls = False,
    cultures: Cultures = None,
    limit: Limit = None,
    concurrency: options.Concurrency = None,
    max_cost: options.MaxCost = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Take opinions from a run's dialogues; verify them and drop what is alike."""
    folder = options.run_folder(run)
    changes = {
        "models.judge": judge,
        "filter.target": target,
        "limits.concurrency": concurrency,
        "limits.max_cost": max_cost,
    }
    setup = _setup(folder, config, changes)
    names = options.names_in(cultures or "")
    return work(setup, folder, names, limit, calls=not no_calls, quiet=quiet).tell(as_json)


def work(
    setup: "Setup",
    folder: Path,
    cultures: Sequence[str] = (),
    limit: int | None = None,
    *,
    calls: bool = True,
    quiet: bool,
) -> Result:
    """Run the stage and say what came of it."""
    from park.cli.live import Display
    from park.filter.stage import connect_judge, run_filter

    display: Display[Outcome] = Display(quiet=quiet)
    model = connect_judge(setup, display.fetching)
    stopped: Stopped | None = None
    try:
        with display:
            run_filter(
                folder,
                setup,
                model,
                cultures=cultures,
                limit=limit,
                calls=calls,
                watch=display.update,
                say=display.say,
            )
    except Stopped as error:
        stopped = error
    outcome = display.outcome
    if outcome is None:
        return Result({}, 0, stopped)
    if outcome.funnel is not None:
        display.finish(results(outcome, folder))
    elif outcome.fault:
        display.finish([outcome.fault])
    failed = bool(outcome.fault or outcome.empty or outcome.failed.total())
    return Result(outcome.summary(), int(failed), stopped)


def _setup(folder: Path, source: Path | None, changes: Mapping[str, Any]) -> "Setup":
    """Return what filtering works with: the run's configuration, with what the user changes."""
    from park.config import change, load_config
    from park.filter.setup import prepare
    from park.ledger.run import config_of, read_run

    with read_run(folder) as ledger:
        config, base = config_of(ledger, folder)
        cultures = ledger.cultures()
    own = base
    if source is not None:
        other, base = load_config(source)
        models = config.models.model_copy(
            update={"judge": other.models.judge, "embedder": other.models.embedder}
        )
        config = config.model_copy(
            update={
                "filter": other.filter,
                "limits": other.limits,
                "models": models,
                # The other file's paths start from its own folder, these do not.
                "agents": config.agents and own / config.agents,
                "prompts": config.prompts and own / config.prompts,
            }
        )
    return prepare(change(config, changes), base, cultures)


def results(outcome: "Outcome", folder: Path) -> Iterator[str]:
    """Yield what a person reads when the stage has ended."""
    usage, money = outcome.meter.usage, outcome.meter.spent
    if outcome.funnel is not None:
        yield from table(outcome.funnel)
        yield from diversity(outcome.funnel.diversity)
    yield from outcome.alarms
    yield from outcome.remarks
    for key, failure in list(outcome.failures.items())[:SHOWN]:
        yield f"not read: {key[:12]}: {failure}"
    if len(outcome.failures) > SHOWN:
        yield f"and {len(outcome.failures) - SHOWN} more that could not be read"
    if outcome.fault:
        yield f"{outcome.fault}; try another judge: park filter {folder} --judge NAME"
    if outcome.empty:
        yield f"{outcome.empty}; park show {folder} --opinions tells why"
    yield (
        f"{outcome.accepted} opinions are accepted in {folder}; {outcome.meter.calls} calls, "
        f"{usage.tokens_in} tokens in, {usage.tokens_out} out"
        + (f", ${money:.4f}" if money else "")
    )
    if outcome.accepted:
        yield f"next: park export {folder} (or read: park show {folder} --opinions)"


def table(funnel: "Funnel") -> Iterator[str]:
    """Yield the funnel as lines: a row for each stage or reason that counted anything."""
    cultures = funnel.cultures
    rows = [
        (stage, [counts.get(stage, 0) for counts in cultures.values()]) for stage in funnel.stages
    ]
    shown = [(stage, row) for stage, row in rows if any(row) or stage in ("listed", "accepted")]
    width = max(len(stage) for stage, _ in shown)
    columns = [max(len(name), 5) for name in cultures]
    yield " " * width + "".join(
        f"  {name:>{size}}" for name, size in zip(cultures, columns, strict=True)
    )
    for stage, row in shown:
        cells = "".join(f"  {n:>{size}}" for n, size in zip(row, columns, strict=True))
        yield f"{stage:<{width}}{cells}"


def diversity(measured: Mapping[str, Mapping[str, float | None]]) -> Iterator[str]:
    """Yield a line for each culture: how varied its opinions are before and after comparing."""
    for culture, figures in measured.items():
        shown = {name: "–" if value is None else f"{value:.2f}" for name, value in figures.items()}
        yield (
            f"{culture}: self-similarity {shown['self_similarity_before']} → "
            f"{shown['self_similarity_after']}, distinct-2 {shown['distinct_2_before']} → "
            f"{shown['distinct_2_after']}, diversity gain {shown['diversity_gain']}"
        )
