"""Scores of verdicts have names."""

from park.quality.score_names import score_name
from tests.toys import verdict


def verified(**rounds):
    return verdict("o1", "verify", score=0.5, detail={"rounds": [rounds]})


def test_a_judge_with_probabilities_and_one_with_votes_are_told_apart():
    sure = {"entails": 0.5, "contradicts": 0.5, "irrelevant": 0.0}
    assert score_name(verified(text="So.", probabilities=sure)) == ("probability of entails")
    votes = [{"relation": "entails"}, {"relation": "contradicts"}]
    assert score_name(verified(text="So.", probabilities=sure, votes=votes)) == (
        "share of votes for entails"
    )


def test_a_check_without_a_name_for_its_score_says_score():
    assert score_name(verdict("o1", "form", score=0.5)) == "score"
