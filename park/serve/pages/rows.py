"""Rows of the exported views."""

import json

from starlette.responses import Response

from park.ledger.browse import SIZE, samples_page, views
from park.serve.site import Visit


def listed(visit: Visit) -> Response:
    """List the rows of a view; the first one if none is named."""
    with visit.site.reading() as ledger:
        known = views(ledger)
        view = visit.asked("view") or next(iter(known), "")
        found = samples_page(ledger, view, visit.asked("after"), SIZE + 1)
    rows = [(each, json.dumps(each.row, ensure_ascii=False, indent=1)) for each in found[:SIZE]]
    return visit.show(
        "rows", rows=rows, views=known, view=view,
        following=found[SIZE - 1].key if len(found) > SIZE else "",
    )  # fmt: skip
