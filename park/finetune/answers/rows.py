"""Converts polls to token rows with the tokens of their options."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from park.adapters.chat import Chat
from park.adapters.option_logprobs import Weighed, variants
from park.errors import InputError
from park.finetune.answers.polls import Poll
from park.statistics.interval import Numbers

SMALLEST = 1e-3
"""The least share that a shift is computed from."""


@dataclass(frozen=True)
class PollRow:
    """A poll as token ids."""

    key: str
    group: str
    prompt: list[int]
    variants: list[list[int]]
    """Tokens that stand for each option, in the order of the item's options."""
    shares: list[float]
    """The shares to learn."""
    graded: bool

    @property
    def length(self) -> int:
        """Number of tokens."""
        return len(self.prompt)


@dataclass
class PollRows:
    """The rows of an adapter."""

    rows: list[PollRow] = field(default_factory=list)
    too_long: dict[str, int] = field(default_factory=dict)
    """Token counts of rows too long for the recipe, by poll key."""

    @property
    def tokens(self) -> int:
        """Number of tokens of all rows."""
        return sum(row.length for row in self.rows)

    @property
    def masked(self) -> float:
        """Share of tokens that are only read; each row has one to learn, the answer's first."""
        return 1 - len(self.rows) / (self.tokens + len(self.rows)) if self.rows else 0.0


def tokenise_polls(polls: Iterable[Poll], tokenizer: Any, length: int) -> PollRows:
    """Convert polls to rows with the base's chat template, as an evaluation does.

    Args:
        polls: the polls.
        tokenizer: a tokenizer with a chat template.
        length: maximum tokens per row.

    Raises:
        InputError: a marker is not a single token of this base, or two markers share one.
    """
    found, chat = PollRows(), Chat(tokenizer)
    for poll in polls:
        tokens = chat.tokens([dict(each) for each in poll.prompt])
        if len(tokens) > length:
            found.too_long[poll.key] = len(tokens)
        else:
            options = _options(poll, tokenizer)
            found.rows.append(
                PollRow(poll.key, poll.group, tokens, options, [*poll.shares], poll.graded)
            )
    return found


def _options(poll: Poll, tokenizer: Any) -> list[list[int]]:
    try:
        found = [variants(tokenizer, marker) for marker in poll.markers]
    except ValueError as error:
        raise InputError(f"base: item {poll.item}: {error}") from None
    every = [token for tokens in found for token in set(tokens)]
    if len(every) > len(set(every)):
        raise InputError(f"base: item {poll.item}: two options begin with the same token")
    return found


def shifted(base: Weighed, shares: Numbers, pooled: Numbers) -> Numbers:
    """Return the base's shares moved as a culture is from the pooled shares.

    q' ∝ q · p / m, with the base's shares q, the culture's p and the pooled ones m, each at least
    `SMALLEST`.

    Args:
        base: the base's answer, options in the order of the shares.
        shares: the culture's shares, shape (k,).
        pooled: the pooled shares, shape (k,).
    """
    start, own, other = (
        np.maximum(np.asarray(each, float), SMALLEST) for each in (base.shares, shares, pooled)
    )
    moved = start * own / other
    return np.asarray(moved / moved.sum(), float)
