"""The known answers, and whether the figures give them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from math import isnan, nan

from park.records.scores import Score
from park.statistics import holm
from park.statistics.clustered import Estimate
from park.statistics.proportion import fisher
from park.study.studies.assay.arms import PAIR, Found
from park.study.studies.assay.sieve import Sifted
from park.study.studies.assay.spoken import BAD
from park.study.studies.assay.talk import Talked
from park.study.studies.assay.world import items

OTHERS = "other_cultures"
NAMED = {
    "null": "null topics, share that agrees, east minus west",
    "twins": "twins, share that agrees, twin-a minus twin-b",
}
ORDERS = ("order_by_option", "order_by_place")
SURE = 0.05


@dataclass(frozen=True)
class Answer:
    """A known answer, with what was found."""

    says: str
    holds: bool
    found: str

    def __str__(self) -> str:
        """Return it as a line."""
        return f"{'pass' if self.holds else 'FAIL'}  {self.says}: {self.found}"


@dataclass
class Seen:
    """What was found at all levels."""

    arms: dict[str, Found] = field(default_factory=dict)
    sifted: Sifted | None = None
    talked: Talked | None = None


def answers(seen: Seen, top: int) -> list[Answer]:
    """Return the known answers of what ran.

    Args:
        seen: the figures.
        top: rows per culture of all arms but the ladder's.
    """
    arms = seen.arms
    made = [*_oracles(arms), *_reads(arms, top), *_signs(arms, top), *_transfer(arms, top)]
    made += _zeros(arms, top)
    if seen.sifted is not None:
        made += _filtered(seen.sifted)
    return made + (_spoken(seen.talked) if seen.talked is not None else [])


CAUGHT = 0.8
"""Minimum share of each kind of bad opinions that the filter should reject."""


def _filtered(sifted: Sifted) -> list[Answer]:
    made = []
    for kind in BAD:
        rejected, _, n = sifted.caught(kind)
        says = f"filter: at least {CAUGHT:.0%} of {kind} opinions are rejected"
        made.append(Answer(says, n > 0 and rejected >= CAUGHT * n, f"{rejected} of {n}"))
    (right, accepted), (bad, listed) = sifted.precision, sifted.bad
    found = f"{_share(right, accepted)} of {accepted}, {_share(listed - bad, listed)} of {listed}"
    good = accepted > 0 and right * listed > (listed - bad) * accepted
    made.append(Answer("filter: more of the accepted are good than of the listed", good, found))
    for_it, against = sifted.kept(True), sifted.kept(False)
    p = fisher(for_it, against)
    found = f"{for_it[0]} of {for_it[1]} agreeing, {against[0]} of {against[1]} disagreeing"
    says = "filter: good opinions of both sides are accepted alike"
    return [*made, Answer(says, p >= SURE, f"{found}, p = {p:.2g} (Fisher)")]


def _spoken(talked: Talked) -> list[Answer]:
    counts = {culture: len(found) for culture, found in talked.accepted.sides.items()}
    found = ", ".join(f"{culture} {n}" for culture, n in counts.items())
    made = [Answer("dialogues: each culture has accepted opinions", all(counts.values()), found)]
    given, held = (each.apart(items()) for each in (talked.seeds, talked.accepted))
    if given is not None and held is not None:
        says = "dialogues: accepted opinions are apart as the cultures are"
        made.append(Answer(says, held > 0, f"{held:+.2f}, the dialogues {given:+.2f}"))
    return made


def _share(n: int, of: int) -> str:
    return f"{n / of:.0%}" if of else "none"


def _oracles(arms: Mapping[str, Found]) -> Iterator[Answer]:
    named = {name: arms[name] for name in sorted(arms) if name.startswith("oracle-")}
    if len(named) < 2:
        return
    for against, what in (("", "score"), (OTHERS, "own minus other")):
        for tested in PAIR:
            row = [_value(each.score("new", tested, against)) for each in named.values()]
            rises = all(one < other for one, other in pairwise(row))
            said = " < ".join(f"{value:.3f}" for value in row)
            yield Answer(f"oracles rise with λ, {what} of {tested}", rises, said)


def _reads(arms: Mapping[str, Found], top: int) -> Iterator[Answer]:
    for name, each in arms.items():
        if name == f"planted-{top}":
            option, place = (each.order(metric) for metric in ORDERS)
            said = f"order moves options by {option:.3f}, places by {place:.3f}"
            yield Answer(f"{name}: options are read ({each.model})", option < place, said)


def _signs(arms: Mapping[str, Found], top: int) -> Iterator[Answer]:
    """Yield whether the planted arm is significant, and whether the swapped one's sign flips.

    The latter by its interval; its p after Holm's correction is only printed beside it.
    """
    for name, sign in ((f"planted-{top}", 1), (f"swapped-{top}", -1)):
        for tested in PAIR if name in arms else ():
            score = arms[name].score("new", tested, OTHERS)
            there = _beyond(score, sign) and (sign < 0 or _adjusted(score) < SURE)
            what = "above" if sign > 0 else "below"
            yield Answer(f"{name}: own minus other {what} 0, {tested}", there, described(score))


def _transfer(arms: Mapping[str, Found], top: int) -> Iterator[Answer]:
    names = f"planted-{top}", f"topics-{top}"
    if not all(name in arms for name in names):
        return
    for tested in PAIR:
        within, whole = (_value(arms[n].score("whole", tested, OTHERS)) for n in names)
        said = f"{within:+.3f} within topics, {whole:+.3f} to whole topics"
        above = within > max(whole, 0)
        yield Answer(f"within-topic transfer is above whole-topic, {tested}", above, said)


def _zeros(arms: Mapping[str, Found], top: int) -> list[Answer]:
    """Return what must be 0. One interval in 20 leaves 0 out by chance, so that Holm decides."""
    found = list(_nothing(arms, top))
    made = []
    for (says, each), p in zip(found, holm([each.p for _, each in found]), strict=True):
        holds = each.value == 0 if isnan(p) else bool(p >= SURE)
        said = f"{each.value:+.3f} [{each.low:+.3f}, {each.high:+.3f}], p = {p:.2g} after Holm"
        out = each.low > 0 or each.high < 0
        by_chance = " (leaves 0 out, as 1 in 20 does)" if out and holds else ""
        made.append(Answer(f"{says} is 0", holds, said + by_chance))
    return made


def _nothing(arms: Mapping[str, Found], top: int) -> Iterator[tuple[str, Estimate]]:
    """Yield what knows nothing, with its figure.

    Where people are equal, own minus other is exactly 0, whatever is answered; so the two cultures'
    answers are compared themselves.
    """
    for name, each in arms.items():
        if name in ("oracle-0", f"shuffled-{top}"):
            for tested in PAIR:
                says = f"{name}, own minus other, {tested}"
                yield says, _estimate(each.score("new", tested, OTHERS))
        if name == f"planted-{top}":
            for tested in PAIR:
                says = f"no rows, own minus other, {tested}"
                yield says, _estimate(each.score("new", tested, OTHERS, "prompt"))
            yield from ((NAMED[of], found) for of, found in each.between.items())


def _estimate(score: Score | None) -> Estimate:
    """Return a score as an estimate; nan where it lacks something."""
    if score is None:
        return Estimate(nan, nan, nan, 0, nan, 0)
    value, low, high, p = (
        nan if each is None else each for each in (score.value, score.low, score.high, score.p)
    )
    return Estimate(value, low, high, score.n, p, 0)


def described(score: Score | None) -> str:
    """Return a difference with its interval."""
    if score is None or score.value is None:
        return "no figure"
    said = f"{score.value:+.3f}"
    if score.low is not None and score.high is not None:
        said += f" [{score.low:+.3f}, {score.high:+.3f}]"
    return said if score.adjusted is None else f"{said}, p = {score.adjusted:.2g} after Holm"


def _value(score: Score | None) -> float:
    return nan if score is None or score.value is None else score.value


def _adjusted(score: Score | None) -> float:
    return 1.0 if score is None or score.adjusted is None else score.adjusted


def _beyond(score: Score | None, sign: int) -> bool:
    """Whether a score and its interval lie above 0, or with sign -1 below it."""
    if score is None or score.value is None or score.low is None or score.high is None:
        return False
    return score.low > 0 if sign > 0 else score.high < 0
