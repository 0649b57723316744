"""Streaming statistics of columns."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from park.export.schema import Column

LABELS = ("label", "code", "models")
"""Kinds of columns with counted values."""
FEW = 12
"""Maximum distinct values to list with counts."""


@dataclass
class Figures:
    """The statistics of a column."""

    kind: str
    rows: int = 0
    low: float = float("inf")
    high: float = float("-inf")
    total: float = 0.0
    measured: int = 0
    counts: dict[str, int] = field(default_factory=dict)

    def add(self, value: Any) -> None:
        """Add a row's value."""
        self.rows += 1
        if self.kind in LABELS:
            names = value.values() if self.kind == "models" else [str(value)]
            for name in dict.fromkeys(each for each in names if each):
                self.counts[name] = self.counts.get(name, 0) + 1
        elif self.kind == "text":
            self.counts[value] = 1
        elif (size := _size(value)) is not None:
            self.low, self.high = min(self.low, size), max(self.high, size)
            self.total += size
            self.measured += 1

    def __str__(self) -> str:
        """Return a short summary."""
        if self.kind == "text":
            return f"{len(self.counts)} distinct"
        if self.kind in LABELS:
            return self._labels()
        if not self.measured:
            return "none"
        mean = self.total / self.measured
        if self.kind == "number":
            known = "" if self.measured == self.rows else f" ({self.measured} of {self.rows} rows)"
            return f"{self.low:.3g} to {self.high:.3g}, mean {mean:.3g}{known}"
        unit = "keys" if self.kind == "keys" else "characters"
        return f"{self.low:.0f} to {self.high:.0f} {unit}, mean {mean:.1f}"

    def _labels(self) -> str:
        if len(self.counts) > FEW or any(len(name) > 60 for name in self.counts):
            return f"{len(self.counts)} distinct"
        ranked = sorted(self.counts.items(), key=lambda pair: (-pair[1], pair[0]))
        return ", ".join(f"{name}: {count}" for name, count in ranked)


def describe(described: Mapping[str, Column]) -> dict[str, Figures]:
    """Return empty statistics of columns."""
    return {name: Figures(column.kind) for name, column in described.items()}


def add_rows(figures: Mapping[str, Figures], rows: Iterable[Mapping[str, Any]]) -> None:
    """Add rows to the statistics."""
    for row in rows:
        for name, column in figures.items():
            column.add(row[name])


def _size(value: Any) -> float | None:
    """Return a number's value, or a list's length in keys or characters."""
    if not isinstance(value, list):
        return None if value is None else float(value)
    if value and isinstance(value[0], dict):
        return float(sum(len(each.get("content", each.get("value", ""))) for each in value))
    return float(len(value))
