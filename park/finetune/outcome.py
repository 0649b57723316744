"""The outcome of local or hosted fine-tuning."""

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, TypeVar

from park.outcome import Outcome

Model = TypeVar("Model")


@dataclass(kw_only=True)
class Finetuned(Outcome, Generic[Model]):
    """The fine-tuned models of a run, by culture."""

    stage: ClassVar[str] = "finetune"
    recipe: str
    trained: dict[str, Model] = field(default_factory=dict)
    unchanged: dict[str, Model] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    """Errors by culture."""
    left_out: dict[str, str] = field(default_factory=dict)
    """Reasons for skipping cultures with too few rows."""

    @property
    def code(self) -> int:
        """The exit code: 1 if a culture failed or was left out."""
        return int(bool(self.failed or self.left_out))

    @property
    def models(self) -> dict[str, Model]:
        """All current models by culture."""
        return dict(sorted((self.trained | self.unchanged).items()))

    def figures(self) -> dict[str, Any]:
        """Return what was trained, what was not, and why."""
        return {
            "recipe": self.recipe,
            "trained": sorted(self.trained),
            "unchanged": sorted(self.unchanged),
            "failed": self.failed,
            "left_out": self.left_out,
            "remarks": self.remarks,
        }

    def lines(self) -> Iterator[str]:
        """Yield a line for each culture."""
        for culture, model in self.unchanged.items():
            yield f"{culture}: unchanged; {self.about(model, fresh=False)}"
        for culture, model in self.trained.items():
            yield f"{culture}: {self.about(model, fresh=True)}"
        for culture, reason in self.failed.items():
            yield f"failed: {culture}: {reason}"
        for culture, reason in self.left_out.items():
            yield f"left out: {culture}: {reason}"

    @abstractmethod
    def about(self, model: Model, *, fresh: bool) -> str:
        """Return a description of a model."""
