"""A configuration with all its resources, loaded once for all stages."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from park.assets import load_cultures
from park.config import Config
from park.errors import InputError, nearest
from park.prompts import Prompts
from park.records import Culture, Item
from park.surveys.editions import as_begun
from park.surveys.load import load_seeds
from park.surveys.split import split
from park.surveys.survey import Survey

if TYPE_CHECKING:
    from park.models.embedders import Embedder


@dataclass(frozen=True)
class Setup:
    """The result of `prepare`."""

    config: Config
    base: Path
    """Base folder of relative paths."""
    prompts: Prompts
    cultures: Mapping[str, Culture]
    """Role cards by name."""
    survey: Survey
    seed_items: tuple[Item, ...]
    """Items for dialogues."""
    heldout: tuple[Item, ...]
    """Items held out for evaluation."""

    @property
    def train_items(self) -> tuple[Item, ...]:
        """All items that are not held out."""
        held = {item.id for item in self.heldout}
        return tuple(item for item in self.survey.items.values() if item.id not in held)

    def cards(self, names: Iterable[str]) -> dict[str, Culture]:
        """Load additional role cards; InputError for unknown names."""
        return load_cultures(names, self.agents)

    def path(self, given: Path | None) -> Path | None:
        """Resolve a configured path."""
        return None if given is None else self.base / given

    def including(self, names: Iterable[str]) -> "Setup":
        """Return the setup with role cards of additional cultures."""
        more = sorted({*names} - {*self.cultures})
        return replace(self, cultures={**self.cultures, **self.cards(more)}) if more else self

    def narrowed(self, names: Collection[str], option: str = "--cultures") -> "Setup":
        """Restrict the setup to some cultures; all if empty."""
        for name in names:
            if name not in self.cultures:
                raise InputError(f"{option}: {name}{nearest(name, self.cultures)}")
        if not names:
            return self
        return replace(self, cultures={name: self.cultures[name] for name in names})

    def embedder(self) -> "Embedder":
        """Return the configured embedder; nothing is loaded yet.

        Raises:
            InputError: it cannot be connected, or costs money although there is a budget.
        """
        from park.models.embedders import connect_embedder
        from park.models.prices import price_of

        limits, config = self.config.limits, self.config.models.embedder
        price = price_of(config) if config is not None else None
        if config is not None and price and price.input > 0 and limits.max_cost is not None:
            raise InputError(
                f"models.embedder: {config.model} costs money, which limits.max_cost does not "
                "count; to let it spend all the same, set its price: {input: 0, output: 0}"
            )
        return connect_embedder(
            config,
            base=self.base,
            timeout=limits.timeout,
            retries=limits.retries,
        )

    @property
    def agents(self) -> Path | None:
        """The user's folder of role cards; None for the bundled ones."""
        return self.path(self.config.agents)


def prepare(config: Config, base: Path = Path(), *, began: str = "") -> Setup:
    """Load and check what a configuration names: role cards, survey, items, templates.

    Args:
        config: the run's configuration.
        base: the folder that its relative paths start from.
        began: hash of the survey that an existing run started with; '' without a run.

    Raises:
        InputError: something is missing or invalid.
    """
    agents = base / config.agents if config.agents else None
    prompts = Prompts(base / config.prompts if config.prompts else None)
    cultures = load_cultures(config.cultures, agents)
    survey = as_begun(load_seeds(config.seeds, base), began)
    seeded, heldout = split(
        survey.items, config.seeds.holdout, config.seeds.items, config.seeds.holdout_by
    )
    return Setup(
        config=config,
        base=base,
        prompts=prompts,
        cultures=cultures,
        survey=survey,
        seed_items=tuple(survey.items[name] for name in seeded),
        heldout=tuple(survey.items[name] for name in heldout),
    )
