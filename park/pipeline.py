"""Runs the stages in order, repeating some until enough opinions are accepted."""

from collections.abc import Iterator, Mapping
from math import ceil
from typing import TYPE_CHECKING

from park.ledger.run import IfExists, read_run, reopen_run
from park.outcome import Outcome
from park.progress import Line
from park.records import Funnel

if TYPE_CHECKING:
    from park.run import Run

GROWTH = 4
"""Maximum growth of dialogues per round, since a yield measured on a few dialogues is
unreliable."""
GIVEN_UP = "given up"
"""Name of the opinions per culture in the ledger at which more dialogues brought no more."""


def pipeline(
    run: "Run",
    *,
    limit: int | None = None,
    if_exists: IfExists = "resume",
    everything: bool = False,
    recipe: str | None = None,
) -> Iterator[Outcome]:
    """Generate, filter and export; with `everything`, also train, evaluate and report.

    With `filter.target`, more dialogues are generated until each culture has that many accepted
    opinions, or more dialogues yield no more.

    Args:
        run: the run.
        limit: maximum number of dialogues; all if None.
        if_exists: how to handle an existing run.
        everything: whether to continue after the export.
        recipe: the recipe for adapters; the default one if None.

    Yields:
        The outcome of each stage.

    Raises:
        InputError: before anything is done, with `everything`, also for a fault of `evaluate`.
    """
    if everything:  # What is wrong is said before hours of dialogues.
        from park.evaluate.task import check_settings

        check_settings(run.setup)
    yield run.generate(limit=limit, if_exists=if_exists)
    filtered = run.filter()
    yield filtered
    if run.setup.config.filter.target is not None and limit is None and not filtered.fault:
        yield from _until_met(run)
    if not any(accepted(run).values()):
        return
    yield run.export()
    if everything:
        yield run.finetune(recipe) if recipe else run.finetune()
        yield run.evaluate()
        yield run.report()


def _until_met(run: "Run") -> Iterator[Outcome]:
    """Generate and filter more dialogues for cultures below the target."""
    config = run.setup.config
    target = config.filter.target
    assert target is not None
    held: dict[str, int] = {}
    with read_run(run.folder) as ledger:
        for _, culture, _, repeat in ledger.places():
            held[culture] = max(held.get(culture, 0), repeat + 1)
        before: dict[str, int] = ledger.get(GIVEN_UP) or {}
    # What an earlier command has generated for those below the target is where this one goes on.
    per_item = min((held.get(name, 0) for name in _short(run, target)), default=0)
    per_item = max(config.seeds.per_item, per_item)
    grown = bool(before)
    while short := _short(run, target):
        counts = ", ".join(f"{culture} {count} of {target}" for culture, count in short.items())
        if short == before and grown:
            run.progress(Line(f"target: more dialogues brought no more opinions: {counts}"))
            with reopen_run(run.folder) as ledger:
                ledger.put(GIVEN_UP, short)
            return
        # A few dialogues more may bring nothing by chance.
        wanted = per_item * GROWTH if short == before else next_per_item(short, target, per_item)
        before, grown, per_item = short, wanted >= GROWTH * per_item, wanted
        run.progress(Line(f"target: {counts}; next: {per_item} dialogues per item"))
        more = run.changed({"seeds.per_item": per_item})
        yield more.generate(cultures=short)
        # A culture that the filter has not met yet may still have no dialogue to filter.
        met = short.keys() <= accepted(run).keys()
        filtered = more.filter(cultures=short if met else ())
        yield filtered
        if filtered.fault:  # More dialogues do not help an unusable judge.
            return
    run.progress(Line(f"target: each culture has {target} accepted opinions"))


def _short(run: "Run", target: int) -> dict[str, int]:
    """Return the accepted opinions of the configured cultures that have fewer than the target."""
    found = accepted(run)
    return {name: n for name in run.setup.cultures if (n := found.get(name, 0)) < target}


def accepted(run: "Run") -> dict[str, int]:
    """Return the number of accepted opinions per culture."""
    with read_run(run.folder) as ledger:
        funnel = Funnel.model_validate(ledger.get("funnel") or {})
    return {culture: counts["accepted"] for culture, counts in funnel.cultures.items()}


def next_per_item(accepted: Mapping[str, int], target: int, per_item: int) -> int:
    """Return the dialogues per culture and item for the next round.

    Args:
        accepted: accepted opinions of the cultures below the target.
        target: target of accepted opinions per culture.
        per_item: dialogues per item so far.
    """
    worst = min(accepted.values())
    wanted = ceil(per_item * target / worst) if worst else GROWTH * per_item
    return max(per_item + 1, min(wanted, GROWTH * per_item))
