"""Turns evidence into verdicts by thresholds, without model calls."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from park.config import FilterConfig
from park.filter.duplicates.diversity import choose
from park.filter.duplicates.semantic import semantic_duplicates
from park.filter.duplicates.sides import Stand, comparable, near_alike
from park.filter.evidence import Evidence
from park.ledger.reviews import people_on
from park.records import CheckName, Opinion, Review, Verdict, rejection
from park.records.round import Round, Thresholds
from park.text.duplicates.near import largest_cluster, near_any

ALARM = 0.2
"""Share of a culture's opinions in one cluster of duplicates that triggers an alarm."""
MAJORITY = 0.5
"""Default threshold of vote share or probability, without calibration."""


@dataclass
class Judged:
    """An opinion with its verdicts up to the first rejection."""

    evidence: Evidence
    verdicts: list[Verdict]

    @property
    def opinion(self) -> Opinion:
        """The opinion."""
        return self.evidence.opinion

    @property
    def kept(self) -> bool:
        """Whether it has not been rejected so far."""
        return rejection(self.verdicts) is None

    @property
    def weight(self) -> float:
        """Probability of `entails`, between 0 and 1; 1 if unverified."""
        rounds = self.evidence.rounds
        found = rounds[-1].probabilities if rounds else None
        return found["entails"] if found else 1.0

    def add(
        self,
        check: CheckName,
        reason: str = "",
        score: float | None = None,
        by: str = "rules",
        **detail: object,
    ) -> None:
        """Add a verdict; a reason means rejection."""
        self.verdicts.append(
            Verdict(
                opinion=self.opinion.key,
                check=check,
                kept=not reason,
                reason=reason,
                score=None if score is None else round(float(score), 6),
                by=by,
                detail=detail,
            )
        )


@dataclass(frozen=True)
class Statements:
    """The statements of the survey's items."""

    train: tuple[str, ...]
    heldout: tuple[str, ...]


Members = Sequence[tuple[Judged, NDArray[np.float32]]]
"""Opinions with their vectors, in descending order of weight."""
Stands = Mapping[str, Stand]
"""Where opinions stand, by key."""


@dataclass
class Decision:
    """All opinions of a run with their verdicts."""

    judged: list[Judged]
    alarms: list[str] = field(default_factory=list)
    """Warnings about large clusters of duplicates."""

    def kept(self) -> list[Judged]:
        """Return the opinions not rejected so far."""
        return [each for each in self.judged if each.kept]


def judge_each(
    evidence: Iterable[Evidence],
    settings: FilterConfig,
    thresholds: Thresholds,
    prompts: str,
    reviews: Mapping[str, Sequence[Review]] = MappingProxyType({}),
) -> Decision:
    """Apply the checks of single opinions: quote, form, stance, claim, and what people say.

    Args:
        evidence: the evidence on each opinion.
        settings: the thresholds.
        thresholds: the judge's.
        prompts: the hash of the judge's templates.
        reviews: people's reviews by opinion.
    """
    found = [_judge(each, settings, thresholds, prompts) for each in evidence]
    for judged in found:
        judged.verdicts += people_on(judged.opinion, reviews.get(judged.opinion.key, ()))
    return Decision(found)


def _judge(each: Evidence, settings: FilterConfig, thresholds: Thresholds, prompts: str) -> Judged:
    judged = Judged(each, [])
    opinion = each.opinion
    score = opinion.quote_score
    unfounded = "" if each.borne else "not_in_quote"
    judged.add("quote", unfounded if score >= settings.quote else "not_in_dialogue", score)
    if not judged.kept:
        return judged
    reason, words = each.fault or ("", "")
    judged.add("form", reason, found=words)
    if judged.kept and settings.verify:
        _verify(judged, thresholds, prompts)
    if judged.kept and each.grounding is not None:
        _ground(judged)
    return judged


def _verify(judged: Judged, thresholds: Thresholds, prompts: str) -> None:
    """Judge the last round, which verifies a rewritten opinion as rewritten."""
    each = judged.evidence
    last = each.rounds[-1] if each.rounds else None
    judge = each.opinion.models.get("judge", "")
    if last is None or last.probabilities is None:
        error = last.error if last else "not asked"
        judged.add("verify", "unverified", by=judge, prompts=prompts, error=error)
        return
    threshold = MAJORITY if last.votes else thresholds.of(each.side)
    reason = _relation(last, threshold, thresholds)
    judged.add(
        "verify",
        reason,
        last.probabilities["entails"],
        by=judge,
        prompts=prompts,
        threshold=threshold,
        relevant=thresholds.relevant,
        error=last.error,
        rounds=[round_.model_dump(exclude_defaults=True) for round_ in each.rounds],
        rewritten=len(each.rounds) > 1,
    )


def _relation(last: Round, threshold: float, thresholds: Thresholds) -> str:
    """Return the reason to reject a text; '' if it follows from the stance and bears on it."""
    found = last.probabilities or {}
    score = found["entails"]
    if not (score > threshold if last.votes else score >= threshold):
        return "unsure" if last.relation == "entails" else str(last.relation)
    if last.votes or thresholds.relevant is None:
        return ""
    if last.relevant is None:
        return "unverified"
    return "" if thresholds.bears(last.relevant) else "irrelevant"


def _ground(judged: Judged) -> None:
    grounding = judged.evidence.grounding
    assert grounding is not None
    judged.add(
        "ground",
        "distribution" if grounding.contradicted else "",
        grounding.share,
        by=judged.opinion.models.get("judge", ""),
        **grounding.model_dump(exclude_defaults=True),
    )


def compare(
    decision: Decision,
    vectors: NDArray[np.float32],
    statements: Statements,
    stand: Callable[[Opinion], Stand],
    settings: FilterConfig,
    seed: int,
    unrelated: Callable[[str], float] = lambda text: 0.0,
) -> None:
    """Apply the checks that compare opinions, separately for each culture.

    Args:
        decision: the decisions so far; extended in place.
        vectors: (n, d) unit rows, one per kept opinion, in order.
        statements: the items' statements, which no opinion may repeat.
        stand: returns where an opinion stands, as opposites are no duplicates.
        settings: the thresholds.
        seed: random seed.
        unrelated: returns the usual cosine of unrelated texts in a text's script.
    """
    by_culture: dict[str, list[tuple[Judged, NDArray[np.float32]]]] = defaultdict(list)
    for judged, vector in zip(decision.kept(), vectors, strict=True):
        by_culture[judged.opinion.seed.culture].append((judged, vector))
    for culture, members in sorted(by_culture.items()):
        # Of duplicates the best verified opinion is kept.
        members.sort(key=lambda member: (-member[0].weight, member[0].opinion.key))
        stands = {judged.opinion.key: stand(judged.opinion) for judged, _ in members}
        alarm = _near([judged for judged, _ in members], statements, stands, settings)
        if alarm:
            decision.alarms.append(f"{culture}: {alarm}")
        left = [member for member in members if member[0].kept]
        if left:
            _semantic(left, stands, settings, unrelated)
        _diverse([member for member in left if member[0].kept], settings, seed)


def _near(
    members: Sequence[Judged], statements: Statements, stands: Stands, settings: FilterConfig
) -> str:
    """Reject near duplicates of other opinions and of items; return a warning, if any."""
    texts = [judged.opinion.text for judged in members]
    own = [stands[judged.opinion.key] for judged in members]
    near = near_alike(texts, own, settings.near_duplicate, settings.in_memory)
    known = (*statements.heldout, *statements.train)
    repeats = near_any(texts, known, settings.near_duplicate)
    for index, judged in enumerate(members):
        repeated, of = repeats[index], near.of[index]
        if repeated is not None:
            heldout = repeated[0] < len(statements.heldout)
            reason = "held_out" if heldout else "repeats_item"
            judged.add("near_duplicate", reason, repeated[1], of=known[repeated[0]])
        elif of != index:
            twin = members[of].opinion.key
            judged.add("near_duplicate", "near_duplicate", near.score[index], of=twin)
        else:
            judged.add("near_duplicate", "", near.score[index])
    first, size = largest_cluster(near.of)
    if size > max(ALARM * len(members), 2):
        return f"{size} of {len(members)} opinions are near duplicates of {texts[first]!r}"
    return ""


def _semantic(
    members: Members,
    stands: Stands,
    settings: FilterConfig,
    unrelated: Callable[[str], float],
) -> None:
    usual = unrelated(" ".join(judged.opinion.text for judged, _ in members))
    threshold = usual + settings.semantic_duplicate * (1 - usual)
    vectors = np.stack([vector for _, vector in members])
    may = comparable([stands[judged.opinion.key] for judged, _ in members])
    of, score = semantic_duplicates(vectors, threshold, may)
    for index, (judged, _) in enumerate(members):
        if of[index] == index:
            judged.add("semantic_duplicate", "", float(score[index]))
        else:
            twin = members[int(of[index])][0].opinion.key
            judged.add("semantic_duplicate", "semantic_duplicate", float(score[index]), of=twin)


def _diverse(members: Members, settings: FilterConfig, seed: int) -> None:
    """Select the most diverse subset per seed, then per culture, up to the quotas."""
    if settings.diversity == "none":
        return
    if settings.per_seed:
        by_seed: dict[str, list[tuple[Judged, NDArray[np.float32]]]] = defaultdict(list)
        for member in members:
            by_seed[member[0].opinion.seed.key].append(member)
        for own in by_seed.values():
            _choose(own, settings.per_seed, "over_per_seed", settings, seed)
        members = [member for member in members if member[0].kept]
    if settings.target:
        _choose(members, settings.target, "over_target", settings, seed)


def _choose(members: Members, quota: int, reason: str, settings: FilterConfig, seed: int) -> None:
    if len(members) <= quota:
        return
    chosen = set(
        choose(
            np.stack([vector for _, vector in members]),
            np.array([judged.weight for judged, _ in members]),
            quota,
            settings.diversity,
            texts=[judged.opinion.text for judged, _ in members],
            seed=seed,
        )
    )
    for index, (judged, _) in enumerate(members):
        judged.add("diversity", "" if index in chosen else reason)
