"""Who has reviewed how much, how far they agree, and how right the checks are."""

from collections import Counter

from starlette.responses import Response

from park.learn.exam import learners
from park.ledger.annotations import annotations
from park.ledger.reviews import reviews
from park.ledger.sheets import sheets
from park.reviews.measures import against, agreement, annotators_agreement, by_person
from park.reviews.positions import positions
from park.serve.pages.review import own_reviews
from park.serve.site import Visit


def progress(visit: Visit) -> Response:
    """Show progress and agreement."""
    queue = visit.site.queue
    with visit.site.reading() as ledger:
        given = reviews(ledger)
        verdicts = [(ledger.verdicts(key), own) for key, own in given.items()]
        done, of = queue.coverage(ledger)
        said = positions(ledger)
        survey = visit.site.survey
        responses = None if survey is None else len(sheets(ledger, survey.digest))
        room = visit.site.classroom
        pupils = None if room is None else len(learners(ledger, room.course.culture.name))
        items = visit.site.items
        said_of = [] if items is None else annotations(ledger, items.digest)
    return visit.show(
        "people",
        annotated=Counter(each.person for each in said_of),
        annotators_agreement=annotators_agreement(said_of),
        people=by_person(given),
        agreement=agreement(given),
        against=against(verdicts),
        reviewed=len(given),
        done=done,
        of=of,
        said=said,
        responses=responses,
        pupils=pupils,
        per_item=visit.site.config.review.per_item,
    )


def one(visit: Visit) -> Response:
    """List a person's reviews."""
    person = visit.part("person")
    with visit.site.reading() as ledger:
        found = own_reviews(ledger, person)
    return visit.show("mine", reviews=found, person=person, own=False)
