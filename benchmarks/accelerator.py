"""Eight adapters on an accelerator: speed, memory, use of the hardware, and who is like whom.

    python -m benchmarks.accelerator                                  # Qwen2.5 1.5B, 2,000 rows
    python -m benchmarks.accelerator --data RUN                       # rows of a run, not made-up
    python -m benchmarks.accelerator --base FOLDER --rows 80 --steps 4  # to try it anywhere

Every adapter is trained by `park finetune` with the recipe `qwen2.5-1.5b-lora`; then each one is
measured on the held-out rows of every culture. Made-up rows say nothing about cultures: each one
begins its answers in its own way, so that the matrix shows whether an adapter has learnt that.

Model FLOPs utilisation counts what the training of an adapter needs: for every token four
operations a weight of the frozen base, head included (two forwards, two backwards to the layer
before), six a weight of the adapter, and 12 · layers · width · context for attention. What is
computed again to save memory is not counted (Chowdhery et al. 2022, arXiv 2204.02311, appendix B;
there six for all weights, since all are trained).
"""

import argparse
import random
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.memory import CULTURES
from benchmarks.table import table
from benchmarks.training import make_run, sample
from park.adapters import base as bases
from park.adapters import libraries, storage
from park.adapters.recipe import Recipe, load_recipe
from park.finetune.local import memory
from park.finetune.local.holdout import losses
from park.finetune.local.outcome import Adapters
from park.finetune.local.rows import Row, tokenise
from park.finetune.local.stage import run_finetune
from park.ledger.run import read_run
from park.records import Sample
from park.records.adapter import Adapter

RECIPE = "qwen2.5-1.5b-lora"
HELD_OUT = 5
"""Of so many rows one is held out."""
PEAKS = {"H200": 989, "H100": 989, "A100": 312, "L40S": 362, "L4": 121, "4090": 165, "T4": 65}
"""10¹² operations a second in 16 bits without sparsity, by a part of the device's name."""


def recipe_of(args: argparse.Namespace) -> Recipe:
    """Return the recipe, with the base and the steps that were asked for."""
    recipe = load_recipe(RECIPE)
    assert isinstance(recipe, Recipe)
    plan = recipe.schedule.model_copy(update={"most_steps": args.steps, "log_every": 1})
    changes: dict[str, Any] = {"schedule": plan, "length": args.length}
    if args.base:
        changes |= {"base": args.base, "base_name": Path(args.base).name}
    return recipe.model_copy(update=changes)


def made_up(rows: int) -> list[Sample]:
    """Return samples of eight cultures, each with an opening of its own."""
    samples = []
    for culture in CULTURES:
        rng = random.Random(culture)
        own = " ".join(rng.sample(("among", "us", "people", "say", "first", "of", "all"), 5))
        for number in range(rows // len(CULTURES)):
            each = sample(culture, number)
            said = each.row["completion"][0]["content"]
            answer = [{"role": "assistant", "content": f"{own.capitalize()}: {said}"}]
            split = "train" if number % HELD_OUT else "test"
            update = {"split": split, "row": {**each.row, "completion": answer}}
            samples.append(each.model_copy(update=update))
    return samples


def matrix(run: Path, recipe: Recipe, adapters: Sequence[str]) -> dict[tuple[str, str], float]:
    """Return the mean held-out loss of each culture's rows (first) under each adapter (second).

    The base alone is the adapter ''.
    """
    from peft import PeftModel

    device, place = libraries.device_for(recipe, RECIPE), bases.locate(recipe)
    base = bases.load_base(recipe, place, bases.load_tokenizer(place), device)
    rows = held_out(run, recipe, base.tokenizer, adapters)
    batch = recipe.evaluation.batch
    found = {(of, ""): _mean(losses(base.model, base, rows[of], 0, batch)) for of in rows}
    model: Any = None
    for name in adapters:
        folder = str(storage.place(run, name))
        if model is None:
            model = PeftModel.from_pretrained(base.model, folder, adapter_name=name).eval()
        else:
            model.load_adapter(folder, adapter_name=name)
        model.set_adapter(name)
        found |= {(of, name): _mean(losses(model, base, rows[of], 0, batch)) for of in rows}
    return found


def held_out(
    run: Path, recipe: Recipe, words: Any, cultures: Sequence[str]
) -> dict[str, list[Row]]:
    """Return the held-out rows of each culture that has any."""
    with read_run(run) as ledger:
        found = {
            each: tokenise(
                ledger.samples(recipe.view, each, "test"), words, recipe.method, recipe.length
            ).rows
            for each in cultures
        }
    return {each: rows for each, rows in found.items() if rows}


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def operations(recipe: Recipe, context: float) -> float:
    """Return the operations that a token's training needs, with so much context."""
    shape = memory.shape_of(bases.load_config(bases.locate(recipe)), recipe)
    weights = shape.linear + shape.vocabulary * shape.hidden
    attention = 12 * shape.layers * shape.hidden * context
    return 4 * weights + 6 * shape.adapter + attention


def device_name() -> str:
    """Return what this machine trains on."""
    import torch

    return torch.cuda.get_device_name() if torch.cuda.is_available() else "processor"


def speed_table(outcome: Adapters, recipe: Recipe) -> str:
    """Return what each training came to."""
    peak = next((peak for part, peak in PEAKS.items() if part in device_name()), None)
    rows = []
    for name, each in outcome.trained.items():
        speed = steady(each)
        needed = operations(recipe, each.tokens / each.rows)
        rows.append(
            [
                name, f"{each.rows:,}", f"{each.tokens:,}", f"{each.steps}", f"{each.seconds:.0f}",
                f"{speed:,.0f}", f"{each.memory / 1e9:.1f}",
                f"{speed * needed / peak / 1e12:.1%}" if peak else "?",
            ]
        )  # fmt: skip
    head = ["", "rows", "tokens", "steps", "seconds", "tokens/s", "GB", "MFU"]
    return table(head, rows)


def steady(adapter: Adapter) -> float:
    """Return the tokens per second of a training's middle step, the first left out."""
    rates = [row["tokens_per_second"] for row in adapter.log[1:] or adapter.log]
    return median(rates)


def matrix_table(found: Mapping[tuple[str, str], float]) -> str:
    """Return held-out losses, one line for each culture's rows, one column for each adapter."""
    adapters = list(dict.fromkeys(name for _, name in found))
    rows = [
        [of, *(f"{found[of, name]:.3f}" for name in adapters)]
        for of in dict.fromkeys(of for of, _ in found)
    ]
    return table(["rows of", *(name or "no adapter" for name in adapters)], rows)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--base", help="another base: a folder, an alias, a name on the Hub")
    parser.add_argument("--data", type=Path, help="a run folder with exported samples")
    parser.add_argument("--rows", type=int, default=2000, help="made-up rows of all cultures")
    parser.add_argument("--steps", type=int, help="the most steps of each training")
    parser.add_argument("--length", type=int, default=1024, help="tokens a row may have")
    args = parser.parse_args(arguments)
    recipe = recipe_of(args)
    with TemporaryDirectory() as folder:
        run = args.data or Path(folder) / "run"
        if args.data is None:
            make_run(run, made_up(args.rows))
        began = time.perf_counter()
        outcome = run_finetune(run, recipe, RECIPE)
        seconds = time.perf_counter() - began
        assert outcome.trained, outcome.failed or "every adapter is there already"
        print(f"{device_name()}, base {recipe.base}, {seconds:.0f} seconds for everything\n")
        print(f"{speed_table(outcome, recipe)}\n", flush=True)
        found = matrix(run, recipe, sorted(outcome.trained))
        print(f"held-out loss, nats a token\n\n{matrix_table(found)}\n")


if __name__ == "__main__":
    main()
