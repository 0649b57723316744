"""Eight adapters in one process against eight runs of a plain trl script: time, memory, speed.

    python -m benchmarks.training            # about 10 minutes
    python -m benchmarks.training --quick    # about 3 minutes: three cultures, half the steps

Both sides learn the same rows in the same batches and steps, from the same GGUF file dequantised by
transformers, with the same LoRA, optimiser, seeds and checkpoints; nothing is held out. The plain
script is what one writes with trl: load the base, hand prompt–completion rows to SFTTrainer, train,
save; one process a culture, half of them before park and half after it. Tokens per second are taken
from the times between steps, without the first step. On a busy machine set OMP_NUM_THREADS=1 and
read the processor time. Needs `culturepark[train]`.
"""

import argparse
import json
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from benchmarks.memory import CULTURES, peak
from benchmarks.opinions import opinion
from benchmarks.table import table
from park.adapters.recipe import DEFAULT, Recipe, load_recipe
from park.config import Config
from park.ledger.keys import seed_of
from park.ledger.ledger import Ledger
from park.ledger.run import CONFIG, LEDGER
from park.records import Sample

TARGET = 0.6
"""The most of the plain runs' time that park is to take."""
LIMIT = 1800
"""Seconds after which a contestant is given up."""
STEPS = 4


@dataclass(frozen=True)
class Training:
    """What one culture's training came to."""

    losses: list[float]
    tokens: list[float]
    """Of each step."""
    seconds: list[float]
    """Of each step; the first has the start of the trainer in it."""
    cpu: list[float]
    """Seconds of processor time of each step."""


@dataclass(frozen=True)
class Result:
    """What one process did."""

    seconds: float
    """From its start to its end."""
    cpu: float
    """Seconds of processor time in that."""
    megabytes: float
    """The most memory it used."""
    trainings: dict[str, Training]


def sample(culture: str, number: int) -> Sample:
    """Return a row as `park export` makes them: a system message, a question, an opinion."""
    rng = random.Random(f"{culture} {number}")
    claim, said = opinion(rng), opinion(rng)
    system = f"You are a person who grew up in a {culture} family. Speak as yourself."
    asked = f"Do you agree with the following statement? {claim} Say why in a few sentences."
    return Sample(
        key=f"{culture}{number:05}",
        view="sft",
        split="train",
        culture=culture,
        country="TUR",
        item=f"Q{number}",
        stance=1,
        stance_label="agree",
        share=0.5,
        opinions=(f"{culture}{number}",),
        dialogue=f"{culture}{number}",
        models={},
        prompts="",
        row={
            "prompt": [_message("system", system), _message("user", asked)],
            "completion": [_message("assistant", said)],
            "kind": "open",
        },
    )


def _message(role: str, content: str) -> dict[str, str]:
    return {"role": role, "content": content}


def make_run(folder: Path, samples: Sequence[Sample]) -> None:
    """Write a run folder as the export stage leaves it."""
    folder.mkdir(parents=True)
    cultures = tuple(dict.fromkeys(each.culture for each in samples))
    config = Config(name="bench", cultures=cultures).model_dump(mode="json")
    (folder / CONFIG).write_text(yaml.safe_dump(config), encoding="utf-8")
    with Ledger(folder / LEDGER) as ledger:
        ledger.put_samples(samples)


def recipe_of(steps: int) -> Recipe:
    """Return the default recipe with so many steps and nothing held out."""
    recipe = load_recipe(DEFAULT)
    assert isinstance(recipe, Recipe)
    schedule = recipe.schedule.model_copy(update={"most_steps": steps, "epochs": 1})
    evaluation = recipe.evaluation.model_copy(update={"split": None})
    return recipe.model_copy(update={"schedule": schedule, "evaluation": evaluation})


def park(run: Path, recipe: Recipe) -> dict[str, Training]:
    """Train all cultures in this process."""
    from park.finetune.local.stage import run_finetune

    speed = speedometer()
    outcome = run_finetune(run, recipe, "bench", callbacks=(speed,))
    assert not outcome.failed, outcome.failed
    return dict(zip(outcome.trained, speed.trainings, strict=True))


def plain(run: Path, recipe: Recipe, culture: str) -> dict[str, Training]:
    """Train one culture as a script does that uses trl alone."""
    import torch
    from datasets import Dataset
    from peft import LoraConfig
    from trl import SFTConfig, SFTTrainer

    tokenizer, model = unpacked(recipe.base)
    with Ledger(run / LEDGER, read_only=True) as ledger:
        rows = [each.row for each in ledger.samples("sft", culture)]
    seed, plan, lora = seed_of("finetune", recipe.seed, culture), recipe.schedule, recipe.lora
    options = SFTConfig(
        output_dir=str(run / "plain" / culture),
        max_steps=plan.most_steps,
        per_device_train_batch_size=plan.batch,
        learning_rate=recipe.optimiser.rate,
        weight_decay=recipe.optimiser.weight_decay,
        lr_scheduler_type=plan.kind,
        logging_steps=1,
        save_steps=plan.save_every,
        save_total_limit=2,
        max_length=recipe.length,
        seed=seed,
        data_seed=seed,
        use_cpu=not torch.cuda.is_available(),
        bf16=False,
        dataloader_pin_memory=False,
        disable_tqdm=True,
        report_to="none",
        **{checkpointing(): recipe.checkpointing},
    )
    speed = speedometer()
    trainer = SFTTrainer(
        model,
        args=options,
        train_dataset=Dataset.from_list(
            [{"prompt": row["prompt"], "completion": row["completion"]} for row in rows]
        ),
        processing_class=tokenizer,
        peft_config=LoraConfig(
            r=lora.r, lora_alpha=lora.alpha, lora_dropout=lora.dropout,
            target_modules=lora.target, task_type="CAUSAL_LM",
        ),
        callbacks=[speed],
    )  # fmt: skip
    trainer.train()
    trainer.save_model(str(run / "plain" / culture / "adapter"))
    return {culture: speed.trainings[0]}


def unpacked(base: str) -> tuple[Any, Any]:
    """Return tokenizer and model of a GGUF file in the catalog, dequantised by transformers."""
    import torch
    import transformers
    from transformers import AutoModelForCausalLM, AutoTokenizer

    from park.models.weights import pull

    file = pull(base, lambda *_: None)
    place = {"pretrained_model_name_or_path": file.parent, "gguf_file": file.name}
    config = getattr(transformers, "GgufConfig", None)
    how = {"quantization_config": config(dequantize=True)} if config else {}
    tokenizer = AutoTokenizer.from_pretrained(**place)
    model = AutoModelForCausalLM.from_pretrained(**place, dtype=torch.float32, **how)
    model.is_quantized = False  # Else the trainer refuses weights that have been unpacked.
    if hasattr(model, "hf_quantizer"):
        del model.hf_quantizer
    return tokenizer, model


def checkpointing() -> str:
    """Return what this version of transformers calls the recomputing of activations."""
    from transformers import TrainingArguments

    names = ("activation_checkpointing", "gradient_checkpointing")
    return next(name for name in names if hasattr(TrainingArguments, name))


def speedometer() -> Any:
    """Return the callback that takes the times of both sides."""
    from transformers import TrainerCallback

    class Speed(TrainerCallback):  # type: ignore[misc,unused-ignore]
        """Notes losses, tokens and seconds of each step."""

        def __init__(self) -> None:
            self.trainings: list[Training] = []

        def on_train_begin(self, *_: Any, **__: Any) -> None:
            self.trainings.append(Training([], [], [], []))
            self._tokens = 0.0
            self.restart()

        def restart(self) -> None:
            """Begin a step's time now."""
            self._time, self._cpu = time.perf_counter(), time.process_time()

        def on_log(self, args: Any, state: Any, control: Any, logs: Any = None, **_: Any) -> None:
            if not logs or "loss" not in logs:
                return
            now, cpu = time.perf_counter(), time.process_time()
            tokens, own = logs["num_tokens"], self.trainings[-1]
            own.losses.append(logs["loss"])
            own.tokens.append(tokens - self._tokens)
            own.seconds.append(now - self._time)
            own.cpu.append(cpu - self._cpu)
            self._tokens = tokens
            self.restart()

    return Speed()


def run_process(name: str, run: Path, steps: int, culture: str = "") -> Result:
    """Let one contestant work in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.training", "--contestant", name]
    command += ["--run", str(run), "--steps", str(steps), "--culture", culture]
    began = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT)
    seconds = time.perf_counter() - began
    if done.returncode:
        raise SystemExit(f"{name} failed:\n{done.stderr[-3000:]}")
    said = json.loads(done.stdout.splitlines()[-1])
    trainings = {each: Training(**found) for each, found in said["trainings"].items()}
    result = Result(seconds, said["cpu"], said["megabytes"], trainings)
    print(f"{name} {culture}: {seconds:.0f} s, {result.cpu:.0f} s CPU", file=sys.stderr, flush=True)
    return result


def compete(name: str, run: Path, steps: int, culture: str) -> None:
    """Let one contestant work, in this process, and print what came of it."""
    recipe = recipe_of(steps)
    trainings = park(run, recipe) if name == "park" else plain(run, recipe, culture)
    found = {each: asdict(training) for each, training in trainings.items()}
    print(json.dumps({"cpu": time.process_time(), "megabytes": peak(), "trainings": found}))


def measure(cultures: Sequence[str], steps: int) -> tuple[Result, list[Result]]:
    """Return what park and the plain scripts came to."""
    batch = recipe_of(steps).schedule.batch
    samples = [sample(culture, number) for culture in cultures for number in range(steps * batch)]
    half = len(cultures) // 2
    with TemporaryDirectory() as folder:
        run = Path(folder) / "run"
        make_run(run, samples)
        scripts = [run_process("plain", run, steps, each) for each in cultures[:half]]
        own = run_process("park", run, steps)
        scripts += [run_process("plain", run, steps, each) for each in cultures[half:]]
    return own, scripts


def report(own: Result, scripts: Sequence[Result]) -> str:
    """Return the figures of both sides as a table, and what follows from them."""
    theirs = {name: each for result in scripts for name, each in result.trainings.items()}
    rows = [
        _line(f"{len(scripts)} plain trl scripts", scripts, scripts),
        _line("park, one process", [own], scripts),
    ]
    head = ["", "seconds", "share", "CPU s", "share", "training", "the rest", "MB", "tokens/s"]
    speeds = {of: faster(own.trainings, theirs, of) for of in ("seconds", "cpu")}
    apart = max(
        abs(loss - other)
        for name, each in own.trainings.items()
        for loss, other in zip(each.losses, theirs[name].losses, strict=True)
    )
    return (
        f"{table(head, rows)}\n\n(target: a share of at most {TARGET}; tokens/s within 3 %)\n\n"
        f"Step by step, park's speed is {speeds['seconds']:.3f} of the scripts' on the clock and "
        f"{speeds['cpu']:.3f} in processor time (medians); losses differ by at most {apart:.4f}."
    )


def faster(own: dict[str, Training], theirs: dict[str, Training], of: str) -> float:
    """Return how many times as fast park took the same steps, the first ones left out."""
    return median(
        other / mine
        for name, each in own.items()
        for mine, other in zip(getattr(each, of)[1:], getattr(theirs[name], of)[1:], strict=True)
    )


def _line(name: str, results: Sequence[Result], baseline: Sequence[Result]) -> list[str]:
    trainings = [each for result in results for each in result.trainings.values()]
    seconds, cpu = (sum(getattr(each, of) for each in results) for of in ("seconds", "cpu"))
    whole, whole_cpu = (sum(getattr(each, of) for each in baseline) for of in ("seconds", "cpu"))
    trained = sum(sum(each.seconds) for each in trainings)
    tokens = sum(sum(each.tokens[1:]) for each in trainings)
    steady = sum(sum(each.seconds[1:]) for each in trainings)
    return [
        name,
        f"{seconds:.0f}",
        f"{seconds / whole:.2f}",
        f"{cpu:.0f}",
        f"{cpu / whole_cpu:.2f}",
        f"{trained:.0f}",
        f"{seconds - trained:.0f}",
        f"{max(each.megabytes for each in results):.0f}",
        f"{tokens / steady:.1f}",
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="three cultures, half the steps")
    parser.add_argument("--steps", type=int, help=f"of each training ({STEPS})")
    parser.add_argument("--contestant", choices=("park", "plain"), help=argparse.SUPPRESS)
    parser.add_argument("--run", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--culture", help=argparse.SUPPRESS)
    args = parser.parse_args(arguments)
    if args.contestant:
        compete(args.contestant, args.run, args.steps, args.culture)
        return
    steps = args.steps or (STEPS // 2 if args.quick else STEPS)
    cultures = CULTURES[:3] if args.quick else CULTURES
    own, scripts = measure(cultures, steps)
    print(f"{len(cultures)} cultures, {steps} steps each, base {recipe_of(steps).base}\n")
    print(f"{report(own, scripts)}\n")


if __name__ == "__main__":
    main()
