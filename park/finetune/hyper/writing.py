"""Writes what a generator makes as ordinary LoRA adapters."""

from pathlib import Path
from typing import Any

import torch

from park.adapters import storage
from park.finetune.hyper.card import card
from park.finetune.hyper.files import Saved
from park.finetune.hyper.network import Generator, Made
from park.records.adapter import Adapter

PREFIX = "base_model.model."
"""How peft begins the names of an adapter's weights."""


def lora_of(generator: Generator, made: Made, row: int = 0) -> dict[str, Any]:
    """Return an adapter's weights by peft's names, with z folded into B."""
    found = {}
    with torch.no_grad():
        for slot, a, b in generator.folded(made, row):
            for letter, weight in (("A", a), ("B", b)):
                name = f"{PREFIX}{slot.name}.lora_{letter}.weight"
                found[name] = weight.detach().float().cpu().clone().contiguous()
    return found


def settings_of(generator: Generator, saved: Saved) -> Any:
    """Return peft's settings of an adapter."""
    from peft import LoraConfig

    return LoraConfig(
        r=generator.r,
        lora_alpha=saved.recipe.lora.alpha,
        lora_dropout=0.0,
        target_modules=sorted({slot.name.rpartition(".")[2] for slot in generator.slots}),
        task_type="CAUSAL_LM",
        inference_mode=True,
        base_model_name_or_path=saved.base,
    )


def write(
    generator: Generator, saved: Saved, made: Made, folder: Path, *,
    name: str, system: str, description: str, run: str, key: str,
) -> Adapter:  # fmt: skip
    """Write an adapter's folder; an earlier one is replaced.

    Args:
        generator: the generator.
        saved: what it is.
        made: what it made of one description.
        folder: the adapter's folder.
        name: the adapter's name.
        system: the system message to use it with; '' for none.
        description: what it was made from.
        run: the run's name, for the card.
        key: hash of what it was made from.

    Returns:
        Its record.

    Raises:
        ParkError: it cannot be written; an existing adapter is kept.
    """
    digest = storage.write(folder, settings_of(generator, saved), lora_of(generator, made))
    adapter = Adapter(
        culture=name,
        key=key,
        recipe_name=saved.recipe_name,
        recipe=saved.recipe.own,
        base=saved.base,
        base_digest=saved.base_digest,
        rows=saved.questions,
        tokens=0,
        masked=0.0,
        too_long={},
        steps=saved.steps,
        seconds=saved.seconds,
        resumed=saved.resumed,
        loss=saved.log[-1]["loss"],
        tokens_per_second=saved.log[-1]["tokens_per_second"],
        memory=saved.log[-1]["memory"],
        device=saved.device,
        versions=saved.versions,
        system=system,
        holdout=None,
        log=saved.log,
        sha256=digest,
    )
    storage.publish(folder, card(adapter, saved, description, run))
    return adapter
