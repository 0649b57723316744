"""What the cards of all adapters have in common."""

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
    """Return the lines of Python that load base and adapter."""
    name = adapter.base if _on_hub(adapter) else f"the folder of {cell(adapter.base)}"
    return f"""from peft import PeftModel
from transformers import AutoModelForCausalLM, AutoTokenizer

base = AutoModelForCausalLM.from_pretrained({name!r})
model = PeftModel.from_pretrained(base, ".")  # the folder of this file
tokenizer = AutoTokenizer.from_pretrained({name!r})"""


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
