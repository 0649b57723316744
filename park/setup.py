"""A configuration with everything it names loaded and checked: made once, used by every stage."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from park.assets import load_cultures
from park.config import Config
from park.errors import InputError, nearest
from park.prompts import Prompts
from park.records import Culture, Item
from park.surveys.editions import as_begun
from park.surveys.load import load_survey
from park.surveys.split import split
from park.surveys.survey import Survey


@dataclass(frozen=True)
class Setup:
    """What `prepare` returns."""

    config: Config
    base: Path
    """The folder that relative paths start from."""
    prompts: Prompts
    cultures: Mapping[str, Culture]
    """The role cards, by name."""
    survey: Survey
    seed_items: tuple[Item, ...]
    """The items that dialogues are about."""
    heldout: tuple[Item, ...]
    """The items that no dialogue is about; kept for evaluation."""

    def cards(self, names: Iterable[str]) -> dict[str, Culture]:
        """Load further role cards; InputError if there is none of a name."""
        return load_cultures(names, self.agents)

    def path(self, given: Path | None) -> Path | None:
        """Return a configured path from where this process stands."""
        return None if given is None else self.base / given

    def including(self, names: Iterable[str]) -> "Setup":
        """Return the same setup with the role cards of more cultures."""
        more = sorted({*names} - {*self.cultures})
        return replace(self, cultures={**self.cultures, **self.cards(more)}) if more else self

    def narrowed(self, names: Collection[str], option: str = "--cultures") -> "Setup":
        """Return the same setup with some cultures alone; with all of them if none are named."""
        for name in names:
            if name not in self.cultures:
                raise InputError(f"{option}: {name}{nearest(name, self.cultures)}")
        if not names:
            return self
        return replace(self, cultures={name: self.cultures[name] for name in names})

    @property
    def agents(self) -> Path | None:
        """The user's own folder of role cards; None for those that ship."""
        return self.path(self.config.agents)


def prepare(config: Config, base: Path = Path(), *, began: str = "") -> Setup:
    """Load and check what a configuration names: role cards, survey, items, templates.

    Args:
        config: the run's configuration.
        base: the folder that its relative paths start from.
        began: the hash of the survey that an existing run began with; '' if there is none.

    Raises:
        InputError: something is missing or has a mistake.
    """
    agents = base / config.agents if config.agents else None
    prompts = Prompts(base / config.prompts if config.prompts else None)
    cultures = load_cultures(config.cultures, agents)
    survey = as_begun(load_survey(config.seeds.source, base), began)
    seeded, heldout = split(survey.items, config.seeds.holdout, config.seeds.items)
    return Setup(
        config=config,
        base=base,
        prompts=prompts,
        cultures=cultures,
        survey=survey,
        seed_items=tuple(survey.items[name] for name in seeded),
        heldout=tuple(survey.items[name] for name in heldout),
    )
