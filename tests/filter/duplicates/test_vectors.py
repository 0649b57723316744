import numpy as np
import pytest

from park.errors import InputError
from park.filter.duplicates import vectors
from park.filter.duplicates.vectors import vectors_of
from park.ledger.ledger import Ledger
from park.models.base import ModelError
from park.models.embedders import Embedder


class Letters(Embedder):
    """Counts letters; says which texts it was asked for, and fails at a text if told to."""

    def __init__(self, letters="abc", *, quick=False, fails_at=None, endpoint="here"):
        self.name, self.endpoint, self.quick = "letters", endpoint, quick
        self.asked = []
        self._letters, self._fails_at = letters, fails_at

    def embed(self, texts):
        if self._fails_at in texts:
            raise ModelError("letters: down", "fatal")
        self.asked.append(list(texts))
        rows = [[1 + text.count(letter) for letter in self._letters] for text in texts]
        counts = np.array(rows, np.float32).reshape(len(texts), -1 if texts else 3)
        return counts / np.linalg.norm(counts, axis=1, keepdims=True)


@pytest.fixture
def ledger(tmp_path):
    with Ledger(tmp_path / "ledger.sqlite") as opened:
        yield opened


TEXTS = ["a", "bb", "a", "ccc", "abc"]


def test_each_text_gets_its_vector_and_equal_texts_are_embedded_once(ledger):
    embedder = Letters()
    rows = vectors_of(ledger, embedder, TEXTS)
    np.testing.assert_array_equal(rows, Letters().embed(TEXTS))
    assert rows.dtype == np.float32
    assert embedder.asked == [["a", "bb", "ccc", "abc"]]


def test_what_is_stored_is_not_asked_for_again(ledger):
    first = vectors_of(ledger, Letters(), TEXTS)
    again = Letters()
    more = vectors_of(ledger, again, ["new", *TEXTS])
    assert again.asked == [["new"]]
    np.testing.assert_array_equal(more[1:], first)


def test_a_batch_is_stored_before_the_next_is_asked_for(ledger, monkeypatch):
    monkeypatch.setattr(vectors, "BATCH", 2)
    with pytest.raises(ModelError):
        vectors_of(ledger, Letters(fails_at="ccc"), TEXTS)
    again = Letters()
    vectors_of(ledger, again, TEXTS)
    assert again.asked == [["ccc", "abc"]]


def test_vectors_that_are_quick_to_compute_are_not_stored(ledger):
    for _ in range(2):
        embedder = Letters(quick=True)
        assert len(vectors_of(ledger, embedder, TEXTS)) == len(TEXTS)
        assert embedder.asked == [["a", "bb", "ccc", "abc"]]


def test_another_endpoint_has_vectors_of_its_own(ledger):
    vectors_of(ledger, Letters(), TEXTS)
    elsewhere = Letters("ab", endpoint="there")
    assert vectors_of(ledger, elsewhere, TEXTS).shape == (5, 2)
    assert len(elsewhere.asked) == 1


@pytest.mark.parametrize("texts", [[*TEXTS, "new"], ["new"]])
def test_an_embedder_of_another_dimension_than_before_is_refused(ledger, texts):
    vectors_of(ledger, Letters(), TEXTS)
    with pytest.raises(InputError) as caught:
        vectors_of(ledger, Letters("abcd"), texts)
    assert str(caught.value) == (
        "models.embedder: letters gives vectors of 4 numbers, but those stored in this run have 3; "
        "use the previous model, or start a new run"
    )
    assert vectors_of(ledger, Letters(), texts).shape == (len(texts), 3)


@pytest.mark.parametrize("quick", [True, False])
def test_no_texts_have_no_vectors(ledger, quick):
    assert vectors_of(ledger, Letters(quick=quick), []).shape == (0, 3)
