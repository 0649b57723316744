"""Responses of an evaluation."""

from starlette.responses import Response

from park.ledger.browse import SIZE, responses_page, tasks
from park.serve.site import Visit


def listed(visit: Visit) -> Response:
    """List the responses to a task; to the first one if none is named."""
    with visit.site.reading() as ledger:
        known = tasks(ledger)
        task = visit.asked("task") or next(iter(known), "")
        found = responses_page(ledger, task, visit.asked("after"), SIZE + 1)
    return visit.show(
        "responses", responses=found[:SIZE], tasks=known, task=task,
        following=found[SIZE - 1].key if len(found) > SIZE else "",
    )  # fmt: skip
