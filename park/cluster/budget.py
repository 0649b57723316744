"""How the money that is left is divided among shards, whatever each has spent before."""

from collections.abc import Iterable
from pathlib import Path

from park.ledger.consumed import Totals
from park.ledger.ledger import Ledger
from park.ledger.part import BEFORE
from park.ledger.run import LEDGER
from park.ledger.shard import Shard


def budgets(
    folder: Path, shards: Iterable[Shard], max_cost: float | None, totals: Totals
) -> dict[int, float | None]:
    """Return a `limits.max_cost` for each shard, by number, such that all may spend alike.

    A part of a run may spend an equal share of what was left when it began
    (`park.ledger.part.Part.share`), in all; here it may spend an equal share of what is left now.

    Args:
        folder: the run folder, with all parts merged.
        shards: the shards.
        max_cost: the run's limit in US dollars.
        totals: what the run has used.
    """
    shards = list(shards)
    if max_cost is None:
        return {shard.number: None for shard in shards}
    each = max(0.0, max_cost - totals.cost_usd) / len(shards)
    found: dict[int, float | None] = {}
    for shard in shards:
        spent, before = _part(folder / shard.name / LEDGER, totals.cost_usd)
        found[shard.number] = (spent + each) * shard.of + before
    return found


def central(folder: Path, totals: Totals) -> Totals:
    """Return what the run has used beside its parts."""
    parts = [_totals(path) for path in sorted((folder / "parts").glob(f"*/{LEDGER}"))]
    usage = totals.usage
    for part in parts:
        usage = usage.model_copy(
            update={
                name: max(0, getattr(usage, name) - getattr(part.usage, name))
                for name in type(usage).model_fields
            }
        )
    return Totals(
        calls=max(0, totals.calls - sum(part.calls for part in parts)),
        usage=usage,
        cost_usd=max(0.0, totals.cost_usd - sum(part.cost_usd for part in parts)),
    )


def _totals(path: Path) -> Totals:
    with Ledger(path, read_only=True) as ledger:
        return ledger.totals()


def _part(path: Path, now: float) -> tuple[float, float]:
    """Return what a part has spent, and what the run had spent when it began."""
    if not path.is_file():
        return 0.0, now
    with Ledger(path, read_only=True) as ledger:
        before = ledger.get(BEFORE)
        return ledger.totals().cost_usd, now if before is None else float(before)
