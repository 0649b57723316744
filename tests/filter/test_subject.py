from types import SimpleNamespace

import numpy as np
import pytest

from park.filter.evidence import Closeness, Evidence
from park.filter.subject import with_closeness
from park.models.embedders import Embedder, WordLlamaEmbedder
from park.records.round import Thresholds
from tests.toys import item, opinion

TEA, BREAD = "Tea must be hot.", "Bread is holy to us."
OWN = {"delegate": "small", "contact": "small", "judge": "small"}


class Toy(Embedder):
    """Texts on tea point one way, all others another."""

    name, endpoint, quick, subject = "toy", "toy", True, 0.5

    def embed(self, texts):
        rows = [[1.0, 0.0] if "tea" in text.lower() else [0.6, 0.8] for text in texts]
        return np.array(rows, np.float32).reshape(len(texts), 2)


def closeness(texts, *, weak=True, models=OWN, embedder=None, threshold=None, **changes):
    language, fault = changes.pop("language", "en"), changes.pop("fault", None)
    items = {"Q1": item("Q1", statement=changes.pop("statement", TEA))}
    known = [
        Evidence(opinion(f"o{n}", text=text, models=models, language=language), fault, **changes)
        for n, text in enumerate(texts)
    ]
    survey = SimpleNamespace(items=items)
    criteria = SimpleNamespace(
        setup=SimpleNamespace(survey=survey),
        settings=SimpleNamespace(subject=threshold),
        embedder=Toy() if embedder is None else embedder,
    )
    thresholds = Thresholds(first=0.5, middle=0.5, last=0.5, weak=weak)
    return [each.closeness for each in with_closeness(known, criteria, None, thresholds)]


def test_a_weak_judges_own_opinions_are_set_beside_their_statement():
    assert closeness(["I like tea.", "I like bread."]) == [
        Closeness(1.0, 0.5),
        Closeness(pytest.approx(0.6), 0.5),
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"weak": False},
        {"models": OWN | {"delegate": "large"}},
        {"language": "tr"},
        {"statement": "Çayın her zaman çok sıcak içilmesi gerektiğini düşünüyorum."},
        {"borne": False},
        {"threshold": 0.0},
    ],
)
def test_elsewhere_the_distance_does_not_count(changes):
    assert closeness(["I like bread."], **changes) == [None]


def test_a_threshold_by_hand_counts_with_every_judge():
    large = OWN | {"delegate": "large"}
    assert closeness(["I like bread."], weak=False, models=large, threshold=0.9) == [
        Closeness(pytest.approx(0.6), 0.9)
    ]


def test_an_embedder_that_was_not_measured_has_no_threshold():
    embedder = Toy()
    embedder.subject = None
    assert closeness(["I like bread."], embedder=embedder) == [None]


def test_what_has_a_fault_already_is_not_embedded():
    assert closeness(["I like bread."], fault=("slur", "…")) == [None]


def test_the_bundled_embedder_tells_a_bookstore_from_a_duty():
    found = closeness(
        [
            "I love the work at the bookstore.",
            "Working is something we owe to society because it makes a difference in our lives.",
        ],
        statement="Working is something one owes to society.",
        embedder=WordLlamaEmbedder(),
    )
    assert [each.cosine >= each.threshold for each in found] == [False, True]
