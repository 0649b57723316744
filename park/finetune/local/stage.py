"""Local fine-tuning of one adapter per culture."""

import gc
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from park.adapters import base as bases
from park.adapters import libraries, storage
from park.adapters.base import Base, Location
from park.adapters.chat import Chat
from park.adapters.recipe import Device, Recipe
from park.errors import InputError, ParkError
from park.finetune.local import checkpoints, memory, ranks
from park.finetune.local.card import card
from park.finetune.local.material import Material, OfSamples
from park.finetune.local.outcome import Adapters
from park.finetune.samples import Choice, TooFew
from park.ledger.keys import key_of
from park.ledger.ledger import Ledger
from park.ledger.run import read_run, reopen_run
from park.progress import Line, Progress, fetching_to, say_to, silent, steps_to
from park.records.adapter import Adapter

Found = dict[str, list[Any]]
"""Samples or polls, by adapter."""


@dataclass
class Work:
    """The context of a run of the stage."""

    ledger: Ledger
    run: Path
    name: str
    recipe: Recipe
    location: Location
    device: Device
    material: Material
    choice: Choice[Any]
    outcome: Adapters
    progress: Progress
    callbacks: tuple[Any, ...]
    tokenizer: Any = None
    base: Base | None = None

    def key(self, samples: Sequence[Any]) -> str:
        """Return the hash of an adapter's inputs."""
        rows = [(sample.key, sample.split) for sample in samples]
        unused = {"base", "base_name"}
        if self.recipe.method != "distribution":
            unused.add("distribution")
        recipe = self.recipe.model_dump(mode="json", exclude=unused)
        return key_of("adapter", rows, recipe, self.location.digest)


def run_finetune(
    run: Path,
    recipe: Recipe,
    name: str,
    *,
    cultures: Sequence[str] = (),
    one: bool = False,
    material: Material | None = None,
    progress: Progress = silent,
    callbacks: tuple[Any, ...] = (),
    ledger: Ledger | None = None,
) -> Adapters:
    """Train missing or outdated adapters of a run.

    Several processes may train together (`ranks`); only the first one writes and reports.

    Args:
        run: the run folder.
        recipe: the recipe.
        name: the recipe's name.
        cultures: cultures to train; if empty, all of the run with training rows.
        one: train a single adapter on all of them instead.
        material: what to learn from; samples of the recipe's view if None.
        progress: reports downloads and logged steps.
        callbacks: additional callbacks for trl.
        ledger: the run's ledger, opened by the caller; opened and locked here if None.

    Raises:
        InputError: too few rows, the base is unavailable or does not fit into memory, or this
            machine does not support the recipe.
    """
    libraries.require()
    began, device = time.monotonic(), libraries.device_for(recipe, name)
    ranks.join(recipe, device, name)
    progress = progress if ranks.first() else silent
    material = material or OfSamples()
    with nullcontext(ledger) if ledger is not None else _open_ledger(run) as ledger:
        choice = material.choose(ledger, run, recipe, cultures, one=one)
        location = ranks.first_then_others(lambda: bases.locate(recipe, fetching_to(progress)))
        outcome = Adapters(
            run=str(run), recipe=name, device=ranks.named(device), left_out=choice.left_out
        )
        work = Work(
            ledger, run, name, recipe, location, device, material, choice, outcome, progress,
            callbacks,
        )  # fmt: skip
        changed = _changed(work, choice.samples)
        if changed:
            _train_all(work, changed)
        outcome.seconds = time.monotonic() - began
        if ranks.first():
            ledger.event("finetuned", **outcome.summary())
    return outcome


@contextmanager
def _open_ledger(run: Path) -> Iterator[Ledger]:
    """Open the ledger for writing in the first process, read-only in the others."""
    if ranks.first():
        with reopen_run(run) as ledger:
            ranks.wait()
            yield ledger
    else:
        ranks.wait()
        with read_run(run) as ledger:
            yield ledger


def _changed(work: Work, samples: Found) -> Found:
    """Return the samples of outdated adapters, identically in all processes."""
    names = list(samples) if ranks.first() else []
    changed = ranks.shared([each for each in names if not _unchanged(work, each, samples[each])])
    return {each: samples[each] for each in changed}


def _unchanged(work: Work, culture: str, samples: Sequence[Any]) -> bool:
    """Whether the adapter exists with the same samples, recipe and base."""
    folder = storage.place(work.run, culture)
    storage.recover(folder)
    known = work.ledger.adapter(culture)
    same = (
        known is not None
        and known.key == work.key(samples)
        and known.sha256 == storage.digest(folder)
    )
    if known is not None and same:
        work.outcome.unchanged[culture] = known
        checkpoints.discard(storage.work(work.run, culture))
    return same


def _train_all(work: Work, samples: Found) -> None:
    """Load the base once, if it can be restored, and train the adapters in turn."""
    from safetensors import SafetensorError

    work.tokenizer = bases.load_tokenizer(work.location)
    for remark in Chat(work.tokenizer).form.remarks:
        _remark(work, f"{work.location.public}: {remark}")
    rows = work.choice.of_each(samples, lambda culture, found: _rows(work, culture, found))
    if not rows:
        if work.outcome.unchanged:
            return
        raise TooFew("; ".join(work.outcome.left_out.values()))
    _check_memory(work, rows)
    for culture, (train, test) in rows.items():
        try:
            adapter = _train(work, _base(work), culture, samples[culture], train, test)
            work.outcome.trained[culture] = adapter
        except InputError:
            raise
        except (ParkError, OSError, RuntimeError, ValueError, SafetensorError) as error:
            work.outcome.failed[culture] = reason = _reason(error)
            if ranks.first():
                work.ledger.event("adapter_failed", culture=culture, reason=reason)
            if ranks.count() > 1:
                raise ParkError(f"{culture}: {reason}") from error


def _base(work: Work) -> Base:
    """Return the pristine base; a sharded one cannot be restored and is loaded again."""
    if ranks.sharded():
        work.base = None
        gc.collect()
    if work.base is None:
        work.base = _loaded(work)
    return work.base


def _loaded(work: Work) -> Base:
    """Load the base; when sharding, FSDP moves it to the device."""
    recipe = work.recipe
    if not ranks.sharded():
        return bases.load_base(recipe, work.location, work.tokenizer, work.device)
    numbers = recipe.precision.model_copy(update={"cpu": getattr(recipe.precision, work.device)})
    recipe = recipe.model_copy(update={"precision": numbers})
    return replace(
        bases.load_base(recipe, work.location, work.tokenizer, "cpu"), device=work.device
    )


def _reason(error: Exception) -> str:
    """Return an error on one line."""
    if isinstance(error, ParkError):
        return str(error)
    said = getattr(error, "strerror", None) or str(error).strip() or type(error).__name__
    return (
        f"the training ended early ({said.splitlines()[0]}); an earlier adapter is kept as it "
        "was, and rerunning the command resumes from the last checkpoint"
    )


def _rows(work: Work, culture: str, samples: Sequence[Any]) -> tuple[Any, Any]:
    """Return the training and the held-out rows."""
    recipe = work.recipe
    made: Mapping[str, Any] = {
        split: work.material.tokenise(
            [sample for sample in samples if sample.split == split], work.tokenizer, recipe
        )
        for split in ("train", "test")
    }
    train, test = made["train"], made["test"]
    if not train.rows:
        raise TooFew(
            f"{work.name}: all {len(train.too_long)} rows of {culture} are longer than "
            f"length: {recipe.length} tokens (the shortest has {min(train.too_long.values())})"
        )
    for each in (train, test):
        if each.too_long:
            _remark(work, _left_out(culture, each, recipe.length))
    work.progress(
        Line(
            f"{culture}: {len(train.rows)} rows, {train.tokens} tokens, {train.masked:.0%} of them "
            f"masked; {len(test.rows)} rows held out"
        )
    )
    return train, test


def _remark(work: Work, line: str) -> None:
    work.outcome.remark([line], say_to(work.progress))


def _left_out(culture: str, rows: Any, length: int) -> str:
    keys = ", ".join(f"{key[:12]} ({tokens})" for key, tokens in rows.too_long.items())
    total = len(rows.rows) + len(rows.too_long)
    return (
        f"{culture}: {len(rows.too_long)} of {total} rows are longer than {length} tokens and "
        f"left out: {keys}"
    )


def _check_memory(work: Work, rows: Mapping[str, tuple[Any, Any]]) -> None:
    longest = max(row.length for pair in rows.values() for each in pair for row in each.rows)
    shape = memory.shape_of(bases.load_config(work.location), work.recipe)
    need = memory.estimate(
        shape, work.recipe, work.device, gguf=work.location.gguf is not None, longest=longest
    )
    if ranks.sharded():
        need = replace(need, weights=need.weights / ranks.count())
    work.outcome.estimate = str(need)
    work.progress(Line(f"memory: about {need} on {work.device}"))
    memory.check(need, work.device, work.name)


def _train(
    work: Work, base: Base, culture: str, samples: Sequence[Any], train: Any, test: Any
) -> Adapter:
    from park.finetune.local.training import trained, whole

    key = work.key(samples)
    checkpoint_folder, folder = storage.work(work.run, culture), storage.place(work.run, culture)
    if ranks.first():
        checkpoints.prepare(checkpoint_folder, f"{key} {ranks.count()}")
    ranks.wait()
    train = work.material.ready(train, samples, base, work.recipe)
    with trained(
        base,
        train,
        work.recipe,
        checkpoint_folder,
        culture,
        steps_to(work.progress),
        work.callbacks,
    ) as (model, training):
        held = test.rows if work.recipe.evaluation.split else []
        holdout = work.material.measure(model, base, held, work.recipe)
        weights, digest = whole(model), ""
        if ranks.first():
            digest = storage.save(model, folder, work.location.public, weights)
    for remark in training.remarks:
        _remark(work, remark)
    rates = [row["tokens_per_second"] for row in training.log if "tokens_per_second" in row]
    adapter = Adapter(
        culture=culture,
        key=key,
        recipe_name=work.name,
        recipe=work.recipe,
        base=work.location.public,
        base_digest=work.location.digest,
        rows=len(train.rows),
        tokens=train.tokens,
        masked=train.masked,
        too_long=train.too_long | test.too_long,
        steps=training.steps,
        seconds=training.seconds,
        resumed=training.resumed,
        loss=training.log[-1]["loss"],
        tokens_per_second=sorted(rates)[len(rates) // 2] if rates else 0.0,
        memory=training.log[-1]["memory"],
        device=ranks.named(work.device),
        versions=libraries.versions(),
        system=work.material.system(samples),
        holdout=holdout,
        log=tuple(training.log),
        sha256=digest,
    )
    if ranks.first():
        storage.publish(folder, card(adapter, work.run.name, work.material.source))
        work.ledger.put_adapter(adapter)
        checkpoints.discard(checkpoint_folder)
    return adapter
