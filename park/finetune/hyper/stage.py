"""Training of a run's generator, and the adapters that it makes for the run's cultures."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from park.adapters import base as bases
from park.adapters import libraries, storage
from park.adapters.base import Location
from park.adapters.chat import Chat
from park.adapters.recipe import Device, HyperRecipe
from park.errors import InputError
from park.finetune.hyper import files
from park.finetune.hyper.encoding import Texts
from park.finetune.hyper.learners import Learner, learners, told
from park.finetune.hyper.lessons import Answered, Asker, Lessons, Questions, questions_of
from park.finetune.hyper.made import made_for
from park.finetune.hyper.outcome import Generated
from park.finetune.hyper.sizes import slots_of
from park.finetune.hyper.training import train
from park.finetune.local import checkpoints, ranks
from park.finetune.local.rows import tokenise
from park.ledger.keys import key_of, seed_of
from park.ledger.ledger import Ledger
from park.ledger.run import config_of, reopen_run, survey_of
from park.progress import Line, Progress, fetching_to, silent, steps_to
from park.setup import Setup, prepare

WORK = ".generator"
"""Name of its checkpoints' folder."""


@dataclass
class Work:
    """The context of a run of the stage."""

    ledger: Ledger
    run: Path
    name: str
    recipe: HyperRecipe
    setup: Setup
    location: Location
    device: Device
    learners: list[Learner]
    progress: Progress


def run_hyper(
    run: Path,
    recipe: HyperRecipe,
    name: str,
    *,
    cultures: Sequence[str] = (),
    progress: Progress = silent,
) -> Generated:
    """Train a run's generator if it is missing or outdated, and write its adapters.

    It learns from train items alone; they are written for the run's cultures and for those that
    are held out from training.

    Args:
        run: the run folder.
        recipe: the recipe.
        name: the recipe's name.
        cultures: cultures to train on, without the survey's other countries; all if empty.
        progress: reports downloads and logged steps.

    Raises:
        InputError: there is too little to learn from, or the base, the encoder or this machine
            does not fit the recipe.
    """
    libraries.require()
    if ranks.count() > 1:
        raise InputError(f"{name}: a generator is trained by one process")
    began, device = time.monotonic(), libraries.device_for(recipe, name)
    with reopen_run(run) as ledger:
        setup = prepare(*config_of(ledger, run), began=survey_of(ledger))
        location = bases.locate(recipe, fetching_to(progress))
        found = learners(setup, recipe.hyper, cultures)
        work = Work(ledger, run, name, recipe, setup, location, device, found, progress)
        outcome = Generated(run=str(run), recipe=name)
        _train(work, outcome)
        made_for(ledger, run, setup, outcome)
        outcome.seconds = time.monotonic() - began
        ledger.event("generator", **outcome.summary())
    return outcome


def _train(work: Work, outcome: Generated) -> None:
    """Train, or find that nothing changed."""
    texts = Texts(work.recipe.hyper.encoder, work.setup.base)
    key, saved = _key(work), files.known(work.ledger, work.run)
    if saved is not None and saved.key == key:
        outcome.saved = saved
        return
    tokenizer = bases.load_tokenizer(work.location)
    work.learners, lessons, count = _lessons(work, tokenizer)
    outcome.remark(
        [f"learns from {len(work.learners)} cultures and countries, {count} questions or rows"],
        lambda line: work.progress(Line(line)),
    )
    heard = told(work.setup, work.recipe.hyper, work.learners, texts)
    base = bases.load_base(work.recipe, work.location, tokenizer, work.device)
    slots, width = tuple(slots_of(base.model, work.recipe)), heard.texts.shape[-1]
    torch.manual_seed(seed_of("hyper", work.recipe.seed, "start"))
    generator = files.blank(slots, work.recipe, width)
    if work.recipe.hyper.reads:
        generator.look(heard.texts, heard.mask)
    generator.to(base.device)
    folder = storage.work(work.run, WORK)
    checkpoints.prepare(folder, key)
    plan = work.recipe.schedule
    steps = max(1, int(plan.epochs * -(-count // plan.batch)))
    watch = steps_to(work.progress)
    steps = min(steps, plan.most_steps or steps)
    training = train(
        generator, base.model, heard, lessons, steps, work.recipe, folder,
        lambda row: watch("generator", row, steps),
    )  # fmt: skip
    outcome.remark(training.remarks, lambda line: work.progress(Line(line)))
    outcome.fresh = True
    outcome.saved = files.Saved(
        key=key,
        recipe_name=work.name,
        recipe=work.recipe,
        base=work.location.public,
        base_digest=work.location.digest,
        width=width,
        slots=slots,
        cultures=tuple(each.name for each in work.learners),
        questions=count,
        steps=steps,
        resumed=training.resumed,
        seconds=training.seconds,
        trained=generator.trained(),
        log=tuple(training.log),
        device=work.device,
        versions=libraries.versions(),
    )
    files.save(work.ledger, work.run, generator, outcome.saved)
    checkpoints.discard(folder)


def _key(work: Work) -> str:
    """Return the hash of all that a generator is trained from."""
    setup, recipe = work.setup, work.recipe.model_dump(mode="json", exclude={"base", "base_name"})
    who = [(each.name, each.home, each.countries, each.system) for each in work.learners]
    cards = [each.card and each.card.model_dump(mode="json") for each in work.learners]
    items = [item.id for item in setup.train_items]
    rows = [
        (sample.key, sample.split)
        for each in work.learners
        for sample in work.ledger.samples(work.recipe.view, each.name)
    ] if work.recipe.hyper.learn == "rows" else []  # fmt: skip
    return key_of(
        "generator", recipe, who, cards, items, rows, setup.survey.digest(), work.location.digest
    )


def _lessons(work: Work, tokenizer: Any) -> tuple[list[Learner], Lessons, int]:
    """Return those with something to learn from, what it is, and how much."""
    hyper, filler = work.recipe.hyper, tokenizer.pad_token_id
    kept: list[Learner] = []
    found: list[Any] = []
    asker = Asker(Chat(tokenizer), work.setup.prompts)
    for each in work.learners:
        made: Sequence[Any] = (
            _rows(work, each, tokenizer)
            if hyper.learn == "rows"
            else questions_of(
                work.setup.survey, work.setup.train_items, each.countries, each.system, asker
            )
        )
        if made:
            kept.append(each)
            found.append(made)
    if not kept:
        raise InputError(
            f"{work.run}: there is nothing to learn from: "
            + (
                f"no rows of the view {work.recipe.view}; make them first: park export {work.run}"
                if hyper.learn == "rows"
                else "people were asked none of the train items"
            )
        )
    count = sum(map(len, found))
    if hyper.learn == "rows":
        return kept, Answered(found, filler), count
    return kept, Questions(found, hyper.named, filler, work.recipe.length), count


def _rows(work: Work, learner: Learner, tokenizer: Any) -> list[Any]:
    samples = work.ledger.samples(work.recipe.view, learner.name, "train")
    return tokenise(samples, tokenizer, work.recipe.method, work.recipe.length).rows
