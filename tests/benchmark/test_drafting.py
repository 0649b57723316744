"""Keywords and drafts: duplicates are refused, faulty drafts are kept with their reason."""

import json

import pytest

from park.benchmark.drafting import drafted as rows
from park.benchmark.forms import FAULTS, fault_of, near_pairs
from park.benchmark.keywords import read_keywords
from park.benchmarkfolder import options_of
from park.errors import InputError
from park.records.benchmark import BenchmarkItem
from tests.benchmark.conftest import drafts
from tests.commands import write


def item(statement="The bread must be shared.", kind="value", options=("no", "yes"), **more):
    more = {"answer": 1, "ordered": False} | more if kind == "knowledge" else more
    given = {"id": "x", "source": "toy", "statement": statement, "kind": kind} | more
    return BenchmarkItem(options=options_of(options), **given)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("tea,food,me\nTEA ,drink,you", ":3: keyword: 'TEA' stands in line 2, too"),
        ("tea,,me", ":2: topic: must not be empty"),
        ("tea,food,", ":2: source: must not be empty"),
    ],
)
def test_keywords_are_refused_in_a_line(rows, said, tmp_path):
    path = write(tmp_path / "k.csv", f"keyword,topic,source\n{rows}\n")
    with pytest.raises(InputError, match=said):
        read_keywords(path)


def test_a_kind_chooses_what_is_drafted(tmp_path):
    path = write(tmp_path / "k.csv", "keyword,topic,source,kind\ntea,food,me,value\n")
    assert read_keywords(path)[0].kinds == ("value",)
    write(path, "keyword,topic,source,kind\ntea,food,me,quiz\n")
    with pytest.raises(InputError, match="kind: must be value, knowledge or both, not 'quiz'"):
        read_keywords(path)


def test_each_keyword_gets_an_item_of_each_kind(drafted, setup):
    found = drafts(setup, drafted).found
    assert found["drafts"] == found["usable"] == found["at_first"] == 8


def test_finished_drafts_are_not_asked_again(drafted, setup):
    before = drafted.drafts.read_bytes()

    def silent(messages):
        raise AssertionError("asked again")

    drafts(setup, drafted, silent)
    assert drafted.drafts.read_bytes() == before


def test_unread_drafts_are_counted_and_left_out(begun, setup):
    found = drafts(setup, begun, lambda messages: "I would rather talk about the weather.")
    assert found.found["usable"] == 0
    assert found.found["faults"] == {"unread": 8}


def test_a_draft_that_repeats_another_is_marked(begun, setup):
    said = json.dumps({"statement": "Guests should be given the best chair of the house."})
    drafts(setup, begun, lambda messages: said)
    faults = [each.fault for each in rows(begun) if each.kind == "value"]
    assert faults == ["", *["near_duplicate"] * 3]


@pytest.mark.parametrize(
    ("fault", "faulty"),
    [
        ("length", item("Tea.")),
        ("length", item("word " * 80)),
        ("gap", item("People in [country] drink tea.")),
        ("gap", item("Tea is ... for guests.")),
        ("gap", item("What is eaten here?", "knowledge", ("rice", "..."))),
        ("double", item("Tea and/or coffee should be offered.")),
        ("asks", item("Should bread be shared?")),
        ("asks_nothing", item("The capital is this.", "knowledge")),
        ("options", item("What is eaten here?", "knowledge", ("rice", "Rice ", "tea"))),
        ("options", item("What is eaten here?", "knowledge", ("rice | tea", "soup"))),
        ("catch_all", item("What is eaten here?", "knowledge", ("rice", "all of the above"))),
        ("gives_away", item("What is eaten with rice?", "knowledge", ("rice", "soup"))),
        ("", item()),
        ("", item("What is eaten here?", "knowledge", ("rice", "soup"))),
        ("", item("何を食べますか。本当に何を食べますか？", "knowledge", ("米", "肉"))),
    ],
)
def test_a_fault_of_form_is_named(fault, faulty):
    assert fault_of(faulty) == fault
    assert not fault or fault in FAULTS


def test_near_duplicates_are_of_one_kind_and_country():
    same = "What do people of the town eat together at the great feast after the month of the fast?"
    many = [
        item(same, "knowledge", id="a", country="TUR"),
        item(same, "knowledge", id="b", country="KOR"),
        item(same.replace("great", "grand"), "knowledge", id="c", country="TUR"),
    ]
    ((second, first, score),) = near_pairs(many)
    assert (second, first) == ("c", "a")
    assert 0.7 <= score < 1
