"""Training on people's answers against a plain transformers script with the same loss.

    python -m benchmarks.answer_training            # five steps each
    python -m benchmarks.answer_training --quick    # three

trl has no loss between shares and options' probabilities, so the script is transformers' Trainer
with peft and the forward KL written out. Both learn the same polls of one culture in the same
batches, from the same GGUF file, in one process, where they take turns: a step of one, a step of
the other. Steps are compared, without the first. Needs `culturepark[train]`.
"""

import argparse
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.table import table
from benchmarks.training import Training, faster, speedometer, unpacked
from park.adapters.recipe import Recipe, load_recipe
from park.config import Config
from park.finetune.answers.polls import choose_polls
from park.ledger.keys import seed_of
from park.records.adapter import on_answers
from park.run import Run
from park.setup import prepare

CULTURE = "turkish"


class Turns:
    """Lets two trainings go on by turns: loading and the first step, then a step at a time."""

    def __init__(self) -> None:
        """Begin with the first one's turn."""
        self._changed = threading.Condition()
        self._on = [True, True]
        self._next = 0

    def wait(self, own: int) -> None:
        """Return once it is one's turn, or the other has ended."""
        with self._changed:
            self._changed.wait_for(lambda: self._next == own or not self._on[1 - own])

    def give(self, own: int, *, ended: bool = False) -> None:
        """Let the other go on."""
        with self._changed:
            self._next, self._on[own] = 1 - own, not ended
            self._changed.notify_all()


def callbacks(turns: Turns, own: int) -> list[Any]:
    """Return what takes a training's times, and makes it take turns."""
    from transformers import TrainerCallback

    speed = speedometer()

    class Turn(TrainerCallback):  # type: ignore[misc,unused-ignore]
        """Waits for its turn before each step."""

        def on_log(self, *_: Any, logs: Any = None, **__: Any) -> None:
            if logs and "loss" in logs:
                turns.give(own)
                turns.wait(own)
                speed.restart()

        def on_train_end(self, *_: Any, **__: Any) -> None:
            turns.give(own, ended=True)

    return [speed, Turn()]


def recipe_of(steps: int) -> Recipe:
    """Return the bundled recipe with so many steps and nothing held out."""
    recipe = load_recipe("distribution")
    assert isinstance(recipe, Recipe)
    schedule = recipe.schedule.model_copy(update={"most_steps": steps, "epochs": 1, "log_every": 1})
    evaluation = recipe.evaluation.model_copy(update={"split": None})
    return recipe.model_copy(update={"schedule": schedule, "evaluation": evaluation})


def config() -> Config:
    """Return the configuration of a run of one culture."""
    return Config(name="bench", cultures=(CULTURE,))


def park(folder: Path, recipe: Recipe, turns: Turns) -> Training:
    """Train as `park finetune` does."""
    from park.finetune.answers.material import OfPolls
    from park.finetune.local.stage import run_finetune

    watch, run = callbacks(turns, 0), Run(folder / "run", config())
    run.generate(limit=0)
    material = OfPolls(lambda: run.setup)
    outcome = run_finetune(run.folder, recipe, "bench", material=material, callbacks=tuple(watch))
    assert not outcome.failed, outcome.failed
    (found,) = watch[0].trainings
    return found


def script(folder: Path, recipe: Recipe, turns: Turns) -> Training:
    """Train as a script does that uses transformers and peft alone."""
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import Trainer, TrainingArguments, set_seed

    tokenizer, model = unpacked(recipe.base)
    choice = choose_polls(prepare(config()), recipe.distribution, (), one=False)
    polls = [each for each in choice.samples[on_answers(CULTURE)] if each.split == "train"]

    def collate(batch: list[Any]) -> dict[str, Any]:
        texts = [
            tokenizer.apply_chat_template(
                [dict(each) for each in poll.prompt], add_generation_prompt=True, tokenize=False
            )
            for poll in batch
        ]
        tokens = tokenizer(
            texts, return_tensors="pt", padding=True, padding_side="left", add_special_tokens=False
        )
        return {**tokens, "polls": batch}

    class Script(Trainer):  # type: ignore[misc,unused-ignore]
        seen = 0

        def compute_loss(self, model: Any, inputs: dict[str, Any], *_: Any, **__: Any) -> Any:
            polls = inputs.pop("polls")
            self.seen += int(inputs["attention_mask"].sum())
            logits = model(**inputs, logits_to_keep=1, use_cache=False).logits[:, -1]
            return sum(map(divergence, torch.log_softmax(logits, -1), polls)) / len(polls)

        def log(self, logs: dict[str, float], *rest: Any, **more: Any) -> None:
            super().log({**logs, "num_tokens": float(self.seen)}, *rest, **more)

    def divergence(logprobs: Any, poll: Any) -> Any:
        shares = torch.tensor(poll.shares)
        forms = ([marker, f" {marker}"] for marker in poll.markers)
        tokens = [
            [
                each[0]
                for f in both
                if len(each := tokenizer.encode(f, add_special_tokens=False)) == 1
            ]
            for both in forms
        ]
        options = torch.stack([logprobs[each].max() for each in tokens])
        return (torch.xlogy(shares, shares) - shares * options).sum()

    seed, plan = seed_of("finetune", recipe.seed, on_answers(CULTURE)), recipe.schedule
    lora, optimiser = recipe.lora, recipe.optimiser
    set_seed(seed)
    watch = callbacks(turns, 1)
    trainer = Script(
        model=get_peft_model(model, LoraConfig(
            r=lora.r, lora_alpha=lora.alpha, lora_dropout=lora.dropout,
            target_modules=lora.target, task_type="CAUSAL_LM",
        )),
        args=TrainingArguments(
            output_dir=str(folder / "script"), max_steps=plan.most_steps,
            per_device_train_batch_size=plan.batch, learning_rate=optimiser.rate,
            optim=optimiser.name, weight_decay=optimiser.weight_decay,
            max_grad_norm=optimiser.clip, lr_scheduler_type=plan.kind, warmup_steps=plan.warmup,
            logging_steps=1, save_steps=plan.save_every, seed=seed, data_seed=seed,
            use_cpu=not torch.cuda.is_available(), disable_tqdm=True, report_to="none",
            dataloader_pin_memory=False, remove_unused_columns=False,
        ),
        train_dataset=polls, data_collator=collate, callbacks=watch,
    )  # fmt: skip
    trainer.model_accepts_loss_kwargs = False
    trainer.train()
    (found,) = watch[0].trainings
    return found


def measured(steps: int) -> list[Training]:
    """Return what park and the script came to."""
    recipe, turns = recipe_of(steps), Turns()

    def turn(own: int, train: Callable[[Path, Recipe, Turns], Training], folder: Path) -> Training:
        turns.wait(own)
        try:
            return train(folder, recipe, turns)
        finally:
            turns.give(own, ended=True)

    with TemporaryDirectory() as folder, ThreadPoolExecutor(2) as pool:
        both = [pool.submit(turn, n, each, Path(folder)) for n, each in enumerate((park, script))]
        return [each.result() for each in both]


def line(name: str, found: Training) -> list[str]:
    """Return a row of the table: tokens a second of processor time and of the clock."""
    tokens = sum(found.tokens[1:])
    speeds = (tokens / sum(each[1:]) for each in (found.cpu, found.seconds))
    return [name, f"{tokens:.0f}", *(f"{speed:.1f}" for speed in speeds)]


def report(own: Training, other: Training) -> str:
    """Return the figures of both as a table, and what follows from them."""
    head = ["", "tokens", "a CPU second", "a second"]
    apart = max(abs(a - b) for a, b in zip(own.losses, other.losses, strict=True))
    return (
        f"{table(head, [line('park', own), line('transformers and peft', other)])}\n\n"
        f"Step by step, park takes {faster({'': own}, {'': other}, 'cpu'):.3f} times as many steps "
        f"a second of processor time (median); losses differ by at most {apart:.4f}."
    )


def main() -> None:
    """Print tokens a second of both."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="three steps")
    parser.add_argument("--steps", type=int, help="of each training (5)")
    given = parser.parse_args()
    steps = given.steps or (3 if given.quick else 5)
    print(f"{steps} steps each, base {recipe_of(steps).base}\n\n{report(*measured(steps))}")


if __name__ == "__main__":
    main()
