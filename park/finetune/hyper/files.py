"""A generator's files: weights as safetensors, everything else as JSON, both with digests."""

import hashlib
import shutil
from pathlib import Path

from pydantic import ValidationError
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from park.adapters.base import Location
from park.adapters.recipe import HyperRecipe
from park.errors import InputError
from park.finetune.hyper.network import Generator
from park.finetune.hyper.sizes import Slot
from park.finetune.hyper.training import weights_of
from park.ledger.ledger import Ledger
from park.records import Record

FOLDER = "generator"
WEIGHTS, SETTINGS = "generator.safetensors", "generator.json"
ENTRY = "generator"
"""Its entry in the ledger."""


class Saved(Record):
    """What a generator is, besides its weights."""

    key: str
    """Hash of all that it was trained from."""
    recipe_name: str
    recipe: HyperRecipe
    base: str
    base_digest: str
    width: int
    slots: tuple[Slot, ...]
    cultures: tuple[str, ...]
    """The cultures that it was trained on, in their order."""
    questions: int
    """Questions, or rows, that it was trained on."""
    steps: int
    resumed: int
    seconds: float
    trained: int
    """Number of trained weights."""
    log: tuple[dict[str, float], ...]
    device: str
    versions: dict[str, str]

    def blank(self) -> Generator:
        """Return a generator of this shape, untrained."""
        return blank(self.slots, self.recipe, self.width)


def blank(slots: tuple[Slot, ...], recipe: HyperRecipe, width: int) -> Generator:
    """Return an untrained generator of a recipe, by the global random numbers."""
    hyper, lora = recipe.hyper, recipe.lora
    return Generator(
        slots, form=hyper.form, r=lora.r, alpha=lora.alpha, width=width, dropout=hyper.dropout
    )


def save(ledger: Ledger, run: Path, generator: Generator, saved: Saved) -> None:
    """Store a generator in a run, replacing an earlier one."""
    folder, new = run / FOLDER, run / f"{FOLDER}.new"
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    save_file(weights_of(generator), new / WEIGHTS)
    (new / SETTINGS).write_text(saved.model_dump_json(indent=1), encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    new.rename(folder)
    ledger.put(ENTRY, _digests(folder))


def known(ledger: Ledger, run: Path) -> Saved | None:
    """Return what a run's generator is; None if there is none, or its files were changed."""
    try:
        return _settings(ledger, run)
    except InputError:
        return None


def load(ledger: Ledger, run: Path) -> tuple[Generator, Saved]:
    """Load a run's generator.

    Raises:
        InputError: there is none, or its files are not those that were trained.
    """
    saved = _settings(ledger, run)
    generator, path = saved.blank(), run / FOLDER / WEIGHTS
    try:
        generator.load_state_dict(load_file(path))
    except (OSError, RuntimeError, SafetensorError):
        raise InputError(f"{path}: not the weights of a generator; {_again(run)}") from None
    return generator.eval(), saved


def check_base(saved: Saved, location: Location, run: Path) -> None:
    """Raise InputError if a base is not the one that a generator was trained on."""
    if saved.base_digest != location.digest:
        raise InputError(
            f"{run / FOLDER}: trained on another base ({saved.base}, {saved.base_digest[:12]}), "
            f"not on {location.public} ({location.digest[:12]}); {_again(run)}"
        )


def _settings(ledger: Ledger, run: Path) -> Saved:
    folder, stored = run / FOLDER, ledger.get(ENTRY)
    if stored is None:
        raise InputError(
            f"{run}: there is no generator; train one: park finetune {run} --recipe hyper"
        )
    for name, digest in _digests(folder).items():
        if stored.get(name) != digest:
            raise InputError(f"{folder / name}: not the file that was trained; {_again(run)}")
    try:
        return Saved.model_validate_json((folder / SETTINGS).read_text(encoding="utf-8"))
    except ValidationError:
        raise InputError(
            f"{folder / SETTINGS}: by another version of culturepark; {_again(run)}"
        ) from None


def _again(run: Path) -> str:
    return f"train again: park finetune {run} --recipe hyper"


def _digests(folder: Path) -> dict[str, str]:
    found = {}
    for name in (WEIGHTS, SETTINGS):
        path = folder / name
        try:
            with path.open("rb") as file:
                found[name] = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            found[name] = ""
    return found
