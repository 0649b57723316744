"""What the cards of all adapters have in common."""

from pathlib import Path

import yaml

from park.models.weights import Weights, catalog
from park.records.adapter import Adapter

HUB_NAME_PARTS = 2


def front(adapter: Adapter) -> str:
    """Return a card's front matter, without its dashes."""
    found = {
        "library_name": "peft",
        "pipeline_tag": "text-generation",
        "tags": ["lora", "culturepark", "synthetic", adapter.culture],
    }
    if _on_hub(adapter):
        found["base_model"] = adapter.base
    if weights := weights_of(adapter):
        found["license"] = weights.licence.lower()
    return yaml.safe_dump(found, sort_keys=False, allow_unicode=True)


def use(adapter: Adapter) -> str:
    """Return the lines of Python that load base and adapter, the base as it was trained on."""
    found, options = _place(adapter), _options(adapter)
    given = "".join(f", {name}={value!r}" for name, value in options.items())
    return f"""from peft import PeftModel
from transformers import AutoModelForCausalLM, AutoTokenizer

{found}
base = AutoModelForCausalLM.from_pretrained(place{given})
model = PeftModel.from_pretrained(base, ".")  # the folder of this file
tokenizer = AutoTokenizer.from_pretrained(place{given})"""


def _place(adapter: Adapter) -> str:
    """Return the line that says where the base is; a local path is the reader's to fill in."""
    weights, gguf = weights_of(adapter), _gguf(adapter)
    if weights:
        return f'place = "FOLDER"  # where `park models pull {weights.alias}` has put the base'
    if gguf:
        return f'place = "FOLDER"  # the one with {cell(gguf)}'
    if _on_hub(adapter):
        return f"place = {adapter.base!r}"
    return f'place = "FOLDER"  # the one of the base {cell(adapter.base)}'


def _options(adapter: Adapter) -> dict[str, str]:
    """Return what the base is loaded with, as in training: its file or its revision."""
    given = {"gguf_file": _gguf(adapter), "revision": adapter.recipe.revision or ""}
    return {name: value for name, value in given.items() if value}


def _gguf(adapter: Adapter) -> str:
    """Return the name of the base's GGUF file; '' if it has none."""
    if weights := weights_of(adapter):
        return weights.file
    name = adapter.recipe.base
    return Path(name.removeprefix("gguf:")).name if name.startswith("gguf:") else ""


def weights_of(adapter: Adapter) -> Weights | None:
    """Return the catalogue's weights of the base; None for any other base."""
    known = {each.alias: each for each in catalog().weights}
    return known.get(adapter.recipe.base)


def cell(text: str) -> str:
    """Escape text for table cells and code."""
    return " ".join(text.replace("`", "'").replace("|", "/").split())


def _on_hub(adapter: Adapter) -> bool:
    """Whether the base has a name of the Hub; a local one has none that others can use."""
    return len(adapter.base.split("/")) == HUB_NAME_PARTS
