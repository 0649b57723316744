"""What a generator learns from: questions with people's shares, or rows of answers."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import torch
from torch import Tensor
from torch.nn import functional

from park.adapters.chat import Chat
from park.align.people import people
from park.align.questions import MOST_OPTIONS, questions
from park.errors import InputError
from park.finetune.local.rows import IGNORED, Row
from park.prompts import Prompts
from park.records import Item
from park.records.scores import Question
from park.surveys.survey import Survey

TASK = "survey"
"""The task whose questions are learnt."""
TRIES = 100
"""Questions drawn until one is short enough."""


class Lessons(Protocol):
    """What is learnt from, by culture."""

    def draw(self, culture: int, rng: random.Random) -> Any:
        """Return one of a culture's lessons."""

    def loss(self, model: Any, batch: Sequence[Any]) -> Tensor:
        """Return the mean loss of a batch."""

    def weight(self, batch: Sequence[Any]) -> int:
        """Return the number of things that a batch's loss is the mean of."""

    def tokens(self, batch: Sequence[Any]) -> int:
        """Return the number of tokens of a batch, without padding."""


class Asker:
    """Writes questions as the survey task does, as tokens of a base."""

    def __init__(self, chat: Chat, prompts: Prompts) -> None:
        """Keep a base's chat template and the project's templates."""
        self._chat, self._prompts = chat, prompts
        self._variants: dict[str, tuple[int, ...]] = {}
        self._written: dict[tuple[str, ...], list[Question]] = {}

    def questions(self, items: Sequence[Item]) -> list[Question]:
        """Return each item in all forms and rotations; those with too many options are left out."""
        kept = [item for item in items if len(item.options) <= MOST_OPTIONS]
        key = tuple(item.id for item in kept)
        if key not in self._written:
            self._written[key] = questions(TASK, kept, self._prompts)
        return self._written[key]

    def tokens(self, text: str, system: str) -> list[int]:
        """Return the tokens of a question after a system message; '' for none."""
        before = [{"role": "system", "content": system}] if system else []
        return self._chat.tokens([*before, {"role": "user", "content": text}])

    def variants(self, marker: str) -> tuple[int, ...]:
        """Return a marker's tokens, with and without a space before it.

        Raises:
            InputError: it is no single token of the base.
        """
        if marker not in self._variants:
            words = self._chat.tokenizer
            both = [words(e, add_special_tokens=False)["input_ids"] for e in (marker, f" {marker}")]
            single = tuple(dict.fromkeys(tokens[0] for tokens in both if len(tokens) == 1))
            if not single:
                raise InputError(f"base: {marker!r} is no single token, so options have no weights")
            self._variants[marker] = single
        return self._variants[marker]


@dataclass(frozen=True)
class Asked:
    """A question with people's shares, which becomes tokens when it is needed."""

    question: Question
    shares: tuple[float, ...]
    """In the order shown."""
    system: str
    asker: Asker

    @cached_property
    def prompts(self) -> tuple[list[int], list[int]]:
        """Tokens with and without the system message that names the country."""
        text = self.question.text
        return self.asker.tokens(text, self.system), self.asker.tokens(text, "")

    @cached_property
    def markers(self) -> tuple[tuple[int, ...], ...]:
        """Token variants of each option's marker."""
        return tuple(map(self.asker.variants, self.question.markers))


class Questions:
    """People's shares of train items, in every form and order of the survey task."""

    def __init__(
        self, asked: Sequence[Sequence[Asked]], named: float, filler: int, longest: int
    ) -> None:
        """Hold the questions of each culture.

        Args:
            asked: by culture.
            named: share of questions whose system message names the country.
            filler: the token for padding.
            longest: tokens that a question may have; longer ones are not drawn.
        """
        self._asked, self._named, self._filler = asked, named, filler
        self._longest = longest

    def draw(self, culture: int, rng: random.Random) -> tuple[list[int], Asked]:
        """Return the tokens of a prompt, and its question.

        Raises:
            InputError: hardly any question is short enough.
        """
        for _ in range(TRIES):
            found = rng.choice(self._asked[culture])
            prompt = found.prompts[rng.random() >= self._named]
            if len(prompt) <= self._longest:
                return prompt, found
        raise InputError(f"length: hardly any question has {self._longest} tokens or fewer")

    def weight(self, batch: Sequence[tuple[list[int], Asked]]) -> int:
        """Return the number of questions of a batch."""
        return len(batch)

    def tokens(self, batch: Sequence[tuple[list[int], Asked]]) -> int:
        """Return the number of tokens of a batch."""
        return sum(len(prompt) for prompt, _ in batch)

    def loss(self, model: Any, batch: Sequence[tuple[list[int], Asked]]) -> Tensor:
        """Return the mean forward KL divergence from people's shares to the markers' probabilities.

        Probabilities are those of the whole vocabulary, so that answering with no marker costs.
        """
        logprobs = last(model, [prompt for prompt, _ in batch], self._filler)
        losses = []
        for row, (_, asked) in zip(logprobs, batch, strict=True):
            best = torch.stack([row[list(each)].max() for each in asked.markers])
            shares = best.new_tensor(asked.shares)
            losses.append((torch.xlogy(shares, shares) - shares * best).sum())
        return torch.stack(losses).mean()


def last(model: Any, prompts: Sequence[list[int]], filler: int) -> Tensor:
    """Return the log-probabilities of each prompt's next token, shape (n, vocabulary)."""
    device = next(model.parameters()).device
    longest = max(map(len, prompts))
    tokens = torch.tensor([[filler] * (longest - len(each)) + each for each in prompts])
    mask = torch.tensor([[0] * (longest - len(p)) + [1] * len(p) for p in prompts])
    made = model(
        input_ids=tokens.to(device),
        attention_mask=mask.to(device),
        position_ids=(mask.cumsum(1) - 1).clamp(min=0).to(device),
        use_cache=False,
        logits_to_keep=1,
    )
    return functional.log_softmax(made.logits[:, -1].float(), -1)


class Answered:
    """Rows of a view, learnt by their answers' tokens."""

    def __init__(self, rows: Sequence[Sequence[Row]], filler: int) -> None:
        """Hold the rows of each culture."""
        self._rows, self._filler = rows, filler

    def draw(self, culture: int, rng: random.Random) -> Row:
        """Return one of a culture's rows."""
        return rng.choice(self._rows[culture])

    def weight(self, batch: Sequence[Row]) -> int:
        """Return the number of answers' tokens of a batch."""
        return sum(label != IGNORED for row in batch for label in row.labels()[1:])

    def tokens(self, batch: Sequence[Row]) -> int:
        """Return the number of tokens of a batch."""
        return sum(row.length for row in batch)

    def loss(self, model: Any, batch: Sequence[Row]) -> Tensor:
        """Return the mean negative log-likelihood of the answers' tokens."""
        device = next(model.parameters()).device
        longest = max(row.length for row in batch)
        gaps = [longest - row.length for row in batch]
        tokens = [r.tokens() + [self._filler] * gap for r, gap in zip(batch, gaps, strict=True)]
        labels = [r.labels() + [IGNORED] * gap for r, gap in zip(batch, gaps, strict=True)]
        mask = [[1] * r.length + [0] * gap for r, gap in zip(batch, gaps, strict=True)]
        made = model(
            input_ids=torch.tensor(tokens, device=device),
            attention_mask=torch.tensor(mask, device=device),
            use_cache=False,
        )
        logits = made.logits[:, :-1].float().flatten(0, 1)
        wanted = torch.tensor(labels, device=device)[:, 1:].flatten()
        return functional.cross_entropy(logits, wanted, ignore_index=IGNORED)


def questions_of(
    survey: Survey, items: Sequence[Item], countries: Sequence[str], system: str, asker: Asker
) -> list[Asked]:
    """Return the questions on some items with the shares of some countries.

    Args:
        survey: people's answers.
        items: items; those not asked there, or with more options than letters, are left out.
        countries: the countries.
        system: the system message that names them.
        asker: writes the questions.
    """
    shares = people(survey, items, countries)
    by_code = {
        item.id: {str(o.code): float(e) for o, e in zip(item.options, shares[item.id], strict=True)}
        for item in items
        if item.id in shares
    }
    return [
        Asked(each, tuple(by_code[each.item][code] for code in each.options), system, asker)
        for each in asker.questions(items)
        if each.item in by_code
    ]
