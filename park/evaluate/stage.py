"""The evaluation stage: scores a run's adapters or any chat model on all tasks."""

import time
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from park.adapters import libraries
from park.adapters.switchable import adapters_of, load_run
from park.align.method import check_methods, respondents
from park.align.respondent import Respondent
from park.config import ModelConfig
from park.errors import InputError, ParkError, Stopped
from park.evaluate.outcome import Evaluated
from park.evaluate.panel import Backend, Panel
from park.evaluate.tally import Tally
from park.evaluate.task import Task, tasks_of
from park.ledger.ledger import Ledger
from park.ledger.run import reopen_run
from park.models.base import ChatModel, ModelError
from park.progress import Asked, Progress, fetching_to, say_to, silent
from park.records.adapter import ALL, Adapter
from park.records.scores import Score
from park.session import Session, connect_all
from park.setup import Setup

Asking = AsyncIterator[tuple[Backend, list[Respondent]]]


async def evaluate(
    setup: Setup,
    folder: Path,
    *,
    model: ChatModel | ModelConfig | None = None,
    cultures: Collection[str] = (),
    progress: Progress = silent,
) -> Evaluated:
    """Score all respondents on all tasks, reusing stored responses.

    Args:
        setup: the configuration.
        folder: the run folder.
        model: a chat model to evaluate instead of the run's adapters and their base.
        cultures: cultures to evaluate; all if empty.
        progress: reports questions, downloads and waits.

    Raises:
        InputError: there is no run or no respondent, or data are invalid.
        Stopped: stopped by the budget or the endpoint; responses so far are kept.
    """
    setup = setup.narrowed(cultures).including(setup.config.evaluate.heldout_cultures)
    check_methods(setup.config.evaluate.methods)
    began, outcome = time.monotonic(), Evaluated(run=str(folder))
    with reopen_run(folder) as ledger:
        remarks: list[str] = []
        tasks = tasks_of(setup, remarks)
        outcome.remark(remarks, say_to(progress))
        known = {} if model else adapters_of(ledger, folder)
        try:
            async with _asking(setup, folder, ledger, model, known, outcome, progress) as asked:
                backend, who = asked
                outcome.model = backend.name
                outcome.respondents = tuple(each.name for each in who)
                panel = Panel(backend, who, ledger)
                for task in tasks:
                    await _run(task, panel, outcome, progress)
                outcome.remark(backend.remarks, say_to(progress))
        except (ModelError, Stopped) as error:
            stopped = error if isinstance(error, Stopped) else Stopped(f"stopped: {error}")
            stopped.outcome = outcome
            raise stopped from None
        finally:
            outcome.seconds = time.monotonic() - began
            ledger.event("evaluated", **outcome.summary() | {"scores": len(outcome.scores)})
    return outcome


async def _run(task: Task, panel: Panel, outcome: Evaluated, progress: Progress) -> None:
    """Run a task and store its scores; a failure does not affect other tasks.

    A task without any answered question has failed, and its earlier scores are kept.
    """

    def asked(who: str, done: int, total: int) -> None:
        progress(Asked(task.name, who, done, total))

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
    outcome.remark((f"{task.name}: {remark}" for remark in remarks), say_to(progress))
    scores = [_with_remarks(remarks, score) for score in scores]
    panel.ledger.put_scores(task.name, panel.model, scores)
    outcome.scores += scores


def _with_remarks(remarks: Sequence[str], score: Score) -> Score:
    """Add remarks on the answers to a score, unless it is a control."""
    if score.control or not remarks:
        return score
    return score.model_copy(update={"detail": {**score.detail, "answers": list(remarks)}})


@asynccontextmanager
async def _asking(
    setup: Setup,
    folder: Path,
    ledger: Ledger,
    model: ChatModel | ModelConfig | None,
    known: dict[str, Adapter],
    outcome: Evaluated,
    progress: Progress,
) -> Asking:
    """Load the run's adapters or start the chat models; yields backend and respondents."""
    if known:
        yield _loaded(setup, folder, known, progress)
        return
    configs = _configs(setup, ledger, model)
    who = respondents(setup.config.evaluate.methods, setup.cultures, configs, setup.prompts)
    _check(who)
    given = {"": model} if isinstance(model, ChatModel) else {}
    left = {name: config for name, config in configs.items() if name not in given}
    models = {**given, **connect_all(setup, left, progress)}
    from park.evaluate.backends.chat import ChatBackend

    session = Session(setup, ledger, "evaluate", models, configs, progress)
    try:
        async with session:
            limits = setup.config.limits.paced(configs.values())
            yield ChatBackend(session.gateways, limits.concurrency, limits.stall), who
    finally:
        outcome.used = session.meter.summary()


def _loaded(
    setup: Setup, folder: Path, known: dict[str, Adapter], progress: Progress
) -> tuple[Backend, list[Respondent]]:
    from park.evaluate.backends.adapters import AdaptersBackend

    who = respondents(setup.config.evaluate.methods, setup.cultures, known, setup.prompts)
    _check(who)
    active = {each.adapter for each in who if each.adapter}
    chosen = [adapter for name, adapter in known.items() if name in active] or list(known.values())
    libraries.require()
    recipe = libraries.for_answers(chosen[0].recipe)
    loaded = load_run(folder, chosen, recipe, fetching_to(progress))
    return AdaptersBackend(loaded, known), who


def _configs(
    setup: Setup, ledger: Ledger, model: ChatModel | ModelConfig | None
) -> dict[str, ModelConfig]:
    """Return the chat model under '', and hosted fine-tuned models by adapter."""
    if isinstance(model, ChatModel):
        return {"": ModelConfig(model=model.name)}
    found = {name: ledger.hosted(name) for name in (*setup.cultures, ALL)}
    tuned = {name: each for name, each in found.items() if each is not None and each.finished}
    base = model
    if base is None and tuned:
        first = next(iter(tuned.values()))
        base = first.recipe.config(first.base)
    base = base or setup.config.models.delegate
    own = {n: each.config() for n, each in tuned.items() if base.model == f"openai/{each.base}"}
    return {"": base, **own}


def _check(who: Sequence[Respondent]) -> None:
    if not who:
        raise InputError("--methods: none of them can answer here; train adapters: park finetune")
