"""Prepares a culture's training files and its model's record."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from park.adapters import storage
from park.adapters.hosted import HostedRecipe
from park.errors import LedgerError
from park.finetune.hosted.job import TEST, TRAIN
from park.finetune.hosted.rows import (
    Parcel,
    cost_of,
    epochs_of,
    fault_of,
    messages_of,
    pack,
)
from park.finetune.samples import TooFew
from park.ledger.keys import key_of
from park.ledger.ledger import Ledger
from park.records import Sample
from park.records.hosted import HostedModel

FEWEST = 10
"""OpenAI's minimum number of rows."""


def prepare(
    ledger: Ledger,
    run: Path,
    recipe: HostedRecipe,
    name: str,
    culture: str,
    samples: Sequence[Sample],
) -> HostedModel:
    """Return a culture's existing model, or a new one with its files written.

    Args:
        ledger: the run's ledger.
        run: the run folder.
        recipe: the recipe.
        name: the recipe's name.
        culture: the culture.
        samples: its samples, including held-out ones.

    Raises:
        TooFew: too few training rows.
        LedgerError: the files cannot be written.
    """
    known = ledger.hosted(culture)
    shaping = recipe.model_dump(mode="json", exclude={"price", "api_key_env"})
    key = key_of("hosted", culture, [(each.key, each.split) for each in samples], shaping)
    same = known if known is not None and known.key == key else None
    if same and (same.finished or (same.job and not same.over)):
        return same
    train = _parcel(samples, "train", recipe)
    test = _parcel(samples, recipe.validation, recipe)
    _check(run, recipe, culture, train)
    _write(storage.work(run, culture), {TRAIN: train, TEST: test})
    epochs = epochs_of(recipe, len(train.lines))
    going_on = same if same and not same.over else None
    return HostedModel(
        culture=culture,
        key=key,
        recipe_name=name,
        recipe=recipe,
        base=recipe.model,
        rows=len(train.lines),
        held_out=len(test.lines),
        left_out=dict(train.left_out + test.left_out),
        tokens=train.tokens,
        epochs=epochs,
        cost_usd=cost_of(train.tokens, epochs, recipe),
        system=_system(samples),
        training_file=going_on.training_file if going_on else "",
        validation_file=going_on.validation_file if going_on else "",
        earlier=(known.fine_tuned_model or known.earlier) if known else "",
    )


def _parcel(samples: Sequence[Sample], split: str | None, recipe: HostedRecipe) -> Parcel:
    return pack((each for each in samples if each.split == split), recipe)


def _check(run: Path, recipe: HostedRecipe, culture: str, train: Parcel) -> None:
    """Raise TooFew for too few rows."""
    rows, left_out = len(train.lines), train.left_out.total()
    if rows < FEWEST:
        raise TooFew(
            f"{run}: {culture} has {rows} training rows that can be sent"
            + (f" ({counts(train.left_out)} are left out)" if left_out else "")
            + f", and {recipe.backend} needs at least {FEWEST}; generate more dialogues, or "
            "leave the culture out: --cultures"
        )


def counts(left_out: Mapping[str, int]) -> str:
    """Return the counts of skipped rows by reason."""
    return ", ".join(f"{count} {reason}" for reason, count in sorted(left_out.items()))


def _write(folder: Path, parcels: Mapping[str, Parcel]) -> None:
    """Write the files, except empty ones."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, parcel in parcels.items():
            if parcel.lines:
                (folder / name).write_text(parcel.text, encoding="utf-8", newline="\n")
            else:
                (folder / name).unlink(missing_ok=True)
    except OSError as error:
        raise LedgerError(f"{folder}: cannot be written ({error.strerror})") from None


def _system(samples: Sequence[Sample]) -> str:
    """Return the rows' system message; '' if there is none."""
    readable = (messages for messages in map(messages_of, samples) if not fault_of(messages))
    first = next(readable)[0]
    return str(first["content"]) if first["role"] == "system" else ""
