"""How close opinions are to the subject of their statement, for judges that cannot tell."""

from collections.abc import Sequence
from dataclasses import replace

from park.filter.criteria import Criteria
from park.filter.duplicates.vectors import vectors_of
from park.filter.evidence import Closeness, Evidence
from park.ledger.ledger import Ledger
from park.records import Opinion
from park.records.round import Thresholds
from park.text.identify import in_language


def with_closeness(
    known: Sequence[Evidence], criteria: Criteria, ledger: Ledger, thresholds: Thresholds
) -> list[Evidence]:
    """Return evidence with the cosine of opinions and their statements, where that counts.

    It counts for English opinions that `filter.subject` has a threshold for. By default that is
    those of a weak judge's own dialogues: what larger models and people say on a subject is often
    worded far from the statement.

    Args:
        known: the evidence.
        criteria: with the embedder and the survey.
        ledger: the store of vectors.
        thresholds: the judge's.

    Raises:
        ModelError: the embedder failed.
    """
    items = criteria.setup.survey.items
    where = {
        number: threshold
        for number, each in enumerate(known)
        if each.fault is None and each.borne
        and (threshold := _threshold(each.opinion, criteria, thresholds))
        and in_language(items[each.opinion.seed.item].statement, "en")
    }  # fmt: skip
    if not where:
        return list(known)
    texts = [known[number].opinion.text for number in where]
    statements = [items[known[number].opinion.seed.item].statement for number in where]
    vectors = vectors_of(ledger, criteria.embedder, [*texts, *statements])
    cosines = (vectors[: len(texts)] * vectors[len(texts) :]).sum(axis=1)
    found = list(known)
    for (number, threshold), cosine in zip(where.items(), cosines, strict=True):
        found[number] = replace(found[number], closeness=Closeness(float(cosine), threshold))
    return found


def _threshold(opinion: Opinion, criteria: Criteria, thresholds: Thresholds) -> float | None:
    """Return the least cosine of an opinion and its statement; none if None or 0."""
    if opinion.language.split("-")[0] != "en":
        return None
    given = criteria.settings.subject
    if given is not None:
        return given
    own = opinion.models.get("judge") == opinion.models.get("delegate")
    return criteria.embedder.subject if thresholds.weak and own else None
