"""The words around opinions: questions, answers and system messages, from templates."""

from dataclasses import dataclass

from park.prompts import Prompts
from park.records import Culture

Message = dict[str, str]
"""`role` and `content`."""

FOLDER = "export"


def message(role: str, content: str) -> Message:
    """Return a chat message."""
    return {"role": role, "content": content}


@dataclass(frozen=True)
class Wording:
    """Renders what a sample says besides the opinion."""

    prompts: Prompts

    def say(self, role: str, template: str, **variables: object) -> Message:
        """Return a message whose content is a template of `prompts/export`."""
        return message(role, self.prompts.render(f"{FOLDER}/{template}", **variables))

    def system(self, culture: Culture, language: str) -> Message:
        """Return the message that says for whom the assistant speaks."""
        named = language_name(culture, language)
        return self.say("system", "system", home=culture.home, language_name=named)


def language_name(culture: Culture, language: str) -> str:
    """Return the English name of the language that a culture's delegate spoke."""
    return culture.language_name if language == culture.language else "English"
