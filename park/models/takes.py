"""What a model takes in a request. It is learned from the endpoint's refusals, or configured."""

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import Field

from park.records import Record

Limit = Literal["max_tokens", "max_completion_tokens", "none"]
Quiet = Literal["template", "none", "minimal", "low", "no"]
"""How a model is asked not to think: by its chat template, by an effort (`none`, `minimal`, `low`),
or not at all."""
WAYS: tuple[Quiet, ...] = ("template", "none", "minimal", "low", "no")
"""In the order in which they are tried."""
SILENT = ("template", "none")
"""Ways that leave no thought behind where they work."""
MOST_ROOM = 16_384
"""Tokens for thoughts that are never exceeded without the user's word."""


class Takes(Record):
    """What a model takes; what it does not take is left out or replaced by the next best thing."""

    system: bool = True
    """Whether it takes a system message; else its text begins the first user message."""
    temperature: bool = True
    zero: bool = True
    """Whether it takes a temperature of 0; else 0.01 is sent."""
    top_p: bool = True
    """False also for models that take temperature or top_p, but not both."""
    seed: bool = True
    penalties: bool = True
    stop: int = Field(default=16, ge=0)
    """How many stop sequences it takes; texts are cut here where it takes too few."""
    limit: Limit = "max_tokens"
    """What the field is called that limits an answer's tokens."""
    least: int = Field(default=1, ge=1)
    """The smallest limit it takes."""
    most: int | None = Field(default=None, ge=1)
    """The largest limit it takes; None if it has none."""
    logprobs: int = Field(default=20, ge=0)
    """How many of the likeliest tokens it shows; 0 if none."""
    schema_: bool = Field(default=True, alias="schema")
    """Whether it takes a JSON schema for its answer."""
    context: int | None = Field(default=None, ge=1)
    """Tokens that prompt and reply may have together, where the endpoint said so."""
    thinks: bool = False
    """Whether it thinks before it answers."""
    quiet: Quiet = "template"
    """How it is asked not to, once it is known to think."""
    room: int = Field(default=2_048, ge=0)
    """Tokens that its thoughts may have on top of the answer's, where it cannot be kept quiet."""

    model_config = Record.model_config | {"validate_by_name": True, "serialize_by_alias": True}

    @property
    def silent(self) -> bool:
        """Whether the answer begins at its first token."""
        return not self.thinks or self.quiet in SILENT

    @property
    def thinking_room(self) -> int:
        """Tokens to be added to a request for thoughts."""
        return 0 if self.silent else self.room

    def but(self, **changes: Any) -> "Takes":
        """Return the same with some fields changed."""
        return Takes.model_validate(self.model_dump() | changes)

    def quieter(self, start: Quiet) -> "Takes | None":
        """Return the next way to keep the model from thinking; None after the last.

        Args:
            start: the first way that makes sense at this endpoint.
        """
        if not self.thinks:
            return self.but(thinks=True, quiet=start)
        left = WAYS[WAYS.index(self.quiet) + 1 :]
        return self.but(quiet=left[0]) if left else None

    def roomier(self) -> "Takes | None":
        """Return the same with more room for thoughts; None if there is enough already."""
        return None if self.room >= MOST_ROOM else self.but(room=min(4 * self.room, MOST_ROOM))


def differences(old: Takes, new: Takes) -> Iterator[str]:
    """Yield what a user should know about a model that takes something else than was thought."""
    for name, words in WORDS.items():
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield words.format(after) if after else words.replace("at most {} ", "no ")
    if not new.silent and (old.silent or old.room != new.room):
        yield f"it thinks before it answers and gets {new.room} tokens more for that"
    elif new.thinks and new.silent and (not old.thinks or old.quiet != new.quiet):
        yield "it thinks before it answers and is asked not to"


WORDS = {
    "system": "it takes no system message, which is put before the first user message",
    "temperature": "it takes no temperature",
    "zero": "it takes no temperature of 0, so 0.01 is sent",
    "top_p": "it takes no top_p (beside a temperature)",
    "seed": "it takes no seed",
    "penalties": "it takes no penalties",
    "stop": "it takes at most {} stop sequences",
    "limit": "its limit of tokens is sent as {}",
    "least": "its answers must be allowed {} tokens or more",
    "most": "its answers may have at most {} tokens",
    "logprobs": "it shows at most {} log-probabilities",
    "schema_": "it takes no JSON schema",
    "context": "its context has {} tokens",
}

__all__ = ["Limit", "Quiet", "Takes", "differences"]
