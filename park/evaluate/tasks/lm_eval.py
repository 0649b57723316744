"""Tasks of lm-eval (the extra `lm-eval`) with the base and each adapter, the base loaded once."""

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
    order = 60

    @classmethod
    def prepare(cls, setup: Setup) -> Self:
        """Take the tasks that `lm_eval` names."""
        settings = setup.config.evaluate
        if not settings.lm_eval:
            raise Nothing("it is not said which of its tasks (--lm-eval A,B)")
        if find_spec("lm_eval") is None:
            raise InputError(MISSING)
        return cls(settings.lm_eval, setup.path(settings.lm_eval_folder), settings.limit)

    async def run(self, panel: Panel) -> list[Score]:
        """Measure the base and each adapter.

        Raises:
            InputError: the base is not loaded here, or what `harness` raises.
        """
        loaded = getattr(panel.backend, "loaded", None)
        if loaded is None:
            raise InputError(f"--lm-eval: {panel.model} is not loaded here; it needs adapters")
        return harness(loaded, active(panel), self.tasks, limit=self.limit, include=self.include)


def harness(
    loaded: Loaded,
    respondents: Sequence[Respondent],
    tasks: Sequence[str],
    *,
    limit: int | None = None,
    include: Path | None = None,
) -> list[Score]:
    """Return the figures of lm-eval's tasks and the adapters' differences from the base.

    Intervals are over documents and ours, not lm-eval's standard errors, so that differences are
    paired. Metrics that are no mean over documents (perplexities) are left out; so are groups,
    whose tasks are there singly.

    Args:
        loaded: the base and its adapters.
        respondents: who is measured; their system messages are not used. The base is `plain`.
        tasks: names of tasks.
        limit: the first so many documents of each task only.
        include: a folder with own tasks in YAML; lm-eval's own are there in any case.

    Raises:
        InputError: the extra is not installed, a task is unknown, or its data cannot be had.
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
                "culture": respondent.culture, "model": loaded.base.place.public,
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
    """Return a module of lm-eval; InputError if the extra is not installed."""
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
    """Return the figures of documents as lm-eval logs them, by metric, the filter in its name."""
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
