"""Merges an adapter into its base, for programs that know no adapters."""

import shutil
from pathlib import Path

from park.adapters import base as bases
from park.adapters import libraries
from park.adapters.lora_folder import settings_of
from park.adapters.recipe import Recipe
from park.errors import InputError, ParkError
from park.models.weights import Progress, quiet


def merge(adapter: Path, base: str, out: Path, progress: Progress = quiet) -> None:
    """Write a base with an adapter's weights added to its own, as transformers loads it.

    Args:
        adapter: the adapter's folder, as peft saves it.
        base: the base, named as in a recipe; GGUF weights are written dequantised.
        out: the folder to write, new or empty.
        progress: download progress of weights.

    Raises:
        InputError: there is no adapter or no such base, the adapter is of another base, the
            folder is not empty, or a package is missing.
        ParkError: the folder cannot be written.
    """
    settings_of(adapter)  # Says what is wrong before anything is loaded.
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputError(f"--out: {out} is there already; give a new folder")
    libraries.require()
    recipe = Recipe(base=base)
    place = bases.locate(recipe, progress)
    words = bases.load_tokenizer(place)
    device = libraries.device_for(recipe, "--base")
    loaded = bases.load_base(recipe, place, words, device)
    from peft import PeftModel

    try:
        worn = PeftModel.from_pretrained(loaded.model, str(adapter))
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise InputError(f"{adapter}: it does not fit {place.public} ({reason})") from None
    full = out.absolute()  # `.` has no name, and nothing can be moved onto it.
    new = full.with_name(f".{full.name}.new")
    try:
        shutil.rmtree(new, ignore_errors=True)
        worn.merge_and_unload().save_pretrained(str(new))
        words.save_pretrained(str(new))
        new.replace(full)
    except OSError as error:
        raise ParkError(f"{out}: cannot be written ({error.strerror or error})") from None
    finally:
        shutil.rmtree(new, ignore_errors=True)
