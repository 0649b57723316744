"""The outcome of a generate run."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from park.outcome import Dialogues, first_of, listed
from park.records import Dialogue
from park.records.dialogue import CALLED

FAILURES_SHOWN = 10


@dataclass(kw_only=True)
class Generated(Dialogues):
    """Running counts of generated dialogues."""

    stage: ClassVar[str] = "generate"
    turns: int = 0
    failed_in_a_row: int = 0
    kept: bool = True
    """Whether the run's folder outlives the command."""

    @property
    def code(self) -> int:
        """The exit code: 1 if a dialogue failed."""
        return int(self.failed.total() > 0)

    def add(self, dialogue: Dialogue) -> None:
        """Count a finished or failed dialogue."""
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
        """Count this process's dialogues that ended early, by reason."""
        return {CALLED.get(end, end): n for end, n in self.endings.items() if end != "turns"}

    def lines(self) -> Iterator[str]:
        """Yield what was generated, failures and next steps."""
        if not self.endings and self.done == Counter(self.planned):
            yield "nothing to do"
        planned = sum(self.planned.values())
        where = f"are in {self.run}" if self.kept else "were made, and none is kept"
        yield f"{self.done.total()} of {planned} dialogues {where}; {self.used()}"
        if self.meter.cached_share:
            yield f"{self.meter.cached_share:.0%} of the prompt tokens came from the prompt cache"
        if self.skipped:
            seeds = "1 seed" if self.skipped == 1 else f"{self.skipped} seeds"
            yield f"{seeds} skipped: the country was not asked the item"
        yield from listed("ended early: ", self.early_endings())
        yield from listed("turns kept with a flag: ", self.flags)
        yield from first_of("failed", self.failures, FAILURES_SHOWN, "failures")
        if self.shard is not None:
            part = f"{self.run}/{self.shard.name}"
            yield f"shard {self.shard} is in {part}; when all are done: park merge {self.run}"
            return
        if not self.kept:
            return
        if not self.done:
            yield "no dialogue was made; run it again once the reason is mended"
            return
        yield f"next: park filter {self.run} (or read: park show {self.run})"
