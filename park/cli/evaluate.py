"""`park evaluate`: who answers as people do, and by how much, with controls."""

import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from park.cli import finetune, options
from park.cli.result import Result

if TYPE_CHECKING:
    from park.evaluate.outcome import Outcome
    from park.evaluate.setup import Setup
    from park.records.scores import Score

Tasks = Annotated[
    str | None,
    typer.Option(metavar="A,B", help="survey, vsm, education, moderation, retention; else all."),
]
Methods = Annotated[
    str | None, typer.Option(metavar="A,B", help="plain, prompt, adapter, one; else all.")
]
Moderation = Annotated[
    list[str] | None,
    typer.Option(metavar="PATH", help="Labelled posts: a file, a folder or hub:NAME; repeatable."),
]
Limit = Annotated[int | None, typer.Option(min=1, metavar="N", help="The most posts of a set.")]
Matrix = Annotated[
    bool, typer.Option("--matrix", help="Let every culture's method answer every culture's posts.")
]

LmEval = Annotated[
    str | None,
    typer.Option("--lm-eval", metavar="A,B", help="Tasks of lm-eval for base and adapters, too."),
]


def evaluate(
    run: options.RunFolder,
    tasks: Tasks = None,
    methods: Methods = None,
    cultures: Annotated[
        str | None, typer.Option(metavar="A,B", help="Cultures to evaluate; else all.")
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="A chat model that answers in place of the adapters."),
    ] = None,
    moderation: Moderation = None,
    limit: Limit = None,
    matrix: Matrix = False,
    lm_eval: LmEval = None,
    concurrency: options.Concurrency = None,
    max_cost: options.MaxCost = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Score the adapters of a run, its base and cultural prompts on all tasks."""
    folder = options.run_folder(run)
    changes = {
        "evaluate.tasks": options.names_in(tasks) if tasks else None,
        "evaluate.methods": options.names_in(methods) if methods else None,
        "evaluate.moderation": [str(Path(each).absolute()) if _is_path(each) else each
                                for each in moderation] if moderation else None,
        "evaluate.lm_eval": options.names_in(lm_eval) if lm_eval else None,
        "evaluate.limit": limit,
        "evaluate.matrix": matrix or None,
        "limits.concurrency": concurrency,
        "limits.max_cost": max_cost,
    }  # fmt: skip
    setup = setup_of(folder, changes, options.names_in(cultures or ""))
    return work(setup, folder, model, quiet=quiet).tell(as_json)


def _is_path(name: str) -> bool:
    return not name.startswith("hub:")


def setup_of(
    folder: Path, changes: Mapping[str, Any] | None = None, cultures: Sequence[str] = ()
) -> "Setup":
    """Return what an evaluation works with: the run's configuration, with what is changed."""
    from park.config import change
    from park.evaluate.setup import prepare
    from park.ledger.run import config_of, read_run

    with read_run(folder) as ledger:
        config, base = config_of(ledger, folder)
    return prepare(change(config, changes or {}), base, tuple(cultures))


def work(setup: "Setup", folder: Path, model: str | None = None, *, quiet: bool) -> Result:
    """Run the stage and say what came of it."""
    from park.config import ModelConfig
    from park.evaluate.stage import Watcher, run_evaluate

    teller = Teller(quiet=quiet)
    outcome = run_evaluate(
        folder,
        setup,
        model=ModelConfig(model=model) if model else None,
        watcher=Watcher(teller.asked, teller.fetching, teller.say),
    )
    for line in results(outcome, folder):
        teller.say(line)
    return Result(outcome.summary(), int(bool(outcome.failed)))


class Teller(finetune.Teller):
    """Says on stderr how it goes."""

    def asked(self, task: str, who: str, done: int, total: int) -> None:
        """Say how far the asking is, every few seconds."""
        if time.monotonic() - self._said >= finetune.LINE_EVERY:
            self._said = time.monotonic()
            self.say(f"{task}: {who}: {done} of {total} questions")


def results(outcome: "Outcome", folder: Path) -> Iterator[str]:
    """Yield what a person reads when the stage has ended."""
    for task in dict.fromkeys(each.task for each in outcome.scores):
        yield from table(task, [each for each in outcome.scores if each.task == task])
    for task, reason in outcome.failed.items():
        yield f"failed: {task}: {reason}"
    yield (
        f"{len(outcome.scores)} scores are in {folder}; {outcome.responses} questions were asked "
        f"in {outcome.seconds:.0f} s"
    )
    yield f"next: park report {folder} (or read: park show {folder} --task survey)"


def table(task: str, scores: "list[Score]") -> Iterator[str]:
    """Yield a task's figures: all tested cultures together where there are such, else each."""
    for metric in dict.fromkeys(each.metric for each in scores):
        rows = [each for each in scores if each.metric == metric and not each.against]
        together = [each for each in rows if not each.set and not each.tested]
        alone = [each for each in rows if each.control or _own(each)]
        joint = {each.method for each in together}
        own = together + [each for each in alone if each.method not in joint]
        yield f"{task} {metric}"
        for method in dict.fromkeys(each.method for each in own):
            found = [each for each in own if each.method == method]
            cells = [f"{_where(each)} {_figure(each)}".strip() for each in found]
            mark = "·" if found[0].control else " "
            yield f" {mark} {method:<16} {', '.join(cells)}"


def _own(score: "Score") -> bool:
    return not score.tested or score.culture in ("", score.tested)


def _where(score: "Score") -> str:
    """Return what tells a figure from the others of its row."""
    if score.tested:
        return score.set or score.tested
    return " ".join(each for each in (score.culture, score.set) if each)


def _figure(score: "Score") -> str:
    if score.value is None:
        return "–"
    if score.low is None or score.high is None:
        return f"{score.value:.3f}"
    return f"{score.value:.3f} [{score.low:.3f}, {score.high:.3f}]"
