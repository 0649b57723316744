"""What people's reviews tell the filter: labels to calibrate on, and how right it is."""

from collections.abc import Iterator, Mapping, Sequence

from park.filter.labelled import JUDGED
from park.filter.labels import LEAST, Label
from park.filter.verdicts import Decision
from park.ledger.ledger import Ledger
from park.records import Review
from park.reviews.measures import against, agreement, by_person, consensus, same_text
from park.text.counts import plural

Reviews = Mapping[str, Sequence[Review]]


def labels(ledger: Ledger, reviews: Reviews) -> tuple[Label, ...]:
    """Return the opinions that people agree on, with faults that a judge can tell, as labels."""
    found = {}
    for key, own in reviews.items():
        said, opinion = consensus(own), ledger.opinion(key)
        if opinion is None or said is None or said not in JUDGED:
            continue
        seed, text = opinion.seed, same_text(own)[0].shown
        found[seed.item, seed.stance, text] = Label(seed.item, seed.stance, text, said)
    return tuple(found.values())


def enough(given: Sequence[Label]) -> bool:
    """Whether there are enough labels of both kinds to calibrate a judge on."""
    fine = sum(each.label == "fine" for each in given)
    return min(fine, len(given) - fine) >= LEAST


def calibrated_on(given: Sequence[Label], used: bool) -> Iterator[str]:
    """Yield a line on whether the judge is calibrated on people's labels."""
    fine = sum(each.label == "fine" for each in given)
    counts = (
        f"{fine} opinions that people reviewed and kept, and {len(given) - fine} that they "
        "rejected for what a judge can tell"
    )
    if used:
        yield f"the judge is calibrated on {counts}"
    elif given:
        yield f"the judge is not calibrated on the {counts}: that takes {LEAST} of each"


def remarks(decision: Decision, reviews: Reviews) -> Iterator[str]:
    """Yield lines on who reviewed, how far people agree, and how right the checks are."""
    here = {judged.opinion.key: judged for judged in decision.judged}
    known = {key: own for key, own in reviews.items() if key in here}
    if not known:
        return
    who = ", ".join(f"{name} {n}" for name, n in by_person(known).items())
    seen = plural(len(known), "opinion")
    yield f"people reviewed {seen} ({who}); their verdicts outrank the checks"
    old = sum(
        not each.concerns(here[key].opinion.text) for key, own in known.items() for each in own
    )
    if old:
        yield f"{old} reviews are not used, as they are about another text of their opinion"
    agreed = agreement(known)[0].alpha
    if agreed.n > 1 and agreed.value == agreed.value:
        yield (
            f"people agree on keeping or rejecting with Krippendorff's α {agreed.value:.2f} "
            f"[{agreed.low:.2f}, {agreed.high:.2f}] on {agreed.n} opinions"
        )
    for each in against((here[key].verdicts, own) for key, own in known.items()):
        yield f"against people, {each.check}: precision {each.precision}, recall {each.recall}"
