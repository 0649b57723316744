"""The base model: where it is, what it is known by, and how it is loaded, once."""

import hashlib
import re
from contextlib import redirect_stderr
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from park.adapters.chat import Chat
from park.adapters.libraries import dtype_of
from park.adapters.recipe import Device, Recipe
from park.errors import InputError, nearest
from park.models.weights import Progress, catalog, pull, quiet, weights_of

HUB_NAME = re.compile(r"[\w.-]+/[\w.-]+")
ENDS = 1 << 20
"""Bytes at each end of a file that go into a folder's digest."""


@dataclass(frozen=True)
class Place:
    """Where a base is."""

    source: str
    """A folder, or a name on the Hub."""
    public: str
    """The base's name without any path of this machine."""
    digest: str
    """What the base is known by; a changed file changes it."""
    gguf: str | None = None
    """The file in the folder that holds the weights, where they are GGUF."""
    revision: str | None = None

    def options(self) -> dict[str, Any]:
        """Return how `from_pretrained` is told of it."""
        given = {"gguf_file": self.gguf, "revision": self.revision}
        return {name: value for name, value in given.items() if value}


@dataclass(frozen=True)
class Base:
    """A loaded base, frozen; adapters are put on it and taken off again."""

    model: Any
    tokenizer: Any
    place: Place
    device: Device


def locate(recipe: Recipe, progress: Progress = quiet) -> Place:
    """Find a recipe's base; fetch it if it is one of the catalogue.

    Raises:
        InputError: there is no such base.
    """
    name = recipe.base
    aliases = [each.alias for each in catalog().weights]
    if name in aliases:
        path = pull(name, progress)
        digest = weights_of(name).sha256
        return Place(str(path.parent), recipe.base_name or name, digest, path.name)
    path = Path(name.removeprefix("gguf:"))
    if name.startswith("gguf:"):
        if not path.is_file():
            raise InputError(f"base: {path}: no such file")
        public = recipe.base_name or path.stem
        return Place(str(path.parent), public, _digest([path]), path.name)
    if path.is_dir():
        public = recipe.base_name or path.resolve().name
        return Place(name, public, _digest(sorted(path.iterdir())))
    if not HUB_NAME.fullmatch(name):
        raise InputError(f"base: there is no {name!r}{nearest(name, aliases)}")
    return Place(name, recipe.base_name or name, name, revision=recipe.revision)


def _digest(paths: list[Path]) -> str:
    """Return what files are known by: names, sizes and ends, so that 100 GB need not be read."""
    digest = hashlib.sha256()
    for path in paths:
        if not path.is_file():
            continue
        size = path.stat().st_size
        digest.update(f"{path.name} {size}\n".encode())
        with path.open("rb") as file:
            digest.update(file.read(ENDS))
            file.seek(max(size - ENDS, 0))
            digest.update(file.read(ENDS))
    return digest.hexdigest()


def load_tokenizer(place: Place) -> Any:
    """Load a base's tokenizer.

    Raises:
        InputError: it cannot be had, or has no chat template that can be used.
    """
    from transformers import AutoTokenizer

    tokenizer = _load(AutoTokenizer, place)
    if not tokenizer.chat_template:
        raise InputError(
            f"base: {place.public} has no chat template; take an instruction-tuned model"
        )
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    # What is said about its chat template names it by this.
    tokenizer.name_or_path = place.public
    Chat(tokenizer)
    return tokenizer


def load_config(place: Place) -> Any:
    """Load a base's configuration; InputError if it cannot be had."""
    from transformers import AutoConfig

    return _load(AutoConfig, place)


def load_base(recipe: Recipe, place: Place, tokenizer: Any, device: Device) -> Base:
    """Load a base, frozen, in the recipe's precision; GGUF weights are dequantised.

    Raises:
        InputError: it cannot be had.
    """
    from transformers import AutoModelForCausalLM

    model = _load(
        AutoModelForCausalLM,
        place,
        dtype=dtype_of(recipe, device),
        **_quantised(recipe, gguf=place.gguf is not None),
    )
    if recipe.quantise == "none":
        model = _plain(model).to(device)
    model.requires_grad_(False)
    model.config.pad_token_id = model.generation_config.pad_token_id = tokenizer.pad_token_id
    return Base(model.eval(), tokenizer, place, device)


def _quantised(recipe: Recipe, *, gguf: bool) -> dict[str, Any]:
    """Return the options by which weights are held in 4 bits, or unpacked if they are packed."""
    import torch
    import transformers

    if recipe.quantise == "none":
        # Versions that do not know this option unpack GGUF anyway.
        unpacked = getattr(transformers, "GgufConfig", None) if gguf else None
        return {"quantization_config": unpacked(dequantize=True)} if unpacked else {}
    config = transformers.BitsAndBytesConfig(
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_use_double_quant=True,
        bnb_4bit_compute_dtype=torch.bfloat16,
    )
    return {"quantization_config": config, "device_map": {"": 0}}


def _plain(model: Any) -> Any:
    """Let an unpacked model pass for what it is; it is still marked as quantised.

    Raises:
        InputError: it is not unpacked after all.
    """
    if getattr(model, "hf_quantizer", None) is None:
        return model
    if not all(each.is_floating_point() for each in model.state_dict().values()):
        raise InputError("base: its weights are quantised and cannot be trained on; take others")
    for owner, name in ((model, "hf_quantizer"), (model.config, "quantization_config")):
        if hasattr(owner, name):
            delattr(owner, name)
    model.is_quantized = False
    return model


def _load(kind: Any, place: Place, **options: Any) -> Any:
    try:
        # The reader of GGUF draws a progress bar that cannot be switched off.
        with redirect_stderr(StringIO()):
            return kind.from_pretrained(place.source, **place.options(), **options)
    except (OSError, ValueError, KeyError, ImportError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise InputError(f"base: {place.public} cannot be loaded ({reason})") from None
