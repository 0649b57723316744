"""Hosted fine-tuning of one model per culture."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from park.adapters import storage
from park.adapters.hosted import HostedRecipe
from park.errors import LedgerError, ParkError
from park.finetune.hosted.job import look, start
from park.finetune.hosted.outcome import HostedModels
from park.finetune.hosted.prepare import counts, prepare
from park.finetune.hosted.service import Service
from park.finetune.samples import TooFew, choose
from park.ledger.ledger import Ledger
from park.ledger.run import reopen_run
from park.models.base import ModelError
from park.progress import Line, Progress, say_to, silent
from park.records.hosted import HostedModel
from park.text.printable import printable

POLL = 20.0
"""Seconds between polls of the jobs."""


Approve = Callable[[str], None]
"""Called with the cost; raises to decline."""


@dataclass
class Work:
    """The context of a run of the stage."""

    ledger: Ledger
    run: Path
    name: str
    recipe: HostedRecipe
    outcome: HostedModels
    progress: Progress
    sleep: Callable[[float], None]

    def remark(self, line: str) -> None:
        """Report and record a line."""
        self.outcome.remark([line], say_to(self.progress))


def run_hosted(
    run: Path,
    recipe: HostedRecipe,
    name: str,
    approve: Approve,
    *,
    cultures: Sequence[str] = (),
    one: bool = False,
    progress: Progress = silent,
    sleep: Callable[[float], None] = time.sleep,
) -> HostedModels:
    """Fine-tune missing or outdated models.

    Args:
        run: the run folder.
        recipe: the recipe, including the provider.
        name: the recipe's name.
        approve: called with the cost before paying; raises to decline.
        cultures: cultures to train; if empty, all of the run with training rows.
        one: train a single model on all of them instead.
        progress: reports progress.
        sleep: waits between polls.

    Raises:
        InputError: too few rows, a missing key, or the cost was declined.
    """
    began = time.monotonic()
    with reopen_run(run) as ledger:
        choice = choose(ledger, run, recipe.view, cultures, one=one)
        outcome = HostedModels(
            run=str(run), recipe=name, backend=recipe.backend, left_out=choice.left_out
        )
        work = Work(ledger, run, name, recipe, outcome, progress, sleep)
        models = choice.of_each(
            choice.samples,
            lambda culture, found: prepare(ledger, run, recipe, name, culture, found),
        )
        if not models:
            raise TooFew("; ".join(choice.left_out.values()))
        for culture, reason in choice.left_out.items():
            progress(Line(f"left out: {culture}: {reason}"))
        work.outcome.unchanged = {each: m for each, m in models.items() if m.finished}
        left = [model for model in models.values() if not model.finished]
        if left:
            with Service(left[0], sleep) as service:
                _ask([model for model in left if not model.job], approve, progress)
                _poll_all(work, service, _started(work, service, left))
        work.outcome.seconds = time.monotonic() - began
        ledger.event("finetuned", **work.outcome.summary())
    return work.outcome


def _ask(models: Sequence[HostedModel], approve: Approve, progress: Progress) -> None:
    """Report data and cost, and ask for approval."""
    if not models:
        return
    for each in models:
        progress(
            Line(
                f"{each.culture}: {each.rows} rows of about {each.tokens} tokens, {each.epochs} "
                f"epochs, about ${each.cost_usd:.2f}; {each.held_out} rows for validation"
            )
        )
    recipe = models[0].recipe
    tokens = sum(each.tokens * each.epochs for each in models)
    number = "1 model" if len(models) == 1 else f"{len(models)} models"
    approve(
        f"fine-tuning {number} of {recipe.model} at {recipe.backend} costs about "
        f"${sum(each.cost_usd for each in models):.2f} ({tokens} training tokens at "
        f"${recipe.price:g} a million by the recipe; the provider's own price counts)"
    )


def _started(work: Work, service: Service, models: Sequence[HostedModel]) -> list[HostedModel]:
    """Start missing jobs; return the models with a job."""
    running = []
    for model in models:
        if model.left_out:
            work.remark(f"{model.culture}: rows left out: {counts(model.left_out)}")
        try:
            running.append(model if model.job else _start(work, service, model))
        except LedgerError:
            raise
        except (ParkError, OSError) as error:
            _failed(work, model.culture, printable(str(error)))
    return running


def _start(work: Work, service: Service, model: HostedModel) -> HostedModel:
    known = work.ledger.hosted(model.culture)
    if known and known.key != model.key and known.job and not known.over:
        work.remark(
            f"{model.culture}: the job {known.job} of other samples or another recipe may still "
            "be under way at the provider; cancel it there if it is not wanted"
        )
    return start(work.ledger, service, model, storage.work(work.run, model.culture))


def _poll_all(work: Work, service: Service, running: list[HostedModel]) -> None:
    """Poll the jobs until all have ended."""
    told: dict[str, str] = {}
    while running:
        running = [
            model
            for each in running
            if (model := _poll(work, service, each, told)) and not model.over
        ]
        if running:
            work.sleep(POLL)


def _poll(
    work: Work, service: Service, model: HostedModel, told: dict[str, str]
) -> HostedModel | None:
    """Poll a job, report news and record its end; None if unreachable."""
    culture = model.culture
    try:
        model = look(work.ledger, service, model)
    except ModelError as error:
        hint = "the job goes on at the provider, and rerunning the command finds it again"
        _failed(work, culture, f"{printable(str(error))}; {hint}")
        return None
    line = _progress(model, "" if model.over else service.news(model.job))
    if told.get(culture) != line:
        told[culture] = line
        work.progress(Line(line))
    if model.finished:
        work.outcome.trained[culture] = model
    elif model.over:
        reason = model.error or "the provider says no more"
        _failed(work, culture, f"the job {printable(model.job)} ended as {model.status}: {reason}")
    return model


def _progress(model: HostedModel, news: str) -> str:
    trained = "" if model.trained_tokens is None else f", {model.trained_tokens} trained tokens"
    return f"{model.culture}: job {printable(model.job)} {model.status}{trained}" + (
        f": {news}" if news else ""
    )


def _failed(work: Work, culture: str, reason: str) -> None:
    work.outcome.failed[culture] = reason
    work.ledger.event("hosted_failed", culture=culture, reason=reason)
