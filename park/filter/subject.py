"""Rejects opinions that are far from their statement's subject, where the judge cannot tell."""

import numpy as np

from park.filter.criteria import Criteria
from park.filter.duplicates.vectors import vectors_of
from park.filter.verdicts import Decision
from park.ledger.ledger import Ledger
from park.records import Opinion
from park.records.round import Thresholds
from park.text.identify import in_language


def keep_to_subject(
    decision: Decision, criteria: Criteria, ledger: Ledger, thresholds: Thresholds
) -> None:
    """Compare the opinions kept so far with their statements by their vectors.

    This counts for English opinions that `filter.subject` has a threshold for. By default that is
    those of a weak judge's own dialogues: what larger models and people say on a subject is often
    worded far from the statement.

    Args:
        decision: the decisions so far; extended in place.
        criteria: with the embedder and the survey.
        ledger: the store of vectors.
        thresholds: the judge's.

    Raises:
        ModelError: the embedder failed.
    """
    items = criteria.setup.survey.items
    found = [
        (each, threshold)
        for each in decision.kept()
        if (threshold := _threshold(each.opinion, criteria, thresholds))
    ]
    asked = {each.opinion.seed.item for each, _ in found}
    english = {name for name in asked if in_language(items[name].statement, "en")}
    found = [pair for pair in found if pair[0].opinion.seed.item in english]
    if not found:
        return
    places = {name: number for number, name in enumerate(sorted(english))}
    statements = [items[name].statement for name in places]
    texts = [each.opinion.text for each, _ in found]
    vectors = vectors_of(ledger, criteria.embedder, [*statements, *texts])
    own = [places[each.opinion.seed.item] for each, _ in found]
    cosines = np.einsum("nd,nd->n", vectors[len(places) :], vectors[own])
    for (judged, threshold), cosine in zip(found, cosines, strict=True):
        reason = "" if cosine >= threshold else "far"
        judged.add("subject", reason, float(cosine), threshold=threshold)


def _threshold(opinion: Opinion, criteria: Criteria, thresholds: Thresholds) -> float | None:
    """Return the least cosine of an opinion and its statement; none if None or 0."""
    if opinion.language.split("-")[0] != "en":
        return None
    given = criteria.settings.subject
    if given is not None:
        return given
    own = opinion.models.get("judge") == opinion.models.get("delegate")
    return criteria.embedder.subject if thresholds.weak and own else None
