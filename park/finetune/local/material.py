"""The seam between the stage and what adapters learn from."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from park.adapters.base import Base
from park.adapters.recipe import Recipe
from park.finetune.local.rows import Rows, tokenise
from park.finetune.samples import Choice, choose
from park.ledger.ledger import Ledger
from park.records import Sample
from park.records.adapter import Holdout


class Material(ABC):
    """A kind of training data: things with a `key` and a `split`, by adapter."""

    source: ClassVar[str]
    """Its origin, for the adapter's card."""

    @abstractmethod
    def choose(
        self, ledger: Ledger, run: Path, recipe: Recipe, cultures: Sequence[str], *, one: bool
    ) -> Choice[Any]:
        """Return the data of each adapter; see `park.finetune.samples.choose`."""

    @abstractmethod
    def tokenise(self, found: Sequence[Any], tokenizer: Any, recipe: Recipe) -> Any:
        """Return their rows, with `rows`, `too_long`, `tokens` and `masked`."""

    @abstractmethod
    def measure(
        self, model: Any, base: Base, rows: Sequence[Any], recipe: Recipe
    ) -> Holdout | None:
        """Compare a base with and without its adapter on held-out rows; None without rows."""

    @abstractmethod
    def system(self, found: Sequence[Any]) -> str:
        """Return their system message; '' if there is none."""

    def ready(self, rows: Any, found: Sequence[Any], base: Base, recipe: Recipe) -> Any:
        """Return training rows completed by what the loaded base answers; unchanged by default."""
        return rows


class OfSamples(Material):
    """Samples of a view, from accepted opinions."""

    source = "accepted\nopinions from role-played dialogues that start from people's survey answers"

    def choose(
        self, ledger: Ledger, run: Path, recipe: Recipe, cultures: Sequence[str], *, one: bool
    ) -> Choice[Sample]:
        """Read the samples of the recipe's view."""
        return choose(ledger, run, recipe.view, cultures, one=one)

    def tokenise(self, found: Sequence[Sample], tokenizer: Any, recipe: Recipe) -> Rows:
        """Return rows with labels on the answers only."""
        return tokenise(found, tokenizer, recipe.method, recipe.length)

    def measure(
        self, model: Any, base: Base, rows: Sequence[Any], recipe: Recipe
    ) -> Holdout | None:
        """Compare the losses, or for pairs the margins."""
        from park.finetune.local.holdout import measure

        return measure(model, base, rows, recipe)

    def system(self, found: Sequence[Sample]) -> str:
        """Return the first row's system message."""
        first = found[0].row["prompt"][0]
        return str(first["content"]) if first["role"] == "system" else ""
