"""Fits the nested models under each coding and compares them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from park.statistics.chi_square import upper_tail
from park.statistics.crossed import Design
from park.statistics.mixed import Fit, Ratios, fit
from park.statistics.multiple import benjamini_hochberg
from park.study.studies.salience.columns import MODELS, Sheet

COMPARED = (("D", "Base"), ("CZ", "Base"), ("D+CZ", "D"), ("D×CZ", "D+CZ"))


class Comparison(NamedTuple):
    """A likelihood-ratio test of a model against one within it."""

    chi2: float
    df: int
    p: float
    """nan where the larger model has no column of its own."""
    q: float
    """p adjusted by Benjamini–Hochberg over the tests of the coding."""
    aic: float
    """AIC of the larger model minus that of the smaller one; below 0 it is better."""


@dataclass(frozen=True)
class Fitted:
    """The models under one coding."""

    sheet: Sheet
    design: Design
    names: Mapping[str, tuple[str, ...]]
    """Columns by model."""
    fits: Mapping[str, Fit]
    tests: Mapping[str, Comparison]

    def explained(self, model: str) -> float:
        """Return the share of the raters' variance in Base that a model explains."""
        base = self.fits["Base"].rater.value
        return 1 - self.fits[model].rater.value / base if base > 0 else float("nan")


class Workbench:
    """Fits models; those that codings with the same raters share are fitted once."""

    def __init__(self) -> None:
        self._designs: dict[bytes, Design] = {}
        self._fits: dict[tuple[bytes, tuple[str, ...]], Fit] = {}

    def fitted(self, sheet: Sheet) -> Fitted:
        """Fit all models under a coding."""
        if sheet.key not in self._designs:
            self._designs[sheet.key] = sheet.design()
        design = self._designs[sheet.key]
        names, fits = {}, {}
        start: Ratios | None = None
        for model in MODELS:
            columns = sheet.columns(model)
            names[model] = tuple(columns)
            # Zones of several codings may have one name.
            zoned = names[model] if "CZ" not in model else (*names[model], *sheet.zone)
            key = (sheet.key, zoned)
            if key not in self._fits:
                x = np.column_stack(list(columns.values()))
                self._fits[key] = fit(design, x, start) if start else fit(design, x)
            fits[model] = self._fits[key]
            start = start or fits[model].ratios
        return Fitted(sheet, design, names, fits, compare(fits))


def compare(fits: Mapping[str, Fit]) -> dict[str, Comparison]:
    """Return the tests of nested models, adjusted for their number."""
    rows = []
    for larger, smaller in COMPARED:
        one, other = fits[larger], fits[smaller]
        chi2, df = max(other.deviance - one.deviance, 0.0), one.parameters - other.parameters
        p = upper_tail(chi2, df) if df else float("nan")
        rows.append((chi2, df, p, one.aic - other.aic))
    adjusted = benjamini_hochberg([row[2] for row in rows])
    return {
        f"{larger}|{smaller}": Comparison(chi2, df, p, float(q), aic)
        for (larger, smaller), (chi2, df, p, aic), q in zip(COMPARED, rows, adjusted, strict=True)
    }
