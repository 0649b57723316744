"""Annotating: the table of sensitive items in, each person by themselves, the filled table out."""

import csv
import io

import pytest

from park.errors import InputError
from park.ledger.annotations import annotations
from park.ledger.run import read_run
from park.serve.items import FILLED, read_items
from tests.ratings import made
from tests.serve.conftest import House
from tests.serve.runs import HOSTILE, field, served

HEAD = ("item", "text", "zone", "S", "US: n", "US: harmful", "SG: n", *FILLED)


def written(folder, texts=("A first text.", "=A second text.", HOSTILE)):
    path = folder / "sensitive-two.csv"
    rows = [(f"T-{n}", text, "SG", ".9", 5, 1, 3, "", "", "") for n, text in enumerate(texts)]
    return made.write(path, HEAD, rows)


@pytest.fixture
def house(tmp_path):
    return House(served(tmp_path / "toy"), "ana", "bo", items=written(tmp_path))


def annotate(guest, name, said, note=""):
    page = guest.get(f"/annotate/{name}")
    form = {"csrf": field(page.text, "csrf"), "said": said, "note": note}
    return page, guest.post(page.url.path, data=form, follow_redirects=False)


def test_texts_come_in_the_table_s_order_to_each_person_without_what_others_said(house):
    ana, bo = house.guest("ana"), house.guest("bo")
    page, _ = annotate(ana, "ana", "yes", "a note of Ana's")
    assert "A first text." in page.text
    page, _ = annotate(bo, "bo", "no")
    assert "A first text." in page.text
    assert "Ana" not in page.text
    assert ">SG<" not in page.text
    annotate(ana, "ana", "unsure")
    assert "2 of 3 annotated" in ana.get("/annotate/ana").text
    annotate(ana, "ana", "no")
    assert "annotated everything" in ana.get("/annotate/ana").text


def test_the_filled_table_has_the_columns_of_the_study(house):
    ana, bo = house.guest("ana"), house.guest("bo")
    annotate(ana, "ana", "yes", "=1+1")
    annotate(bo, "bo", "unsure")
    annotate(bo, "bo", "no")
    text = house.guest().get("/files/annotations.csv").text
    rows = list(csv.DictReader(io.StringIO(text)))
    assert tuple(rows[0]) == HEAD
    told = [(row["item"], row["annotator"], row["sensitive?"]) for row in rows]
    assert told == [("T-0", "ana", "yes"), ("T-0", "bo", "unsure"), ("T-1", "bo", "no")]
    assert rows[0]["comment"] == "'=1+1"
    assert rows[2]["text"] == "'=A second text."


def test_an_answer_can_be_changed(house):
    ana = house.guest("ana")
    page, _ = annotate(ana, "ana", "yes", "at first")
    shown = ana.get(page.url.path).text
    assert "at first" in shown
    form = {"csrf": field(shown, "csrf"), "said": "no"}
    assert ana.post(page.url.path, data=form, follow_redirects=False).status_code == 303
    with read_run(house.folder) as ledger:
        (found,) = annotations(ledger, read_items(house.folder.parent / "sensitive-two.csv").digest)
    assert (found.said, found.note) == ("no", "")


@pytest.mark.parametrize(("said", "note"), [("", ""), ("maybe", ""), ("yes", "x" * 2_001)])
def test_what_is_no_answer_is_not_stored(house, said, note):
    _, answer = annotate(house.guest("ana"), "ana", said, note)
    assert answer.status_code == 422
    with read_run(house.folder) as ledger:
        items = read_items(house.folder.parent / "sensitive-two.csv")
        assert annotations(ledger, items.digest) == []


def test_people_see_their_own_pages_alone_and_nothing_without_a_form_s_secret(house):
    ana = house.guest("ana")
    for path in ("/annotate/bo", "/annotate/bo/1", "/files/annotations.csv"):
        assert ana.get(path).status_code == 403
    assert ana.get("/annotate/ana/4").status_code == 404
    assert ana.get("/annotate/ana/x").status_code == 404
    assert ana.post("/annotate/ana/1", data={"said": "yes"}).status_code == 403


def test_texts_stay_texts(house):
    page = house.guest().get("/annotate/owner/3").text
    assert "<script>document" not in page
    assert "\x1b" not in page


def test_without_texts_there_is_nothing_to_annotate(tmp_path):
    owner = House(served(tmp_path / "toy")).guest()
    assert "/annotate/" not in owner.get("/").text
    assert owner.get("/annotate/owner").status_code == 404


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("item,zone\nT-1,SG\n", "sensitive.csv:1: the column 'text' is missing"),
        ("item,text\n", "there are no rows below the header"),
        ("item,text\nT-1,\n", "sensitive.csv:2: text: must not be empty"),
        ("item,text\nT-1,a\nT-1,b\n", "sensitive.csv:3: item: 'T-1' is there already"),
        ("item,text\nT-1\n", "sensitive.csv:2: 1 cells where the header has 2"),
    ],
)
def test_a_file_that_is_no_such_table_is_told(tmp_path, text, told):
    path = tmp_path / "sensitive.csv"
    path.write_text(text)
    with pytest.raises(InputError) as error:
        read_items(path)
    assert told in str(error.value)


def test_people_shows_how_far_annotators_agree(house):
    owner, ana, bo = house.guest(), house.guest("ana"), house.guest("bo")
    assert "two people or more annotated" not in owner.get("/people").text
    for said in ("yes", "no", "yes"):
        annotate(ana, "ana", said)
    for said in ("yes", "no"):
        annotate(bo, "bo", said)
    page = " ".join(owner.get("/people").text.split())
    assert "ana</th><td>3" in page and "bo</th><td>2" in page
    assert "α 1.00 (1.00 … 1.00), n 2" in page
    assert ana.get("/people").status_code == 403
