"""Agreement of labels."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence


def alpha(units: Iterable[Sequence[Hashable]]) -> float:
    """Return Krippendorff's α for nominal labels; NaN if all are the same or none can be paired.

    Krippendorff, Content Analysis, 4th ed. 2019, chapter 12.

    Args:
        units: the labels that each unit was given; units with fewer than two do not count.
    """
    together: dict[tuple[Hashable, Hashable], float] = {}
    for labels in units:
        counts = Counter(labels)
        if (size := counts.total()) < 2:
            continue
        for one in counts:
            for other in counts:
                number = counts[one] * (counts[other] - (one == other)) / (size - 1)
                together[one, other] = together.get((one, other), 0.0) + number
    totals: dict[Hashable, float] = {}
    for (one, _), number in together.items():
        totals[one] = totals.get(one, 0.0) + number
    n = sum(totals.values())
    expected = (n * n - sum(total**2 for total in totals.values())) / (n - 1) if n > 1 else 0.0
    observed = sum(number for (one, other), number in together.items() if one != other)
    return 1 - observed / expected if expected else float("nan")
