"""Where a generated answer ends, and what of it was said."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from park.adapters.chat import Chat
from park.models.thinking import split_thinking


@dataclass(frozen=True)
class Ends:
    """What ends an answer."""

    tokens: tuple[int, ...]
    texts: tuple[str, ...]
    """Marks that the tokenizer has no token for, such as ChatML's on a base that never had it."""

    def options(self, tokenizer: Any) -> dict[str, Any]:
        """Return how `generate` is told of it."""
        stop = {"stop_strings": list(self.texts), "tokenizer": tokenizer} if self.texts else {}
        return {"eos_token_id": list(self.tokens) or None, **stop}


def ends_of(chat: Chat, model: Any) -> Ends:
    """Return what ends an answer: by the base's settings, its tokenizer and its chat template.

    Bases with several such tokens (Llama, Gemma, Phi) name some of them in one place only.
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
    """Return the numbers of a setting that may be one, several or none."""
    several = value if isinstance(value, Iterable) else [value]
    return [each for each in several if type(each) is int and each >= 0]


def said(chat: Chat, tokens: Sequence[int], ends: Ends) -> str:
    """Return what was said: without thoughts, and nothing after the end.

    Args:
        chat: whose tokens they are.
        tokens: what was generated.
        ends: what ends an answer.
    """
    last = next((n for n, each in enumerate(tokens) if each in ends.tokens), len(tokens))
    # Some marks of thoughts are special tokens, so these are taken out only afterwards.
    text = str(chat.tokenizer.decode(tokens[:last], skip_special_tokens=False))
    for mark in ends.texts:
        text = text.partition(mark)[0]
    text, _ = split_thinking(text)
    for each in chat.specials:
        text = text.replace(each, "")
    return text.strip()
