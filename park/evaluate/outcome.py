"""What an evaluation has come to."""

from dataclasses import dataclass, field
from typing import Any

from park.scores import Score


@dataclass
class Outcome:
    """The scores of a run."""

    run: str
    model: str = ""
    answerers: tuple[str, ...] = ()
    scores: list[Score] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    """What went wrong, by task."""
    responses: int = 0
    """Responses that were asked for in this process; stored ones are not counted."""
    seconds: float = 0.0
    used: dict[str, Any] = field(default_factory=dict)
    """Calls, tokens and money, where the model is asked through an endpoint."""

    def summary(self) -> dict[str, Any]:
        """Return the object that `--json` prints."""
        return {
            "run": self.run,
            "stage": "evaluate",
            "model": self.model,
            "answerers": list(self.answerers),
            "scores": [each.model_dump(mode="json") for each in self.scores],
            "failed": self.failed,
            "remarks": self.remarks,
            "responses": self.responses,
            "seconds": round(self.seconds, 3),
            **self.used,
        }
