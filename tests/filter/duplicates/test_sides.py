from itertools import product
from pathlib import Path
from tempfile import gettempdir

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.filter.duplicates.semantic import semantic_duplicates
from park.filter.duplicates.sides import Stand, comparable, near_alike, opposed, stand_of
from park.models.embedders import WordLlamaEmbedder
from park.surveys.bundled import bundled
from park.text.duplicates import spilled
from park.text.duplicates.near import near_duplicates
from tests.toys import item, opinion, seed

STATEMENTS = [
    each.statement.rstrip(".") for each in bundled().items.values()
    if "?" not in each.statement and len(each.statement.split()) > 3
][:30]  # fmt: skip
STANDS = st.builds(
    Stand, item=st.sampled_from("ab"), side=st.integers(-1, 1), negations=st.integers(0, 2)
)
ITEMS = {"Q1": item(1), "Q2": item(2, ordered=False)}
LONG = "A guest should always be given the best chair and the first glass of tea."


def stand(text, number=1, stance=1, language="en"):
    said = seed(item=f"Q{number}", stance=stance)
    return stand_of(opinion(text=text, seed=said, language=language), ITEMS)


def test_a_statement_and_its_denial_both_stay_and_copies_of_each_fall():
    assert len(STATEMENTS) == 30
    for statement in STATEMENTS:
        texts = [f"I {verb} that {statement}." for verb in ("agree", "disagree", "agree")]
        texts.append(f"I DISAGREE that {statement}!")
        near = near_alike(texts, [stand(text) for text in texts], 0.8)
        assert near.of == [0, 1, 0, 1]


def test_more_texts_than_memory_may_hold_are_grouped_alike_in_files(monkeypatch):
    texts = [f"I {verb} that {each}." for each in STATEMENTS for verb in ("agree", "disagree") * 2]
    stands = [stand(text) for text in texts]
    places = []
    in_files = spilled.spilled
    monkeypatch.setattr(spilled, "spilled", lambda *a: places.append(a[2]) or in_files(*a))
    held = near_alike(texts, stands, 0.8)
    assert not places and sum(of != n for n, of in enumerate(held.of)) == 60
    assert near_alike(texts, stands, 0.8, in_memory=59) == held
    assert places and set(places) == {Path(gettempdir())}


def test_denials_are_as_near_as_copies_for_n_grams_and_vectors():
    pairs = [(f"I agree that {each}.", f"I disagree that {each}.") for each in STATEMENTS]
    assert sum(near_duplicates(pair).of == [0, 0] for pair in pairs) >= 28
    embedder = WordLlamaEmbedder()
    found = [semantic_duplicates(embedder.embed(pair), 0.92)[0].tolist() for pair in pairs]
    assert sum(of == [0, 0] for of in found) >= 10


def test_vectors_of_a_statement_and_its_denial_are_no_duplicates():
    vectors = np.ones((4, 1), np.float32)
    texts = ("It is right.", "It is not right.", "It's right.", "It isn't right.")
    stands = [stand(text) for text in texts]
    assert semantic_duplicates(vectors, 0.9)[0].tolist() == [0, 0, 0, 0]
    assert semantic_duplicates(vectors, 0.9, comparable(stands))[0].tolist() == [0, 1, 0, 1]


def test_equal_texts_on_two_sides_of_an_item_stay_and_those_of_two_items_do_not():
    places = [(1, 1), (1, 3), (1, 2), (1, 1), (2, 1), (2, 2), (1, 3)]
    stands = [stand(LONG, number, stance) for number, stance in places]
    assert [each.side for each in stands] == [-1, 1, 0, -1, 1, 2, 1]
    assert near_alike([LONG] * 7, stands, 0.8).of == [0, 1, 2, 0, 0, 0, 1]


@given(st.lists(STANDS, min_size=1, max_size=12))
def test_nothing_falls_for_its_opposite_and_what_is_not_opposed_to_the_first_falls(stands):
    found = near_alike([LONG] * len(stands), stands, 0.8).of
    vectors = np.ones((len(stands), 1), np.float32)
    meaning = semantic_duplicates(vectors, 0.9, comparable(stands))[0].tolist()
    for of in (found, meaning):
        for index, first in enumerate(of):
            assert of[first] == first <= index
            assert not opposed(stands[index], stands[first])
            before = [other for other in range(index) if of[other] == other]
            assert first != index or all(opposed(stands[index], stands[one]) for one in before)


@given(st.lists(STANDS, min_size=1, max_size=8))
def test_arrays_of_pairs_agree_with_single_pairs(stands):
    pairs = np.array(list(product(range(len(stands)), repeat=2)))
    found = comparable(stands)(pairs[:, 0], pairs[:, 1])
    assert found.tolist() == [not opposed(stands[a], stands[b]) for a, b in pairs]


DENIALS = {
    "tr": "Yaşlı anne babaya çocukları {} bence.|bakmalıdır|bakmamalıdır",
    "ko": "자녀가 나이 든 부모를 모셔야 한다는 말에 {}.|동의합니다|반대합니다",
    "zh": "我{}子女长大以后应该照顾年老的父母，这是责任。|同意|不同意",
    "pt-BR": "{} que os filhos adultos devem cuidar dos pais idosos.|Concordo|Discordo",
}


@pytest.mark.parametrize("language", DENIALS)
def test_denials_in_other_languages_stay_and_copies_fall(language):
    frame, *verbs = DENIALS[language].split("|")
    one, other = map(frame.format, verbs)
    texts = [one, other, one.replace(" ", "  "), other[:-1] + "!"]
    stands = [stand(text, language=language) for text in texts]
    assert near_alike(texts, stands, 0.6).of == [0, 1, 0, 1]
