"""The judge: the model that extracts, compares and rewrites opinions."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from park.models.base import Message, ModelError, NoLogprobs, Params
from park.models.gateway import Gateway
from park.prompts import Prompts
from park.records import Record, Text
from park.records.scores import faint
from park.yamlfile import load_yaml

TOKENS = 600
"""Maximum tokens of an answer, unless configured higher."""
LETTERS = "ABCDEFGHIJKLMNOP"
PLACES = ("first", "last", "none")
"""What a question's labels stand for, in order."""


UNABLE = "gives no log-probabilities"
FAINT = "gives the letters next to nothing of all probability"
NONE = "these words do not tell"
"""Label for opinions that fit no answer."""


class Example(Record):
    """A worked example of a comparison."""

    statement: Text
    first: str = ""
    """Label of a scale's first answer; '' for that of the question itself."""
    last: str = ""
    opinion: Text
    answer: Literal["first", "last", "none"]


class Examples(Record):
    """The worked examples shown before each case of a question."""

    examples: tuple[Example, ...] = ()


@dataclass
class Judge:
    """A model in the judge's role."""

    gateway: Gateway
    prompts: Prompts
    max_tokens: int = TOKENS
    languages: Mapping[str, str] = field(default_factory=dict)
    """English names of languages, by the first part of their BCP 47 tag."""
    wordy: str = ""
    """Why the model votes in words; '' while it gives probabilities."""
    _read: dict[str, tuple[Example, ...]] = field(default_factory=dict, init=False)

    @property
    def gives_probabilities(self) -> bool:
        """Whether the model returns log-probabilities; one failure is final."""
        if "option_logprobs" not in self.gateway.model.abilities:
            self.wordy = self.wordy or UNABLE
        return not self.wordy

    @property
    def name(self) -> str:
        """The model's name."""
        return self.gateway.model.name

    def render(self, template: str, /, **variables: Any) -> str:
        """Render a template; see `Prompts.render`."""
        return self.prompts.render(template, **variables)

    def language_name(self, language: str) -> str:
        """Return a language's English name; the tag itself if unknown."""
        return self.languages.get(language.split("-")[0], language)

    def schema(self, schema: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Return the schema if the model supports one."""
        return schema if "schema" in self.gateway.model.abilities else None

    def asks(
        self, template: str, options: Sequence[tuple[str, str]], reasoned: bool, **case: Any
    ) -> list[Message]:
        """Return the messages that ask for one of the lettered options.

        The task comes first and the case last, for prompt caching.
        """
        task = self.render(template, reasoned=reasoned)
        data = self.render(f"{template}_case", options=tuple(options), **case)
        return [{"role": "system", "content": task}, {"role": "user", "content": data}]

    def shots(self, template: str, labels: Mapping[str, str], turned: bool) -> list[Message]:
        """Return a question's worked examples as messages.

        Args:
            template: the question's template.
            labels: its labels in order, the first and the last of a scale before any other.
            turned: whether the examples and their options are in reversed order.
        """
        known = dict(zip(PLACES, labels.values(), strict=False))
        names = list(known)[:: -1 if turned else 1]
        messages: list[Message] = []
        for each in self._examples(template)[:: -1 if turned else 1]:
            given = {"first": each.first, "last": each.last}
            shown = self.render(
                f"{template}_case",
                options=tuple(lettered({n: given.get(n) or known[n] for n in known}, names)),
                statement=each.statement,
                opinion=each.opinion,
            )
            messages.append({"role": "user", "content": shown})
            letter = LETTERS[names.index(each.answer)]
            messages.append({"role": "assistant", "content": letter})
        return messages

    def _examples(self, template: str) -> tuple[Example, ...]:
        if template not in self._read:
            self._read[template] = examples_of(self.prompts, template)
        return self._read[template]

    async def weigh(
        self, template: str, labels: Mapping[str, str], /, *, examples: bool = False, **case: Any
    ) -> dict[str, float] | None:
        """Ask which label applies, in both orders; return their probabilities.

        Args:
            template: a template with a companion `<template>_case`, which shows `options` as
            letters
                with labels.
            labels: labels by name.
            examples: whether to start with worked examples.
            case: the companion's variables.

        Returns:
            The mean over both orders, which sums to 1; None if the letters have hardly any
            probability or the model does not return it, so that it must vote in words.

        Raises:
            ModelError: the call failed for a reason unrelated to its content.
        """
        found = []
        for turned in (False, True):
            names = list(labels)[:: -1 if turned else 1]
            options = lettered(labels, names)
            task, data = self.asks(template, options, False, **case)
            messages = [task, *(self.shots(template, labels, turned) if examples else ()), data]
            logprobs = await self._choose(messages, [letter for letter, _ in options])
            if faint(sum(math.exp(min(each, 0.0)) for each in logprobs.values())):
                return None
            found.append({n: logprobs.get(LETTERS[i]) for i, n in enumerate(names)})
        return _mean([_normalised(each) for each in found])

    async def _choose(self, messages: Sequence[Message], letters: list[str]) -> dict[str, float]:
        """Return the letters' log-probabilities; empty if the request is refused."""
        try:
            logprobs, _ = await self.gateway.choose(messages, letters)
        except NoLogprobs:
            self.wordy = UNABLE
            return {}
        except ModelError as error:
            if error.trouble != "rejected":
                raise
            return {}
        return {name: value for name, value in logprobs.items() if math.isfinite(value)}

    async def tell(
        self, messages: Sequence[Message], schema: Mapping[str, Any], *, sample: int = 0
    ) -> tuple[str, str]:
        """Ask for JSON; return the text and the call's key.

        Raises:
            ModelError: the call failed.
        """
        params = Params(temperature=0.7 if sample else 0.0, max_tokens=self.max_tokens, seed=sample)
        reply, call = await self.gateway.reply(messages, params, self.schema(schema), sample)
        return reply.text, call


def examples_of(prompts: Prompts, template: str) -> tuple[Example, ...]:
    """Read the worked examples of a question; InputError if their file is invalid."""
    return load_yaml(prompts.folder / f"{template}_examples.yaml", Examples).examples


def lettered(labels: Mapping[str, str], names: Sequence[str]) -> list[tuple[str, str]]:
    """Return (letter, label) pairs in the order of the names."""
    return [(LETTERS[i], labels[name]) for i, name in enumerate(names)]


def _normalised(logprobs: Mapping[str, float | None]) -> dict[str, float]:
    """Normalise probabilities over the options; missing ones get 0."""
    most = max(value for value in logprobs.values() if value is not None)
    weights = {
        name: 0.0 if value is None else math.exp(value - most) for name, value in logprobs.items()
    }
    total = sum(weights.values())
    return {name: weight / total for name, weight in weights.items()}


def _mean(found: Sequence[Mapping[str, float]]) -> dict[str, float]:
    return {name: sum(each[name] for each in found) / len(found) for name in found[0]}
