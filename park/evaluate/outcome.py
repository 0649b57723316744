"""What an evaluation has come to."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from park.records.scores import Score


@dataclass
class Outcome:
    """The scores of a run."""

    run: str
    model: str = ""
    respondents: tuple[str, ...] = ()
    scores: list[Score] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    """What went wrong, by task."""
    answers: dict[str, dict[str, int]] = field(default_factory=dict)
    """Responses by task and status, stored ones included."""
    responses: int = 0
    """Responses that were asked for in this process; stored ones are not counted."""
    seconds: float = 0.0
    used: dict[str, Any] = field(default_factory=dict)
    """Calls, tokens and money, where the model is asked through an endpoint."""

    def say(self, remarks: Iterable[str], tell: Callable[[str], None]) -> None:
        """Keep remarks and tell them."""
        for remark in remarks:
            self.remarks.append(remark)
            tell(remark)

    def summary(self) -> dict[str, Any]:
        """Return the object that `--json` prints."""
        return {
            "run": self.run,
            "stage": "evaluate",
            "model": self.model,
            "respondents": list(self.respondents),
            "scores": [each.model_dump(mode="json") for each in self.scores],
            "failed": self.failed,
            "answers": self.answers,
            "remarks": self.remarks,
            "responses": self.responses,
            "seconds": round(self.seconds, 3),
            **self.used,
        }
