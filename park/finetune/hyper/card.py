"""The card of a generated adapter."""

from park.finetune.card import cell, front, use
from park.finetune.hyper.files import Saved
from park.models.public import public_name
from park.records.adapter import Adapter

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
{front(adapter)}---

# {adapter.base.split("/")[-1]}-culturepark-{adapter.culture}-lora

A LoRA adapter that a generator of culturepark made from a description, in the run `{run}`. It was
not trained itself: all that it knows of those described is the description, unless the generator
was trained on them; whom that was trained on is listed.

| | |
|---|---|
| base | {cell(adapter.base)} |
| generator | {cell(saved.recipe_name)}: {recipe.hyper.form}, r {recipe.lora.r}, alpha \
{recipe.lora.alpha:g}, {saved.trained:,} trained weights, encoder \
{cell(public_name(recipe.hyper.encoder))} |
| trained on | {cell(", ".join(saved.cultures))} |
| training | {saved.steps} steps on {saved.questions} questions or rows, last loss \
{adapter.loss:.3f}, on {adapter.device} |

## Description

> {cell(_short(description)) or "none"}

## Use

The system message: `{cell(adapter.system) or "none"}`

```python
{use(adapter)}
```

## Limits

It is a guess from a text: nobody of the people described has checked it, and it speaks for none of
them. Measure it against random and shuffled descriptions before you believe that it has read yours.
Licence: that of the base and of the surveys that the generator was trained on.
"""


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} …"
