"""A guard's figures as text."""

from collections.abc import Iterator, Mapping
from typing import Any


def lines(card: Mapping[str, Any]) -> Iterator[str]:
    """Yield the figures of a guard's card."""
    if "about" in card:
        yield f"learnt from: {card['about']}"
    yield f"{card['texts']:,} texts, a fifth at a time predicted from the others; rho: Spearman's"
    yield f"{'axis':<10} {'MAE':>6} {'prior':>6} {'rho':>6} {'n':>6}"
    for name, row in card["axes"].items():
        yield (
            f"{name:<10} {row['mae']:>6.3f} {row['prior_mae']:>6.3f} {row['spearman']:>6.2f} "
            f"{row['n']:>6}"
        )
    yield "how harmful a text is for people of a country"
    yield (
        f"{'country':<10} {'MAE':>6} {'prior':>6} {'pooled':>6} {'rho':>6} {'pooled':>6} "
        f"{'raters':>6}"
    )
    for name, row in card["countries"].items():
        yield (
            f"{name:<10} {row['mae']:>6.3f} {row['prior_mae']:>6.3f} {row['pooled_mae']:>6.3f} "
            f"{row['spearman']:>6.2f} {row['pooled_spearman']:>6.2f} {row['reliability']:>6.2f}"
        )
    yield "how much more harmful than for people of the other countries"
    yield f"{'country':<10} {'MAE':>6} {'zero':>6} {'rho':>6} {'raters':>6}"
    for name, row in card["countries"].items():
        yield (
            f"{name:<10} {row['gap_mae']:>6.3f} {row['gap_zero_mae']:>6.3f} "
            f"{row['gap_spearman']:>6.2f} {row['gap_reliability']:>6.2f}"
        )
    yield "prior: the mean, without the text; pooled: a guard that does not know the country; zero:"
    yield "no difference at all; raters: reliability of the people's own rates, by split halves"
    worse = [name for name, row in card["countries"].items() if row["mae"] >= row["pooled_mae"]]
    if worse:
        yield f"knowing the country does not help for {', '.join(worse)}"
    blind = [
        name for name, row in card["countries"].items() if row["gap_mae"] >= row["gap_zero_mae"]
    ]
    if blind:
        yield f"differences between countries: no better than zero for {', '.join(blind)}"
