"""The linear layers that a generator adapts, and how many weights each form of it trains."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from park.adapters.recipe import Form, Recipe
from park.errors import InputError

TEXT = 64
"""Size of a description in the generator."""
WAVES = 1_024
"""Fixed features of a description."""
TRAITS = 32
"""Numbers by which descriptions of different cultures differ most; what is read of them."""
PLACE = 32
"""Size of the embedding of a layer's depth, and of its kind."""
INPUT = TEXT + 2 * PLACE
INNER = 512
"""Inner size of the perceptron, and size that `full` makes weights from, as in text-to-LoRA."""


class Slot(NamedTuple):
    """An adapted linear layer."""

    name: str
    """Its path in the base."""
    kind: str
    """The path without the layer's number, such as `model.layers.self_attn.q_proj`."""
    depth: int
    """The layer's number; 0 if it has none."""
    inputs: int
    outputs: int


def slots_of(model: Any, recipe: Recipe) -> list[Slot]:
    """Return the layers of a base that a recipe adapts, in its order.

    Raises:
        InputError: it has none of them.
    """
    import torch

    head, target = model.get_output_embeddings(), recipe.lora.target
    found = [
        Slot(name, *_place(name), each.in_features, each.out_features)
        for name, each in model.named_modules()
        if isinstance(each, torch.nn.Linear)
        and each is not head
        and (target == "all-linear" or name.rpartition(".")[2] in target)
    ]
    if not found:
        raise InputError(f"lora.target: the base has no linear layer {target!r}")
    return found


def _place(name: str) -> tuple[str, int]:
    parts = name.split(".")
    depth = next((int(part) for part in parts if part.isdigit()), 0)
    return ".".join(part for part in parts if not part.isdigit()), depth


def slots_of_base(config: Any, recipe: Recipe) -> list[Slot]:
    """Return the layers that a recipe adapts, from a base's configuration alone."""
    import torch
    from transformers import AutoModelForCausalLM

    with torch.device("meta"):
        return slots_of(AutoModelForCausalLM.from_config(config), recipe)


def slots_on_paper() -> list[Slot]:
    """Return the linear layers of a 7B base, with Mistral 7B's sizes."""
    hidden, inner, narrow = 4096, 14336, 1024
    shapes = {
        "q_proj": (hidden, hidden), "k_proj": (hidden, narrow), "v_proj": (hidden, narrow),
        "o_proj": (hidden, hidden), "gate_proj": (hidden, inner), "up_proj": (hidden, inner),
        "down_proj": (inner, hidden),
    }  # fmt: skip
    return [
        Slot(f"layers.{depth}.{kind}", kind, depth, *shape)
        for depth in range(32)
        for kind, shape in shapes.items()
    ]


def parameters(slots: Sequence[Slot], form: Form, r: int) -> int:
    """Return the number of weights that a generator trains.

    Args:
        slots: the adapted layers.
        form: `diag` and `square` train A and B of every layer and a head that makes z from 128
            numbers; `full` has, for every kind of layer, a head that makes A and B from 512.
        r: the rank.
    """
    shapes = {slot.kind: r * (slot.inputs + slot.outputs) for slot in slots}
    depths = 1 + max(slot.depth for slot in slots)
    trunk = _linear(TRAITS, TEXT) + PLACE * (depths + len(shapes))
    trunk += _linear(INPUT, INNER) + _linear(INNER, INPUT)
    if form == "full":
        return trunk + _linear(INPUT, INNER) + sum(_linear(INNER, n) for n in shapes.values())
    own = sum(shapes[slot.kind] for slot in slots)
    return trunk + own + _linear(INPUT, r if form == "diag" else r * r)


def _linear(inputs: int, outputs: int) -> int:
    return (inputs + 1) * outputs
