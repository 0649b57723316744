"""The outcome of merging a run's parts."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from park.ledger.consumed import Totals
from park.ledger.merge import Joined, merge_parts
from park.ledger.run import read_run
from park.outcome import Outcome

SHOWN = 12
"""Maximum shards to list."""


@dataclass(kw_only=True)
class Merged(Outcome):
    """What has been merged, and what is still missing."""

    stage: ClassVar[str] = "merge"
    joined: Joined
    dialogues: int
    """Finished dialogues of the run."""
    totals: Totals

    @property
    def code(self) -> int:
        """The exit code: 1 if a shard is missing, at work, unfinished or has failures."""
        return int(bool(self.joined.again() or self.joined.running))

    def figures(self) -> dict[str, Any]:
        """Return the counts, and the shards to run again."""
        joined = self.joined
        return {
            "parts": len(joined.parts),
            "of": joined.of,
            "missing": joined.missing,
            "running": joined.running,
            "again": joined.again(),
            "dialogues": self.dialogues,
            "calls": self.totals.calls,
            "cost_usd": round(self.totals.cost_usd, 6),
        }

    def lines(self) -> Iterator[str]:
        """Yield what was merged, what to run again and the next step."""
        joined = self.joined
        for part in joined.parts:
            if part.unfinished:
                yield f"shard {part.shard} has not finished: {part.unfinished}"
            elif part.failed:
                yield f"shard {part.shard}: {part.failed} dialogues failed"
        if joined.running:
            yield f"at work, to be merged later: shard {_listed(joined.running, joined.of)}"
        if joined.missing:
            yield f"{len(joined.missing)} of {joined.of} shards are missing"
        yield (
            f"{len(joined.parts)} of {joined.of} shards are merged into {self.run}: "
            f"{self.dialogues} dialogues, {self.totals.calls} calls"
        )
        if again := joined.again():
            yield f"run again: --shard {_listed(again, joined.of)}; then: park merge {self.run}"
        elif not joined.running:
            stages = {part.stage for part in joined.parts}
            yield f"next: park {'evaluate' if 'evaluate' in stages else 'filter'} {self.run}"


def _listed(numbers: list[int], of: int) -> str:
    more = f" and {len(numbers) - SHOWN} more" if len(numbers) > SHOWN else ""
    return ", ".join(f"{number}/{of}" for number in numbers[:SHOWN]) + more


def merged(folder: Path) -> Merged:
    """Merge a run's parts; see `park.ledger.merge.merge_parts`."""
    began = time.monotonic()
    joined = merge_parts(folder)
    with read_run(folder) as ledger:
        done, totals = len(ledger.dialogue_keys(failed=False)), ledger.totals()
    return Merged(
        run=str(folder),
        joined=joined,
        dialogues=done,
        totals=totals,
        seconds=time.monotonic() - began,
    )
