"""The card of a generated adapter."""

import yaml

from park.finetune.hyper.files import Saved
from park.records.adapter import Adapter

HUB_NAME_PARTS = 2
LONGEST = 1_200
"""Characters of the description that are shown."""


def card(adapter: Adapter, saved: Saved, description: str, run: str) -> str:
    """Return a generated adapter's card as Markdown with front matter.

    Args:
        adapter: the adapter's record.
        saved: the generator that made it.
        description: what it was made from; '' for nothing.
        run: the run's name.
    """
    recipe = saved.recipe
    return f"""---
{_front(adapter)}---

# {adapter.base.split("/")[-1]}-culturepark-{adapter.culture}-lora

A LoRA adapter that a generator of culturepark made from a description, in the run `{run}`. It was
not trained itself: all that it knows of those described is the description, unless the generator
was trained on them; whom that was trained on is listed.

| | |
|---|---|
| base | {_cell(adapter.base)} |
| generator | {_cell(saved.recipe_name)}: {recipe.hyper.form}, r {recipe.lora.r}, alpha \
{recipe.lora.alpha:g}, {saved.trained:,} trained weights, encoder {_cell(recipe.hyper.encoder)} |
| trained on | {_cell(", ".join(saved.cultures))} |
| training | {saved.steps} steps on {saved.questions} questions or rows, last loss \
{adapter.loss:.3f}, on {adapter.device} |

## Description

> {_cell(_short(description)) or "none"}

## Use

The system message: `{_cell(adapter.system) or "none"}`

```python
from peft import PeftModel
from transformers import AutoModelForCausalLM, AutoTokenizer

base = AutoModelForCausalLM.from_pretrained(BASE)
model = PeftModel.from_pretrained(base, THIS_FOLDER)
tokenizer = AutoTokenizer.from_pretrained(BASE)
```

## Limits

It is a guess from a text: nobody of the people described has checked it, and it speaks for none of
them. Measure it against random and shuffled descriptions before you believe that it has read yours.
Licence: that of the base and of the surveys that the generator was trained on.
"""


def _front(adapter: Adapter) -> str:
    front = {
        "library_name": "peft",
        "pipeline_tag": "text-generation",
        "tags": ["lora", "culturepark", "synthetic", adapter.culture],
    }
    if len(adapter.base.split("/")) == HUB_NAME_PARTS:
        front["base_model"] = adapter.base
    return yaml.safe_dump(front, sort_keys=False, allow_unicode=True)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} …"


def _cell(text: str) -> str:
    """Escape text for table cells and code."""
    return " ".join(text.replace("`", "'").replace("|", "/").split())
