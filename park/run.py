"""A run, with its stages as methods and its records as tables."""

import asyncio
import threading
from collections.abc import Callable, Collection, Coroutine, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from park.config import Config, ModelConfig
from park.configfile import change, load_config, set_values, with_filter_of
from park.cycles import usually
from park.defaults import DEFAULT_RECIPE
from park.ledger.ledger import Ledger
from park.ledger.run import (
    IfExists,
    begun_in,
    begun_with,
    config_of,
    held_out_as_begun,
    read_run,
)
from park.ledger.shard import Shard
from park.models.base import ChatModel
from park.progress import Progress, silent
from park.records import Dialogue, Opinion, Record, Verdict
from park.records.scores import Response, Score
from park.setup import Setup, prepare
from park.table import Table

if TYPE_CHECKING:
    from park.cluster.runner import Runner
    from park.evaluate.outcome import Evaluated
    from park.export.outcome import Exported
    from park.filter.outcome import Filtered
    from park.finetune.hyper.make import Written
    from park.finetune.outcome import Finetuned
    from park.generate.outcome import Generated
    from park.generate.preflight import Preflight
    from park.hub.outcome import Pushed
    from park.merged import Merged
    from park.outcome import Outcome
    from park.quality.model import Quality
    from park.report.stage import Reported
    from park.serve.stage import Links
    from park.study.study import Findings

T = TypeVar("T")
R = TypeVar("R", bound=Record)


class Run:
    """A run folder with its configuration.

    ```python
    run = park.Run("outputs/demo", "demo.yaml")
    run.generate(limit=4)
    run.filter()
    for opinion in run.opinions(accepted=True):
        print(opinion.text)
    ```

    Each stage has an async variant (`await run.agenerate()`); the others also work in notebooks.
    Stages raise `park.InputError` for invalid input, and `park.Stopped` at a limit, with the
    outcome so far in `error.outcome`. Finished work is never repeated.
    """

    def __init__(
        self,
        folder: str | Path,
        config: Config | str | Path | None = None,
        *,
        base: str | Path = ".",
        changes: Mapping[str, Any] | None = None,
        assignments: Iterable[str] = (),
        models: Mapping[str, ChatModel] | None = None,
        progress: Progress = silent,
        runner: "Runner | None" = None,
    ) -> None:
        """Define a run without opening anything.

        Args:
            folder: the run folder; created by `generate` if missing.
            config: a configuration or its YAML file; if None, the stored one of the run.
            base: base folder of a `Config`'s paths; those of a file are relative to its folder.
            changes: configuration values by dotted key, such as `limits.concurrency`.
            assignments: the same as text, such as `limits.concurrency=8`.
            models: model objects by role, replacing configured ones.
            progress: receives progress events, such as `print`.
            runner: the cluster for dialogues, opinions, adapters and questions; this machine if
                None.
        """
        self.folder = Path(folder)
        self.models = models
        self.progress = progress
        self.runner = runner
        self._given = Path(config) if isinstance(config, str) else config
        self._base = Path(base)
        self._changes, self._assignments = dict(changes or {}), tuple(assignments)

    @cached_property
    def setup(self) -> Setup:
        """The configuration with everything it names; loaded when it is first needed."""
        return self._prepared(*self._found())

    def _prepared(self, config: Config, base: Path, *, anew: bool = False) -> Setup:
        """Load what a configuration names; an existing run keeps its item wording."""
        began = "" if anew else begun_with(self.folder)
        return prepare(*self._changed(config, base, anew=anew), began=began)

    def _found(self) -> tuple[Config, Path]:
        if isinstance(self._given, Config):
            return self._given, self._base
        if self._given is not None:
            return load_config(self._given)
        begun = begun_in(self.folder)
        with read_run(begun) as ledger:
            return config_of(ledger, begun)

    def _changed(self, config: Config, base: Path, *, anew: bool = False) -> tuple[Config, Path]:
        changed = set_values(change(config, self._changes), self._assignments)
        return (changed if anew else held_out_as_begun(changed, self.folder)), base

    async def acheck(self, *, limit: int | None = None, probe: bool = True) -> "Preflight":
        """Check the run's requirements and estimate its resources.

        Args:
            limit: maximum number of dialogues; all if None.
            probe: whether to test each model with short calls.
        """
        from park.evaluate.task import check_settings
        from park.filter.criteria import criteria_of
        from park.generate.preflight import preflight

        criteria_of(self.setup)
        check_settings(self.setup)
        return await preflight(self.setup, models=self.models, limit=limit, probe=probe)

    def check(self, **options: Any) -> "Preflight":
        """Check the run's requirements and estimate its resources; see `acheck`."""
        return wait_for(self.acheck(**options))

    async def agenerate(
        self,
        *,
        limit: int | None = None,
        cultures: Collection[str] = (),
        if_exists: IfExists = "resume",
        shard: str | None = None,
        topic: str = "",
    ) -> "Generated":
        """Generate dialogues, skipping finished ones.

        Args:
            limit: maximum number of dialogues; all if None.
            cultures: cultures to generate dialogues for; all if empty.
            if_exists: how to handle an existing run: `resume`, `raise` or `delete`.
            shard: only shard `i/n`, into a part of the run for `merge`; the whole run if None.
            topic: the topic of all dialogues, for previews; '' to draw topics.
        """
        from park.cores import workers_of
        from park.generate.stage import generate

        if if_exists == "delete":
            self.setup = self._prepared(*self._found(), anew=True)
        made_of, models = shard_of(shard), self.models
        if self.runner is not None and made_of is None and not topic:
            return await self.runner.generate(
                self.setup, self.folder, models=models, if_exists=if_exists, limit=limit,
                cultures=cultures, progress=self.progress,
            )  # fmt: skip
        if made_of is None and not topic and (workers := workers_of(self.setup.config, models)) > 1:
            from park.workers import generate_together

            return await generate_together(
                self.setup, self.folder, workers, if_exists=if_exists, limit=limit,
                cultures=cultures, progress=self.progress,
            )  # fmt: skip
        return await generate(
            self.setup, self.folder, models=self.models, if_exists=if_exists, limit=limit,
            cultures=cultures, shard=made_of, topic=topic, progress=self.progress,
        )  # fmt: skip

    def generate(self, **options: Any) -> "Generated":
        """Generate dialogues, skipping finished ones; see `agenerate`."""
        return wait_for(self.agenerate(**options))

    async def afilter(
        self,
        *,
        cultures: Collection[str] = (),
        limit: int | None = None,
        calls: bool = True,
        settings: str | Path | None = None,
        shard: str | None = None,
    ) -> "Filtered":
        """Extract opinions from the dialogues and keep those that pass every check.

        Args:
            cultures: cultures to process; all if empty.
            limit: maximum number of dialogues to process.
            calls: whether to call the judge; otherwise only its stored answers are used.
            settings: a configuration file that overrides `filter`, `limits`, judge and embedder.
            shard: only shard `i/n`, up to the verdicts that need no other opinions.
        """
        from park.filter.stage import filter_dialogues

        setup = self.setup
        if settings is not None:
            setup = self._prepared(*with_filter_of(*self._found(), Path(settings)))
        if self.runner is not None and shard is None:
            return await self.runner.filter(
                setup, self.folder, models=self.models, cultures=cultures, limit=limit,
                calls=calls, progress=self.progress,
            )  # fmt: skip
        if calls and shard is None and setup.config.limits.workers != 1:
            from park.cores import filtering
            from park.workers import filter_together

            if (workers := filtering(setup.config, self.models, self.progress)) > 1:
                return await filter_together(
                    setup, self.folder, workers, cultures=cultures, limit=limit,
                    progress=self.progress,
                )  # fmt: skip
        return await filter_dialogues(
            setup, self.folder, models=self.models, cultures=cultures, limit=limit, calls=calls,
            shard=shard_of(shard), progress=self.progress,
        )  # fmt: skip

    def filter(self, **options: Any) -> "Filtered":
        """Extract and check opinions; see `afilter`."""
        return wait_for(self.afilter(**options))

    def merge(self) -> "Merged":
        """Join the parts that shards have made; may be repeated."""
        from park.merged import merged

        return merged(self.folder)

    def export(self, *, views: Collection[str] = (), cultures: Collection[str] = ()) -> "Exported":
        """Write the accepted opinions as datasets, with a card.

        Args:
            views: the views; the configured ones if empty.
            cultures: cultures to export; all with accepted opinions if empty.
        """
        from park.export.stage import run_export

        return run_export(
            self.folder,
            views=list(views),
            cultures=list(cultures),
            configured=self._changed(*self._found()),
        )

    async def aexport(self, **options: Any) -> "Exported":
        """Write the accepted opinions as datasets; see `export`."""
        return await asyncio.to_thread(self.export, **options)

    def push(self, repo: str, **options: Any) -> "Pushed":
        """Push the datasets to the Hugging Face Hub; see `park.export.hub.push.run_push`."""
        from park.export.hub.push import run_push

        return run_push(self.folder, repo, **options)

    def finetune(
        self,
        recipe: str | Path = DEFAULT_RECIPE,
        *,
        cultures: Collection[str] = (),
        one: bool = False,
        approve: Callable[[str], None] | None = None,
    ) -> "Finetuned[Any]":
        """Train one adapter per culture locally, or fine-tune models at a provider.

        Args:
            recipe: a recipe's name or YAML file.
            cultures: cultures to train; all with training rows if empty.
            one: train a single adapter on all of them instead.
            approve: called with the cost before paying a provider; raises to decline. Always
                approves if None.
        """
        from park.finetune.stage import finetune

        usually()  # A training's cycles of objects may hold much memory.
        if self.runner is not None:
            from park.cluster.training import on_cluster, train_all

            if on_cluster(str(recipe), one=one):
                return wait_for(
                    train_all(
                        self.runner, self.setup, self.folder, str(recipe),
                        cultures=list(cultures), progress=self.progress,
                    )
                )  # fmt: skip
        return finetune(
            self.folder, str(recipe), cultures=list(cultures), one=one,
            approve=approve or (lambda cost: None), setup=lambda: self.setup,
            progress=self.progress,
        )  # fmt: skip

    async def afinetune(self, recipe: str | Path = DEFAULT_RECIPE, **options: Any) -> Any:
        """Train one adapter per culture; see `finetune`."""
        return await asyncio.to_thread(self.finetune, recipe, **options)

    def plan_finetune(
        self, recipe: str | Path = "hyper", *, cultures: Collection[str] = ()
    ) -> "Outcome":
        """Count what a generator's recipe would train, without training.

        Args:
            recipe: a recipe's name or YAML file.
            cultures: cultures to train on; all if empty.
        """
        from park.finetune.stage import dry_run

        return dry_run(
            self.folder, str(recipe), cultures=list(cultures), progress=self.progress
        )  # fmt: skip

    def make_adapter(
        self, out: str | Path, *, text: str | Path | None = None, culture: str | None = None
    ) -> "Written":
        """Make an adapter from a description, by the generator that the recipe `hyper` trained.

        Args:
            out: the adapter's folder.
            text: a file with a description.
            culture: a culture's role card, described by its people's answers to train items.
        """
        from park.finetune.hyper.make import make

        return make(
            self.folder, Path(out), text=None if text is None else Path(text), culture=culture,
            progress=self.progress,
        )  # fmt: skip

    async def aevaluate(
        self,
        *,
        model: ChatModel | ModelConfig | str | None = None,
        cultures: Collection[str] = (),
        shard: str | None = None,
    ) -> "Evaluated":
        """Score adapters, their base and cultural prompts on all tasks, with controls.

        Args:
            model: a chat model to evaluate instead of the adapters, as an object or by name; an
                object answers in this process.
            cultures: cultures to evaluate; all if empty.
            shard: only the questions of shard `i/n`, without scores, for `merge`.
        """
        from park.evaluate.stage import evaluate

        usually()
        if isinstance(model, str):
            model = ModelConfig(model=model)
        if self.runner is not None and shard is None and not isinstance(model, ChatModel):
            from park.cluster.evaluating import evaluate_all

            return await evaluate_all(
                self.runner, self.setup, self.folder, model=model, cultures=cultures,
                progress=self.progress,
            )  # fmt: skip
        if shard is None and self.setup.config.limits.workers != 1:
            from park.cores import evaluating
            from park.workers import evaluate_together

            workers = evaluating(self.setup, self.folder, model, self.progress)
            if workers > 1 and not isinstance(model, ChatModel):
                return await evaluate_together(
                    self.setup, self.folder, workers, model=model, cultures=cultures,
                    progress=self.progress,
                )  # fmt: skip
        return await evaluate(
            self.setup, self.folder, model=model, cultures=cultures, shard=shard_of(shard),
            progress=self.progress,
        )  # fmt: skip

    def evaluate(self, **options: Any) -> "Evaluated":
        """Score adapters, their base and cultural prompts on all tasks; see `aevaluate`."""
        return wait_for(self.aevaluate(**options))

    async def astudy(self, name: str) -> "Findings":
        """Run a study, such as `controls`, with its options from `study.options`."""
        from park.study.stage import run_study

        usually()
        return await run_study(
            self.setup, self.folder, name, models=self.models, progress=self.progress,
            runs=self._beside,
        )  # fmt: skip

    def _beside(
        self,
        folder: Path,
        config: Config,
        base: Path,
        models: Mapping[str, ChatModel] | None = None,
    ) -> "Run":
        """Return another run that reports to the same place."""
        return Run(folder, config, base=base, models=models, progress=self.progress)

    def study(self, name: str) -> "Findings":
        """Run a study; see `astudy`."""
        return wait_for(self.astudy(name))

    def report(self, *others: str | Path, out: str | Path | None = None) -> "Reported":
        """Write a report on the run, or a comparison with others.

        Args:
            others: other run folders.
            out: output folder; in the run folder if None.
        """
        from park.report.stage import run_report

        folders = [self.folder, *map(Path, others)]
        return run_report(folders, None if out is None else Path(out))

    async def areport(self, *others: str | Path, **options: Any) -> "Reported":
        """Write a report on the run; see `report`."""
        return await asyncio.to_thread(self.report, *others, **options)

    def serve(self, *, ready: "Callable[[Links], None]", **options: Any) -> None:
        """Serve pages to read the run and review its opinions, until interrupted.

        Args:
            ready: called with the links when the pages can be opened.
            options: those of `park.serve.stage.Serving`, such as `port` and `invite`.
        """
        from park.serve.stage import Serving, serve

        usually()
        with read_run(self.folder):
            config, _ = self._changed(*self._found())
        serve(self.folder, config, Serving(**options), ready)

    def quality(self) -> "Quality":
        """Measure the run's dialogues and opinions from its records, without model calls."""
        from park.quality.measure import quality_of

        return quality_of(self.folder)

    def stages(self, **options: Any) -> "Iterator[Outcome]":
        """Run the stages in order and yield each outcome; see `park.pipeline.pipeline`."""
        from park.pipeline import pipeline

        return pipeline(self, **options)

    def changed(self, changes: Mapping[str, Any]) -> "Run":
        """Return the run with additional changes to its configuration."""
        return Run(
            self.folder,
            self._given,
            base=self._base,
            changes={**self._changes, **changes},
            assignments=self._assignments,
            models=self.models,
            progress=self.progress,
            runner=self.runner,
        )

    def dialogues(self, cultures: Collection[str] = ()) -> Table[Dialogue]:
        """Return the dialogues of some cultures; all if empty."""
        return self._table(
            lambda ledger: ledger.dialogues(), lambda each: each.seed.culture, cultures
        )

    def opinions(
        self, cultures: Collection[str] = (), *, accepted: bool | None = None
    ) -> Table[Opinion]:
        """Return the opinions, optionally only accepted or rejected ones."""
        return self._table(
            lambda ledger: ledger.opinions(kept=accepted), lambda each: each.seed.culture, cultures
        )

    def verdicts(self, opinion: str) -> list[Verdict]:
        """Return the verdicts on an opinion, by its key, in order."""
        with read_run(self.folder) as ledger:
            return list(ledger.verdicts(opinion))

    def responses(self, task: str | None = None) -> Table[Response]:
        """Return the responses of an evaluation, optionally of one task."""
        return self._table(lambda ledger: ledger.responses(task))

    def scores(self, task: str | None = None) -> Table[Score]:
        """Return the scores, optionally of one task."""
        return self._table(lambda ledger: ledger.scores(task))

    def _table(
        self,
        read: Callable[[Ledger], Iterator[R]],
        culture: Callable[[R], str] | None = None,
        cultures: Collection[str] = (),
    ) -> Table[R]:
        def rows() -> Iterator[R]:
            with read_run(self.folder) as ledger:
                for each in read(ledger):
                    if not cultures or culture is None or culture(each) in cultures:
                        yield each

        return Table(rows)


def shard_of(text: str | None) -> Shard | None:
    """Read a shard `i/n`; InputError if it is none."""
    return None if text is None else Shard.parse(text)


def wait_for(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to completion, even within a running event loop.

    Notebooks run one; the work then gets its own loop in another thread. What interrupts the
    waiting, such as Ctrl-C, ends the work first.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)
    loop = runner.get_loop()
    task = loop.create_task(work)
    found: list[T] = []
    errors: list[BaseException] = []
    over = threading.Event()

    async def done() -> T:
        return await task

    def run() -> None:
        try:
            with runner:
                found.append(runner.run(done()))
        except BaseException as error:
            errors.append(error)
        finally:
            over.set()

    thread = threading.Thread(target=run, daemon=True)
    try:
        thread.start()
        over.wait()  # After an interrupted join a thread would be taken for ended (bpo-45274).
    except BaseException:
        with suppress(RuntimeError):  # The work has just ended, or has hardly begun.
            loop.call_soon_threadsafe(task.cancel)
            thread.join()
        raise
    if errors:
        raise errors[0]
    return found[0]
