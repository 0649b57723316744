"""Request features a model supports, learned from refusals or configured."""

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import Field

from park.records import Record

Limit = Literal["max_tokens", "max_completion_tokens", "none"]
Quiet = Literal["template", "none", "minimal", "low", "no"]
"""How to suppress a model's thinking: by chat template, by reasoning effort (`none`, `minimal`,
`low`), or not at all."""
WAYS: tuple[Quiet, ...] = ("template", "none", "minimal", "low", "no")
"""In the order tried."""
SILENT = ("template", "none")
"""Ways that suppress thinking entirely."""
MOST_ROOM = 16_384
"""Maximum thinking tokens unless the user configures more."""


class Takes(Record):
    """Supported request features; unsupported ones are omitted or replaced."""

    system: bool = True
    """If false, the system message is prepended to the first user message."""
    temperature: bool = True
    zero: bool = True
    """If false, 0.01 is sent for a temperature of 0."""
    top_p: bool = True
    """Also false for models that take only one of temperature and top_p."""
    seed: bool = True
    penalties: bool = True
    stop: int = Field(default=16, ge=0)
    """Maximum number of stop sequences; surplus ones are applied here."""
    limit: Limit = "max_tokens"
    """Name of the field that limits output tokens."""
    least: int = Field(default=1, ge=1)
    """Minimum output limit."""
    most: int | None = Field(default=None, ge=1)
    """Maximum output limit, if any."""
    logprobs: int = Field(default=20, ge=0)
    """Maximum `top_logprobs`; 0 if unsupported."""
    schema_: bool = Field(default=True, alias="schema")
    """Whether it supports JSON schemas."""
    context: int | None = Field(default=None, ge=1)
    """Context window in tokens, if the endpoint has revealed it."""
    thinks: bool = False
    """Whether it is a thinking model."""
    quiet: Quiet = "template"
    """How to suppress thinking, if `thinks`."""
    room: int = Field(default=2_048, ge=0)
    """Additional tokens for thoughts that cannot be suppressed."""

    model_config = Record.model_config | {"validate_by_name": True, "serialize_by_alias": True}

    @property
    def silent(self) -> bool:
        """Whether the first token belongs to the answer."""
        return not self.thinks or self.quiet in SILENT

    @property
    def thinking_room(self) -> int:
        """Tokens to add to a request's limit for thoughts."""
        return 0 if self.silent else self.room

    def but(self, **changes: Any) -> "Takes":
        """Return a validated copy with changes."""
        return Takes.model_validate(self.model_dump() | changes)

    def quieter(self, start: Quiet) -> "Takes | None":
        """Switch to the next way to suppress thinking; None after the last.

        Args:
            start: the first way to try at this endpoint.
        """
        if not self.thinks:
            return self.but(thinks=True, quiet=start)
        left = WAYS[WAYS.index(self.quiet) + 1 :]
        return self.but(quiet=left[0]) if left else None

    def roomier(self) -> "Takes | None":
        """Return a copy with more tokens for thoughts; None at the maximum."""
        return None if self.room >= MOST_ROOM else self.but(room=min(4 * self.room, MOST_ROOM))


def differences(old: Takes, new: Takes) -> Iterator[str]:
    """Yield messages for the user about changed features."""
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
