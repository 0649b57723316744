"""A base's chat template, applied identically for training and inference."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from park.adapters.form import Form, form_of
from park.errors import InputError
from park.models.base import Message
from park.models.thinking import MARKER
from park.text.printable import one_line

LONGEST_REASON = 200
QUIET: dict[str, Any] = {
    "enable_thinking": False,
    "thinking": False,
    "reasoning": False,
    "thinking_budget": 0,
}
"""Template variables that disable thinking; templates ignore unknown ones."""
PINNED = (
    "{% macro strftime_now(format) %}{{ format"
    " | replace('%Y', '2024') | replace('%m', '07') | replace('%d', '26')"
    " | replace('%B', 'July') | replace('%b', 'Jul') | replace('%A', 'Friday')"
    " | replace('%H', '12') | replace('%M', '00') | replace('%S', '00') }}{% endmacro %}"
)
"""Fixes the date in templates, so that prompts are the same in training and later use. It is the
default date of Llama's templates.
"""


class Chat:
    """A tokenizer with its chat template."""

    def __init__(self, tokenizer: Any) -> None:
        """Analyse the tokenizer's template.

        Raises:
            InputError: it fails or is unusable.
        """
        self.tokenizer = tokenizer
        self._given: dict[str, Any] = {}
        try:
            self.form = self._find_form()
        except InputError as error:
            raise InputError(self._named(str(error))) from None

    def _find_form(self) -> Form:
        """Return the form, without the settings if the template rejects them."""
        self._given = {"reasoning_effort": self._effort, **QUIET}
        try:
            return form_of(self._render)
        except InputError:
            self._given = {}
        return form_of(self._render)

    def prompt(self, messages: Sequence[Message]) -> str:
        """Return a conversation's text up to the start of the answer.

        Control tokens spelled out in messages (`<|im_end|>`) are broken up by a space.

        Raises:
            InputError: the template rejects the conversation.
        """
        return self._cut(messages) + self.form.head.used

    def tokens(self, messages: Sequence[Message]) -> list[int]:
        """Return a conversation's tokens up to the start of the answer."""
        return self._tokens(self.prompt(messages))

    def answered(
        self, messages: Sequence[Message], answer: Sequence[Message]
    ) -> tuple[list[int], list[int]] | None:
        """Return the tokens of a conversation, as from `tokens`, and of its answer.

        Returns:
            None if the template formats the conversation differently once it is answered.

        Raises:
            InputError: the template rejects the conversation.
        """
        head, start = self.form.head, self._cut(messages)
        whole = self._write([*messages, *answer], open_=False)
        if not whole.startswith(start + head.answered):
            return None
        said = whole[len(start + head.answered) :]
        prompt, tokens = self._tokens(start + head.used), self._tokens(start + head.used + said)
        if tokens[: len(prompt)] != prompt:
            return None
        return prompt, tokens[len(prompt) :]

    def inert(self, text: str) -> str:
        """Break up control tokens spelled out in a text by a space."""
        for each in self._controls:
            text = text.replace(each, f"{each[0]} {each[1:]}")
        return MARKER.sub(lambda mark: f"{mark[0][0]} {mark[0][1:]}", text)

    @cached_property
    def specials(self) -> list[str]:
        """The special tokens as text, longest first."""
        added = self.tokenizer.added_tokens_decoder.values()
        found = {str(each) for each in added if each.special} | set(
            self.tokenizer.all_special_tokens
        )
        return _longest_first(found)

    @cached_property
    def _controls(self) -> list[str]:
        return _longest_first({*self.specials, *self.form.endings, *self.form.tags})

    def _cut(self, messages: Sequence[Message]) -> str:
        """Return an open conversation's text without the part missing from answered ones."""
        return self._write(messages, open_=True).removesuffix(self.form.head.open)

    def _write(self, messages: Sequence[Message], *, open_: bool) -> str:
        harmless = [{**each, "content": self.inert(each["content"])} for each in messages]
        try:
            return self._render(self.form.shape(harmless), open_)
        except InputError as error:
            raise InputError(self._named(str(error))) from None

    def _render(self, messages: Sequence[Message], open_: bool) -> str:
        try:
            return str(
                self.tokenizer.apply_chat_template(
                    list(messages),
                    chat_template=self._template,
                    tokenize=False,
                    add_generation_prompt=open_,
                    **self._given,
                )
            )
        except Exception as error:  # Templates are foreign programs and may raise anything.
            reason = one_line(str(error))[:LONGEST_REASON] or type(error).__name__
            raise InputError(f"its chat template fails ({reason})") from None

    @cached_property
    def _template(self) -> str:
        try:
            template = str(self.tokenizer.get_chat_template())
        except ValueError:  # Several templates without a default.
            raise InputError("it has no chat template; take an instruction-tuned model") from None
        return PINNED + template if "strftime_now" in template else template

    @cached_property
    def _effort(self) -> str:
        """The template's lowest reasoning effort."""
        return "none" if any(each in self._template for each in ("'none'", '"none"')) else "low"

    def _tokens(self, text: str) -> list[int]:
        return list(self.tokenizer(text, add_special_tokens=False)["input_ids"])

    def _named(self, reason: str) -> str:
        name = getattr(self.tokenizer, "name_or_path", "")
        return f"base: {name}: {reason}" if name else f"base: {reason}"


def _longest_first(texts: set[str]) -> list[str]:
    """Sort texts by descending length, dropping single characters."""
    return sorted((each for each in texts if len(each) > 1), key=lambda each: (-len(each), each))
