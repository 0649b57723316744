"""Estimates the memory of a training before anything is loaded."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from park.adapters.recipe import Device, Recipe
from park.errors import InputError

BYTES = {"float32": 4.0, "bfloat16": 2.0, "float16": 2.0}
NF4 = 0.56
"""Bytes per 4-bit weight with doubly quantised scales (arXiv 2305.14314)."""
TRAINED = 16
"""Bytes per trained float32 weight: itself, its gradient and Adam's two moments."""
LIBRARIES = 0.6e9
"""Base memory of the libraries in bytes."""
GIB = 2**30


@dataclass(frozen=True)
class Shape:
    """The sizes of a base that determine its memory."""

    weights: int
    linear: int
    """Weights in linear layers, which can be quantised to 4 bits."""
    adapter: int
    """Weights of the adapter."""
    layers: int
    hidden: int
    inner: int
    """Intermediate size of the layers."""
    vocabulary: int


@dataclass(frozen=True)
class Estimate:
    """Memory in bytes by use."""

    weights: float
    loading: float
    """Temporary extra for loading."""
    adapter: float
    activations: float

    @property
    def total(self) -> float:
        """Peak memory in bytes; loading ends before activations are allocated."""
        return self.weights + max(self.loading, self.adapter + self.activations) + LIBRARIES

    def __str__(self) -> str:
        """Return the figures in GiB."""
        return (
            f"{self.total / GIB:.1f} GiB (weights {self.weights / GIB:.1f}, adapter "
            f"{self.adapter / GIB:.1f}, activations {self.activations / GIB:.1f})"
        )


def shape_of(config: Any, recipe: Recipe) -> Shape:
    """Return a base's sizes from its configuration."""
    import torch
    from transformers import AutoModelForCausalLM

    with torch.device("meta"):
        model = AutoModelForCausalLM.from_config(config)
    head = model.get_output_embeddings()
    linear = [
        (name, each)
        for name, each in model.named_modules()
        if isinstance(each, torch.nn.Linear) and each is not head
    ]
    ends = None if recipe.lora.target == "all-linear" else recipe.lora.target
    adapted = [each for name, each in linear if ends is None or name.split(".")[-1] in ends]
    text = config.get_text_config()
    return Shape(
        weights=sum(each.numel() for each in model.parameters()),
        linear=sum(each.weight.numel() for _, each in linear),
        adapter=recipe.lora.r * sum(each.in_features + each.out_features for each in adapted),
        layers=text.num_hidden_layers,
        hidden=text.hidden_size,
        inner=getattr(text, "intermediate_size", None) or 4 * text.hidden_size,
        vocabulary=text.vocab_size,
    )


def estimate(shape: Shape, recipe: Recipe, device: Device, *, gguf: bool, longest: int) -> Estimate:
    """Estimate the memory of a training.

    Per token and layer the backward pass keeps the inputs and outputs of every norm, linear layer
    and product, including the adapter's: about 20 times the hidden plus 10 times the intermediate
    size, calibrated on SmolLM2 135M on a CPU. With `checkpointing` it keeps every layer's hidden
    state and all of one layer. Training holds only a tile of the logits; evaluating held-out rows
    holds them twice.

    Args:
        shape: the base's sizes.
        recipe: the recipe.
        device: the device.
        gguf: whether weights are dequantised from GGUF, which temporarily holds them twice.
        longest: tokens of the longest row.
    """
    size = BYTES[getattr(recipe.precision, device)]
    weights = shape.weights * size
    if recipe.quantise == "nf4":
        weights -= shape.linear * (size - NF4)
    tokens = recipe.schedule.batch * longest * (2 if recipe.method == "dpo" else 1)
    layer = tokens * size * (20 * shape.hidden + 10 * shape.inner)
    kept = tokens * size * shape.hidden * shape.layers + layer
    logits = recipe.evaluation.batch * longest * shape.vocabulary * 4.0
    return Estimate(
        weights=weights,
        loading=shape.weights * 4.0 if gguf else 0.0,
        adapter=shape.adapter * TRAINED,
        activations=max(kept if recipe.checkpointing else layer * shape.layers, 2 * logits),
    )


def available(device: Device) -> float:
    """Return the free bytes on a device, within the container's limit."""
    if device == "cuda":
        import torch

        return float(torch.cuda.mem_get_info()[0])
    import psutil

    return min(float(psutil.virtual_memory().available), _left_in_container())


def _left_in_container() -> float:
    """Return the bytes left in this process's control group (version 2)."""
    try:
        limit = Path("/sys/fs/cgroup/memory.max").read_text().strip()
        used = Path("/sys/fs/cgroup/memory.current").read_text().strip()
        return float(limit) - float(used)
    except (OSError, ValueError):
        return float("inf")


def check(need: Estimate, device: Device, name: str) -> None:
    """Check that a training fits into memory.

    Raises:
        InputError: it does not; names needed and free memory.
    """
    free = available(device)
    if need.total > free:
        raise InputError(
            f"{name}: about {need} of memory are needed on {device}, {free / GIB:.1f} GiB are "
            "free; lower schedule.batch or length, set checkpointing: true, or take a smaller base"
        )
