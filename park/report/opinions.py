"""The funnel of opinions from the filter stage."""

from collections.abc import Mapping

from park.findings.model import Figure
from park.ledger.ledger import Ledger
from park.records import Funnel as Counts
from park.report.model import Funnel
from park.statistics import wilson

ALWAYS = ("dialogues", "listed", "accepted")


def funnel(ledger: Ledger) -> Funnel | None:
    """Return the funnel of opinions, if the filter has run."""
    stored = ledger.get("funnel")
    if not stored:
        return None
    found = Counts.model_validate(stored)
    counted = found.counted()
    stages = [name for name in found.stages if name in counted or name in ALWAYS]
    calibration = ledger.get("calibration") or {}
    return Funnel(
        stages=(*stages, *(name for name in counted if name not in found.stages)),
        cultures=found.cultures,
        accepted={name: accepted(row) for name, row in found.cultures.items()},
        diversity=found.diversity,
        calibration={
            name: value for name, value in calibration.items() if isinstance(value, int | float)
        },
        remarks=(*found.alarms, *found.remarks),
    )


def accepted(row: Mapping[str, int]) -> Figure:
    """Return the share of accepted opinions with its Wilson interval."""
    kept, listed = row.get("accepted", 0), row.get("listed", 0)
    if not listed:
        return Figure(value=None, unit="opinions")
    low, high = wilson(kept, listed)
    return Figure(value=kept / listed, low=low, high=high, n=listed, unit="opinions")


def total(funnel: Funnel) -> dict[str, int]:
    """Return the counts summed over cultures."""
    return {
        stage: sum(row.get(stage, 0) for row in funnel.cultures.values()) for stage in funnel.stages
    }
