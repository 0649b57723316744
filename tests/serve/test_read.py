"""Reading: every page is there, escaped, and finds what it is asked for."""

import csv
import io
import json
import re

import pytest

from tests.serve.runs import SAID


def key(number):
    return f"{number:032x}"


PATHS = (
    "/", "/dialogues", "/dialogues/d1", "/opinions", f"/opinions/{key(1)}", "/rows", "/responses",
    "/queue/owner", "/queue/owner/mine", "/people", "/people/ana",
)  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_text_of_a_model_stays_text(owner, path):
    page = owner.get(path)
    assert page.status_code == 200
    assert "<script>document" not in page.text and " 49 [x]" not in page.text
    assert "\x1b" not in page.text


def test_hostile_words_are_shown_as_they_are(owner):
    page = owner.get("/dialogues/d1").text
    assert "&lt;script&gt;document.title=" in page
    assert "{{ 7 * 7 }}" in page


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", range(12)),
        ("culture=arabic", (2, 6, 10)),
        ("item=Q28&culture=turkish", (4,)),
        ("reason=contentless", (1, 6, 11)),
        ("reason=accepted&item=Q28", (4, 7, 10)),
        ("text=SHOP", (0, 4, 8)),
        ("text=مراقبت", (3, 7, 11)),
        ("text=%25", ()),
        ("text=_", ()),
        ("stance=1&culture=chinese", (1, 5, 9)),
        ("stance=2", ()),
        ("stance=x", range(12)),
        ("reviewed=yes", ()),
        ("flag=echoes", ()),
        ("culture=nobody", ()),
    ],
)
def test_opinions_are_found(owner, query, numbers):
    page = owner.get(f"/opinions?{query}").text
    assert {n for n in range(12) if key(n) in page} == set(numbers)


def test_long_lists_have_pages_that_hold_each_opinion_once(tmp_path):
    from tests.serve.conftest import House
    from tests.serve.runs import served

    owner = House(served(tmp_path / "toy", number=120)).guest()
    path, seen = "/opinions?reviewed=no", []
    while path:
        page = owner.get(path).text
        seen += re.findall(r'href="/opinions/([0-9a-f]{32})"', page)
        found = re.search(r'rel="next" href="([^"]+)"', page)
        path = found[1].replace("&amp;", "&") if found else ""
    assert len(seen) == len(set(seen)) == 120


def test_foreign_text_says_its_language_and_finds_its_direction(owner):
    for number, (language, text) in enumerate(SAID.values()):
        page = owner.get(f"/opinions/{key(number)}").text
        assert f'lang="{language}" dir="auto">{text}</h1>' in page


def test_a_page_speaks_the_language_that_the_browser_asks_for(owner):
    page = owner.get("/", headers={"accept-language": "ar-EG,en;q=0.5"}).text
    assert '<html lang="ar" dir="rtl">' in page
    assert '<html lang="de" dir="ltr">' in owner.get("/?lang=de").text
    assert '<html lang="de" dir="ltr">' in owner.get("/opinions").text
    assert '<html lang="en" dir="ltr">' in owner.get("/?lang=xx").text


def test_every_score_of_an_opinion_has_its_name(owner):
    page = owner.get(f"/opinions/{key(2)}").text
    assert "Quote (share of the quote found in the dialogue: 1.00)" in page
    assert "<td>probability of entails: 0.02</td>" in page
    assert "<td>Jaccard similarity: 0.10</td>" in page
    assert not re.search(r"<td>[\d.]+</td>|\([\d.]+\)</dt>", page)
    assert "Wahrscheinlichkeit von entails: 0.02" in owner.get(f"/opinions/{key(2)}?lang=de").text


def test_reviews_leave_as_files(owner, house):
    owner.review("owner", key(2), decision="reject", reason="nonsense", note="=1+1")
    (row,) = [json.loads(line) for line in owner.get("/files/reviews.jsonl").text.splitlines()]
    assert (row["person"], row["reason"], row["outcome"]) == ("owner", "nonsense", "nonsense")
    (cells,) = csv.DictReader(io.StringIO(owner.get("/files/reviews.csv").text))
    assert cells["note"] == "'=1+1"
    found = owner.get("/files/argilla.json").json()
    assert len(found) == 12
    assert next(each for each in found if each["id"] == key(2))["responses"]["reason"][0][
        "value"
    ] == "nonsense"  # fmt: skip
    (score,) = owner.get("/files/inspect.json").json()
    assert (score["id"], score["value"], score["explanation"]) == (
        key(2), 0, "nonsense: =1+1",
    )  # fmt: skip
    lines = owner.get("/files/potato.jsonl").text.splitlines()
    assert {json.loads(line)["id"] for line in lines} == {key(n) for n in range(12)}


def test_reviews_leave_as_parquet(owner):
    parquet = pytest.importorskip("pyarrow.parquet")
    owner.review("owner", key(2), decision="keep")
    table = parquet.read_table(io.BytesIO(owner.get("/files/reviews.parquet").content))
    assert table.to_pylist()[0]["decision"] == "keep"


def test_the_page_of_people_tells_agreement_and_the_checks_figures(tmp_path):
    from tests.serve.conftest import House
    from tests.serve.runs import served

    house = House(served(tmp_path / "toy", per_item=2), "ana", "bo")
    for name in ("ana", "bo"):
        guest = house.guest(name)
        while at := guest.next(name):
            wrong = int(at, 16) % 3 == 0
            form = (
                {"decision": "reject", "reason": "contradicts"} if wrong else {"decision": "keep"}
            )
            guest.review(name, at, **form)
    page = house.guest().get("/people").text
    assert "12 of 12 opinions are reviewed" in page
    assert "1.00" in page and "verify" in page
