"""How much memory a training will need, estimated before anything is loaded."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from park.adapters.recipe import Device, Recipe
from park.errors import InputError

BYTES = {"float32": 4.0, "bfloat16": 2.0, "float16": 2.0}
NF4 = 0.56
"""Bytes of a weight in 4 bits with its doubly quantised scales (arXiv 2305.14314)."""
TRAINED = 16
"""Bytes of a trained weight in float32: itself, its gradient, and Adam's two moments."""
LIBRARIES = 0.6e9
"""Bytes that the libraries take before they hold anything."""
GIB = 2**30


@dataclass(frozen=True)
class Shape:
    """The sizes of a base that its memory follows from."""

    weights: int
    linear: int
    """Weights in the linear layers that can be held in 4 bits."""
    adapter: int
    """Weights of the adapter."""
    layers: int
    hidden: int
    inner: int
    """The width of the layers' middle."""
    vocabulary: int


@dataclass(frozen=True)
class Estimate:
    """Bytes, by what they are for."""

    weights: float
    loading: float
    """What loading takes on top, for a while."""
    adapter: float
    activations: float

    @property
    def total(self) -> float:
        """Return the bytes at the peak; loading is over before activations come."""
        return self.weights + max(self.loading, self.adapter + self.activations) + LIBRARIES

    def __str__(self) -> str:
        """Return the figures in GiB."""
        return (
            f"{self.total / GIB:.1f} GiB (weights {self.weights / GIB:.1f}, adapter "
            f"{self.adapter / GIB:.1f}, activations {self.activations / GIB:.1f})"
        )


def shape_of(config: Any, recipe: Recipe) -> Shape:
    """Return a base's sizes, from its configuration alone."""
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
    and product, and the adapter's beside them: about twenty times the hidden and ten times the
    inner width, a factor set by a training of SmolLM2 135M on a processor. With `checkpointing`
    it keeps the hidden state of every layer and all of one layer. Of the logits training holds
    only a tile; measuring held-out rows holds them twice.

    Args:
        shape: of the base.
        recipe: how it is trained.
        device: where.
        gguf: whether the weights are dequantised from GGUF, which holds them twice for a while.
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
    """Return the bytes that are free on a device; in a container, what it may still take."""
    if device == "cuda":
        import torch

        return float(torch.cuda.mem_get_info()[0])
    import psutil

    return min(float(psutil.virtual_memory().available), _left_in_container())


def _left_in_container() -> float:
    """Return what the control group (version 2) of this process may still take."""
    try:
        limit = Path("/sys/fs/cgroup/memory.max").read_text().strip()
        used = Path("/sys/fs/cgroup/memory.current").read_text().strip()
        return float(limit) - float(used)
    except (OSError, ValueError):
        return float("inf")


def check(need: Estimate, device: Device, name: str) -> None:
    """Refuse a training for which the memory will not do.

    Raises:
        InputError: with what is needed and what there is.
    """
    free = available(device)
    if need.total > free:
        raise InputError(
            f"{name}: about {need} of memory are needed on {device}, {free / GIB:.1f} GiB are "
            "free; lower schedule.batch or length, set checkpointing: true, or take a smaller base"
        )
