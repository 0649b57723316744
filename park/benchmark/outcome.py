"""The outcome of a step."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar

from park.outcome import Outcome

NEXT = "next: "


@dataclass(kw_only=True)
class Step(Outcome):
    """The outcome of a step of the builder."""

    stage: ClassVar[str] = "benchmark"
    step: str
    found: dict[str, Any] = field(default_factory=dict)
    """Figures, as `--json` prints them."""
    text: list[str] = field(default_factory=list)
    failed: bool = False

    @property
    def code(self) -> int:
        """The exit code: 1 if something must be mended."""
        return int(self.failed)

    def figures(self) -> dict[str, Any]:
        """Return the step and its figures."""
        return {"step": self.step, **self.found, "remarks": self.remarks}

    def lines(self) -> Iterator[str]:
        """Yield what was done, remarks, and the next step."""
        yield from (line for line in self.text if not line.startswith(NEXT))
        yield from self.remarks
        yield from (line for line in self.text if line.startswith(NEXT))
