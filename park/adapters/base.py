"""Locating, identifying and loading base models."""

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
"""Bytes to hash at each end of a file."""


@dataclass(frozen=True)
class Location:
    """The location of a base."""

    source: str
    """A folder, or a name on the Hub."""
    public: str
    """The base's name without local paths."""
    digest: str
    """Hash that identifies the base's files."""
    gguf: str | None = None
    """The file name of GGUF weights in the folder."""
    revision: str | None = None

    def options(self) -> dict[str, Any]:
        """Return the options for `from_pretrained`."""
        given = {"gguf_file": self.gguf, "revision": self.revision}
        return {name: value for name, value in given.items() if value}


@dataclass(frozen=True)
class Base:
    """A loaded, frozen base, to which adapters are attached temporarily."""

    model: Any
    tokenizer: Any
    location: Location
    device: Device


def locate(recipe: Recipe, progress: Progress = quiet) -> Location:
    """Locate a recipe's base, downloading it if it is in the catalogue.

    Raises:
        InputError: there is no such base.
    """
    name = recipe.base
    aliases = [each.alias for each in catalog().weights]
    if name in aliases:
        path = pull(name, progress)
        digest = weights_of(name).sha256
        return Location(str(path.parent), recipe.base_name or name, digest, path.name)
    path = Path(name.removeprefix("gguf:"))
    if name.startswith("gguf:"):
        if not path.is_file():
            raise InputError(f"base: {path}: no such file")
        public = recipe.base_name or path.stem
        return Location(str(path.parent), public, _digest([path]), path.name)
    if path.is_dir():
        public = recipe.base_name or path.resolve().name
        return Location(name, public, _digest(sorted(path.iterdir())))
    if not HUB_NAME.fullmatch(name):
        raise InputError(f"base: there is no {name!r}{nearest(name, aliases)}")
    return Location(name, recipe.base_name or name, name, revision=recipe.revision)


def _digest(paths: list[Path]) -> str:
    """Hash files by names, sizes and ends, to avoid reading 100 GB."""
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


def load_tokenizer(location: Location) -> Any:
    """Load a base's tokenizer.

    Raises:
        InputError: it is unavailable or lacks a usable chat template.
    """
    from transformers import AutoTokenizer

    tokenizer = _load(AutoTokenizer, location)
    if not tokenizer.chat_template:
        raise InputError(
            f"base: {location.public} has no chat template; take an instruction-tuned model"
        )
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    # Used in messages about its chat template.
    tokenizer.name_or_path = location.public
    Chat(tokenizer)
    return tokenizer


def load_config(location: Location) -> Any:
    """Load a base's configuration; InputError if unavailable."""
    from transformers import AutoConfig

    return _load(AutoConfig, location)


def load_base(recipe: Recipe, location: Location, tokenizer: Any, device: Device) -> Base:
    """Load a frozen base in the recipe's precision, dequantising GGUF weights.

    Raises:
        InputError: it is unavailable.
    """
    from transformers import AutoModelForCausalLM

    model = _load(
        AutoModelForCausalLM,
        location,
        dtype=dtype_of(recipe, device),
        **_quantised(recipe, gguf=location.gguf is not None),
    )
    if recipe.quantise == "none":
        model = _plain(model).to(device)
    model.requires_grad_(False)
    model.config.pad_token_id = model.generation_config.pad_token_id = tokenizer.pad_token_id
    return Base(model.eval(), tokenizer, location, device)


def _quantised(recipe: Recipe, *, gguf: bool) -> dict[str, Any]:
    """Return the options for 4-bit quantisation, or for dequantising GGUF."""
    import torch
    import transformers

    if recipe.quantise == "none":
        # Versions without this option always dequantise GGUF.
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
    """Remove the quantisation marks from a dequantised model.

    Raises:
        InputError: its weights are still quantised.
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


def _load(kind: Any, location: Location, **options: Any) -> Any:
    try:
        # The GGUF reader has a progress bar that cannot be disabled.
        with redirect_stderr(StringIO()):
            return kind.from_pretrained(location.source, **location.options(), **options)
    except (OSError, ValueError, KeyError, ImportError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise InputError(f"base: {location.public} cannot be loaded ({reason})") from None
