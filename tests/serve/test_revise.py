"""Revising a benchmark's items: everybody for themselves, out as the table that the verb reads."""

import pytest

from park.benchmark.revising import revise
from park.benchmark.revisions import Revision
from park.errors import InputError
from park.ledger.item_revisions import item_revisions
from park.ledger.run import read_run
from park.serve.drafts import read_drafts
from tests.benchmark.conftest import *  # noqa: F403
from tests.serve.conftest import House
from tests.serve.runs import HOSTILE, field, served

HEAD = "round,item,kind,keyword,question,options,answer,reviser,decision,why\n"


@pytest.fixture
def written(drafted):
    revise(drafted)
    return drafted.sheet(1)


@pytest.fixture
def house(tmp_path, written):
    return House(served(tmp_path / "toy"), "ana", "bo", revise=written)


def decide(guest, name, number, **form):
    page = guest.get(f"/revise/{name}/{number}").text
    hidden = {"csrf": field(page, "csrf")}
    return guest.post(f"/revise/{name}/{number}", data=hidden | form, follow_redirects=False)


def stored(house, written):
    with read_run(house.folder) as ledger:
        return item_revisions(ledger, read_drafts(written).digest)


def test_what_people_decide_is_read_by_the_round(house, written, drafted, tmp_path):
    drafts = list(read_drafts(written).drafts.values())
    values = [n for n, each in enumerate(drafts, 1) if each.kind == "value"]
    for name in ("ana", "bo"):
        guest = house.guest(name)
        assert guest.get("/").url.path == f"/revise/{name}/1"
        for number, draft in enumerate(drafts, 1):
            form = {"decision": "keep"}
            if number == values[0]:
                options = "\n".join(draft.options)
                form = {"decision": "change", "why": "clearer", "options": options}
                form["question"] = f"{draft.question.rstrip('.')} today."
            elif number == values[1]:
                form = {"decision": "drop", "why": "nobody asks that"}
            assert decide(guest, name, number, **form).status_code == 303
        assert "decided on every item" in guest.get(f"/revise/{name}").text
    path = tmp_path / "revisions.csv"
    path.write_bytes(house.guest().get("/files/revisions.csv").content)
    found = revise(drafted, [path]).found
    assert (found["revisers"], found["changed"], found["dropped"]) == (2, 1, 1)
    kept = drafted.rows(drafted.revisions, Revision)
    assert {each.why for each in kept if each.decision == "drop"} == {"nobody asks that"}


def test_a_decision_can_be_changed_and_others_do_not_see_it(house, written):
    ana = house.guest("ana")
    decide(ana, "ana", 1, decision="drop", why="SECRET")
    assert "SECRET" in ana.get("/revise/ana/1").text
    decide(ana, "ana", 1, decision="keep")
    assert [each.decision for each in stored(house, written)] == ["keep"]
    bo = house.guest("bo")
    assert "SECRET" not in bo.get("/revise/bo/1").text
    for path in ("/revise/ana", "/revise/ana/1", "/files/revisions.csv", "/queue/bo"):
        assert bo.get(path).status_code == 403, path


@pytest.mark.parametrize(
    "form",
    [{}, {"decision": "burn"}, {"decision": "drop"}, {"decision": "change", "why": "so"},
     {"decision": "change", "why": "so", "question": "New?", "options": "one"},
     {"decision": "change", "why": "so", "question": "New?", "options": "one\none"},
     {"decision": "change", "why": "so", "question": "New?", "options": "a|b\nc"},
     {"decision": "change", "why": "so", "question": "", "options": "a\nb"},
     {"decision": "change", "why": "so", "question": "a" * 2_001, "options": "a\nb"}],
)  # fmt: skip
def test_what_is_no_revision_is_not_stored(house, written, form):
    assert decide(house.guest("ana"), "ana", 1, **form).status_code == 422
    assert stored(house, written) == []


def test_texts_stay_texts_and_numbers_beyond_are_not_there(tmp_path):
    path = tmp_path / "revise.csv"
    cell = HOSTILE.replace('"', '""')
    path.write_text(f'{HEAD}1,i,value,"{cell}","{cell}","{cell} | b",,,,\n')
    owner = House(served(tmp_path / "toy"), revise=path).guest()
    page = owner.get("/revise/owner/1").text
    assert "<script>document" not in page and "{{ 7 * 7 }}" in page
    assert owner.get("/revise/owner/2").status_code == 404
    assert owner.get("/revise/owner/x").status_code == 404


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("round,item\n", "kind"),
        (HEAD, "there are no rows below the header"),
        (f"{HEAD}1,i,value,k,,a | b,,,,\n", "revise.csv:2: question: must not be empty"),
        (
            f"{HEAD}1,i,value,k,q,a | b,,,,\n" + "1,i,value,k,q,a | b,,,,\n",
            "stands in a line above",
        ),
    ],
)
def test_a_table_that_is_none_is_told(tmp_path, text, told):
    path = tmp_path / "revise.csv"
    path.write_text(text)
    with pytest.raises(InputError, match=told):
        read_drafts(path)
