"""Who somebody is who reviews or rates: asked once, and counted apart from their name."""

from starlette.responses import Response

from park.reviews.positions import CHOICES, put_position
from park.serve.site import Visit
from park.surveys.countries import country_names


def form(visit: Visit) -> Response:
    """Show the questions, or count the answers; whoever skips them is not asked again."""
    if refusal := visit.refused():
        return refusal
    if visit.request.method == "GET":
        return visit.show("about", choices=CHOICES, countries=country_names())
    answers = {} if visit.form.get("do") == "skip" else dict(visit.form)
    with visit.site.writing() as ledger:
        put_position(ledger, visit.visitor.name, answers)
    return visit.go("/" if not visit.visitor.owner else f"/queue/{visit.visitor.name}")
