"""People's answers as training data of the stage."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from park.adapters.base import Base
from park.adapters.option_logprobs import weigh
from park.adapters.recipe import Recipe
from park.adapters.switchable import Loaded
from park.finetune.answers.polls import Poll, choose_polls
from park.finetune.answers.rows import PollRow, PollRows, shifted, tokenise_polls
from park.finetune.local.material import Material
from park.finetune.samples import Choice
from park.ledger.ledger import Ledger
from park.records.adapter import Holdout
from park.setup import Setup


class OfPolls(Material):
    """Survey questions with people's shares of their options."""

    source = "people's answers\nto survey questions: the shares of the options"

    def __init__(self, setup: Callable[[], Setup]) -> None:
        """Take what loads the run's configuration with its survey."""
        self._setup = setup

    def choose(
        self, ledger: Ledger, run: Path, recipe: Recipe, cultures: Sequence[str], *, one: bool
    ) -> Choice[Poll]:
        """Make the polls of train items, and of held-out items to measure on."""
        return choose_polls(self._setup(), recipe.distribution, cultures, one=one)

    def tokenise(self, found: Sequence[Poll], tokenizer: Any, recipe: Recipe) -> PollRows:
        """Return rows with the tokens of the options."""
        return tokenise_polls(found, tokenizer, recipe.length)

    def ready(self, rows: PollRows, found: Sequence[Poll], base: Base, recipe: Recipe) -> PollRows:
        """Move the shares to learn to the base's own, for `target: shift`."""
        if recipe.distribution.target == "shares":
            return rows
        polls = {poll.key: poll for poll in found}
        asked = [polls[row.key] for row in rows.rows]
        return replace(rows, rows=_shifted(rows.rows, asked, base))

    def measure(
        self, model: Any, base: Base, rows: Sequence[PollRow], recipe: Recipe
    ) -> Holdout | None:
        """Compare the forward KL from people's shares."""
        from park.finetune.answers.holdout import measure_polls

        return measure_polls(model, base, rows, recipe)

    def system(self, found: Sequence[Poll]) -> str:
        """Return the first poll's system message."""
        return found[0].prompt[0]["content"]


def _shifted(rows: Sequence[PollRow], polls: Sequence[Poll], base: Base) -> list[PollRow]:
    """Return rows with the shift of `shifted`, from the base's answers without any culture."""
    loaded = Loaded(base)
    prompts = [loaded.tokens([dict(each) for each in poll.prompt[1:]]) for poll in polls]
    answers = weigh(loaded, "", prompts, [poll.markers for poll in polls])
    return [
        replace(row, shares=shifted(said, np.array(poll.shares), np.array(poll.pooled)).tolist())
        for row, poll, said in zip(rows, polls, answers, strict=True)
    ]
