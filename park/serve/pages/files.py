"""Reviews to download."""

from starlette.responses import Response

from park.reviews.files import FORMATS, content
from park.serve.site import Visit


def download(visit: Visit) -> Response:
    """Return a file of reviews."""
    name = visit.part("name")
    with visit.site.reading() as ledger:
        data = content(ledger, name)
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(data, media_type=FORMATS[name], headers=headers)
