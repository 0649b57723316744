"""What a generate run has come to: counts for the table, the summary and `--json`."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from park.models.gateway import Meter
from park.models.limiter import Limiter
from park.records import Dialogue


@dataclass
class Outcome:
    """Counts that grow while the dialogues are held."""

    run: str
    planned: dict[str, int]
    """Dialogues to be had per culture in this run, earlier ones included."""
    meter: Meter
    limiters: list[Limiter]
    skipped: int = 0
    """Seeds that could not be made, since the country was not asked the item."""
    done: Counter[str] = field(default_factory=Counter)
    """Finished dialogues per culture, earlier ones included."""
    failed: Counter[str] = field(default_factory=Counter)
    endings: Counter[str] = field(default_factory=Counter)
    """Dialogues of this process by their ending."""
    flags: Counter[str] = field(default_factory=Counter)
    """Kept turns by the check they still fail."""
    failures: dict[str, str] = field(default_factory=dict)
    """The last failed dialogues: key → what failed."""
    turns: int = 0
    seconds: float = 0.0
    failed_in_a_row: int = 0

    def add(self, dialogue: Dialogue) -> None:
        """Count a dialogue that has just ended."""
        self.endings[dialogue.ending] += 1
        self.turns += len(dialogue.turns)
        self.flags.update(flag.check for turn in dialogue.turns for flag in turn.flags)
        if dialogue.ending == "error":
            self.failed[dialogue.seed.culture] += 1
            self.failures[dialogue.key] = dialogue.failure
            self.failed_in_a_row += 1
        else:
            self.done[dialogue.seed.culture] += 1
            self.failed_in_a_row = 0

    def early_endings(self) -> dict[str, int]:
        """Return how many dialogues of this process ended before all turns were done, by reason."""
        return {ending: n for ending, n in self.endings.items() if ending != "turns"}

    def summary(self, stage: str) -> dict[str, Any]:
        """Return the object that `--json` prints."""
        return {
            "run": self.run,
            "stage": stage,
            "planned": sum(self.planned.values()),
            "done": self.done.total(),
            "failed": self.failed.total(),
            "skipped": self.skipped,
            **self.meter.summary(),
            "seconds": round(self.seconds, 3),
        }
