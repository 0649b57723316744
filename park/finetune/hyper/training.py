"""Training of a generator, resuming from checkpoints."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from park.adapters.recipe import HyperRecipe
from park.finetune.hyper.lessons import Lessons
from park.finetune.hyper.network import Generator, worn
from park.finetune.local import checkpoints
from park.ledger.keys import rng_of, seed_of

Step = dict[str, float]
WEIGHTS, MOMENTS, LOG = "generator.safetensors", "optimiser.safetensors", "log.json"
KEPT = 2
"""Checkpoints kept."""
PART = 4
"""Rows that go through the base at once."""


class Told(NamedTuple):
    """The descriptions of c cultures."""

    texts: Tensor
    """Shape (c, descriptions, sentences, width)."""
    mask: Tensor
    """Shape (c, descriptions, sentences)."""


@dataclass
class Training:
    """The result of a training."""

    steps: int
    resumed: int = 0
    seconds: float = 0.0
    log: list[Step] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def train(
    generator: Generator,
    model: Any,
    told: Told,
    lessons: Lessons,
    steps: int,
    recipe: HyperRecipe,
    folder: Path,
    watch: Callable[[Step], None] = lambda step: None,
) -> Training:
    """Train a generator; a batch mixes the cultures.

    All that is drawn at a step follows from the seed and the step's number, so that a training
    that was killed ends with the same weights.

    Args:
        generator: the generator, as it was made.
        model: the frozen base.
        told: the cultures' descriptions.
        lessons: what is learnt, by culture.
        steps: number of steps.
        recipe: the recipe.
        folder: the folder of this training's checkpoints.
        watch: called with every row of the log.
    """
    plan = torch.optim.AdamW(
        generator.parameters(), lr=recipe.optimiser.rate, weight_decay=recipe.optimiser.weight_decay
    )
    found = Training(steps)
    place, found.remarks = checkpoints.newest(folder)
    if place is not None:
        found.resumed = checkpoints.step_of(place)
        found.log = _resume(place, generator, plan)
    began, last_time, tokens = time.monotonic(), time.monotonic(), 0
    generator.train()
    for step in range(found.resumed, steps):
        rate = recipe.optimiser.rate * _rate(step, steps, recipe)
        for group in plan.param_groups:
            group["lr"] = rate
        loss, norm, seen = _step(generator, model, told, lessons, plan, recipe, step)
        tokens += seen
        if (step + 1) % recipe.schedule.log_every == 0 or step in (0, steps - 1):
            now = time.monotonic()
            speed = tokens / max(now - last_time, 1e-9)
            row = {"step": step + 1, "loss": loss, "norm": norm, "rate": rate,
                   "tokens_per_second": speed, "memory": _memory()}  # fmt: skip
            found.log.append(row)
            watch(row)
            last_time, tokens = now, 0
        if (step + 1) % recipe.schedule.save_every == 0 and step + 1 < steps:
            _save(folder / f"checkpoint-{step + 1}", generator, plan, found.log)
    generator.eval()
    found.seconds = time.monotonic() - began
    return found


def _step(
    generator: Generator, model: Any, told: Told, lessons: Lessons, plan: Any,
    recipe: HyperRecipe, step: int,
) -> tuple[float, float, int]:  # fmt: skip
    cultures, which, batch = drawn(told, lessons, recipe, step)
    torch.manual_seed(seed_of("hyper", recipe.seed, "dropout", step))
    loss = loss_of(generator, model, told, (cultures, which), lessons, batch)
    total = loss[0] + recipe.hyper.penalty * loss[1]
    total.backward()
    norm = torch.nn.utils.clip_grad_norm_(generator.parameters(), recipe.optimiser.clip)
    plan.step()
    plan.zero_grad()
    return float(loss[0].detach()), float(norm), lessons.tokens(batch)


def drawn(
    told: Told, lessons: Lessons, recipe: HyperRecipe, step: int
) -> tuple[list[int], list[int], list[Any]]:
    """Return the cultures of a step's rows, one of each's descriptions, and the lessons."""
    size, count = recipe.schedule.batch, len(told.texts)
    cultures, which, batch = [], [], []
    for row in range(step * size, (step + 1) * size):
        turn, place = divmod(row, count)
        order = rng_of("hyper", recipe.seed, "turn", turn).sample(range(count), count)
        rng = rng_of("hyper", recipe.seed, "row", row)
        cultures.append(order[place])
        which.append(rng.randrange(told.texts.shape[1]))
        batch.append(lessons.draw(order[place], rng))
    return cultures, which, batch


def loss_of(
    generator: Generator, model: Any, told: Told, chosen: tuple[list[int], list[int]],
    lessons: Lessons, batch: list[Any],
) -> tuple[Tensor, Tensor]:  # fmt: skip
    """Return a batch's loss and the penalty on z.

    The batch goes through the base in parts of like length, so that little padding is read.

    Args:
        generator: the generator.
        model: the base.
        told: the cultures' descriptions.
        chosen: each row's culture and description.
        lessons: what the batch is from.
        batch: the lessons of the rows.
    """
    cultures, which = (torch.tensor(each) for each in chosen)
    device = next(generator.parameters()).device
    made = generator(told.texts[cultures, which].to(device), told.mask[cultures, which].to(device))
    whole, found = lessons.weight(batch), []
    for rows in _alike(lessons, batch):
        part = [batch[row] for row in rows]
        with worn(model, generator, made, torch.tensor(rows, device=device)):
            found.append(lessons.loss(model, part) * (lessons.weight(part) / whole))
    return torch.stack(found).sum(), made.penalty


def _alike(lessons: Lessons, batch: list[Any]) -> list[list[int]]:
    """Return the rows of a batch in parts of like length."""
    rows = sorted(range(len(batch)), key=lambda row: lessons.tokens([batch[row]]))
    return [rows[start : start + PART] for start in range(0, len(rows), PART)]


def _rate(step: int, steps: int, recipe: HyperRecipe) -> float:
    """Return the share of the learning rate at a step: a warm-up, then as the schedule's kind."""
    warm = recipe.schedule.warmup * steps
    if step + 1 < warm:
        return (step + 1) / warm
    if recipe.schedule.kind.startswith("constant"):
        return 1.0
    left = (steps - step) / max(steps - warm, 1)
    if recipe.schedule.kind == "cosine":
        return 0.5 - 0.5 * float(torch.cos(torch.tensor(torch.pi * min(left, 1.0))))
    return min(left, 1.0)


def _save(place: Path, generator: Generator, plan: Any, log: list[Step]) -> None:
    place.mkdir(parents=True, exist_ok=True)
    save_file(weights_of(generator), place / WEIGHTS)
    moments = {
        f"{number}.{name}": value.clone().contiguous()
        for number, state in plan.state_dict()["state"].items()
        for name, value in state.items()
    }
    save_file(moments, place / MOMENTS)
    (place / LOG).write_text(json.dumps(log), encoding="utf-8")
    checkpoints.seal(place)
    for old in sorted(place.parent.glob("checkpoint-*"), key=checkpoints.step_of)[:-KEPT]:
        for file in old.iterdir():
            file.unlink()
        old.rmdir()


def _resume(place: Path, generator: Generator, plan: Any) -> list[Step]:
    generator.load_state_dict(load_file(place / WEIGHTS))
    state: dict[int, dict[str, Tensor]] = {}
    for key, value in load_file(place / MOMENTS).items():
        number, _, name = key.partition(".")
        state.setdefault(int(number), {})[name] = value
    plan.load_state_dict({**plan.state_dict(), "state": state})
    log: list[Step] = json.loads((place / LOG).read_text(encoding="utf-8"))
    return log


def weights_of(generator: Generator) -> dict[str, Tensor]:
    """Return a generator's weights as they are stored."""
    return {name: each.detach().cpu().contiguous() for name, each in generator.state_dict().items()}


def _memory() -> float:
    from park.finetune.local.training import peak_memory

    return peak_memory()
