"""Converts samples to token rows, with labels on answers only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from park.adapters.chat import Chat
from park.errors import InputError
from park.records import Sample

IGNORED = -100
"""Label of masked tokens."""
ANSWERS = {"sft": ("completion",), "dpo": ("chosen", "rejected")}
"""Answer fields of a row, by method."""


@dataclass(frozen=True)
class Row:
    """A sample as token ids."""

    key: str
    group: str
    """Shared by rows from the same opinion or dialogue."""
    prompt: list[int]
    answers: tuple[list[int], ...]
    """The completion; for pairs, the chosen and the rejected one."""

    @property
    def length(self) -> int:
        """Number of tokens of prompt and longest answer."""
        return len(self.prompt) + max(map(len, self.answers))

    def tokens(self, answer: int = 0) -> list[int]:
        """Return the tokens of prompt and answer."""
        return self.prompt + self.answers[answer]

    def labels(self, answer: int = 0) -> list[int]:
        """Return the labels, with the prompt masked."""
        return [IGNORED] * len(self.prompt) + self.answers[answer]


@dataclass
class Rows:
    """The rows of a culture."""

    rows: list[Row] = field(default_factory=list)
    too_long: dict[str, int] = field(default_factory=dict)
    """Token counts of rows too long for the recipe, by sample key."""

    @property
    def masked(self) -> float:
        """Share of masked tokens."""
        total = sum(len(row.prompt) + len(answer) for row in self.rows for answer in row.answers)
        learnt = sum(len(answer) for row in self.rows for answer in row.answers)
        return 1 - learnt / total if total else 0.0

    @property
    def tokens(self) -> int:
        """Number of tokens of all rows."""
        return sum(len(row.prompt) + len(answer) for row in self.rows for answer in row.answers)


def tokenise(samples: Iterable[Sample], tokenizer: Any, method: str, length: int) -> Rows:
    """Convert samples to rows with the base's chat template, as for inference.

    Args:
        samples: samples of the method's view.
        tokenizer: a tokenizer with a chat template.
        method: `sft` or `dpo`.
        length: maximum tokens per row.

    Raises:
        InputError: an answer has no tokens, or the template is unusable or formats a prompt
            differently once an answer follows.
    """
    found, chat = Rows(), Chat(tokenizer)
    for sample in samples:
        row = _row(sample, chat, ANSWERS[method])
        if row.length > length:
            found.too_long[sample.key] = row.length
        else:
            found.rows.append(row)
    return found


def _row(sample: Sample, chat: Chat, names: Sequence[str]) -> Row:
    prompt: list[int] = []
    answers = []
    for name in names:
        made = chat.answered(sample.row["prompt"], sample.row[name])
        if made is None:
            raise InputError(
                f"base: its chat template writes the prompt of sample {sample.key} differently "
                "once an answer follows, so that training would not be like use"
            )
        prompt, answer = made
        answers.append(answer)
    if not all(answers):
        raise InputError(
            f"sample {sample.key}: no label is left to learn from; its answer is empty"
        )
    group = sample.opinions[0] if sample.opinions else sample.dialogue
    return Row(sample.key, group, prompt, tuple(answers))
