"""Training of one adapter on a shared base through trl, resuming from checkpoints."""

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from transformers import TrainerCallback

from park.adapters.base import Base
from park.adapters.recipe import Recipe
from park.finetune.local import checkpoints, ranks
from park.finetune.local.rows import IGNORED, Row
from park.ledger.keys import seed_of

Step = dict[str, float]
"""A row of the training log: `step`, `loss`, `rate`, `norm`, `tokens_per_second`, `memory`."""
Watch = Callable[[str, Step, int], None]
"""Called with the culture, the last step's figures and the total number of steps."""

NAMES = {"loss": "loss", "grad_norm": "norm", "learning_rate": "rate"}
"""Names of trl's figures in the log."""


@dataclass
class Training:
    """The result of a training."""

    log: list[Step]
    steps: int
    resumed: int = 0
    """The step that this process resumed from."""
    seconds: float = 0.0
    remarks: list[str] = field(default_factory=list)


def steps_of(recipe: Recipe, rows: int) -> int:
    """Return the number of training steps; each process has its own batch."""
    plan = recipe.schedule
    batches = math.ceil(rows / (plan.batch * ranks.count()))
    steps = math.ceil(plan.epochs * math.ceil(batches / plan.accumulate))
    return min(steps, plan.most_steps or steps)


@contextmanager
def trained(
    base: Base,
    rows: Any,
    recipe: Recipe,
    folder: Path,
    culture: str,
    watch: Watch | None = None,
    callbacks: tuple[Any, ...] = (),
) -> Iterator[tuple[Any, Training]]:
    """Train an adapter and yield the base with it; afterwards restore the base.

    A sharded base cannot be restored, so it only serves one adapter.

    Args:
        base: the loaded base.
        rows: the training rows, as `rows.rows`, at least one.
        recipe: the recipe.
        folder: the folder of this training's checkpoints.
        culture: the culture, which also determines the random seed.
        watch: called after every row of the log.
        callbacks: additional callbacks for trl.
    """
    before = _state(base.model)
    try:
        steps = steps_of(recipe, len(rows.rows))
        progress = Progress(culture, steps, watch)
        trainer = _trainer(base, rows, recipe, folder, culture, steps, (progress, *callbacks))
        model = trainer.model
        checkpoint, remarks = ranks.shared(checkpoints.newest(folder))
        begun = checkpoints.step_of(checkpoint) if checkpoint else 0
        began = time.monotonic()
        trainer.train(resume_from_checkpoint=str(checkpoint) if checkpoint else None)
        seconds = time.monotonic() - began
        model.eval()
        yield model, Training(_log(trainer.state.log_history), steps, begun, seconds, remarks)
    finally:
        if not ranks.sharded():
            _restore(base.model, before)


def whole(model: Any) -> dict[str, Any] | None:
    """Gather the weights of a sharded adapter; None if not sharded.

    All processes must call this.
    """
    if not ranks.sharded():
        return None
    adapter = {name: each for name, each in model.named_parameters() if "lora_" in name}
    return {name: each.full_tensor().cpu() for name, each in adapter.items()}


def _state(model: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    return dict(vars(model)), dict(vars(model.config))


def _restore(model: Any, before: tuple[dict[str, Any], dict[str, Any]]) -> None:
    """Remove the adapter, and undo trl's and peft's changes to the base's attributes."""
    attributes, config = before
    kind = _checkpointing()
    if getattr(model, f"is_{kind}"):
        getattr(model, f"{kind}_disable")()
        model.disable_input_require_grads()
    _detach(model)
    for name in vars(model).keys() - attributes.keys():
        delattr(model, name)
    if "forward" in attributes:
        model.forward = attributes["forward"]
    vars(model.config).clear()
    vars(model.config).update(config)
    model.requires_grad_(False)
    model.eval()


def _checkpointing() -> str:
    """Return the name of activation checkpointing in this version of transformers."""
    from transformers import TrainingArguments

    names = ("activation_checkpointing", "gradient_checkpointing")
    return next(name for name in names if hasattr(TrainingArguments, name))


def _detach(model: Any) -> None:
    """Replace adapted layers by the base's own."""
    from peft.tuners.tuners_utils import BaseTunerLayer

    for name, module in list(model.named_modules()):
        if isinstance(module, BaseTunerLayer):
            parent, _, own = name.rpartition(".")
            setattr(model.get_submodule(parent), own, module.get_base_layer())


def _trainer(
    base: Base,
    rows: Any,
    recipe: Recipe,
    folder: Path,
    culture: str,
    steps: int,
    callbacks: tuple[Any, ...],
) -> Any:
    from peft import LoraConfig
    from transformers.trainer_callback import PrinterCallback

    target = recipe.lora.target
    adapter = LoraConfig(
        r=recipe.lora.r,
        lora_alpha=recipe.lora.alpha,
        lora_dropout=recipe.lora.dropout,
        target_modules=target if isinstance(target, str) else list(target),
        task_type="CAUSAL_LM",
    )
    seed = seed_of("finetune", recipe.seed, culture)
    options = _options(recipe, base, folder, steps, seed)
    kind = {"sft": _sft, "dpo": _dpo, "distribution": _distribution}[recipe.method]
    trainer = kind(base, rows.rows, recipe, options, adapter)
    trainer.remove_callback(PrinterCallback)
    # With a name, peft would query the Hub for the base at every checkpoint.
    trainer.model.peft_config["default"].base_model_name_or_path = ""
    for each in callbacks:
        trainer.add_callback(each)
    return trainer


def _options(recipe: Recipe, base: Base, folder: Path, steps: int, seed: int) -> dict[str, Any]:
    plan, device = recipe.schedule, base.device
    precision = getattr(recipe.precision, device)
    return {
        "output_dir": str(folder),
        "max_steps": steps,
        "per_device_train_batch_size": plan.batch,
        "gradient_accumulation_steps": plan.accumulate,
        "learning_rate": recipe.optimiser.rate,
        "optim": recipe.optimiser.name,
        "weight_decay": recipe.optimiser.weight_decay,
        "max_grad_norm": recipe.optimiser.clip,
        "lr_scheduler_type": plan.kind,
        "warmup_steps": plan.warmup,
        "logging_steps": plan.log_every,
        "logging_first_step": True,
        "save_strategy": "steps",
        "save_steps": plan.save_every,
        "save_total_limit": 2,
        "seed": seed,
        "data_seed": seed,
        "use_cpu": device == "cpu",
        "bf16": precision == "bfloat16",
        "fp16": precision == "float16",
        _checkpointing(): recipe.checkpointing,
        "ddp_find_unused_parameters": False,
        "dataloader_pin_memory": device == "cuda",
        "disable_tqdm": True,
        "report_to": "none",
        "max_length": None,
    }


def _sft(base: Base, rows: list[Row], recipe: Recipe, options: dict[str, Any], lora: Any) -> Any:
    from datasets import Dataset
    from trl import SFTConfig, SFTTrainer
    from trl.trainer.sft_trainer import DataCollatorForLanguageModeling

    data = Dataset.from_dict(
        {"input_ids": [r.tokens() for r in rows], "labels": [r.labels() for r in rows]}
    )
    collate = DataCollatorForLanguageModeling(base.tokenizer.pad_token_id)
    return SFTTrainer(
        base.model,
        args=SFTConfig(**options),
        train_dataset=data,
        data_collator=learning(collate),
        processing_class=base.tokenizer,
        peft_config=lora,
    )


def _dpo(base: Base, rows: list[Row], recipe: Recipe, options: dict[str, Any], lora: Any) -> Any:
    from datasets import Dataset
    from trl import DPOConfig, DPOTrainer

    class Prepared(DPOTrainer):  # type: ignore[misc,unused-ignore]
        """Accepts tokenised rows."""

        def _prepare_dataset(self, dataset: Any, *_: Any) -> Any:
            return dataset

    data = Dataset.from_dict(
        {
            "prompt_ids": [row.prompt for row in rows],
            "chosen_ids": [row.answers[0] for row in rows],
            "rejected_ids": [row.answers[1] for row in rows],
        }
    )
    return Prepared(
        base.model,
        args=DPOConfig(**options, beta=recipe.beta, disable_dropout=False),
        train_dataset=data,
        processing_class=base.tokenizer,
        peft_config=lora,
    )


def _distribution(
    base: Base, rows: list[Any], recipe: Recipe, options: dict[str, Any], lora: Any
) -> Any:
    from park.finetune.answers.trainer import poll_trainer

    return poll_trainer(base, rows, recipe, options, lora)


def learning(collate: Callable[[Any], dict[str, Any]]) -> Callable[[Any], dict[str, Any]]:
    """Wrap a collator to reject batches with a fully masked row.

    Raises:
        ValueError: when called with such a row.
    """

    def checked(examples: Any) -> dict[str, Any]:
        batch = collate(examples)
        if not (batch["labels"] != IGNORED).any(dim=-1).all():
            raise ValueError("a row of a batch has no label: every token of it is masked")
        return batch

    return checked


class Progress(TrainerCallback):  # type: ignore[misc,unused-ignore]
    """Seals checkpoints and adds speed and memory to the log."""

    def __init__(self, culture: str, steps: int, watch: Watch | None) -> None:
        self._culture = culture
        self._steps = steps
        self._watch = watch
        self._tokens = 0.0
        self._time = 0.0

    def on_train_begin(self, *_: Any, **__: Any) -> None:
        """Start the clock."""
        self._time = time.monotonic()

    def on_log(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        """Complete the newest row of the log."""
        row = state.log_history[-1]
        if "loss" not in row:
            return
        now, tokens = time.monotonic(), row.get("num_tokens", 0.0)
        row["tokens_per_second"] = (tokens - self._tokens) / max(now - self._time, 1e-9)
        row["memory"] = peak_memory()
        self._time, self._tokens = now, tokens
        if self._watch:
            self._watch(self._culture, _step(row), self._steps)

    def on_save(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        """Seal a checkpoint once all processes have written it."""
        ranks.wait()
        if ranks.first():
            checkpoints.seal(Path(args.output_dir) / f"checkpoint-{state.global_step}")


def peak_memory() -> float:
    """Return this process's peak memory in bytes, on CUDA or else in main memory."""
    import resource
    import sys

    import torch

    if torch.cuda.is_available():
        return float(torch.cuda.max_memory_allocated())
    unit = 1 if sys.platform == "darwin" else 1024
    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit)


def _step(row: dict[str, float]) -> Step:
    named = {ours: row[theirs] for theirs, ours in NAMES.items() if theirs in row}
    kept = ("step", "tokens_per_second", "memory")
    return {name: value for name, value in row.items() if name in kept} | named


def _log(history: list[dict[str, float]]) -> list[Step]:
    return [_step(row) for row in history if "loss" in row]
