"""What became of the opinions: how many each check rejected, and how diverse the rest is."""

from collections import Counter

from pydantic import Field

from park.records.base import Record


class Funnel(Record):
    """Counts and figures of the filter stage, as a run holds them under the key `funnel`."""

    stages: tuple[str, ...] = ()
    """What is counted, in its order: dialogues, opinions, reasons, and what was accepted."""
    cultures: dict[str, dict[str, int]] = Field(default_factory=dict)
    """The counts of each culture by stage."""
    diversity: dict[str, dict[str, float | None]] = Field(default_factory=dict)
    """Figures of each culture before and after its opinions were compared."""
    alarms: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    """What a reader of the figures should know."""
    judge: str = ""
    embedder: str = ""

    def total(self) -> dict[str, int]:
        """Return the counts of all cultures together."""
        total: Counter[str] = Counter()
        for row in self.cultures.values():
            total.update(row)
        return dict(total)

    def counted(self, *cultures: str) -> list[str]:
        """Return the stages that counted anything, in some cultures or in all."""
        rows = [row for name, row in self.cultures.items() if not cultures or name in cultures]
        found = {stage for row in rows for stage, count in row.items() if count}
        known = [stage for stage in self.stages if stage in found]
        return [*known, *sorted(found.difference(known))]
