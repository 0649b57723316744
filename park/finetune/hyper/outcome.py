"""The outcome of training a generator."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from park.finetune.hyper.files import FOLDER, Saved
from park.finetune.outcome import Finetuned
from park.records.adapter import Adapter


@dataclass(kw_only=True)
class Generated(Finetuned[Adapter]):
    """A run's generator, and the adapters that it made."""

    saved: Saved | None = None
    fresh: bool = False
    """Whether it was trained now."""

    def figures(self) -> dict[str, Any]:
        """Return what was trained and made."""
        made = self.saved
        about = made and {
            "form": made.recipe.hyper.form,
            "trained_weights": made.trained,
            "cultures": list(made.cultures),
            "questions": made.questions,
            "steps": made.steps,
            "resumed": made.resumed,
            "seconds": round(made.seconds, 3),
            "loss": made.log[-1]["loss"],
            "device": made.device,
        }
        return {**super().figures(), "generator": about}

    def about(self, model: Adapter, *, fresh: bool) -> str:
        """Return where an adapter is from."""
        return "made from its description" if fresh else "its description and generator"

    def lines(self) -> Iterator[str]:
        """Yield what was trained, a line for each adapter, and next steps."""
        if self.saved is not None:
            state = "trained" if self.fresh else "unchanged"
            yield (
                f"generator: {state}; {self.saved.trained:,} weights, {self.saved.steps} steps, "
                f"last loss {self.saved.log[-1]['loss']:.3f}, in {Path(self.run) / FOLDER}"
            )
        yield from super().lines()
        yield f"next: park adapters make {self.run} --text FILE --out DIR"
