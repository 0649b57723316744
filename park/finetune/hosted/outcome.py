"""The outcome of hosted fine-tuning."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from park.finetune.outcome import Finetuned
from park.records.hosted import HostedModel


@dataclass(kw_only=True)
class HostedModels(Finetuned[HostedModel]):
    """The hosted models of a run."""

    backend: str

    def figures(self) -> dict[str, Any]:
        """Return the trained models and their names."""
        models = {name: _figures(each) for name, each in self.models.items()}
        return {**super().figures(), "backend": self.backend, "models": models}

    def about(self, model: HostedModel, *, fresh: bool) -> str:
        """Return a model's name, and the trained tokens of a new one."""
        tokens = "an unknown number of" if model.trained_tokens is None else model.trained_tokens
        return model.fine_tuned_model + (f", {tokens} trained tokens" if fresh else "")

    def lines(self) -> Iterator[str]:
        """Yield a line for each culture, and where the models are."""
        yield from super().lines()
        if models := self.models:
            count = "1 model is" if len(models) == 1 else f"{len(models)} models are"
            yield f"{count} at {self.backend}, to be asked as openai/<name>"


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
