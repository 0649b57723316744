"""Evaluation of base and adapter on held-out rows."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from park.adapters.base import Base
from park.adapters.recipe import Recipe
from park.finetune.local.rows import IGNORED, Row
from park.records.adapter import Difference, Holdout, Measured
from park.statistics import clustered_mean


def measure(model: Any, base: Base, rows: Sequence[Row], recipe: Recipe) -> Holdout | None:
    """Compare a base with and without its adapter on held-out rows.

    Args:
        model: the base with the adapter.
        base: the same base, with its tokenizer and device.
        rows: the held-out rows.
        recipe: the recipe, with training method and batch size.

    Returns:
        The figures; None without rows.
    """
    if not rows:
        return None
    adapted = _values(model, base, rows, recipe)
    with model.disable_adapter():
        plain = _values(model, base, rows, recipe)
    measured = tuple(
        Measured(sample=row.key, group=row.group, base=before, adapter=after)
        for row, before, after in zip(rows, plain, adapted, strict=True)
    )
    return Holdout(
        figure="loss" if recipe.method == "sft" else "margin",
        base=float(np.mean(plain)),
        adapter=float(np.mean(adapted)),
        difference=difference(measured),
        rows=measured,
    )


def difference(rows: Sequence[Measured]) -> Difference:
    """Return the rows' mean difference with the interval of `clustered_mean`.

    Similar rows of one opinion form a cluster, so that many rows from few opinions do not
    overstate the evidence.

    Args:
        rows: at least one.
    """
    groups = [row.group for row in rows]
    found = clustered_mean([row.adapter - row.base for row in rows], groups)
    low, high = (float(e) if np.isfinite(e) else None for e in (found.low, found.high))
    return Difference(mean=found.value, low=low, high=high, groups=found.clusters)


def _values(model: Any, base: Base, rows: Sequence[Row], recipe: Recipe) -> list[float]:
    chosen = losses(model, base, rows, 0, recipe.evaluation.batch)
    if recipe.method == "sft":
        return chosen
    rejected = losses(model, base, rows, 1, recipe.evaluation.batch)
    return [better - worse for better, worse in zip(chosen, rejected, strict=True)]


def losses(model: Any, base: Base, rows: Sequence[Row], answer: int, batch: int) -> list[float]:
    """Return the mean loss of each row's answer, in nats per token.

    Args:
        model: the base, with or without an adapter.
        base: the base, for its tokenizer and device.
        rows: n rows.
        answer: index of the answer.
        batch: batch size.
    """
    found: list[float] = []
    for start in range(0, len(rows), batch):
        found += _batch(model, base, rows[start : start + batch], answer)
    return found


def _batch(model: Any, base: Base, rows: Sequence[Row], answer: int) -> list[float]:
    import torch

    def padded(lists: list[list[int]], filler: int) -> Any:
        longest = max(map(len, lists))
        filled = [each + [filler] * (longest - len(each)) for each in lists]
        return torch.tensor(filled, device=base.device)

    tokens = padded([row.tokens(answer) for row in rows], base.tokenizer.pad_token_id)
    labels = padded([row.labels(answer) for row in rows], IGNORED)[:, 1:]
    mask = padded([[1] * len(row.tokens(answer)) for row in rows], 0)
    with torch.no_grad():
        logits = model(input_ids=tokens, attention_mask=mask, use_cache=False).logits[:, :-1]
        each = torch.nn.functional.cross_entropy(
            logits.float().transpose(1, 2), labels, ignore_index=IGNORED, reduction="none"
        )
    means = each.sum(dim=1) / (labels != IGNORED).sum(dim=1)
    return [float(value) for value in means]
