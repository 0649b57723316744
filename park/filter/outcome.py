"""What a filter run has come to: counts for the table, the summary and `--json`."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from park.filter.funnel import rejected
from park.models.gateway import Meter
from park.models.limiter import Limiter
from park.records import Funnel

NOTABLE = 0.1
"""The share of what could not be read from which a reader of the figures is told."""


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
    windows: int = 0
    """Windows of turns whose opinions the judge was to list."""
    listed: int = 0
    verified: int = 0
    """Opinions with a verification that could be read."""
    unverified: int = 0
    worded: int = 0
    """Opinions that the judge voted on in words."""
    error: str = ""
    """Why the first unverified opinion could not be verified, where a call failed."""
    refused: str = ""
    """Why the judge is not asked at all; '' if it is."""
    failures: dict[str, str] = field(default_factory=dict)
    """What the judge said where it could not be read, by dialogue."""
    funnel: Funnel | None = None
    """None until everything is decided."""
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
        return self.funnel.total().get("accepted", 0) if self.funnel else 0

    @property
    def fault(self) -> str:
        """Why the judge is of no use, '' if it is."""
        if self.refused:
            return self.refused
        if self.windows and self.flags.total() == self.windows:
            return f"the judge's lists could not be read in any of {self.windows} attempts"
        if self.windows and not self.listed:
            return f"the judge found no opinion in any of {self.done.total()} dialogues"
        if self.unverified and not self.verified:
            why = f" ({self.error})" if self.error else ""
            return (
                f"the judge's verdicts could not be read for any of {self.unverified} opinions{why}"
            )
        return ""

    @property
    def empty(self) -> str:
        """Why there is nothing to go on with although the judge could be read; '' if there is."""
        if self.fault or self.funnel is None or self.accepted:
            return ""
        counts = ", ".join(f"{name} {count}" for name, count in rejected(self.funnel).items())
        return f"none of {self.listed} opinions was accepted ({counts})"

    def missing(self) -> Iterator[str]:
        """Yield what could not be read, where it is a notable part."""
        unread = self.flags.total()
        if NOTABLE * self.windows < unread < self.windows:
            counts = ", ".join(f"{name} {count}" for name, count in sorted(self.flags.items()))
            yield f"{unread} of {self.windows} lists could not be read ({counts})"
        asked = self.verified + self.unverified
        if self.verified and self.unverified > NOTABLE * asked:
            why = f" ({self.error})" if self.error else ""
            yield f"{self.unverified} of {asked} opinions could not be verified{why}"

    def summary(self) -> dict[str, Any]:
        """Return the object that `--json` prints."""
        return {
            "run": self.run,
            "stage": "filter",
            "planned": sum(self.planned.values()),
            "done": self.done.total(),
            "failed": self.failed.total(),
            "skipped": 0,
            **self.meter.summary(),
            "seconds": round(self.seconds, 3),
            "accepted": self.accepted,
            "rejected": rejected(self.funnel) if self.funnel else {},
            **({"fault": self.fault} if self.fault else {}),
        }
