"""Facts about the place of a culture that its delegates may mention."""

import re
from collections.abc import Sequence
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, StringConstraints

from park.records.base import Record, Text

Topic = Literal["feast", "meal", "work", "school", "family", "saying", "place", "institution"]
TOPICS: tuple[Topic, ...] = get_args(Topic)
LONGEST = 300
"""Maximum characters of a fact, as each is part of a prompt."""


def _one_line(text: str) -> str:
    """Join lines, so that no fact looks like another part of a prompt."""
    return " ".join(text.split())


class Fact(Record):
    """A true sentence about a place and its people."""

    topic: Topic
    """What it is about; templates ask for facts by topic."""
    text: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST),
        AfterValidator(_one_line),
    ]
    """One short English sentence that somebody from there could say."""
    source: Text
    """Where a reader can check it: a title, a law, a list."""


def _distinct(facts: Sequence[Fact]) -> tuple[Fact, ...]:
    seen: dict[str, int] = {}
    for number, fact in enumerate(facts):
        said = re.sub(r"\W+", " ", fact.text.casefold()).strip()
        if said in seen:
            raise ValueError(f"{number} says the same as {seen[said]}: {fact.text!r}")
        seen[said] = number
    return tuple(facts)


Facts = Annotated[tuple[Fact, ...], AfterValidator(_distinct)]
"""Facts of which no two say the same."""
