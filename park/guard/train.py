"""Trains a guard on people's ratings, and says how well it does on texts that it has not seen."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from park.guard.labels import Labels, gaps
from park.guard.model import AXES, Guard, Head
from park.models.embedders import Embedder
from park.statistics.interval import Numbers
from park.statistics.ranks import spearman

FOLDS = 5
PENALTIES = tuple(10.0**power for power in range(-3, 5))


def trained(labels: Labels, embedder: Embedder, seed: int, card: Mapping[str, Any]) -> Guard:
    """Return a guard of all texts, with its figures on texts left out in turn."""
    vectors = embedder.embed(labels.texts).astype(float)
    heads = {
        name: ridge(vectors[known], target[known])
        for name, target in targets(labels).items()
        for known in [np.isfinite(target)]
    }
    return Guard(
        embedder=embedder.name,
        endpoint=embedder.endpoint,
        heads=heads,
        card={**card, "texts": len(labels.texts), **figures(labels, vectors, seed)},
    )


def targets(labels: Labels) -> dict[str, Numbers]:
    """Return what each head is to predict."""
    rates = {name: labels.rates[:, k] for k, name in enumerate(labels.countries)}
    return {AXES[0]: labels.harmless, AXES[1]: labels.aware, **rates}


def ridge(vectors: Numbers, target: Numbers) -> Head:
    """Fit ridge regression with the penalty of the least generalised cross-validation error.

    For a penalty λ the error is n |y - ŷ|² / (n - tr H)², with H the hat matrix (Golub, Heath &
    Wahba 1979).
    """
    centre, mean = vectors.mean(0), float(target.mean())
    left, scale, right = np.linalg.svd(vectors - centre, full_matrices=False)
    along = left.T @ (target - mean)
    n = len(target)

    def error(penalty: float) -> float:
        shrunk = scale**2 / (scale**2 + penalty)
        rest = target - mean - left @ (shrunk * along)
        return float(rest @ rest) * n / max(n - 1 - float(shrunk.sum()), 1e-9) ** 2

    penalty = min(PENALTIES, key=error)
    weights = right.T @ (scale / (scale**2 + penalty) * along)
    return Head(bias=mean - float(centre @ weights), weights=tuple(map(float, weights)))


def predicted(vectors: Numbers, target: Numbers, fold: Numbers) -> Numbers:
    """Return predictions of each fold by the others; nan where the target is unknown."""
    found = np.full(len(target), np.nan)
    known = np.isfinite(target)
    for each in range(FOLDS):
        train, test = known & (fold != each), known & (fold == each)
        head = ridge(vectors[train], target[train])
        found[test] = np.clip(vectors[test] @ np.array(head.weights) + head.bias, 0, 1)
    return found


def figures(labels: Labels, vectors: Numbers, seed: int) -> dict[str, Any]:
    """Return the table of axes and countries, each with its controls.

    `prior` is the mean of the training texts, which knows no text; `pooled` is a head of the mean
    over countries, which knows no country.
    """
    rng = np.random.default_rng(seed)
    fold = rng.permutation(np.arange(len(labels.texts)) % FOLDS)
    known = targets(labels)
    made = {name: predicted(vectors, target, fold) for name, target in known.items()}
    pooled = 1 - made[AXES[0]]
    axes = {axis: _scored(known[axis], made[axis], fold) for axis in AXES}
    countries = {}
    gap = gaps(labels.rates)
    made_gap = gaps(np.column_stack([made[name] for name in labels.countries]))
    for k, name in enumerate(labels.countries):
        target = known[name]
        seen = np.isfinite(target)
        both = np.isfinite(gap[:, k]) & np.isfinite(made_gap[:, k])
        countries[name] = {
            **_scored(target, made[name], fold),
            "pooled_mae": float(np.abs(target - pooled)[seen].mean()),
            "pooled_spearman": spearman(target[seen], pooled[seen]),
            "reliability": labels.reliable[name],
            "gap_mae": float(np.abs(gap[both, k] - made_gap[both, k]).mean()),
            "gap_zero_mae": float(np.abs(gap[both, k]).mean()),
            "gap_spearman": spearman(gap[both, k], made_gap[both, k]),
            "gap_reliability": labels.reliable_gap[name],
        }
    return {"axes": axes, "countries": countries}


def _scored(target: Numbers, made: Numbers, fold: Numbers) -> dict[str, float]:
    known = np.isfinite(target)
    prior = np.full(len(target), np.nan)
    for each in range(FOLDS):
        prior[fold == each] = target[known & (fold != each)].mean()
    return {
        "n": int(known.sum()),
        "mae": float(np.abs(target - made)[known].mean()),
        "prior_mae": float(np.abs(target - prior)[known].mean()),
        "spearman": spearman(target[known], made[known]),
    }
