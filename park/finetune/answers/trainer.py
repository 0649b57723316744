"""The trainer of adapters on polls."""

from collections.abc import Sequence
from typing import Any

from transformers import Trainer, TrainingArguments, set_seed

from park.adapters.base import Base
from park.adapters.recipe import Recipe
from park.finetune.answers.losses import loss_of, option_logprobs
from park.finetune.answers.rows import PollRow

PADDING = -1


def poll_trainer(
    base: Base, rows: list[PollRow], recipe: Recipe, options: dict[str, Any], lora: Any
) -> Any:
    """Return a trainer of an adapter on a base.

    Args:
        base: the loaded base.
        rows: the training rows.
        recipe: the recipe.
        options: arguments of the training.
        lora: the adapter's peft configuration.
    """
    from peft import get_peft_model

    set_seed(options["seed"])  # The adapter begins with random weights.
    options = {name: value for name, value in options.items() if name != "max_length"}
    return PollTrainer(
        model=get_peft_model(base.model, lora),
        args=TrainingArguments(**options, remove_unused_columns=False),
        train_dataset=rows,
        data_collator=lambda batch: collate(batch, base.tokenizer.pad_token_id),
        processing_class=base.tokenizer,
        kind=recipe.distribution.loss,
    )


class PollTrainer(Trainer):  # type: ignore[misc,unused-ignore]
    """Learns options' probabilities as the first token of the answer."""

    def __init__(self, *args: Any, kind: str, **options: Any) -> None:
        """Take a `Trainer`'s arguments, and the loss: `kl` or `emd`."""
        super().__init__(*args, **options)
        # The loss is a mean over rows, not over a number of labels.
        self.model_accepts_loss_kwargs = False
        self._kind = kind
        self._tokens = 0

    def compute_loss(self, model: Any, inputs: dict[str, Any], *_: Any, **__: Any) -> Any:
        """Return the mean loss of a batch."""
        self._tokens += int(inputs["attention_mask"].sum())
        return batch_loss(model, inputs, self._kind).mean()

    def log(self, logs: dict[str, float], *args: Any, **options: Any) -> None:
        """Add the number of tokens so far to a row of the log, as trl does."""
        super().log({**logs, "num_tokens": float(self._tokens)}, *args, **options)


def batch_loss(model: Any, inputs: dict[str, Any], kind: str) -> Any:
    """Return the loss of each row of a batch, shape (rows,)."""
    logits = model(
        input_ids=inputs["input_ids"],
        attention_mask=inputs["attention_mask"],
        position_ids=inputs["position_ids"],
        use_cache=False,
        logits_to_keep=1,
    ).logits[:, -1]
    logprobs = option_logprobs(logits, inputs["variants"])
    return loss_of(logprobs, inputs["shares"], inputs["graded"], kind)


def collate(batch: Sequence[PollRow], filler: int) -> dict[str, Any]:
    """Return a batch as tensors; prompts are padded on the left, options on the right."""
    import torch

    longest = max(row.length for row in batch)
    options = max(len(row.variants) for row in batch)
    wide = max(len(each) for row in batch for each in row.variants)
    gaps = [longest - row.length for row in batch]
    mask = torch.tensor([[0] * gap + [1] * (longest - gap) for gap in gaps])
    return {
        "input_ids": torch.tensor(
            [[filler] * gap + row.prompt for gap, row in zip(gaps, batch, strict=True)]
        ),
        "attention_mask": mask,
        "position_ids": (mask.cumsum(dim=1) - 1).clamp(min=0),
        "variants": torch.tensor(
            [
                [each + [PADDING] * (wide - len(each)) for each in row.variants]
                + [[PADDING] * wide] * (options - len(row.variants))
                for row in batch
            ]
        ),
        "shares": torch.tensor(
            [[*row.shares, *[0.0] * (options - len(row.shares))] for row in batch]
        ),
        "graded": torch.tensor([row.graded for row in batch]),
    }
