"""The outcome of local fine-tuning."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from park.finetune.outcome import Finetuned
from park.records.adapter import Adapter


@dataclass(kw_only=True)
class Adapters(Finetuned[Adapter]):
    """The adapters of a run."""

    device: str = ""
    estimate: str = ""
    """Estimated memory."""

    def figures(self) -> dict[str, Any]:
        """Return what was trained and how."""
        adapters = {name: _figures(each) for name, each in self.models.items()}
        return {**super().figures(), "device": self.device, "adapters": adapters}

    def about(self, model: Adapter, *, fresh: bool) -> str:
        """Return a new adapter's steps, and its held-out results."""
        held = model.holdout
        steps = f"{model.steps} steps, " if fresh else ""
        if held is None:
            return f"{steps}nothing held out"
        change = held.difference
        return (
            f"{steps}held-out {held.figure} {held.base:.3f} → {held.adapter:.3f} "
            f"({change}, {len(held.rows)} rows of {change.groups} {held.unit})"
        )

    def lines(self) -> Iterator[str]:
        """Yield a line for each culture, where the adapters are and next steps."""
        yield from super().lines()
        if names := list(self.models):
            count = "1 adapter is" if len(names) == 1 else f"{len(names)} adapters are"
            yield f"{count} in {Path(self.run) / 'adapters'}"
            yield f"next: park chat {self.run} --culture {names[0]} --compare"


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
