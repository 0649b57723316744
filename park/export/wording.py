"""The words around opinions: questions, answers and system messages, from templates."""

from dataclasses import dataclass

from park.prompts import Prompts
from park.records import Culture, Dialogue, Item, Opinion

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

    def system(self, culture: Culture, language: str) -> Message:
        """Return the message that says for whom the assistant speaks."""
        content = self.prompts.render(
            f"{FOLDER}/system", home=culture.home, language_name=language_name(culture, language)
        )
        return message("system", content)

    def choice(self, item: Item) -> Message:
        """Return an item as a question with its options, numbered by their codes."""
        options = tuple((option.code, option.label) for option in item.options)
        return message("user", self._render("choice", statement=item.statement, options=options))

    def choice_answer(self, item: Item, opinion: Opinion) -> Message:
        """Return the option that an opinion's delegate holds, and the opinion as its reason."""
        code = opinion.seed.stance
        return message(
            "assistant",
            self._render("choice_answer", code=code, label=item.label(code), opinion=opinion.text),
        )

    def open(self, item: Item) -> Message:
        """Return an item as a question without options."""
        return message("user", self._render("open", statement=item.statement))

    def open_answer(self, item: Item, opinion: Opinion) -> Message:
        """Return the answer in the words of the option, and the opinion as its reason."""
        label = item.label(opinion.seed.stance).rstrip(".。")
        return message("assistant", self._render("open_answer", label=label, opinion=opinion.text))

    def dialogue(self, culture: Culture, dialogue: Dialogue) -> Message:
        """Return the message that says who a dialogue's delegate is."""
        delegate, contact = dialogue.delegate, dialogue.contact
        content = self.prompts.render(
            f"{FOLDER}/dialogue",
            delegate=delegate.name,
            occupation=delegate.occupation,
            age=delegate.age,
            place=delegate.place,
            home=culture.home,
            contact=contact.name,
            contact_occupation=contact.occupation,
            contact_place=contact.place,
            language_name=language_name(culture, dialogue.language),
        )
        return message("system", content)

    def _render(self, name: str, **variables: object) -> str:
        return self.prompts.render(f"{FOLDER}/{name}", **variables)


def language_name(culture: Culture, language: str) -> str:
    """Return the English name of the language that a culture's delegate spoke."""
    return culture.language_name if language == culture.language else "English"
