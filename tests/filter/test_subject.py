from types import SimpleNamespace

import numpy as np
import pytest

from park.filter.evidence import Evidence
from park.filter.subject import keep_to_subject
from park.filter.verdicts import Decision, Judged
from park.models.embedders import Embedder, WordLlamaEmbedder
from park.records.round import Thresholds
from tests.toys import item, opinion, verdict

TEA = "Tea must be hot."
OWN = {"delegate": "small", "contact": "small", "judge": "small"}


class Toy(Embedder):
    """Texts on tea point one way, all others another; notes what it was given."""

    name, endpoint, quick, subject = "toy", "toy", True, 0.7

    def __init__(self):
        self.seen = []

    def embed(self, texts):
        self.seen += texts
        rows = [[1.0, 0.0] if "tea" in text.lower() else [0.6, 0.8] for text in texts]
        return np.array(rows, np.float32).reshape(len(texts), 2)


def judged(texts, *, weak=True, models=OWN, embedder=None, threshold=None, language="en",
           statement=TEA, before=()):  # fmt: skip
    """Return (score, reason) of the verdicts on the subject; None where there is none."""
    survey = SimpleNamespace(items={"Q1": item("Q1", statement=statement)})
    found = [
        Judged(
            Evidence(opinion(f"o{n}", text=text, models=models, language=language), None),
            list(before),
        )
        for n, text in enumerate(texts)
    ]
    criteria = SimpleNamespace(
        setup=SimpleNamespace(survey=survey),
        settings=SimpleNamespace(subject=threshold),
        embedder=Toy() if embedder is None else embedder,
    )
    thresholds = Thresholds(first=0.5, middle=0.5, last=0.5, weak=weak)
    keep_to_subject(Decision(found), criteria, None, thresholds)
    last = [each.verdicts[-1] if each.verdicts else None for each in found]
    return [
        None if v is None or v.check != "subject" else (v.score, v.reason, v.detail["threshold"])
        for v in last
    ]


def test_a_weak_judges_own_opinions_have_to_be_near_their_statement():
    assert judged(["I like tea.", "I like bread."]) == [(1.0, "", 0.7), (0.6, "far", 0.7)]


@pytest.mark.parametrize(
    "changes",
    [
        {"weak": False},
        {"models": OWN | {"delegate": "large"}},
        {"language": "tr"},
        {"statement": "Çayın her zaman çok sıcak içilmesi gerektiğini düşünüyorum."},
        {"threshold": 0.0},
    ],
)
def test_elsewhere_the_distance_does_not_count(changes):
    embedder = Toy()
    assert judged(["I like bread."], embedder=embedder, **changes) == [None]
    assert embedder.seen == []


def test_a_threshold_by_hand_counts_with_every_judge():
    large = OWN | {"delegate": "large"}
    found = judged(["I like bread."], weak=False, models=large, threshold=0.9)
    assert found == [(0.6, "far", 0.9)]


def test_an_embedder_that_was_not_measured_has_no_threshold():
    embedder = Toy()
    embedder.subject = None
    assert judged(["I like bread."], embedder=embedder) == [None]


def test_what_is_rejected_already_is_not_embedded():
    embedder = Toy()
    rejected = verdict(check="verify", kept=False, reason="contradicts")
    assert judged(["I like bread."], embedder=embedder, before=[rejected]) == [None]
    assert embedder.seen == []


def test_a_vector_that_is_no_number_is_far():
    class Broken(Toy):
        def embed(self, texts):
            return np.full((len(texts), 2), np.nan, np.float32)

    assert judged(["I like tea."], embedder=Broken())[0][1] == "far"


def test_the_bundled_embedder_tells_a_bookstore_from_a_duty():
    found = judged(
        [
            "I love the work at the bookstore.",
            "Working is something we owe to society because it makes a difference in our lives.",
        ],
        statement="Working is something one owes to society.",
        embedder=WordLlamaEmbedder(),
    )
    assert [reason for _, reason, _ in found] == ["far", ""]
