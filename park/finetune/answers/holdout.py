"""Evaluation of base and adapter on polls of held-out items."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from park.adapters.base import Base
from park.adapters.recipe import Recipe
from park.finetune.answers.rows import PollRow
from park.finetune.local.holdout import difference
from park.records.adapter import Holdout, Measured


def measure_polls(
    model: Any, base: Base, rows: Sequence[PollRow], recipe: Recipe
) -> Holdout | None:
    """Compare a base with and without its adapter: forward KL from people's shares.

    Args:
        model: the base with the adapter.
        base: the same base.
        rows: polls of held-out items, their shares those of people.
        recipe: the recipe, with the batch size.

    Returns:
        The figures, with an interval over topics; None without rows.
    """
    if not rows:
        return None
    adapted = _values(model, base, rows, recipe.evaluation.batch)
    with model.disable_adapter():
        plain = _values(model, base, rows, recipe.evaluation.batch)
    measured = tuple(
        Measured(sample=row.key, group=row.group, base=before, adapter=after)
        for row, before, after in zip(rows, plain, adapted, strict=True)
    )
    return Holdout(
        figure="kl",
        base=float(np.mean(plain)),
        adapter=float(np.mean(adapted)),
        difference=difference(measured),
        rows=measured,
    )


def _values(model: Any, base: Base, rows: Sequence[PollRow], batch: int) -> list[float]:
    import torch

    from park.finetune.answers.trainer import batch_loss, collate

    found: list[float] = []
    for start in range(0, len(rows), batch):
        inputs = collate(rows[start : start + batch], base.tokenizer.pad_token_id)
        inputs = {name: each.to(base.device) for name, each in inputs.items()}
        with torch.no_grad():
            found += batch_loss(model, inputs, "kl").tolist()
    return found
