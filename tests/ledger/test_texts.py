"""Search in texts: any script, any case, and always the texts that are there now."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from park.ledger.ledger import Ledger
from park.ledger.texts import Texts, folded
from tests.toys import opinion, verdict

SAID = (
    "Tea FOR two",
    "孝顺父母",
    "Über den Dächern",
    "부모님을 모셔야 해요",
    "মা-বাবাকে দেখা উচিত",
    "",
)


@pytest.fixture
def ledger(tmp_path):
    with Ledger(tmp_path / "ledger.sqlite") as opened:
        yield opened


def put(ledger, texts, dialogues=None):
    made = [opinion(f"k{n}-{text}", dialogue=f"d{n}", text=text) for n, text in enumerate(texts)]
    ledger.put_opinions([(each, [verdict(each.key, "form")]) for each in made], dialogues)


def found(texts, ledger, part):
    rows = json.loads(texts.holding(ledger, part))
    marks = ", ".join("?" * len(rows))
    query = f"SELECT json_extract(record, '$.text') FROM opinions WHERE rowid IN ({marks})"
    return [text for (text,) in ledger.rows(f"{query} ORDER BY rowid", *rows)]


@pytest.mark.parametrize(
    ("part", "text"),
    [("tea for", SAID[0]), ("孝顺", SAID[1]), ("ÜBER", SAID[2]), ("u\u0308ber", SAID[2]),
     ("부모", SAID[3]), ("বাবা", SAID[4])],
)  # fmt: skip
def test_a_part_is_found_in_any_script_case_and_composition(ledger, part, text):
    put(ledger, SAID)
    assert found(Texts(), ledger, part) == [text]


@settings(max_examples=30)
@given(st.lists(st.text(max_size=8), max_size=5, unique=True), st.text(max_size=2))
def test_what_is_found_is_what_holds_the_part(tmp_path_factory, texts, part):
    from park.records import storable

    texts = [storable(text) for text in texts]
    with Ledger(tmp_path_factory.mktemp("texts") / "ledger.sqlite") as ledger:
        put(ledger, texts)
        kept = [
            text for (text,) in ledger.rows("SELECT json_extract(record, '$.text') FROM opinions")
        ]
        expected = sorted(text for text in kept if folded(part) in folded(text))
        assert sorted(found(Texts(), ledger, part)) == expected


def test_opinions_stored_later_are_found_and_those_of_before_a_pass_are_gone(ledger):
    texts = Texts()
    put(ledger, ["one tea"])
    ledger.event("filtered")
    assert found(texts, ledger, "tea") == ["one tea"]
    put(ledger, ["-", "two teas"], ["d1"])
    assert found(texts, ledger, "tea") == ["one tea", "two teas"]
    put(ledger, ["only coffee"])
    ledger.event("filtered")
    assert found(texts, ledger, "tea") == []
