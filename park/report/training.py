"""Adapters with their training and held-out results."""

from park.findings.model import Figure
from park.ledger.ledger import Ledger
from park.models.public import public_name
from park.records.adapter import Adapter, Holdout
from park.report.model import Hosted, Trained

MOST_POINTS = 200
"""Maximum points of a curve."""


def training(ledger: Ledger) -> tuple[Trained, ...]:
    """Return all adapters, sorted by name."""
    found = (ledger.adapter(name) for name in ledger.adapters())
    return tuple(trained(adapter) for adapter in found if adapter is not None)


def hosted(ledger: Ledger) -> tuple[Hosted, ...]:
    """Return all hosted models, sorted by name."""
    return tuple(
        Hosted(
            name=each.culture,
            base=each.base,
            rows=each.rows,
            tokens=each.tokens,
            epochs=each.epochs,
            cost_usd=each.cost_usd,
            status=each.status,
            model=each.fine_tuned_model,
        )
        for each in ledger.hosted_models()
    )


def trained(adapter: Adapter) -> Trained:
    """Summarise an adapter."""
    points = tuple((row["step"], row["loss"]) for row in adapter.log if {"step", "loss"} <= {*row})
    stride = -(-len(points) // MOST_POINTS) or 1
    held = adapter.holdout
    return Trained(
        name=adapter.culture,
        base=public_name(adapter.base),
        recipe=f"{adapter.recipe_name} ({adapter.recipe.method})",
        rows=adapter.rows,
        tokens=adapter.tokens,
        too_long=len(adapter.too_long),
        steps=adapter.steps,
        seconds=adapter.seconds,
        device=adapter.device,
        loss=(*points[:-1:stride], *points[-1:]),
        measure=held.figure if held else "",
        held_base=held.base if held else None,
        held_adapter=held.adapter if held else None,
        difference=difference(held) if held else None,
        held_rows=len(held.rows) if held else 0,
    )


def difference(held: Holdout) -> Figure:
    """Return adapter minus base; a single opinion gives no interval."""
    found = held.difference
    ends = {"low": found.low, "high": found.high} if found.groups > 1 else {}
    return Figure(value=found.mean, n=found.groups, unit=held.unit, **ends)
