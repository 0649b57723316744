"""What a run holds of the dialogues that a pass of the filter leaves out."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from park.filter.evidence import Evidence
from park.filter.verdicts import Judged
from park.ledger.ledger import Ledger
from park.ledger.reviews import UNCOMPARED
from park.records import Opinion, Verdict
from park.records.opinion import COMPARISONS

OPINIONS = "SELECT key, dialogue, culture FROM opinions ORDER BY culture, item, key"
READ = """
    SELECT dialogues.key, dialogues.culture, total(extractions.failure != '')
    FROM extractions JOIN dialogues ON dialogues.key = extractions.dialogue GROUP BY 1, 2
"""


@dataclass(frozen=True)
class Rest:
    """The other dialogues of the cultures of a pass, as earlier passes left them."""

    judged: list[Judged]
    """Their opinions, to be compared again."""
    read: Counter[str]
    """Their number by culture."""
    unread: Counter[str]
    """Their windows without a readable listing, by culture."""


def rest_of(ledger: Ledger, chosen: Mapping[str, str]) -> Rest:
    """Return what earlier passes stored of other dialogues of the same cultures.

    Args:
        ledger: the run's.
        chosen: cultures by key of the dialogues of this pass.
    """
    cultures = {*chosen.values()}
    keys = [
        key
        for key, dialogue, culture in ledger.rows(OPINIONS)
        if culture in cultures and dialogue not in chosen
    ]
    opinions = (ledger.opinion(key) for key in keys)
    judged = [_judged(each, ledger.verdicts(each.key)) for each in opinions if each is not None]
    read, unread = Counter[str](), Counter[str]()
    for key, culture, failures in ledger.rows(READ):
        if culture in cultures and key not in chosen:
            read[culture] += 1
            unread[culture] += int(failures)
    return Rest(judged, read, unread)


def _judged(opinion: Opinion, verdicts: Iterable[Verdict]) -> Judged:
    """Return an opinion as it was before it was compared; what waits for that goes on waiting."""
    kept = [each for each in verdicts if each.check not in COMPARISONS or each.reason == UNCOMPARED]
    rounds = next((each.rounds for each in kept if each.check == "verify"), ())
    return Judged(Evidence(opinion, None, rounds), kept)
