import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.errors import InputError, LedgerError, ParkError, Stopped, nearest


@pytest.mark.parametrize(
    "error, code", [(ParkError, 1), (InputError, 2), (LedgerError, 3), (Stopped, 3)]
)
def test_an_error_has_the_exit_code_of_what_has_to_be_done(error, code):
    assert error("x").exit_code == code
    assert isinstance(error("x"), ParkError)


def test_the_nearest_word_is_proposed():
    assert nearest("turkis", ["chinese", "turkish"]) == "; did you mean 'turkish'?"


def test_a_few_words_are_listed_where_none_is_near():
    assert nearest("zzz", ["b", "a"]) == "; known: a, b"


def test_many_or_no_words_are_not_listed():
    assert nearest("zzz", [f"item{number}" for number in range(13)]) == ""
    assert nearest("zzz", []) == ""
    assert nearest("zzz", ["c", "b", "a"], most=2) == ""


@given(st.text(max_size=20), st.lists(st.text(max_size=10), max_size=20))
def test_a_hint_never_fails(word, known):
    assert isinstance(nearest(word, known), str)
