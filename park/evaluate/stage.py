"""The evaluation stage: scores a run's adapters or any chat model on all tasks."""

import time
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from park.adapters import libraries
from park.adapters.switchable import adapters_of, load_run, parts
from park.align.method import answers_in, asks_model, check_methods, respondents
from park.align.respondent import Respondent
from park.config import ModelConfig
from park.errors import InputError, ParkError, Stopped
from park.evaluate.backends.unasked import Unasked
from park.evaluate.outcome import Evaluated
from park.evaluate.panel import Backend, Panel
from park.evaluate.scoring import within
from park.evaluate.task import Task, tasks_of
from park.ledger.costs import cost_of
from park.ledger.ledger import Ledger
from park.ledger.merge import merge_workers
from park.ledger.part import reopen_part
from park.ledger.run import reopen_run
from park.ledger.shard import Shard
from park.models.base import ChatModel, ModelError
from park.models.team import Team
from park.progress import Asked, Progress, fetching_to, say_to, silent
from park.records.adapter import ALL, Adapter
from park.records.card import CARDS
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
    shard: Shard | None = None,
    team: Team | None = None,
    progress: Progress = silent,
    answered: Callable[[], None] = lambda: None,
) -> Evaluated:
    """Score all respondents on all tasks, reusing stored responses.

    Args:
        setup: the configuration.
        folder: the run folder.
        model: a chat model to evaluate instead of the run's adapters and their base.
        cultures: cultures to evaluate; all if empty.
        shard: ask only the questions of this shard, into its part of the run, without scores.
        team: the run's other local processes, if any.
        progress: reports questions, downloads and waits.
        answered: called after each answer of a chat model; progress moves after many.

    Raises:
        InputError: there is no run or no respondent, or data are invalid.
        Stopped: stopped by the budget or the endpoint; responses so far are kept.
    """
    setup = setup.narrowed(cultures).including(setup.config.evaluate.heldout_cultures)
    check_methods(setup.config.evaluate.methods)
    began, outcome, ended = time.monotonic(), Evaluated(run=str(folder), shard=shard), False
    with reopen_run(folder) if shard is None else reopen_part(folder, shard) as ledger:
        if shard is None:
            merge_workers(folder, ledger)
        remarks: list[str] = []
        tasks = tasks_of(setup, remarks)
        outcome.remark(remarks, say_to(progress))
        known = {} if model else adapters_of(ledger, folder)
        ledger.event("evaluate", cultures=list(cultures))
        asking = _asking(setup, folder, ledger, model, known, outcome, progress, team, answered)
        try:
            async with asking as (backend, who):
                outcome.model = backend.name
                outcome.respondents = tuple(each.name for each in who)
                panel = Panel(backend, who, ledger, shard=shard)
                if shard is None:
                    _keep_cards(ledger, tasks)
                for task in tasks:
                    await _run(task, panel, outcome, progress)
                outcome.remark(backend.remarks, say_to(progress))
                methods = dict.fromkeys(each.method for each in who)
                outcome.costs = {m: cost_of(ledger, backend.name, m) for m in methods}
            ended = True
        except (ModelError, Stopped) as error:
            stopped = error if isinstance(error, Stopped) else Stopped(f"stopped: {error}")
            stopped.outcome = outcome
            raise stopped from None
        finally:
            outcome.seconds = time.monotonic() - began
            if ended or shard is None:
                ledger.event("evaluated", **outcome.summary() | {"scores": len(outcome.scores)})
    return outcome


async def _run(task: Task, panel: Panel, outcome: Evaluated, progress: Progress) -> None:
    """Run a task and store its scores; a failure does not affect other tasks.

    A task without any answered question has failed, and its earlier scores are kept. A shard only
    asks.
    """
    began, shard = time.monotonic(), panel.shard is not None

    def asked(done: int, total: int, new: int) -> None:
        each = (time.monotonic() - began) / new if new else None
        progress(Asked(task.name, done, total, each and each * (total - done)))

    who = [each for each in panel.respondents if answers_in(each, task.name)]
    panel = replace(panel, respondents=who, watch=asked, asked=0)
    panel.begin()
    if not panel.respondents:
        outcome.remark([f"{task.name}: none of the methods answers it"], say_to(progress))
        return
    try:
        if shard:
            await task.ask(panel)
            panel.end()
            return
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
        outcome.responses += panel.asked
        outcome.answers[task.name] = {str(status): n for status, n in panel.tally.total.items()}
    if panel.tally.fault:
        outcome.failed[task.name] = panel.tally.fault
        return
    remarks = list(panel.tally.remarks())
    outcome.remark((f"{task.name}: {remark}" for remark in remarks), say_to(progress))
    scores = [within(_with_remarks(remarks, score), task.ranges) for score in scores]
    panel.ledger.put_scores(task.name, panel.model, scores)
    outcome.scores += scores


def _keep_cards(ledger: Ledger, tasks: Sequence[Task]) -> None:
    """Store what the tasks' cards state, for the report."""
    cards = {
        task.name: {name: card.statements() for name, card in task.cards().items()}
        for task in tasks
    }
    ledger.put(CARDS, {**(ledger.get(CARDS) or {}), **cards})


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
    team: Team | None,
    answered: Callable[[], None],
) -> Asking:
    """Load the run's adapters or start the chat models; yields backend and respondents."""
    if known:
        yield _loaded(setup, folder, known, outcome, progress)
        return
    configs = configs_of(setup, ledger, model)
    who = _respondents(setup, configs, outcome, progress)
    given = {"": model} if isinstance(model, ChatModel) else {}
    left = {name: config for name, config in configs.items() if name not in given}
    models = {**given, **connect_all(setup, left, progress)}
    if not asks_model(who):
        yield Unasked(models[""].name), who
        return
    from park.evaluate.backends.chat import ChatBackend

    session = Session(setup, ledger, "evaluate", models, configs, progress, team)
    try:
        async with session:
            limits = setup.config.limits.paced(configs.values())
            yield ChatBackend(session.gateways, limits.concurrency, limits.stall, answered), who
    finally:
        outcome.used = session.meter.summary()


def _loaded(
    setup: Setup,
    folder: Path,
    known: dict[str, Adapter],
    outcome: Evaluated,
    progress: Progress,
) -> tuple[Backend, list[Respondent]]:
    from park.evaluate.backends.adapters import AdaptersBackend

    who = _respondents(setup, known, outcome, progress)
    if not asks_model(who):
        return Unasked(next(iter(known.values())).base), who
    own = [each.borrows or each for each in who]
    active = {n for each in own for one in (each, *each.hears) for n in parts(one.adapter)}
    chosen = [adapter for name, adapter in known.items() if name in active] or list(known.values())
    libraries.require()
    recipe = libraries.for_answers(chosen[0].recipe)
    loaded = load_run(folder, chosen, recipe, fetching_to(progress))
    return AdaptersBackend(loaded, known), who


def _respondents(
    setup: Setup, adapters: Iterable[str], outcome: Evaluated, progress: Progress
) -> list[Respondent]:
    methods, remarks = setup.config.evaluate.methods, list[str]()
    found = respondents(methods, setup.cultures, adapters, setup.prompts, setup, remarks)
    if not found:
        reason = "; ".join(remarks) or "train adapters: park finetune"
        raise InputError(f"--methods: none of them can answer here; {reason}")
    outcome.remark(remarks, say_to(progress))
    return found


def configs_of(
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
