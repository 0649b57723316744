"""Samples → token rows with labels on the answers alone; what is too long is listed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from park.adapters.chat import Chat
from park.errors import InputError
from park.records import Sample

IGNORED = -100
"""The label of a token that is not learnt."""
ANSWERS = {"sft": ("completion",), "dpo": ("chosen", "rejected")}
"""The fields of a row that are learnt, by method."""


@dataclass(frozen=True)
class Row:
    """A sample as token numbers."""

    key: str
    group: str
    """What rows share that were made of the same opinion or dialogue."""
    prompt: list[int]
    answers: tuple[list[int], ...]
    """The completion; for pairs the chosen and the rejected one."""

    @property
    def length(self) -> int:
        """Return the tokens of prompt and longest answer."""
        return len(self.prompt) + max(map(len, self.answers))

    def tokens(self, answer: int = 0) -> list[int]:
        """Return prompt and answer."""
        return self.prompt + self.answers[answer]

    def labels(self, answer: int = 0) -> list[int]:
        """Return the answer's tokens, with as many ignored ones before them as the prompt has."""
        return [IGNORED] * len(self.prompt) + self.answers[answer]


@dataclass
class Rows:
    """The rows of a culture, and those that are too long for the recipe."""

    rows: list[Row] = field(default_factory=list)
    too_long: dict[str, int] = field(default_factory=dict)
    """Tokens by the sample's key."""

    @property
    def masked(self) -> float:
        """Return the share of tokens that no loss is taken on."""
        total = sum(len(row.prompt) + len(answer) for row in self.rows for answer in row.answers)
        learnt = sum(len(answer) for row in self.rows for answer in row.answers)
        return 1 - learnt / total if total else 0.0

    @property
    def tokens(self) -> int:
        """Return the tokens of all rows."""
        return sum(len(row.prompt) + len(answer) for row in self.rows for answer in row.answers)


def tokenise(samples: Iterable[Sample], tokenizer: Any, method: str, length: int) -> Rows:
    """Turn samples into rows with the base's chat template, as it is used for inference.

    Args:
        samples: of the view that the method learns from.
        tokenizer: with a chat template.
        method: `sft` or `dpo`.
        length: the most tokens a row may have.

    Raises:
        InputError: an answer has no tokens, or the template cannot be used, or writes the prompt
            of an answered question differently from that of an open one.
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
