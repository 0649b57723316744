"""The front page: how far the run is, and who reviews."""

from starlette.responses import Response

from park.ledger.browse import ACCEPTED, dialogue_counts, opinion_counts, tasks, views
from park.serve.site import Visit


def overview(visit: Visit) -> Response:
    """Show the run in figures; invited people go to what they are invited to."""
    if not visit.visitor.owner:
        return visit.go(f"/{visit.site.offers(visit.visitor)[0]}/{visit.visitor.name}")
    with visit.site.reading() as ledger:
        endings = dialogue_counts(ledger)
        counted: dict[str, dict[str, int]] = {}
        for culture, outcome, number in opinion_counts(ledger):
            counted.setdefault(culture, {})[outcome] = number
        totals = visit.site.totals(ledger)
        done, of = visit.site.queue.coverage(ledger)
        found = {
            "views": views(ledger),
            "tasks": tasks(ledger),
            "remarks": (ledger.get("funnel") or {}).get("remarks", []),
            "last": [(time, kind) for time, kind, _ in ledger.events()[-5:]],
        }
    rows = [
        {
            "culture": culture,
            "dialogues": sum(endings.get(culture, {}).values()),
            "failed": endings.get(culture, {}).get("error", 0),
            "opinions": sum(counted.get(culture, {}).values()),
            "accepted": counted.get(culture, {}).get(ACCEPTED, 0),
            "reasons": sorted(
                ((n, r) for r, n in counted.get(culture, {}).items() if r != ACCEPTED),
                reverse=True,
            ),
        }
        for culture in sorted({*endings, *counted})
    ]
    return visit.show(
        "overview", rows=rows, totals=totals, done=done, of=of,
        per_item=visit.site.config.review.per_item, **found,
    )  # fmt: skip
