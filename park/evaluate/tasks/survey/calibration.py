"""Content-free calibration (Zhao et al. 2021): what an answerer makes of options alone.

Answers are divided by the shares that the same options get, in the same form and order, under an
empty statement, and scaled to sum to 1.
"""

from collections.abc import Sequence

from park.records import Item
from park.records.scores import Response

EMPTY = "N/A"
"""The statement of an empty question."""
SMALLEST = 1e-3
"""The least share of an option under the empty question that is divided by."""


def empty_items(items: Sequence[Item]) -> list[Item]:
    """Return an item without a statement for each distinct list of options."""
    first = {tuple(item.options): item for item in reversed(items)}
    return [
        item.model_copy(update={"id": f"empty-{item.id}", "statement": EMPTY, "twin": None})
        for item in first.values()
    ]


def calibrated(responses: Sequence[Response], empty: Sequence[Response]) -> list[Response]:
    """Return responses divided by those to the empty questions.

    Args:
        responses: of one respondent.
        empty: the same respondent's to `empty_items`. Where one was not answered, the responses
            with the same options in the same form and order count as unparsed.
    """
    prior = {_shown(each): each.shares for each in empty if each.status == "answered"}
    return [
        _divided(each, prior.get(_shown(each))) if each.status == "answered" else each
        for each in responses
    ]


def _shown(response: Response) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    asked = response.question
    return asked.form, asked.options, asked.labels


def _divided(response: Response, prior: dict[str, float] | None) -> Response:
    if prior is None:
        return response.model_copy(update={"status": "unparsed", "shares": {}})
    raw = {n: share / max(prior.get(n, 0.0), SMALLEST) for n, share in response.shares.items()}
    total = sum(raw.values())
    return response.model_copy(
        update={"shares": {name: each / total for name, each in raw.items()}}
    )
