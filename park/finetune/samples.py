"""Selects the training samples of each adapter."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from park.errors import InputError, nearest
from park.ledger.ledger import Ledger
from park.ledger.run import config_of
from park.records import Sample
from park.records.adapter import ALL

Made = TypeVar("Made")
Kept = TypeVar("Kept")
Samples = dict[str, list[Sample]]
"""By adapter."""


class TooFew(InputError):
    """A culture has too few rows to learn from."""


@dataclass
class Choice(Generic[Kept]):
    """The adapters to train."""

    samples: dict[str, list[Kept]]
    """What each learns from, and is measured on, by the adapter's name."""
    asked: bool
    """Whether the cultures were requested explicitly; otherwise those with too few rows are
    skipped."""
    left_out: dict[str, str] = field(default_factory=dict)
    """Reasons by culture."""

    def of_each(
        self, found: Mapping[str, list[Kept]], make: Callable[[str, list[Kept]], Made]
    ) -> dict[str, Made]:
        """Apply `make` to each culture's samples, skipping those with too few rows.

        Raises:
            TooFew: an explicitly requested culture has too few.
        """
        made = {}
        for culture, samples in found.items():
            try:
                made[culture] = make(culture, samples)
            except TooFew as error:
                if self.asked:
                    raise
                self.left_out[culture] = str(error)
        return made


def choose(
    ledger: Ledger, run: Path, view: str, cultures: Sequence[str], *, one: bool
) -> Choice[Sample]:
    """Read the training samples of adapters.

    Args:
        ledger: the run's ledger.
        run: the run folder.
        view: the view of the samples.
        cultures: the cultures; if empty, all of the run with training rows.
        one: merge all samples for a single adapter.

    Raises:
        InputError: unknown culture.
        TooFew: a requested culture has no training rows, or none has any.
    """
    config, _ = config_of(ledger, run)
    for culture in cultures:
        if culture not in config.cultures:
            raise InputError(f"--cultures: {culture}{nearest(culture, config.cultures)}")
    chosen = list(dict.fromkeys(cultures)) or list(config.cultures)
    found = {each: list(ledger.samples(view, each)) for each in chosen}
    if one:
        found = {ALL: [sample for each in found.values() for sample in each]}
    choice: Choice[Sample] = Choice({}, asked=bool(cultures) or one)
    none = [each for each, samples in found.items() if not _learnable(samples)]
    if none and (choice.asked or len(none) == len(found)):
        hint = "" if len(none) == len(found) else " (or leave the culture out: --cultures)"
        raise TooFew(
            f"{run}: there are no training samples of the view {view} for {', '.join(none)}; "
            f"make them first: {_maker(ledger, run)}{hint}"
        )
    choice.left_out = {each: f"no training rows of the view {view}" for each in none}
    choice.samples = {each: samples for each, samples in found.items() if each not in none}
    return choice


def _maker(ledger: Ledger, run: Path) -> str:
    """Return the command that is due before training."""
    return f"park {'filter' if ledger.get('funnel') is None else 'export'} {run}"


def _learnable(samples: Sequence[Sample]) -> bool:
    return any(sample.split == "train" for sample in samples)
