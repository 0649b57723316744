"""Cards: all statements are there, or the first that is not is named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from park.records.card import STATEMENTS, Card, Statements, blank

WHOLE = {name: f"It says {what}." for name, what in STATEMENTS.items()}


def test_a_card_states_who_for_whom_whose_words_and_what_it_cannot_say():
    assert list(STATEMENTS) == [
        "authors", "audience", "words", "language", "assumptions", "annotators", "limits",
    ]  # fmt: skip
    assert Card(**WHOLE).statements()["for whom"] == "It says for whom."


@pytest.mark.parametrize("name", STATEMENTS)
@pytest.mark.parametrize("said", [None, "", "  ", "TODO", "tbd.", "…", "n/a", "[?]"])
def test_a_statement_that_is_missing_is_named(name, said):
    given = {key: text for key, text in WHOLE.items() if key != name}
    given |= {} if said is None else {name: said}
    with pytest.raises(ValidationError, match=f"{name}: must be stated"):
        Card(**given)
    assert Statements(**given).lacking() == (name,)


@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=60))
def test_a_statement_is_kept_as_it_is_or_counts_as_missing(text):
    stated = Statements(limits=text)
    assert stated.limits == ("" if blank(text) else text.strip())
