"""Answers of single respondents."""

from hypothesis import given
from hypothesis import strategies as st

from park.surveys.respondents import Respondents

codes = st.one_of(st.none(), st.integers(0, 9))
people = st.lists(st.tuples(codes, codes, codes), max_size=30)


@given(people, st.integers(0, 9))
def test_who_yields_everybody_who_gave_an_answer(rows, code):
    kept = Respondents(["a", "b", "c"])
    for row in rows:
        kept.add(row)
    assert len(kept) == len(rows)
    expected = [
        {name: each for name, each in zip("abc", row, strict=True) if each is not None}
        for row in rows
        if row[1] == code
    ]
    assert list(kept.who("b", code)) == expected


def test_nobody_answered_an_item_that_was_not_asked():
    kept = Respondents(["a"])
    kept.add([1])
    assert list(kept.who("z", 1)) == []


def test_without_an_item_the_same_people_keep_their_other_answers():
    kept = Respondents(["a", "b"], weighted=True)
    kept.add([1, 2], 3.0)
    kept.add([2, 1], 5.0)
    rest = kept.without({"a"})
    assert (list(rest.items), list(kept.items)) == (["b"], ["a", "b"])
    assert list(rest.weighed("b", 1)) == [(5.0, {"b": 1})]
    assert list(rest.weighed("a", 1)) == []
    assert (rest.counts("b", 1), rest.counts("a", 2)) == ({2: 3.0}, {})
