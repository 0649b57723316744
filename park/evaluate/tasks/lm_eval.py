"""Tasks of lm-eval (extra `lm-eval`) with the base, loaded once, and each adapter."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Self

import numpy as np

from park.adapters.switchable import Loaded
from park.align.respondent import Respondent
from park.errors import InputError, nearest
from park.evaluate.panel import Panel
from park.evaluate.scoring import Table, adjust, difference, score
from park.evaluate.task import LM_EVAL, Nothing, Task
from park.evaluate.tasks.retention import active
from park.records.card import Card
from park.records.scores import Score
from park.setup import Setup

MISSING = "this needs lm-eval: pip install 'culturepark[lm-eval]'"
FORM = "prompt"
BATCH = 8


@dataclass(frozen=True)
class LmEval(Task):
    """Base and adapters on tasks of lm-eval."""

    tasks: Sequence[str]
    include: Path | None = None
    limit: int | None = None
    name = LM_EVAL
    help = "tasks of lm-eval, with the base and each adapter"
    title = "Tasks of lm-eval"
    order = 60
    card = Card(
        authors=(
            "The authors of the tasks that `evaluate.lm_eval` names, and EleutherAI, who put "
            "them into lm-eval."
        ),
        audience="Those who want to compare base and adapters on tasks that the field knows.",
        words="Each task's authors', mostly in the English of the United States.",
        language="Each task's own, mostly English.",
        assumptions=(
            "One key is right everywhere; a log-likelihood over given answers stands for knowing."
        ),
        annotators=(
            "Those of each task; its card or paper says who and from where, if anybody does."
        ),
        limits=(
            "Anything of a culture unless the task is about it; much of such tasks may be in "
            "the training data of the base."
        ),
    )

    @classmethod
    def prepare(cls, setup: Setup) -> Self:
        """Use the tasks in `lm_eval`."""
        settings = setup.config.evaluate
        if not settings.lm_eval:
            raise Nothing("it is not said which of its tasks (--lm-eval A,B)")
        if find_spec("lm_eval") is None:
            raise InputError(MISSING)
        return cls(settings.lm_eval, setup.path(settings.lm_eval_folder), settings.limit)

    async def run(self, panel: Panel) -> list[Score]:
        """Evaluate the base and each adapter.

        Raises:
            InputError: the base is not loaded in this process, or see `harness`.
        """
        loaded = getattr(panel.backend, "loaded", None)
        if loaded is None:
            raise InputError(f"--lm-eval: {panel.model} is not loaded here; it needs adapters")
        return harness(loaded, active(panel), self.tasks, limit=self.limit, include=self.include)

    async def ask(self, panel: Panel) -> None:
        """Ask nothing: what lm-eval asks is not stored, so it is asked when scores are made."""


def harness(
    loaded: Loaded,
    respondents: Sequence[Respondent],
    tasks: Sequence[str],
    *,
    limit: int | None = None,
    include: Path | None = None,
) -> list[Score]:
    """Return scores on lm-eval's tasks and the adapters' differences from the base.

    Intervals are our own over documents instead of lm-eval's standard errors, so that differences
    are paired. Metrics that are not means over documents (perplexities) and groups of tasks are
    omitted.

    Args:
        loaded: the base and its adapters.
        respondents: the respondents, without their system messages. The base is `plain`.
        tasks: names of tasks.
        limit: maximum documents per task.
        include: a folder of custom tasks in YAML, in addition to lm-eval's.

    Raises:
        InputError: the extra is not installed, a task is unknown, or its data are unavailable.
    """
    manager = _manager(include)
    _check(tasks, manager)
    read = {each: _read(loaded, each, tasks, limit, manager) for each in respondents}
    plain: Mapping[tuple[str, str], Table] = next(
        (tables for each, tables in read.items() if not each.adapter), {}
    )
    scores = []
    for respondent, tables in read.items():
        for (task, metric), table in tables.items():
            known: dict[str, Any] = {
                "task": LM_EVAL, "set": task, "metric": metric, "method": respondent.method,
                "culture": respondent.culture, "model": loaded.base.location.public,
                "unit": "documents",
            }  # fmt: skip
            scores.append(score(table, **known))
            if respondent.adapter and (task, metric) in plain:
                base = plain[task, metric]
                scores.append(difference(table, base, against="plain", **known))
    return adjust(scores)


def _manager(include: Path | None) -> Any:
    return _module("tasks").TaskManager(include_path=str(include) if include else None)


def _module(name: str) -> Any:
    """Import a module of lm-eval; InputError if the extra is not installed."""
    try:
        return import_module(f"lm_eval.{name}")
    except ImportError:
        raise InputError(MISSING) from None


def _check(tasks: Sequence[str], manager: Any) -> None:
    for task in tasks:
        if task not in manager.all_tasks:
            raise InputError(f"lm-eval has no task {task!r}{nearest(task, manager.all_tasks)}")


def _read(
    loaded: Loaded, respondent: Respondent, tasks: Sequence[str], limit: int | None, manager: Any
) -> dict[tuple[str, str], Table]:
    """Return each document's figures by task and metric."""
    wrapped = _module("models.huggingface").HFLM
    with loaded.wearing(respondent.adapter) as model:
        asked = wrapped(pretrained=model, tokenizer=loaded.base.tokenizer, batch_size=BATCH)
        try:
            found = _module("evaluator").simple_evaluate(
                asked,
                tasks=list(tasks),
                limit=limit,
                task_manager=manager,
                log_samples=True,
                bootstrap_iters=0,
            )
        except OSError as error:
            reason = (str(error).strip() or type(error).__name__).splitlines()[0]
            raise InputError(f"lm-eval: the data of a task cannot be had ({reason})") from None
    return {
        (task, metric): table
        for task, documents in found["samples"].items()
        for metric, table in tables_of(documents).items()
    }


def tables_of(documents: Sequence[Mapping[str, Any]]) -> dict[str, Table]:
    """Convert lm-eval's logged documents to tables by metric, including the filter's name."""
    found: dict[str, dict[str, float]] = {}
    for each in documents:
        for metric in each["metrics"]:
            value = each[metric]
            if isinstance(value, bool | int | float | np.number):
                filtered = "" if each["filter"] == "none" else f"-{each['filter']}"
                name = re.sub(r"[^a-z0-9_-]+", "-", f"{metric}{filtered}".lower())
                found.setdefault(name, {})[str(each["doc_id"])] = float(value)
    return {
        metric: Table(tuple(values), (FORM,), np.array([*values.values()])[:, None])
        for metric, values in found.items()
    }
