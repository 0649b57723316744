"""Near duplicates in files are those in memory, to the last score."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.opinions import planted, slip
from park.text.duplicates import near, spilled
from park.text.duplicates.near import near_duplicates
from park.text.duplicates.spilled import TextFile, near_in_files
from tests.text.duplicates.test_near import LANGUAGES, distinct_and_varied


def same(texts, threshold, place):
    held = near_duplicates(texts, threshold)
    of, score = near_in_files(iter(texts), threshold, place)
    assert of.tolist() == held.of
    assert score.tolist() == held.score
    assert near_duplicates(texts, threshold, place=place) == held
    assert not list(place.iterdir())
    return held


@pytest.mark.parametrize("threshold", [0.6, 0.8, 1.0])
def test_files_and_memory_find_the_same(tmp_path, threshold, monkeypatch):
    monkeypatch.setattr(spilled, "BATCH", 700)
    texts, _ = planted(3000, slip)
    held = same([*texts, *texts[:50]], threshold, tmp_path)
    assert sum(of != number for number, of in enumerate(held.of)) >= 50


def test_files_hold_every_script_and_broken_text(tmp_path):
    texts = [text for each in LANGUAGES for some in distinct_and_varied(each, 20) for text in some]
    same([*texts, "\ud800 half of a pair", "", "\0", ""], 0.8, tmp_path)


def test_large_buckets_are_compared_alike(tmp_path):
    texts = [f"I always say the very same thing about money, number {i}" for i in range(300)]
    assert set(same(texts, 0.8, tmp_path).of) == {0}


@settings(max_examples=25)
@given(st.lists(st.text(max_size=12), max_size=30), st.sampled_from([0.3, 0.8, 1.0]))
def test_any_texts_are_grouped_alike(tmp_path_factory, texts, threshold):
    same(texts, threshold, tmp_path_factory.mktemp("files"))


def test_nothing_is_no_duplicate(tmp_path):
    of, score = near_in_files([], 0.8, tmp_path)
    assert len(of) == len(score) == 0
    assert same([], 0.8, tmp_path) == near.Near([], [])


def test_a_text_is_read_by_its_number(tmp_path):
    (tmp_path / "texts").write_bytes("aéb".encode())
    with (tmp_path / "texts").open("rb") as file:
        texts = TextFile(file, np.array([1, 3, 3, 4]))
        assert list(texts) == ["a", "é", "", "b"]
        assert texts[1:3] == ["é", ""]


class Bands(list):
    """The bands of signatures, which count how many are in use and not yet left to their files."""

    def __init__(self, bands):
        super().__init__(bands)
        self.used, self.most = set(), 0

    def __getitem__(self, number):
        self.used.add(number)
        self.most = max(self.most, len(self.used))
        return super().__getitem__(number)

    def forget(self, number):
        self.used = self.used - {number} if number is not None else set()


def test_no_more_than_three_bands_are_in_memory_together():
    texts, _ = planted(3000, slip)
    made = near._signatures(texts, 0.8)
    bands = Bands(made.bands)
    signatures = near.Signatures(made.prints, bands, made.sketch, bands.forget)
    search = near.Search(texts, near.sizes_of(texts), signatures, 0.8)
    assert len(bands) > 20 and bands.most <= 3
    assert search.of.tolist() == near_duplicates(texts, 0.8).of
