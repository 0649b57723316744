"""Collects evidence on opinions, before any threshold is applied."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from park.filter.bearing import bears
from park.filter.check import Rules, fault
from park.filter.claims import Claim, claim_in
from park.filter.criteria import Criteria
from park.filter.duplicates.vectors import vectors_of
from park.filter.extract import extract
from park.filter.ground import Fit, Grounding
from park.filter.judge import Judge
from park.filter.stated import by_own_words
from park.filter.verify import half, verify
from park.ledger.ledger import Ledger
from park.records import Dialogue, Extraction, Item, Opinion, Round
from park.records.round import Thresholds
from park.setup import Setup


@dataclass(frozen=True)
class Evidence:
    """An opinion and the evidence on it."""

    opinion: Opinion
    """With its final text, after any rewriting."""
    fault: tuple[str, str] | None
    """Reason and words of a failed rule-based check."""
    rounds: tuple[Round, ...] = ()
    """The judge's verifications of the original and of the rewritten text."""
    grounding: Grounding | None = None
    side: int = 0
    """Side of its stance on the item's scale."""
    borne: bool = True
    """Whether its quote has anything to do with it."""


async def gather(
    judge: Judge,
    dialogue: Dialogue,
    criteria: Criteria,
    thresholds: Thresholds,
    edits: Mapping[str, str] = MappingProxyType({}),
) -> tuple[list[Evidence], list[Extraction]]:
    """Extract a dialogue's opinions and verify those that pass the checks.

    Args:
        judge: the judge.
        dialogue: the dialogue.
        criteria: the criteria.
        thresholds: the judge's.
        edits: texts that people gave opinions, by key; they are verified as edited.

    Raises:
        ModelError: the judge fails fatally.
    """
    settings, survey = criteria.settings, criteria.setup.survey
    opinions, extractions = await extract(judge, dialogue, settings)
    rules = criteria.rules(dialogue, weak_judge=thresholds.weak)
    item = survey.items[dialogue.seed.item]
    at = half(item, dialogue.seed.stance)
    found = []
    for listed in opinions:
        opinion = by_own_words(listed, dialogue, rules.agents)
        edit = edits.get(opinion.key)
        if edit is not None:
            opinion = opinion.model_copy(update={"text": edit, "said": opinion.text})
        wrong = fault(opinion.text, rules, criteria.checks)
        rounds: Sequence[Round] = ()
        borne = edit is not None or opinion is not listed or _borne(opinion, rules)
        found_in = opinion.quote_score >= settings.quote
        if found_in and borne and wrong is None and settings.verify:
            how = settings if edit is None else settings.model_copy(update={"rewrite": False})
            rounds = await verify(judge, opinion, item, how, thresholds)
        if len(rounds) > 1:
            text = rounds[-1].text
            wrong = fault(text, rules, criteria.checks)
            opinion = opinion.model_copy(update={"text": text, "said": opinion.text})
            borne = _borne(opinion, rules)
        found.append(Evidence(opinion, wrong, tuple(rounds), side=at, borne=borne))
    return found, extractions


def _borne(opinion: Opinion, rules: Rules) -> bool:
    return bears(opinion.quote, opinion.text, opinion.language, rules.agents)


def claims_of(evidence: Sequence[Evidence], setup: Setup) -> list[tuple[int, Claim]]:
    """Return opinions with a claim about their whole culture, as (index, claim)."""
    found = []
    for index, each in enumerate(evidence):
        opinion = each.opinion
        if each.fault or not each.rounds or opinion.language.split("-")[0] != "en":
            continue
        culture = setup.cultures[opinion.seed.culture]
        names = (culture.people, culture.home, *culture.self_names)
        claim = claim_in(opinion.text, names)
        if claim is not None:
            found.append((index, claim))
    return found


class Fitting:
    """Finds the survey items that claims are about."""

    def __init__(self, criteria: Criteria, ledger: Ledger, texts: Sequence[str]) -> None:
        """Embed the seed items' statements and the claims."""
        setup = criteria.setup
        self._items: tuple[Item, ...] = setup.seed_items
        self._survey = setup.survey
        self._least = setup.config.filter.fits
        statements = [item.statement for item in self._items]
        vectors = vectors_of(ledger, criteria.embedder, [*statements, *texts])
        self._similar = vectors[len(statements) :] @ vectors[: len(statements)].T

    def fit(self, number: int, opinion: Opinion) -> Fit | None:
        """Return the item that fits a claim: preferably the seed's own, else the most similar."""
        similar = self._similar[number]
        own = next((i for i, each in enumerate(self._items) if each.id == opinion.seed.item), None)
        best = own if own is not None and similar[own] >= self._least else int(np.argmax(similar))
        if similar[best] < self._least:
            return None
        item = self._items[best]
        answers = self._survey.answers_for(item.id, opinion.seed.country)
        return Fit(item, answers, float(similar[best])) if answers is not None else None
