"""What a generator learns from: questions with people's shares, or rows of answers."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_uppercase
from typing import Any, Protocol

import torch
from torch import Tensor
from torch.nn import functional

from park.adapters.chat import Chat
from park.align.people import people
from park.errors import InputError
from park.finetune.local.rows import IGNORED, Row
from park.prompts import Prompts
from park.records import Item
from park.surveys.survey import Survey

FORMS = ("numbered", "lettered", "listed")
"""Templates of the survey task."""


class Lessons(Protocol):
    """What is learnt from, by culture."""

    def draw(self, culture: int, rng: random.Random) -> Any:
        """Return one of a culture's lessons."""

    def loss(self, model: Any, batch: Sequence[Any]) -> Tensor:
        """Return the mean loss of a batch."""

    def tokens(self, batch: Sequence[Any]) -> int:
        """Return the number of tokens of a batch, without padding."""


@dataclass(frozen=True)
class Asked:
    """A question with people's shares."""

    prompts: tuple[list[int], ...]
    """Tokens with and without the system message that names the country."""
    markers: tuple[tuple[int, ...], ...]
    """Token variants of each option's marker."""
    shares: tuple[float, ...]


class Questions:
    """People's shares of train items, in every form and order of the survey task."""

    def __init__(self, asked: Sequence[Sequence[Asked]], named: float, filler: int) -> None:
        """Hold the questions of each culture.

        Args:
            asked: by culture.
            named: share of questions whose system message names the country.
            filler: the token for padding.
        """
        self._asked, self._named, self._filler = asked, named, filler

    def draw(self, culture: int, rng: random.Random) -> tuple[list[int], Asked]:
        """Return the tokens of a prompt, and its question."""
        found = rng.choice(self._asked[culture])
        return found.prompts[rng.random() >= self._named], found

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
    survey: Survey,
    items: Sequence[Item],
    countries: Sequence[str],
    system: str,
    chat: Chat,
    prompts: Prompts,
    longest: int,
) -> list[Asked]:
    """Return the questions on some items with the shares of some countries.

    Args:
        survey: people's answers.
        items: train items; those not asked there are left out.
        countries: the countries.
        system: the system message that names them.
        chat: the base's chat template.
        prompts: the templates.
        longest: tokens of a prompt; longer ones are left out.
    """
    shares, found = people(survey, items, countries), []
    for item in items:
        if item.id not in shares or len(item.options) > len(ascii_uppercase):
            continue
        for form in FORMS:
            for first in range(len(item.options)):
                turned = [(first + n) % len(item.options) for n in range(len(item.options))]
                text, markers = _shown(item, form, turned, prompts)
                user = {"role": "user", "content": text}
                both = tuple(
                    chat.tokens([*before, user])
                    for before in ([{"role": "system", "content": system}], [])
                )
                variants = tuple(_variants(chat.tokenizer, each) for each in markers)
                told = tuple(float(shares[item.id][place]) for place in turned)
                if max(map(len, both)) <= longest:
                    found.append(Asked(both, variants, told))
    return found


def _shown(
    item: Item, form: str, turned: Sequence[int], prompts: Prompts
) -> tuple[str, tuple[str, ...]]:
    """Return a question's text, as the survey task writes it, and its markers."""
    first = int(item.options[0].code != 0)
    digits = "0123456789"[first : first + 9] if form == "numbered" else ""
    some = digits if len(turned) <= len(digits) else ascii_uppercase
    markers = tuple(some[: len(turned)])
    labels = [item.options[place].label for place in turned]
    text = prompts.render(
        f"evaluate/survey/{form}",
        statement=item.statement,
        options=tuple(zip(markers, labels, strict=True)),
        kind="number" if markers[0].isdigit() else "letter",
    )
    return text, markers


def _variants(tokenizer: Any, marker: str) -> tuple[int, ...]:
    encoded = [tokenizer(e, add_special_tokens=False)["input_ids"] for e in (marker, f" {marker}")]
    single = tuple(dict.fromkeys(tokens[0] for tokens in encoded if len(tokens) == 1))
    if not single:
        raise InputError(f"base: {marker!r} is no single token of it, so it cannot weigh options")
    return single
