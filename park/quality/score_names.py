"""What the scores of verdicts are, in words."""

from collections.abc import Mapping

from park.records import Verdict

SCORES: Mapping[str, str] = {
    "quote": "share of the quote found in the dialogue",
    "verify": "probability of entails",
    "votes": "share of votes for entails",
    "ground": "people's share",
    "subject": "cosine similarity to the statement",
    "near_duplicate": "Jaccard similarity",
    "semantic_duplicate": "cosine similarity",
}
"""By check; `votes` is `verify` by a judge without log-probabilities."""


def score_of(verdict: Verdict) -> str:
    """Return the key in `SCORES` of a verdict's score; its check if it has no name."""
    by_votes = verdict.check == "verify" and verdict.rounds and verdict.rounds[-1].votes
    return "votes" if by_votes else verdict.check


def score_name(verdict: Verdict) -> str:
    """Return what a verdict's score is; `score` if its check has no name for it."""
    return SCORES.get(score_of(verdict), "score")
