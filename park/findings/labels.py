"""Display names of metrics and methods."""

from park.align.method import METHODS
from park.findings.model import Metric
from park.statistics import DIMENSIONS

METRICS = {
    "js": "JS similarity",
    "exam_js": "exam, JS similarity",
    "gain_js": "gain, JS similarity",
    "exam_mode": "exam, most frequent answer",
    "gain_mode": "gain, most frequent answer",
    "wasserstein": "Wasserstein distance",
    "nvas": "NVAS",
    "c_dist": "C-Dist",
    "adaptability": "adaptability: variance over cultures, as a share of people’s",
    "structure": "structure: how items go together over cultures, against people’s",
    "sva": "SVA",
    "a_sva": "A-SVA",
    "knowledge": "accuracy on knowledge items",
    "macro_f1": "macro-F1",
    "f1": "F1",
    "order_by_option": "distance between orders, by option",
    "order_by_place": "distance between orders, by place",
    "mis": "MIS",
    "mis_centred": "MIS without the mean error",
    "js_distance": "JS distance",
    **{name.lower(): name.upper() for name in DIMENSIONS},
}
"""Display names of metrics; others are shown as they are."""
SUBTRACTED = {
    "other_cultures": "its own gain on other cultures",
    "wrong_culture": "the same method as the other cultures",
    "item_blind": "its own answers whatever is asked (item-blind)",
    "ridge": "ridge regression over other countries",
    "kernel": "the other countries, weighted by how alike they are",
    "nearest": "the nearest country",
    "pooled": "the mean of the other countries",
    "uniform": "all options alike",
    "country_blind": "its own answers as the other cultures",
    "constant": "one answer to everything",
    "shrinkage": "the plain base drawn to a half",
}
"""Names of subtracted methods in sentences; others are called `the` and their name."""
WITHOUT_DIRECTION = frozenset(
    ["order_by_option", "order_by_place", "adaptability", *(name.lower() for name in DIMENSIONS)]
)
"""Metrics without a better direction."""
TARGETS = {"adaptability": "best near 1; 0.8 to 1.2 is good"}
"""What is best of metrics that should be neither high nor low."""


def words(name: str) -> str:
    """Return a name without underscores."""
    return name.replace("_", " ")


def metric_name(name: str) -> str:
    """Return a metric's display name."""
    return METRICS.get(name, words(name))


def method_name(method: str) -> str:
    """Return a method's name in sentences."""
    label = METHODS.get(method).label if method in METHODS.names() else ""
    return label or words(method)


def subtracted_name(against: str) -> str:
    """Return a subtracted method's name in sentences."""
    return SUBTRACTED.get(against) or f"the {method_name(against)}"


def direction(metric: Metric) -> str:
    """Return which direction is better."""
    if metric.name in TARGETS:
        return TARGETS[metric.name]
    if metric.name in WITHOUT_DIRECTION:
        return "no value is better than another"
    return "higher is better" if metric.higher_is_better else "lower is better"
