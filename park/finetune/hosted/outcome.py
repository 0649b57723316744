"""What a fine-tuning at a provider has come to."""

from dataclasses import dataclass, field
from typing import Any

from park.adapters.hosted import HostedModel


@dataclass
class Outcome:
    """The hosted models of a run."""

    run: str
    recipe: str
    backend: str
    trained: dict[str, HostedModel] = field(default_factory=dict)
    unchanged: dict[str, HostedModel] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    """What went wrong, by culture."""
    left_out: dict[str, str] = field(default_factory=dict)
    """Cultures that have too few rows, with what they lack."""
    remarks: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def summary(self) -> dict[str, Any]:
        """Return the object that `--json` prints."""
        models = self.trained | self.unchanged
        return {
            "run": self.run,
            "stage": "finetune",
            "recipe": self.recipe,
            "backend": self.backend,
            "trained": sorted(self.trained),
            "unchanged": sorted(self.unchanged),
            "failed": self.failed,
            "left_out": self.left_out,
            "models": {name: _figures(each) for name, each in sorted(models.items())},
            "remarks": self.remarks,
            "seconds": round(self.seconds, 3),
        }


def _figures(model: HostedModel) -> dict[str, Any]:
    return {
        "fine_tuned_model": model.fine_tuned_model,
        "base": model.base,
        "rows": model.rows,
        "held_out": model.held_out,
        "left_out": model.left_out,
        "tokens": model.tokens,
        "epochs": model.epochs,
        "cost_usd": round(model.cost_usd, 6),
        "trained_tokens": model.trained_tokens,
    }
