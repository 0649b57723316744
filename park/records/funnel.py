"""The outcome of filtering: rejections by check, and diversity."""

from collections import Counter

from pydantic import Field

from park.records.base import Record


class Funnel(Record):
    """Figures of the filter stage, stored under the key `funnel`."""

    stages: tuple[str, ...] = ()
    """Names of the counts in order: dialogues, opinions, reasons and accepted."""
    cultures: dict[str, dict[str, int]] = Field(default_factory=dict)
    """Counts by culture and stage."""
    diversity: dict[str, dict[str, float | None]] = Field(default_factory=dict)
    """Each culture's diversity before and after comparison."""
    alarms: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    """Remarks for interpretation."""
    judge: str = ""
    embedder: str = ""

    def total(self) -> dict[str, int]:
        """Return the counts summed over cultures."""
        total: Counter[str] = Counter()
        for row in self.cultures.values():
            total.update(row)
        return dict(total)

    def counted(self, *cultures: str) -> list[str]:
        """Return the stages with non-zero counts, in the given cultures or in all."""
        rows = [row for name, row in self.cultures.items() if not cultures or name in cultures]
        found = {stage for row in rows for stage, count in row.items() if count}
        known = [stage for stage in self.stages if stage in found]
        return [*known, *sorted(found.difference(known))]
