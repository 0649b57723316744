"""Loads and silences the training libraries, and selects the device."""

import importlib
import importlib.util
import logging
import os
import warnings
from typing import Any

from park.adapters.recipe import Device, Recipe
from park.errors import InputError

NEEDED = ("torch", "transformers", "peft", "trl", "datasets")


def require() -> None:
    """Load the training libraries, with telemetry and output disabled.

    Raises:
        InputError: one is not installed.
    """
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    os.environ["HF_HUB_DISABLE_PROGRESS_BARS"] = "1"
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    for name in NEEDED:
        try:
            importlib.import_module(name)
        except ImportError:
            raise InputError(f"this needs {name}: pip install 'culturepark[train]'") from None
    _silence()


def _silence() -> None:
    import datasets
    from huggingface_hub import constants
    from transformers.utils import logging as transformers_logging

    # The Hub's client reads the variable only at import, possibly before it was set.
    constants.HF_HUB_DISABLE_TELEMETRY = True
    transformers_logging.set_verbosity_error()
    transformers_logging.disable_progress_bar()
    datasets.disable_progress_bars()
    # Deprecations between the libraries do not concern users.
    warnings.filterwarnings("ignore", category=FutureWarning, module=r"(transformers|peft|trl)\.")
    for name in ("trl", "peft", "accelerate", "transformers.modeling_gguf_pytorch_utils"):
        logging.getLogger(name).setLevel(logging.ERROR)


def device_for(recipe: Recipe, name: str) -> Device:
    """Return the device for a recipe.

    Raises:
        InputError: the recipe needs CUDA or a missing package.
    """
    import torch

    if torch.cuda.is_available():
        if recipe.quantise != "none" and importlib.util.find_spec("bitsandbytes") is None:
            raise InputError(f"{name}: quantise: {recipe.quantise} needs: pip install bitsandbytes")
        return "cuda"
    if recipe.device == "cuda":
        raise InputError(f"{name}: the recipe needs CUDA, and this machine has none")
    return "mps" if torch.backends.mps.is_available() else "cpu"


def dtype_of(recipe: Recipe, device: Device) -> Any:
    """Return a recipe's torch dtype on a device."""
    import torch

    return getattr(torch, getattr(recipe.precision, device))


def for_answers(recipe: Recipe) -> Recipe:
    """Return the recipe with precision for inference.

    CPUs with native bfloat16 use it, which is several times faster.
    """
    import torch

    able: Any = getattr(torch.cpu, "get_capabilities", dict)()
    if not (able.get("avx512_bf16") or able.get("amx_bf16")):
        return recipe
    precision = recipe.precision.model_copy(update={"cpu": "bfloat16"})
    return recipe.model_copy(update={"precision": precision})


def versions() -> dict[str, str]:
    """Return the versions of the libraries."""
    return {name: str(importlib.import_module(name).__version__) for name in NEEDED}
