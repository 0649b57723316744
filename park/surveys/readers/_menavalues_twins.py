"""Repeated questions of MENAValues, derived from the same answers on another scale."""

from park.records import Option

TWINS = {
    "Q33_3": "Q33",
    "Q34_3": "Q34",
    "Q35_3": "Q35",
    "Q82_ARABLEAGUE": "Q82",
    "MV459": "MV458",
    "MV648": "MV647",
    "MV650": "MV649",
    "MV702": "MV701",
    "MV718": "MV717",
}
"""Items by their twin, which merges the item's answers: in every country of the benchmark its
shares
are sums of the item's, to a hundredth of a percent."""

THREE_POINTS = frozenset({"Q33_3", "Q34_3", "Q35_3"})
IN_ORDER = {1: 1, 3: 2, 2: 3}
"""Maps the benchmark's three-point codes, where 2 means disagree and 3 neither, to codes in the
order
of the scale."""
LABELS = ("agree", "neither agree nor disagree", "disagree")


def in_order(item: str, shares: dict[int, float]) -> dict[int, float]:
    """Recode an item's shares in the order of its scale."""
    if item not in THREE_POINTS:
        return shares
    return {IN_ORDER.get(code, code): share for code, share in shares.items()}


def three_points() -> tuple[Option, ...]:
    """Return the three-point options; the benchmark names only two of them, and wrongly."""
    return tuple(Option(code=code, label=label) for code, label in enumerate(LABELS, start=1))
