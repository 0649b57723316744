"""Intervals, tests, scores and distances in plain NumPy.

Undefined results are nan, never an error or a warning; only incompatible shapes raise ValueError.
"""

from park.statistics.agreement import alpha, alpha_interval
from park.statistics.calibration import brier, calibration_error
from park.statistics.classes import cohen_kappa, confusion, f1, macro, macro_f1, precision, recall
from park.statistics.clustered import Estimate, clustered_mean
from park.statistics.cultures import c_dist, ceiling
from park.statistics.distances import js_distance, js_similarity, nvas, wasserstein
from park.statistics.hofstede import DIMENSIONS, vsm, vsm_distance
from park.statistics.interval import Interval
from park.statistics.jackknife import pseudo_values
from park.statistics.multiple import benjamini_hochberg, holm
from park.statistics.paired import Difference, paired_difference, permutation_p
from park.statistics.proportion import Z95, wilson
from park.statistics.resampling import Statistic, bootstrap, hierarchical_bootstrap, nested

__all__ = [
    "DIMENSIONS",
    "Z95",
    "Difference",
    "Estimate",
    "Interval",
    "Statistic",
    "alpha",
    "alpha_interval",
    "benjamini_hochberg",
    "bootstrap",
    "brier",
    "c_dist",
    "calibration_error",
    "ceiling",
    "clustered_mean",
    "cohen_kappa",
    "confusion",
    "f1",
    "hierarchical_bootstrap",
    "holm",
    "js_distance",
    "js_similarity",
    "macro",
    "macro_f1",
    "nested",
    "nvas",
    "paired_difference",
    "permutation_p",
    "precision",
    "pseudo_values",
    "recall",
    "vsm",
    "vsm_distance",
    "wasserstein",
    "wilson",
]
