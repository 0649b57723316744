"""What a fine-tuning run has come to."""

from dataclasses import dataclass, field
from typing import Any

from park.records.adapter import Adapter


@dataclass
class Outcome:
    """The adapters of a run."""

    run: str
    recipe: str
    device: str = ""
    estimate: str = ""
    """The memory that was foreseen."""
    trained: dict[str, Adapter] = field(default_factory=dict)
    unchanged: dict[str, Adapter] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    """What went wrong, by culture."""
    left_out: dict[str, str] = field(default_factory=dict)
    """Cultures that have too few rows, with what they lack."""
    remarks: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def summary(self) -> dict[str, Any]:
        """Return the object that `--json` prints."""
        adapters = self.trained | self.unchanged
        return {
            "run": self.run,
            "stage": "finetune",
            "recipe": self.recipe,
            "device": self.device,
            "trained": sorted(self.trained),
            "unchanged": sorted(self.unchanged),
            "failed": self.failed,
            "left_out": self.left_out,
            "adapters": {name: _figures(each) for name, each in sorted(adapters.items())},
            "remarks": self.remarks,
            "seconds": round(self.seconds, 3),
        }


def _figures(adapter: Adapter) -> dict[str, Any]:
    held = adapter.holdout
    return {
        "rows": adapter.rows,
        "too_long": len(adapter.too_long),
        "masked": round(adapter.masked, 4),
        "steps": adapter.steps,
        "resumed": adapter.resumed,
        "loss": adapter.loss,
        "tokens_per_second": round(adapter.tokens_per_second, 1),
        "memory": adapter.memory,
        "seconds": round(adapter.seconds, 3),
        "holdout": held and held.model_dump(exclude={"rows"}) | {"rows": len(held.rows)},
    }
