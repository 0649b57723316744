import numpy as np
import pytest

from park.errors import InputError
from park.filter.vectors import vectors_of
from park.ledger.ledger import Ledger
from park.models.embedders import Embedder, unit


class Toy(Embedder):
    """Embeds a text by its length and number of words; remembers what it was asked."""

    name = "toy"
    endpoint = "http://toy"

    def __init__(self, dimensions=2):
        self.asked = []
        self._dimensions = dimensions

    def embed(self, texts):
        self.asked += texts
        rows = [[len(text), len(text.split()), 1.0][: self._dimensions] for text in texts]
        return unit(np.array(rows).reshape(len(texts), self._dimensions))


@pytest.fixture
def ledger(tmp_path):
    with Ledger(tmp_path / "ledger.sqlite") as opened:
        yield opened


def test_each_text_is_asked_for_once_and_found_again_exactly(ledger):
    toy = Toy()
    first = vectors_of(ledger, toy, ["tea", "hot tea", "tea"])
    again = vectors_of(ledger, toy, ["hot tea", "tea", "cold tea"])
    assert toy.asked == ["tea", "hot tea", "cold tea"]
    assert first.shape == (3, 2)
    assert (first[0] == first[2]).all()
    assert (again[:2] == first[[1, 0]]).all()


def test_another_dimension_than_before_is_refused_with_both_numbers(ledger):
    vectors_of(ledger, Toy(), ["tea"])
    with pytest.raises(InputError, match="3 dimensions, but the run's vectors of it have 2"):
        vectors_of(ledger, Toy(3), ["tea", "more tea"])


def test_vectors_of_another_endpoint_are_not_taken_for_its_own(ledger):
    vectors_of(ledger, Toy(), ["tea"])
    other = Toy(3)
    other.endpoint = "http://other"
    assert vectors_of(ledger, other, ["tea"]).shape == (1, 3)


def test_a_local_embedder_leaves_nothing_in_the_ledger(ledger):
    toy = Toy()
    toy.endpoint = "local"
    vectors_of(ledger, toy, ["tea"])
    vectors_of(ledger, toy, ["tea"])
    assert toy.asked == ["tea", "tea"]


def test_no_texts_have_no_vectors(ledger):
    assert len(vectors_of(ledger, Toy(), [])) == 0
