"""Batched probabilities of answer options."""

import copy
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from park.adapters.switchable import Loaded

ROOM = 4096
"""Tokens per batch, including padding."""
SHARED = 16
"""Minimum tokens of a shared prefix to cache."""


@dataclass(frozen=True)
class Weighed:
    """A model's probabilities of a question's options."""

    logprobs: tuple[float, ...]
    """Log-probability of each marker's likeliest token, as the first token of the answer."""

    @property
    def mass(self) -> float:
        """Total probability of the options."""
        return sum(math.exp(each) for each in self.logprobs)

    @property
    def shares(self) -> tuple[float, ...]:
        """The options' normalised probabilities."""
        most = max(self.logprobs)
        weights = [math.exp(each - most) for each in self.logprobs]
        return tuple(weight / sum(weights) for weight in weights)


def weigh(
    loaded: Loaded,
    adapter: str,
    prompts: Sequence[Sequence[int]],
    markers: Sequence[Sequence[str]],
    *,
    room: int = ROOM,
    shared: int = SHARED,
) -> list[Weighed]:
    """Return the log-probabilities of each question's markers as the first token of the answer.

    The likelier variant of a marker (with or without a leading space) counts. The prefix shared by
    all prompts is computed once, the rest in batches of similar length.

    Args:
        loaded: the base with its adapters.
        adapter: the adapter's name; '' for the base.
        prompts: n tokenised prompts.
        markers: the markers of each prompt, single tokens.
        room: tokens per batch.
        shared: minimum tokens of a shared prefix to compute once; inf for never.

    Raises:
        ValueError: a marker is not a single token of this base.
    """
    if not prompts:
        return []
    words = loaded.base.tokenizer
    tokens = {marker: variants(words, marker) for each in markers for marker in each}
    common = common_prefix(prompts)
    common = common if common >= shared else 0
    found: dict[int, Weighed] = {}
    with loaded.wearing(adapter) as model:
        past = _past(loaded, model, list(prompts[0][:common])) if common else None
        for batch in _batches([len(each) - common for each in prompts], common, room):
            rows = [list(prompts[number][common:]) for number in batch]
            logprobs = _last(loaded, model, rows, past, common)
            for number, row in zip(batch, logprobs, strict=True):
                best = (max(float(row[v]) for v in tokens[m]) for m in markers[number])
                found[number] = Weighed(tuple(best))
    return [found[number] for number in range(len(prompts))]


def common_prefix(prompts: Sequence[Sequence[int]]) -> int:
    """Return the length of the common prefix, at most one less than the shortest prompt."""
    low, high = min(map(list, prompts)), max(map(list, prompts))
    most = min(len(each) for each in prompts) - 1
    return next((n for n in range(most) if low[n] != high[n]), most)


def variants(tokenizer: Any, marker: str) -> list[int]:
    """Return the single tokens that stand for a marker, without and with a leading space.

    Raises:
        ValueError: there is none.
    """
    encoded = [
        tokenizer(each, add_special_tokens=False)["input_ids"] for each in (marker, f" {marker}")
    ]
    single = [tokens[0] for tokens in encoded if len(tokens) == 1]
    if not single:
        raise ValueError(f"{marker!r} is no single token of {tokenizer.name_or_path}")
    return single


def _batches(lengths: Sequence[int], common: int, room: int) -> Iterator[list[int]]:
    """Yield batches of rows of similar length that fit the room, as indices."""
    batch: list[int] = []
    for number in sorted(range(len(lengths)), key=lambda n: (lengths[n], n)):
        if batch and (len(batch) + 1) * (lengths[number] + common) > room:
            yield batch
            batch = []
        batch.append(number)
    yield batch


def _past(loaded: Loaded, model: Any, prefix: list[int]) -> Any:
    """Return the model's key-value cache of a prefix."""
    import torch

    tokens = torch.tensor([prefix], device=loaded.base.device)
    with torch.no_grad():
        return model(input_ids=tokens, use_cache=True, logits_to_keep=1).past_key_values


@contextmanager
def _exact(loaded: Loaded, model: Any) -> Iterator[None]:
    """Compute the head in float32, whatever the base's precision.

    The resolution of 16-bit logits is so coarse (1/8 at values around 20) that different options
    get exactly equal ones.
    """
    import torch

    head = model.get_output_embeddings()
    weight = loaded.head

    def answered(_: Any, given: tuple[Any, ...], __: Any) -> Any:
        bias = None if head.bias is None else head.bias.float()
        # Contiguous, as a slice would copy the weights for each row.
        return torch.nn.functional.linear(given[0].float().contiguous(), weight, bias)

    hook = head.register_forward_hook(answered) if weight is not None else None
    try:
        yield
    finally:
        if hook is not None:
            hook.remove()


def _last(loaded: Loaded, model: Any, rows: list[list[int]], past: Any, common: int) -> Any:
    """Return the next-token log-probabilities of each row, shape (rows, vocabulary)."""
    import torch

    longest = max(map(len, rows))
    filler = loaded.base.tokenizer.pad_token_id
    gaps = [longest - len(row) for row in rows]
    device = loaded.base.device
    tokens = torch.tensor(
        [[filler] * gap + row for gap, row in zip(gaps, rows, strict=True)], device=device
    )
    mask = torch.tensor([[1] * common + [0] * gap + [1] * (longest - gap) for gap in gaps])
    places = (mask.cumsum(dim=1) - 1).clamp(min=0)[:, common:]
    if past is not None:
        past = copy.deepcopy(past)
        past.batch_repeat_interleave(len(rows))
    with torch.no_grad(), _exact(loaded, model):
        made = model(
            input_ids=tokens,
            attention_mask=mask.to(device),
            position_ids=places.to(device),
            past_key_values=past,
            use_cache=past is not None,
            logits_to_keep=1,
        )
    return torch.log_softmax(made.logits[:, -1].float(), dim=-1).cpu()
