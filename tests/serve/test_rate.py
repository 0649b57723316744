"""Rating: blinded pairs, each rater in an order of their own, out as a csv."""

import csv
import io

import pytest

from park.errors import InputError
from park.ledger.ratings import ratings
from park.ledger.run import read_run
from park.serve.pairs import CHECK, read_pairs
from tests.serve.conftest import House
from tests.serve.runs import HOSTILE, field, served

HEAD = "pair,question,A,B,rater,empathy_A,empathy_B,relevance_A,relevance_B\n"


def written(folder, number=12):
    path = folder / "pairs.csv"
    rows = [f"p{n:03},How are you? {n},Well {n}.,Fine {n}.,,,,,\n" for n in range(number)]
    path.write_text(HEAD + "".join(rows))
    return path


@pytest.fixture
def house(tmp_path):
    return House(served(tmp_path / "toy"), "ana", "bo", pairs=written(tmp_path))


def rate(guest, name, *points):
    """Rate a person's next pair; return the answer."""
    page = guest.get(f"/rate/{name}")
    form = dict(zip(("empathy_A", "empathy_B", "relevance_A", "relevance_B"), points, strict=True))
    return page, guest.post(
        page.url.path, data={"csrf": field(page.text, "csrf")} | form, follow_redirects=False
    )


def all_rated(guest, name, attentive=True):
    order = []
    while "rated everything" not in (page := guest.get(f"/rate/{name}").text):
        wanted = [line for line in page.splitlines() if "Please give A" in line]
        points = [2, 2, 3, 5]
        if wanted and attentive:
            a, b = [int(word) for word in wanted[0].replace("<", " ").split() if word.isdigit()][:2]
            points = [a, b, a, b]
        order.append(page[page.index('class="case"') :][:60])
        assert rate(guest, name, *points)[1].status_code == 303
    return order


def test_each_rater_has_their_own_order_and_all_pairs(house):
    one = all_rated(house.guest("ana"), "ana")
    other = all_rated(house.guest("bo"), "bo")
    assert len(one) == len(other) == 13
    assert sorted(one) == sorted(other) and one != other


def test_ratings_leave_as_the_csv_of_the_study(house):
    all_rated(house.guest("ana"), "ana")
    all_rated(house.guest("bo"), "bo", attentive=False)
    rows = list(csv.DictReader(io.StringIO(house.guest().get("/files/ratings.csv").text)))
    assert len(rows) == 24
    assert list(rows[0]) == [*HEAD.strip().split(","), "attention", "time"]
    assert {row["rater"]: row["attention"] for row in rows} == {"ana": "1 of 1", "bo": "0 of 1"}
    first = next(row for row in rows if (row["pair"], row["rater"]) == ("p000", "ana"))
    assert (first["A"], first["empathy_A"], first["relevance_B"]) == ("Well 0.", "2", "5")


@pytest.mark.parametrize("points", [("", 1, 1, 1), (0, 1, 1, 1), (6, 1, 1, 1), ("x", 1, 1, 1)])
def test_points_that_are_none_are_not_stored(house, points):
    _, answer = rate(house.guest("ana"), "ana", *points)
    assert answer.status_code == 422
    with read_run(house.folder) as ledger:
        assert ratings(ledger, read_pairs(house.folder.parent / "pairs.csv").digest) == []


def test_raters_see_their_own_pages_alone(house):
    ana = house.guest("ana")
    for path in ("/rate/bo", "/rate/bo/1", "/files/ratings.csv"):
        assert ana.get(path).status_code == 403
    assert ana.get("/rate/ana/99").status_code == 404
    assert ana.get("/rate/ana/x").status_code == 404
    assert ana.post("/rate/ana/1", data={"empathy_A": 1}).status_code == 403


def test_without_pairs_there_is_nothing_to_rate(tmp_path):
    owner = House(served(tmp_path / "toy")).guest()
    assert "/rate/" not in owner.get("/").text
    assert owner.get("/rate/owner").status_code == 404


def test_texts_stay_texts(tmp_path):
    path = tmp_path / "pairs.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerow(HEAD.strip().split(","))
        csv.writer(file).writerow(["p1", HOSTILE, HOSTILE, "B.", "", "", "", "", ""])
    guest = House(served(tmp_path / "toy"), pairs=path).guest()
    for number in (1, 2):
        assert "<script>document" not in guest.get(f"/rate/owner/{number}").text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("pair,question,A\n", "B"),
        ("pair,question,A,B\np1,q,a,b\n", "no scale has both its columns"),
        (HEAD, "there are no rows below the header"),
        (HEAD + "p1,q,a,,,,,,\n", "pairs.csv:2: B: must not be empty"),
        (HEAD + "p1,q,a,b,,,,,\np1,q,a,b,,,,,\n", "pairs.csv:3: pair: 'p1' is there already"),
        (HEAD + f"{CHECK}1,q,a,b,,,,,\n", "pairs.csv:2: pair"),
    ],
)
def test_a_file_that_holds_no_pairs_is_told(tmp_path, text, told):
    path = tmp_path / "pairs.csv"
    path.write_text(text)
    with pytest.raises(InputError) as error:
        read_pairs(path)
    assert told in str(error.value)
