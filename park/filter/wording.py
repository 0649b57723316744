"""Messages about the quality of a judge."""

from collections.abc import Iterator, Sequence

from park.filter.calibrate import Calibration
from park.filter.evidence import Evidence
from park.filter.outcome import Filtered

FEW = 10
"""Number of opinions below which identical verdicts are unremarkable."""


def at_chance(found: Calibration) -> str:
    """Explain that a judge is at chance, and the remedies."""
    return (
        f"the judge cannot tell what fits an answer from what does not: {found.figure}, where "
        "guessing reaches 0; nothing is accepted by it. Use another judge "
        "(--judge NAME), or set filter.threshold or filter.verify: false"
    )


def calibrated(found: Calibration) -> Iterator[str]:
    """Yield the chosen threshold, and a warning if the judge is weak."""
    chosen = found.thresholds
    asked = chosen.relevant is not None
    bearing = f", of bearing on the question {chosen.relevant:.2f}" if asked else ""
    yield (
        f"the judge keeps opinions from a probability of {chosen.first:.2f} on the first half of a "
        f"scale, {chosen.last:.2f} on the second{bearing}, chosen on {found.n} labelled opinions "
        f"({found.figure.partition(' on ')[0]})"
    )
    if found.weak:
        yield (
            f"the judge is weak: {found.figure}, where 1 is a perfect judge and 0 is guessing; "
            "read some of the opinions it accepted, or use another judge"
        )


def worded(why: str, outcome: Filtered, votes: int) -> str:
    """Explain how many opinions were judged in words, and why."""
    asked = outcome.verified + outcome.unverified
    each = "1 vote" if votes == 1 else f"{votes} votes"
    return (
        f"the judge {why}; {outcome.worded} of {asked} opinions were judged in words, {each} each"
    )


def constant(known: Sequence[Evidence]) -> Iterator[str]:
    """Yield a warning if all verdicts are the same."""
    last = [each.rounds[-1] for each in known if each.rounds]
    relations = [each.relation for each in last if each.relation is not None]
    letters = [vote.letter for each in last for vote in each.votes if vote.letter]
    if len(relations) >= FEW and len(set(relations)) == 1:
        yield (
            f"warning: the judge found the same of all {len(relations)} opinions "
            f"({relations[0]}); read some of them before you trust it"
        )
    elif len(letters) >= FEW and len(set(letters)) == 1:
        yield (
            f"warning: the judge answered {letters[0]} to all of {len(letters)} questions, "
            "whatever was asked; use another judge"
        )
