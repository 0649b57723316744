"""An adapter's model card."""

import yaml

from park.models.weights import Weights, catalog
from park.records.adapter import ALL, Adapter, Holdout
from park.text.counts import plural

HUB_NAME_PARTS = 2
FEW_ROWS = 100
"""Rows below which a card warns; an opinion makes about two."""


def card(adapter: Adapter, run: str, source: str) -> str:
    """Return an adapter's card as Markdown with front matter.

    Args:
        adapter: the adapter's record.
        run: its run's name.
        source: what it was trained on.
    """
    recipe, whose = adapter.recipe, _whose(adapter.culture)
    return f"""---
{_front(adapter)}---

# {adapter.base.split("/")[-1]}-culturepark-{adapter.culture}-lora

A LoRA adapter that answers {whose}, trained by culturepark in the run `{run}` on {source}.
{_few(adapter)}
| | |
|---|---|
| base | {_base(adapter)} |
| recipe | {_cell(adapter.recipe_name)}: {recipe.method}, r {recipe.lora.r}, alpha \
{recipe.lora.alpha:g}, dropout {recipe.lora.dropout:g}, rate {recipe.optimiser.rate:g} \
({recipe.schedule.kind}), batch {recipe.schedule.batch} × {recipe.schedule.accumulate} |
| data | {adapter.rows} rows of the view {recipe.view}, {adapter.tokens} tokens; \
{adapter.masked:.0%} of them are no answer and are not learnt; {len(adapter.too_long)} rows were \
longer than {recipe.length} tokens and are left out |
| training | {adapter.steps} steps, last loss {adapter.loss:.3f}, on {adapter.device} |
| held out | {_held_out(adapter.holdout)} |

## Use

The system message of the training rows: `{_cell(adapter.system)}`

```python
from peft import PeftModel
from transformers import AutoModelForCausalLM, AutoTokenizer

base = AutoModelForCausalLM.from_pretrained({_name(adapter)!r})
model = PeftModel.from_pretrained(base, ".")  # the folder of this file
tokenizer = AutoTokenizer.from_pretrained({_name(adapter)!r})
```

## Limits

It speaks as one survey's respondents were asked to answer, through a language model's words: it
is no person, no people and no authority on either, and it may invent customs. The rows are
synthetic. A lower held-out loss says that it writes in the form of its data, not that it knows more
of a culture, nor that the data are right.
Licence: that of the base{_licence(adapter)} and of the models and surveys that the data come from.
"""


def _weights(adapter: Adapter) -> Weights | None:
    """Return the catalogue's weights of the base; None for any other base."""
    known = {each.alias: each for each in catalog().weights}
    return known.get(adapter.recipe.base)


def _name(adapter: Adapter) -> str:
    """Return the base's name for loading; local bases have none that another reader can use."""
    on_hub = len(adapter.base.split("/")) == HUB_NAME_PARTS
    return adapter.base if on_hub else f"the folder of {_cell(adapter.base)}"


def _base(adapter: Adapter) -> str:
    weights = _weights(adapter)
    made = f", trained on its file {weights.file} ({weights.sha256[:12]})" if weights else ""
    return f"{_cell(adapter.base)}{made}"


def _licence(adapter: Adapter) -> str:
    weights = _weights(adapter)
    return f" ({weights.licence})" if weights else ""


def _few(adapter: Adapter) -> str:
    """Return a warning of an adapter that has seen too little to be used; '' of others."""
    if adapter.rows >= FEW_ROWS:
        return ""
    rows = plural(adapter.rows, "row")
    return f"\n**Trained on {rows} only, some 50 opinions or fewer: it shows the way, no more.**\n"


def _front(adapter: Adapter) -> str:
    front = {
        "library_name": "peft",
        "pipeline_tag": "text-generation",
        "tags": ["lora", "culturepark", "synthetic", adapter.culture],
    }
    if len(adapter.base.split("/")) == HUB_NAME_PARTS:
        front["base_model"] = adapter.base
    if weights := _weights(adapter):
        front["license"] = weights.licence.lower()
    return yaml.safe_dump(front, sort_keys=False, allow_unicode=True)


def _whose(culture: str) -> str:
    return "for all cultures of a run at once" if culture == ALL else f"as the culture `{culture}`"


def _held_out(holdout: Holdout | None) -> str:
    if holdout is None:
        return "not measured: there were no held-out rows"
    change = holdout.difference
    return (
        f"{holdout.figure} {holdout.base:.3f} without and {holdout.adapter:.3f} with the adapter; "
        f"difference {change} over {len(holdout.rows)} rows of {change.groups} {holdout.unit}"
    )


def _cell(text: str) -> str:
    """Escape text for table cells and code."""
    return " ".join(text.replace("`", "'").replace("|", "/").split())
