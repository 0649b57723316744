"""The evaluation stage: a run's adapters, or any chat model, on all tasks → scores."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from park.adapters import hosted, libraries
from park.adapters.switchable import adapters_of, load_run
from park.align.respondent import Respondent, respondents
from park.config import ModelConfig
from park.errors import InputError, ParkError, Stopped
from park.evaluate.all_tasks import tasks_of
from park.evaluate.outcome import Outcome
from park.evaluate.panel import Backend, Panel
from park.evaluate.setup import Setup
from park.evaluate.tally import Tally
from park.evaluate.task import Task
from park.ledger.ledger import Ledger
from park.ledger.run import reopen_run
from park.models.base import ModelError
from park.models.connect import connect
from park.models.gateway import Gateway, Meter
from park.models.limiter import Limiter
from park.models.prices import price_of
from park.models.weights import Progress, quiet
from park.records.adapter import ALL, Adapter
from park.records.scores import Score

Respondents = AsyncIterator[tuple[Backend, list[Respondent]]]


@dataclass(frozen=True)
class Watcher:
    """Who is told how it goes."""

    asked: Callable[[str, str, int, int], None] = field(default=lambda *_: None)
    """Task, respondent, questions answered, questions to be asked."""
    fetching: Progress = quiet
    said: Callable[[str], None] = field(default=lambda line: None)
    """Lines that a person should read at once."""


def run_evaluate(
    run: Path,
    setup: Setup,
    *,
    model: ModelConfig | None = None,
    watcher: Watcher | None = None,
) -> Outcome:
    """Score everybody on every task; what is stored is not asked again.

    Args:
        run: the run folder.
        setup: the prepared configuration.
        model: a chat model that answers in place of the run's adapters and their base.
        watcher: who is told how it goes.

    Raises:
        InputError: there is no run, nobody to answer, or data have a mistake.
        Stopped: the budget or the endpoint ended the evaluation; what was answered is kept.
    """
    began, watcher = time.monotonic(), watcher or Watcher()
    outcome = Outcome(str(run))
    with reopen_run(run) as ledger:
        tasks = tasks_of(setup, outcome.remarks)
        for remark in outcome.remarks:
            watcher.said(remark)
        try:
            asyncio.run(_evaluate(run, setup, ledger, model, tasks, outcome, watcher))
        except ModelError as error:
            raise Stopped(f"stopped: {error}") from None
        finally:
            outcome.seconds = time.monotonic() - began
            summary = outcome.summary() | {"scores": len(outcome.scores)}
            ledger.event("evaluated", **summary)
    return outcome


async def _evaluate(
    run: Path,
    setup: Setup,
    ledger: Ledger,
    model: ModelConfig | None,
    tasks: Sequence[Task],
    outcome: Outcome,
    watcher: Watcher,
) -> None:
    known = {} if model else adapters_of(ledger, run)
    if known:
        respondents = _adapters(run, setup, known, watcher)
    else:
        respondents = _chat(setup, ledger, _models(setup, ledger, model), outcome, watcher)
    async with respondents as (backend, who):
        outcome.model = backend.name
        outcome.respondents = tuple(each.name for each in who)
        panel = Panel(backend, who, ledger)
        for task in tasks:
            await _run(task, panel, outcome, watcher)
        outcome.say(backend.remarks, watcher.said)


async def _run(task: Task, panel: Panel, outcome: Outcome, watcher: Watcher) -> None:
    """Run a task and store its scores; its failure leaves the others alone.

    A task that nobody answered any question of has failed, and its earlier scores stay.
    """

    def asked(who: str, done: int, total: int) -> None:
        watcher.asked(task.name, who, done, total)

    panel.watch, panel.tally = asked, Tally()
    try:
        scores = await task.run(panel)
    except Stopped:
        raise
    except ModelError as error:
        if error.trouble != "rejected":
            raise Stopped(f"stopped: {error}") from None
        outcome.failed[task.name] = str(error)
        return
    except ParkError as error:
        outcome.failed[task.name] = str(error)
        return
    finally:
        outcome.responses = panel.asked
        outcome.answers[task.name] = {str(status): n for status, n in panel.tally.total.items()}
    if panel.tally.fault:
        outcome.failed[task.name] = panel.tally.fault
        return
    remarks = list(panel.tally.remarks())
    outcome.say([f"{task.name}: {remark}" for remark in remarks], watcher.said)
    scores = [_with(remarks, score) for score in scores]
    panel.ledger.put_scores(task.name, panel.model, scores)
    outcome.scores += scores


def _with(remarks: Sequence[str], score: Score) -> Score:
    """Return a score with what its readers should know of the answers; a control has none."""
    if score.control or not remarks:
        return score
    return score.model_copy(update={"detail": {**score.detail, "answers": list(remarks)}})


@asynccontextmanager
async def _adapters(
    run: Path, setup: Setup, known: dict[str, Adapter], watcher: Watcher
) -> Respondents:
    """Load the base of the run's adapters."""
    from park.evaluate.backends.adapters import AdaptersBackend

    who = respondents(setup.config.evaluate.methods, setup.cultures, known, setup.prompts)
    active = {each.adapter for each in who if each.adapter}
    chosen = [adapter for name, adapter in known.items() if name in active] or list(known.values())
    libraries.require()
    recipe = libraries.for_answers(chosen[0].recipe)
    loaded = load_run(run, chosen, recipe, watcher.fetching)
    yield AdaptersBackend(loaded, known), _somebody(who)


def _models(setup: Setup, ledger: Ledger, model: ModelConfig | None) -> dict[str, ModelConfig]:
    """Return the chat model under '', and those that a provider fine-tuned from it by adapter."""
    found = {name: hosted.stored(ledger, name) for name in (*setup.cultures, ALL)}
    tuned = {name: each for name, each in found.items() if each is not None and each.finished}
    base = model
    if base is None and tuned:
        first = next(iter(tuned.values()))
        base = first.recipe.config(first.base)
    base = base or setup.config.models.delegate
    own = {n: each.config() for n, each in tuned.items() if base.model == f"openai/{each.base}"}
    return {"": base, **own}


@asynccontextmanager
async def _chat(
    setup: Setup,
    ledger: Ledger,
    configs: Mapping[str, ModelConfig],
    outcome: Outcome,
    watcher: Watcher,
) -> Respondents:
    """Start chat models."""
    from park.evaluate.backends.chat import ChatBackend

    limits = setup.config.limits
    who = respondents(setup.config.evaluate.methods, setup.cultures, configs, setup.prompts)
    models = {
        name: connect(
            config,
            base=setup.base,
            role="delegate",
            slots=limits.concurrency,
            timeout=limits.timeout,
            progress=watcher.fetching,
        )
        for name, config in configs.items()
    }
    meter = Meter(limits.max_cost, ledger.totals().cost_usd, say=watcher.said)
    limiter = Limiter(limits.concurrency)
    gateways = {
        name: Gateway(
            model,
            ledger,
            limiter,
            meter,
            price_of(configs[name]),
            stage="evaluate",
            retries=limits.retries,
            patience=limits.stall,
        )
        for name, model in models.items()
    }
    try:
        for model in models.values():
            await model.start()
        yield ChatBackend(gateways, limits.concurrency, limits.stall), _somebody(who)
    finally:
        outcome.used = meter.summary()
        for model in models.values():
            await model.close()


def _somebody(who: list[Respondent]) -> list[Respondent]:
    if not who:
        raise InputError("--methods: none of them can answer here; train adapters: park finetune")
    return who
