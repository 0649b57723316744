"""Agreement of reviewers, and precision and recall of checks against them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, get_args

from park.records import Kind, Review, Verdict, rejection
from park.records.annotation import Annotation
from park.records.opinion import COMPARISONS, CheckName
from park.statistics import alpha_interval, wilson
from park.statistics.interval import Interval

ALL = "all checks"
"""Name of the row of all checks of single opinions together."""


class Agreement(NamedTuple):
    """How far reviewers agree on a question."""

    about: str
    """`keep or reject`, or a reason."""
    alpha: Interval
    """Krippendorff's α; nan if all said the same. Its n counts opinions with two reviews or more.
    """


class Share(NamedTuple):
    """A share with its 95 % Wilson interval."""

    hits: int
    n: int

    @property
    def value(self) -> float | None:
        """The share; None of nothing."""
        return self.hits / self.n if self.n else None

    @property
    def ends(self) -> tuple[float, float]:
        """The bounds of the interval."""
        return wilson(self.hits, self.n)

    def __str__(self) -> str:
        """Return the share with its interval and counts."""
        if not self.n:
            return "none"
        low, high = self.ends
        return f"{self.hits / self.n:.2f} [{low:.2f}, {high:.2f}] ({self.hits} of {self.n})"


class Against(NamedTuple):
    """A check held against people."""

    check: str
    precision: Share
    """Of the opinions that it rejects, those that people reject, too."""
    recall: Share
    """Of the opinions that reached it and that people reject, those that it rejects."""


def agreement(reviews: Mapping[str, Sequence[Review]]) -> list[Agreement]:
    """Return the agreement on keeping or rejecting, then on each reason that two people could give.

    An edited opinion counts as kept. Reviews of one opinion are compared as far as they are about
    the same text.

    Args:
        reviews: people's reviews by opinion.
    """
    units = [[each.label for each in own] for own in map(same_text, reviews.values())]
    paired = [labels for labels in units if len(labels) > 1]
    reasons = Counter(label for labels in paired for label in labels if label != "fine")
    kept = alpha_interval([label == "fine" for label in labels] for labels in paired)
    found = [Agreement("keep or reject", kept)]
    for reason, _ in reasons.most_common():
        alike = alpha_interval([label == reason for label in labels] for labels in paired)
        found.append(Agreement(reason, alike))
    return found


def annotators_agreement(given: Iterable[Annotation]) -> Interval:
    """Return Krippendorff's α on yes, no and unsure, with its interval over texts.

    Args:
        given: annotations of the texts of one table.
    """
    said: dict[str, list[str]] = {}
    for each in given:
        said.setdefault(each.item, []).append(each.said)
    return alpha_interval(said.values())


def same_text(reviews: Iterable[Review]) -> list[Review]:
    """Return the reviews that are about the text that most are about."""
    given = list(reviews)
    texts = Counter(each.shown for each in given)
    most = max(texts, key=lambda text: texts[text], default="")
    return [each for each in given if each.shown == most]


def consensus(reviews: Iterable[Review]) -> Kind | None:
    """Return what most reviewers say of a text as shown; None if they are divided or edit it."""
    given = same_text(reviews)
    fine = sum(each.decision == "keep" for each in given)
    against = [each.reason for each in given if each.decision == "reject"]
    if 2 * fine > len(given):
        return "fine"
    if 2 * len(against) > len(given):
        return Counter(against).most_common(1)[0][0]
    return None


def against(judged: Iterable[tuple[Sequence[Verdict], Sequence[Review]]]) -> list[Against]:
    """Return precision and recall of the checks of single opinions, in the order of the checks.

    Args:
        judged: verdicts and reviews of opinions that people have reviewed.
    """
    wrong: dict[str, list[bool]] = {}
    right: dict[str, list[bool]] = {}
    for verdicts, reviews in judged:
        said = consensus(reviews)
        if said is None:
            continue
        bad = said != "fine"
        single = [v for v in verdicts if v.check not in ("review", *COMPARISONS)]
        fallen = rejection(single)
        names = [(each.check, not each.kept) for each in single] + [(ALL, fallen is not None)]
        for name, rejects in names:
            wrong.setdefault(name, []).extend([bad] if rejects else [])
            right.setdefault(name, []).extend([rejects] if bad else [])
    checks = [each for each in get_args(CheckName) if each not in ("review", *COMPARISONS)]
    return [
        Against(name, Share(sum(wrong[name]), len(wrong[name])),
                Share(sum(right[name]), len(right[name])))
        for name in (*checks, ALL) if name in wrong
    ]  # fmt: skip


def by_person(reviews: Mapping[str, Sequence[Review]]) -> dict[str, int]:
    """Count the reviews of each person, most first."""
    return dict(Counter(each.person for own in reviews.values() for each in own).most_common())
