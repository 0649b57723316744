"""Detects the end of a generated answer and extracts its text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from park.adapters.chat import Chat
from park.models.thinking import split_thinking


@dataclass(frozen=True)
class Ends:
    """The end markers of an answer."""

    tokens: tuple[int, ...]
    texts: tuple[str, ...]
    """Markers without a token, such as ChatML's on a base without it."""

    def options(self, tokenizer: Any) -> dict[str, Any]:
        """Return the options for `generate`."""
        stop = {"stop_strings": list(self.texts), "tokenizer": tokenizer} if self.texts else {}
        return {"eos_token_id": list(self.tokens) or None, **stop}


def ends_of(chat: Chat, model: Any) -> Ends:
    """Collect the end markers from the base's settings, its tokenizer and its chat template.

    Bases with several such tokens (Llama, Gemma, Phi) list some of them in only one place.
    """
    words, config = chat.tokenizer, model.config
    settings = (model.generation_config, config, getattr(config, "text_config", None))
    found = {
        each for setting in settings for each in _numbers(getattr(setting, "eos_token_id", None))
    }
    found |= set(_numbers(words.eos_token_id))
    vocabulary, texts = words.get_vocab(), []
    for mark in chat.form.endings:
        if mark in vocabulary:
            found.add(vocabulary[mark])
        if len(words(mark, add_special_tokens=False)["input_ids"]) != 1:
            texts.append(mark)
    return Ends(tuple(sorted(found)), tuple(texts))


def _numbers(value: Any) -> list[int]:
    """Return a setting of one, several or no numbers as a list."""
    several = value if isinstance(value, Iterable) else [value]
    return [each for each in several if type(each) is int and each >= 0]


def said(chat: Chat, tokens: Sequence[int], ends: Ends) -> str:
    """Return the answer without thoughts, up to its end.

    Args:
        chat: the tokenizer and its template.
        tokens: the generated tokens.
        ends: the end markers.
    """
    last = next((n for n, each in enumerate(tokens) if each in ends.tokens), len(tokens))
    # Special tokens are removed last, since some of them mark thoughts.
    text = str(chat.tokenizer.decode(tokens[:last], skip_special_tokens=False))
    for mark in ends.texts:
        text = text.partition(mark)[0]
    text, _ = split_thinking(text)
    for each in chat.specials:
        text = text.replace(each, "")
    return text.strip()
