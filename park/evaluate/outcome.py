"""The outcome of an evaluation."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar

from park.align.comparison import comparison, lines, verdict
from park.findings.answer import answer
from park.findings.scores import tasks as arranged
from park.ledger.costs import Cost
from park.ledger.shard import Shard
from park.outcome import Outcome
from park.records.scores import Score


@dataclass(kw_only=True)
class Evaluated(Outcome):
    """The scores of a run."""

    stage: ClassVar[str] = "evaluate"
    model: str = ""
    respondents: tuple[str, ...] = ()
    scores: list[Score] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    """Errors by task."""
    answers: dict[str, dict[str, int]] = field(default_factory=dict)
    """Responses by task and status, including stored ones."""
    responses: int = 0
    """Responses of this process, excluding stored ones."""
    costs: dict[str, Cost] = field(default_factory=dict)
    """What each method's answers have cost, over all evaluations of the run."""
    used: dict[str, Any] = field(default_factory=dict)
    """Calls, tokens and cost, for models behind an endpoint."""
    shard: Shard | None = None
    """The shard that was asked, without scores; None for the whole run."""

    @property
    def code(self) -> int:
        """The exit code: 1 if a task failed."""
        return int(bool(self.failed))

    def figures(self) -> dict[str, Any]:
        """Return scores, respondents and counts."""
        return {
            "model": self.model,
            "respondents": list(self.respondents),
            "scores": [each.model_dump(mode="json") for each in self.scores],
            "methods": comparison(self.scores, self.costs),
            "failed": self.failed,
            "answers": self.answers,
            "remarks": self.remarks,
            "responses": self.responses,
            **({"shard": str(self.shard)} if self.shard is not None else {}),
            **self.used,
        }

    def lines(self) -> Iterator[str]:
        """Yield each task's figures, failures, the next step, and whether it worked."""
        if self.shard is not None:
            yield from self._of_shard()
            return
        for task in dict.fromkeys(each.task for each in self.scores):
            yield from _table(task, [each for each in self.scores if each.task == task])
        yield from lines(comparison(self.scores, self.costs))
        if told := verdict(self.scores):
            yield told
        for task, reason in self.failed.items():
            yield f"failed: {task}: {reason}"
        told = "score is" if len(self.scores) == 1 else "scores are"
        yield (
            f"{len(self.scores)} {told} in {self.run}; {self.responses} questions were asked "
            f"in {self.seconds:.0f} s"
        )
        tasks = [each.task for each in self.scores] or ["survey"]
        yield f"next: park report {self.run} (or read: park show {self.run} --task {tasks[0]})"
        if self.scores:
            yield answer(arranged(self.scores, {}))

    def _of_shard(self) -> Iterator[str]:
        """Yield the lines of a shard, which has no scores."""
        for task, reason in self.failed.items():
            yield f"failed: {task}: {reason}"
        yield f"shard {self.shard}: {self.responses} questions were asked in {self.seconds:.0f} s"
        yield f"when all are done: park merge {self.run} and park evaluate {self.run}"


def _table(task: str, scores: list[Score]) -> Iterator[str]:
    """Yield a task's main figures, over all tested cultures if available, else for each."""
    main, *others = dict.fromkeys(each.metric for each in scores)
    rows = [each for each in scores if each.metric == main and not each.against]
    together = [each for each in rows if not each.set and not each.tested]
    alone = [each for each in rows if each.control or _own(each)]
    joint = {each.method for each in together}
    own = together + [each for each in alone if each.method not in joint]
    yield f"{task} {main}"
    for method in dict.fromkeys(each.method for each in own):
        found = [each for each in own if each.method == method]
        cells = [f"{_where(each)} {_figure(each)}".strip() for each in found]
        mark = "·" if found[0].control else " "
        yield f" {mark} {method:<16} {', '.join(cells)}"
    if others:
        yield f"   the report has {', '.join(others)}, too"


def _own(score: Score) -> bool:
    return not score.tested or score.culture in ("", score.tested)


def _where(score: Score) -> str:
    """Return what distinguishes a figure from the others in its row."""
    if score.tested and score.tested not in score.set:
        return f"{score.set} {score.tested}".strip()
    if score.tested:
        return score.set
    return " ".join(each for each in (score.culture, score.set) if each)


def _figure(score: Score) -> str:
    if score.value is None:
        return "–"
    if score.low is None or score.high is None:
        return f"{score.value:.3f} (n = {score.n})"
    return f"{score.value:.3f} [{score.low:.3f}, {score.high:.3f}] (n = {score.n})"
