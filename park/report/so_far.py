"""How far a run without scores has come."""

from collections.abc import Sequence

from park.report.model import Funnel, Trained
from park.report.opinions import total
from park.text.counts import plural


def so_far(dialogues: int, funnel: Funnel | None, training: Sequence[Trained]) -> str:
    """Return how far a run without scores has come.

    Args:
        dialogues: their number.
        funnel: what became of the opinions; None before they are taken.
        training: the adapters.
    """
    if not dialogues:
        return "no dialogue has been held"
    if funnel is None:
        return f"{plural(dialogues, 'dialogue')} held, and no opinions taken from them"
    accepted = total(funnel).get("accepted", 0)
    if not accepted:
        return "no opinion was accepted, so there is nothing to train on"
    if not training:
        return f"{plural(accepted, 'opinion')} accepted, but nothing trained and nothing evaluated"
    return f"{plural(len(training), 'adapter')} trained, but nothing evaluated"
