"""Renders questions, answers and system messages around opinions."""

import re
from dataclasses import dataclass

from park.prompts import Prompts
from park.records import Culture

Message = dict[str, str]
"""A message with `role` and `content`."""

FOLDER = "export"


AGREEING = re.compile(
    r"(?:yes,? )?i (?:\w+ly |do |also |still )*(?P<dis>dis)?agree"
    r"(?: with (?:you|this|that|the statement))?(?: that\b|[.,;:!] ?)\s*",
    re.IGNORECASE,
)
FEWEST = 3
"""Minimum words of a reason."""


def without_answer(opinion: str, label: str) -> str:
    """Return an English opinion without the answer that it opens with, if the label says it.

    Rows put the label before it: “Strongly agree. I strongly agree. …” would say it twice.
    """
    found = AGREEING.match(opinion)
    if not found or "agree" not in label.casefold():
        return opinion
    if bool(found["dis"]) != ("disagree" in label.casefold()):
        return opinion
    rest = opinion[found.end() :].lstrip()
    return rest[:1].upper() + rest[1:] if len(rest.split()) >= FEWEST else opinion


def message(role: str, content: str) -> Message:
    """Return a chat message."""
    return {"role": role, "content": content}


@dataclass(frozen=True)
class Wording:
    """Renders the text of samples around opinions."""

    prompts: Prompts

    def say(self, role: str, template: str, **variables: object) -> Message:
        """Return a message rendered from a template of `prompts/export`."""
        return message(role, self.prompts.render(f"{FOLDER}/{template}", **variables))

    def system(self, culture: Culture, language: str) -> Message:
        """Return the system message that names the assistant's culture."""
        named = language_name(culture, language)
        return self.say("system", "system", home=culture.home, language_name=named)


def language_name(culture: Culture, language: str) -> str:
    """Return the English name of a delegate's language."""
    return culture.language_name if language == culture.language else "English"
