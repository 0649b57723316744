"""An adapter's model card."""

from park.finetune.card import cell, front, use, weights_of
from park.records.adapter import ALL, Adapter, Holdout, on_answers
from park.text.counts import plural

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
{front(adapter)}---

# {adapter.base.split("/")[-1]}-culturepark-{adapter.culture}-lora

A LoRA adapter that answers {whose}, trained by culturepark in the run `{run}` on {source}.
{_few(adapter)}
| | |
|---|---|
| base | {_base(adapter)} |
| recipe | {cell(adapter.recipe_name)}: {recipe.method}, r {recipe.lora.r}, alpha \
{recipe.lora.alpha:g}, dropout {recipe.lora.dropout:g}, rate {recipe.optimiser.rate:g} \
({recipe.schedule.kind}), batch {recipe.schedule.batch} × {recipe.schedule.accumulate} |
| data | {_rows(adapter)}, {adapter.tokens} tokens; {adapter.masked:.0%} of them are no answer and \
are not learnt; {len(adapter.too_long)} rows were longer than {recipe.length} tokens and are left \
out |
| training | {adapter.steps} steps, last loss {adapter.loss:.3f}, on {adapter.device} |
| held out | {_held_out(adapter.holdout)} |

## Use

The system message of the training rows: `{cell(adapter.system)}`

```python
{use(adapter)}
```

## Limits

It speaks as one survey's respondents were asked to answer, through a language model's words: it
is no person, no people and no authority on either, and it may invent customs. {_limits(adapter)}
"""


def _base(adapter: Adapter) -> str:
    weights = weights_of(adapter)
    made = f", trained on its file {weights.file} ({weights.sha256[:12]})" if weights else ""
    return f"{cell(adapter.base)}{made}"


def _licence(adapter: Adapter) -> str:
    weights = weights_of(adapter)
    return f" ({weights.licence})" if weights else " (not known to culturepark)"


def _rows(adapter: Adapter) -> str:
    if _of_answers(adapter):
        return f"{adapter.rows} questions with people's shares of the options"
    return f"{adapter.rows} rows of the view {adapter.recipe.view}"


def _of_answers(adapter: Adapter) -> bool:
    return adapter.recipe.method == "distribution"


def _few(adapter: Adapter) -> str:
    """Return a warning of an adapter that has seen too little to be used; '' of others."""
    if adapter.rows >= FEW_ROWS or _of_answers(adapter):
        return ""
    rows = plural(adapter.rows, "row")
    return f"\n**Trained on {rows} only, some 50 opinions or fewer: it shows the way, no more.**\n"


def _limits(adapter: Adapter) -> str:
    """Return what the held-out figure does not say, and the licence."""
    if _of_answers(adapter):
        return f"""It has
learnt which option to choose, not how to talk. A lower held-out divergence says that it answers
more as people do, also where all that it has learnt is to be less sure of one option.
Licence: that of the base{_licence(adapter)} and of the survey that the answers come from."""
    return f"""The rows are
synthetic. A lower held-out loss says that it writes in the form of its data, not that it knows more
of a culture, nor that the data are right.
Licence: that of the base{_licence(adapter)} and of the models and surveys that the data are \
from."""


def _whose(name: str) -> str:
    if name in (ALL, on_answers(ALL)):
        return "for all cultures of a run at once"
    control = on_answers("", shuffled=True)
    if name.startswith(control):
        return (
            f"as the culture `{name.removeprefix(control)}`, by shares dealt out to the options at "
            "random: a control"
        )
    return f"as the culture `{name.removeprefix(on_answers(''))}`"


def _held_out(holdout: Holdout | None) -> str:
    if holdout is None:
        return "not measured: there were no held-out rows"
    change = holdout.difference
    return (
        f"{holdout.figure} {holdout.base:.3f} without and {holdout.adapter:.3f} with the adapter; "
        f"difference {change} over {len(holdout.rows)} rows of {change.groups} {holdout.unit}"
    )
