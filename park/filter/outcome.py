"""What a filter run has come to: counts for the table, the summary and `--json`."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from park.filter.funnel import rejected, totals
from park.models.gateway import Meter
from park.models.limiter import Limiter


@dataclass
class Outcome:
    """Counts that grow while dialogues are read."""

    run: str
    planned: dict[str, int]
    """Dialogues to be read, per culture."""
    meter: Meter
    limiters: list[Limiter]
    done: Counter[str] = field(default_factory=Counter)
    """Dialogues that have been read."""
    failed: Counter[str] = field(default_factory=Counter)
    """Dialogues of which nothing could be listed."""
    endings: Counter[str] = field(default_factory=Counter)
    """Dialogues that this process has read, for the time that is left."""
    flags: Counter[str] = field(default_factory=Counter)
    """Windows of turns that could not be read, by what failed."""
    listed: int = 0
    verified: int = 0
    """Opinions with a verification that could be read."""
    unverified: int = 0
    failures: dict[str, str] = field(default_factory=dict)
    """What the judge said where it could not be read, by dialogue."""
    funnel: dict[str, Any] = field(default_factory=dict)
    alarms: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    """What a reader of the figures should know."""
    seconds: float = 0.0

    def early_endings(self) -> dict[str, int]:
        """Return nothing: reading has no early endings."""
        return {}

    @property
    def accepted(self) -> int:
        """Opinions that passed every check."""
        return totals(self.funnel.get("cultures", {})).get("accepted", 0)

    @property
    def fault(self) -> str:
        """Why the judge is of no use, '' if it is."""
        windows = self.flags.total()
        if windows and not self.listed:
            return f"the judge's lists could not be read in any of {windows} attempts"
        if self.unverified and not self.verified:
            return f"the judge's verdicts could not be read for any of {self.unverified} opinions"
        return ""

    def summary(self) -> dict[str, Any]:
        """Return the object that `--json` prints."""
        total = totals(self.funnel.get("cultures", {}))
        return {
            "run": self.run,
            "stage": "filter",
            "planned": sum(self.planned.values()),
            "done": self.done.total(),
            "failed": self.failed.total(),
            "skipped": 0,
            **self.meter.summary(),
            "seconds": round(self.seconds, 3),
            "accepted": total.get("accepted", 0),
            "rejected": rejected(total),
        }
