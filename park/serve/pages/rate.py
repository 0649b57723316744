"""Rate: blinded pairs, one at a time, in an order of one's own."""

from datetime import UTC, datetime

from pydantic import ValidationError
from starlette.responses import Response

from park.errors import InputError
from park.ledger.ratings import put_rating, ratings
from park.records.pair_rating import PairRating
from park.reviews.positions import was_asked
from park.serve.pairs import POINTS, Pair, Pairs, table
from park.serve.site import Visit


def _pairs(visit: Visit) -> Pairs:
    if visit.site.pairs is None:
        raise InputError("there are no pairs to rate; serve them by --pairs FILE")
    return visit.site.pairs


def first(visit: Visit) -> Response:
    """Lead to a person's next pair, or say that all are rated."""
    if refusal := visit.refused():
        return refusal
    pairs, person = _pairs(visit), visit.visitor.name
    with visit.site.reading() as ledger:
        done = [each.pair for each in ratings(ledger, pairs.digest, person)]
    name = pairs.next(person, done)
    if name is None:
        return visit.show("rated")
    return visit.go(f"/rate/{person}/{pairs.order(person).index(name) + 1}")


def one(visit: Visit) -> Response:
    """Show a pair, or store what was said of it."""
    if refusal := visit.refused():
        return refusal
    pairs, number = _pairs(visit), visit.part("number")
    order = pairs.order(visit.visitor.name)
    if not (number.isascii() and number.isdigit() and 1 <= int(number[:9]) <= len(order)):
        raise InputError(f"there is no pair {number[:40]!r}")
    pair = pairs.pairs[order[int(number) - 1]]
    if visit.request.method == "POST":
        return _store(visit, pairs, pair)
    return _shown(visit, pairs, pair)


def _shown(
    visit: Visit, pairs: Pairs, pair: Pair, problem: str = "", status: int = 200
) -> Response:
    with visit.site.reading() as ledger:
        given = {each.pair: each for each in ratings(ledger, pairs.digest, visit.visitor.name)}
        ask = not was_asked(ledger, visit.visitor.name)
    mine = given.get(pair.name)
    return visit.show(
        "rate", status,
        ask=ask, pair=pair, scales=pairs.scales, points=POINTS,
        problem=problem and visit.words(problem),
        given=mine.points if mine else {}, done=len(given), of=len(pairs.pairs),
    )  # fmt: skip


def _store(visit: Visit, pairs: Pairs, pair: Pair) -> Response:
    points = {name: visit.form.get(name, "") for name in pairs.fields}
    passed = None
    if pair.expected is not None:
        wanted = (str(each) for each in pair.expected * len(pairs.scales))
        passed = list(points.values()) == list(wanted)
    try:
        rating = PairRating.model_validate({
            "set": pairs.digest,
            "pair": pair.name,
            "person": visit.visitor.name,
            "points": points,
            "passed": passed,
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        })  # fmt: skip
    except ValidationError:
        return _shown(visit, pairs, pair, "all_points", 422)
    with visit.site.writing() as ledger:
        put_rating(ledger, rating)
    return visit.go(f"/rate/{visit.visitor.name}")


def download(visit: Visit) -> Response:
    """Return all ratings as a csv."""
    pairs = _pairs(visit)
    with visit.site.reading() as ledger:
        data = table(pairs, ratings(ledger, pairs.digest))
    headers = {"content-disposition": 'attachment; filename="ratings.csv"'}
    return Response(data, media_type="text/csv; charset=utf-8", headers=headers)
