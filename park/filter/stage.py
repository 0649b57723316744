"""The filter stage: from dialogues to opinions with verdicts."""

import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from park.errors import Stopped
from park.filter import calibrate, evidence, funnel, people, wording
from park.filter.calibrating import Calibrating
from park.filter.chosen import chosen_of
from park.filter.claims import Claim
from park.filter.criteria import Criteria, criteria_of
from park.filter.duplicates.sides import stand_of
from park.filter.duplicates.vectors import vectors_of
from park.filter.evidence import Evidence, Fitting
from park.filter.extract import MOST
from park.filter.ground import ground
from park.filter.judge import FAINT, TOKENS, Judge
from park.filter.labels import Label
from park.filter.moved import moved
from park.filter.outcome import Filtered
from park.filter.rest import Rest, rest_of
from park.filter.subject import keep_to_subject
from park.filter.verdicts import MAJORITY, Decision, Statements, compare, judge_each
from park.ledger.keys import key_of
from park.ledger.ledger import Ledger
from park.ledger.merge import merge_workers
from park.ledger.part import reopen_part
from park.ledger.reviews import edits, reviews
from park.ledger.run import reopen_run
from park.ledger.shard import Shard
from park.models.base import ModelError
from park.models.recorded import RecordedModel
from park.models.team import Team
from park.pool import run_pool
from park.progress import Counts, Progress, counted, silent
from park.records import Extraction, Funnel, Item
from park.records.round import Thresholds
from park.reviews.positions import told
from park.session import Given, Session, connect_roles
from park.setup import Setup

T = TypeVar("T")


async def filter_dialogues(
    setup: Setup,
    folder: Path,
    *,
    models: Given | None = None,
    cultures: Collection[str] = (),
    limit: int | None = None,
    calls: bool = True,
    shard: Shard | None = None,
    team: Team | None = None,
    progress: Progress = silent,
) -> Filtered:
    """Extract opinions from a run's dialogues and keep those that pass every check.

    Args:
        setup: the configuration.
        folder: the run folder.
        models: model objects by role (`judge`), replacing configured ones.
        cultures: cultures to process; all if empty.
        limit: maximum number of dialogues to process.
        calls: whether to call the judge; otherwise only its stored answers are used.
        shard: only the dialogues of this shard, up to the verdicts that need no other opinions.
        team: the run's other local processes, which take dialogues in turn; no verdicts are made.
        progress: reports finished dialogues, downloads and waits.

    Raises:
        InputError: there is no run or it has no dialogues.
        Stopped: stopped by the budget or a breaker; carries the outcome so far.
    """
    with reopen_run(folder) if shard is None else reopen_part(folder, shard) as ledger:
        if shard is None:
            merge_workers(folder, ledger)
        planned = setup.config.cultures if shard else ()
        chosen = chosen_of(ledger, folder, cultures, limit, planned)
        setup = setup.including(ledger.cultures())
        criteria = criteria_of(setup)
        connected = connect_roles(setup, ("judge",), models, progress)
        if not calls:
            connected = {role: RecordedModel(model) for role, model in connected.items()}
        judge = connected["judge"].name
        ledger.event("filter", judge=judge, calls=calls, cultures=list(cultures), limit=limit)
        try:
            session = Session(setup, ledger, "filter", connected, progress=progress, team=team)
            async with session:
                work = Filtering(criteria, ledger, session, str(folder), chosen, shard, progress)
                await work.run()
        except ModelError as error:
            raise Stopped(f"stopped: {error}") from None
        ledger.event("filtered", **work.outcome.summary())
    return work.outcome


class Filtering:
    """A pass over a run's dialogues."""

    def __init__(
        self,
        criteria: Criteria,
        ledger: Ledger,
        session: Session,
        run: str,
        chosen: Mapping[str, str],
        shard: Shard | None,
        progress: Progress,
    ) -> None:
        """Set up a pass.

        Args:
            criteria: the criteria.
            ledger: source of dialogues and store of results.
            session: provides the judge.
            run: the run folder's name, for the summary.
            chosen: cultures by key of the dialogues to process.
            shard: the shard that they are of; its opinions are not compared.
            progress: reports progress.
        """
        self._criteria, self._setup = criteria, criteria.setup
        self._ledger = ledger
        self._team = session.meter.team
        self._chosen = chosen
        self._progress = progress
        self._judge = Judge(
            session.gateways["judge"],
            self._setup.prompts,
            max_tokens=max(TOKENS, self._setup.config.models.of("judge").max_tokens),
            languages=criteria.languages,
        )
        self._prompts = key_of(self._setup.prompts.digest("filter"))
        self._reviews = reviews(ledger)
        self._edits = edits(self._reviews)
        self._found: dict[str, list[Evidence]] = {}
        self._extractions: dict[str, list[Extraction]] = {}
        self.outcome = Filtered(
            run=run,
            planned=dict(Counter(chosen.values())),
            meter=session.meter,
            limiters=list(session.limiters.values()),
            shard=shard,
        )

    async def run(self) -> None:
        """Run all steps and store the results.

        If the judge is at chance, nothing is called or overwritten.

        Raises:
            Stopped: stopped by the budget or a breaker.
        """
        began = time.monotonic()
        self._tell()
        try:
            thresholds = await self._thresholds()
            if not self.outcome.refused:
                await self._judge_all(thresholds)
        except Stopped as stopped:
            stopped.outcome = self.outcome
            raise
        self.outcome.seconds = time.monotonic() - began
        self._tell()

    def _tell(self) -> None:
        self._progress(Counts(self.outcome))

    async def _judge_all(self, thresholds: Thresholds) -> None:
        await self._pool(self._own(), partial(self._read, thresholds=thresholds))
        known = [each for key in self._chosen for each in self._found.get(key, ())]
        await self._ground(known)
        if self._team is not None:  # The process that started this one decides.
            return
        decision = judge_each(
            known, self._setup.config.filter, thresholds, self._prompts, self._reviews
        )
        keep_to_subject(decision, self._criteria, self._ledger, thresholds)
        if self.outcome.shard is not None:
            self._keep(decision)
            return
        rest = rest_of(self._ledger, self._chosen)
        decision.judged += rest.judged
        self._compare(decision)
        self._remark(known)
        self.outcome.remarks += people.remarks(decision, self._reviews)
        self.outcome.remarks += told(self._ledger)
        self.outcome.remarks += moved(decision.judged, self._setup.survey)
        self._store(decision, rest)

    def _own(self) -> Iterator[str]:
        """Yield the dialogues to read: all, or the next that no other process took."""
        keys = list(self._chosen)
        for number in range(len(keys)) if self._team is None else self._team.taken():
            if number >= len(keys):
                return
            yield keys[number]

    async def _pool(
        self, tasks: Iterable[T], work: Callable[[T], Awaitable[None]], called: str = ""
    ) -> None:
        """Do some work for each task; under a name, say how much of it is done."""
        config = self._setup.config
        limits = config.limits.paced([config.models.of("judge")])
        meter = self.outcome.meter

        if called:
            tasks = list(tasks)
            work = counted(called, work, len(tasks), self._progress)

        async def attempt(task: T) -> None:
            try:
                await work(task)
            except ModelError as error:  # On Stopped, the pool finishes calls already paid for.
                raise Stopped(f"stopped: {error}") from None

        await run_pool(
            tasks,
            attempt,
            limits.concurrency,
            stall=limits.stall,
            progress=lambda: meter.calls + meter.cached_calls,
        )

    async def _read(self, key: str, thresholds: Thresholds) -> None:
        """Extract and verify a dialogue's opinions."""
        dialogue = self._ledger.dialogue(key)
        assert dialogue is not None
        found, extractions = await evidence.gather(
            self._judge, dialogue, self._criteria, thresholds, self._edits
        )
        self._found[key], self._extractions[key] = found, extractions
        outcome, culture = self.outcome, dialogue.seed.culture
        failed = [each for each in extractions if each.failure is not None]
        for each in failed:
            outcome.flags[str(each.failure)] += 1
            outcome.failures[key] = f"{each.failure}: {' '.join(each.raw.split())[:120]}"
        outcome.done[culture] += 1
        outcome.failed[culture] += bool(failed) and len(failed) == len(extractions)
        outcome.endings["read"] += 1
        outcome.listed += len(found)
        outcome.windows += len(extractions)
        for last in (one.rounds[-1] for one in found if one.rounds):
            readable = last.probabilities is not None
            outcome.verified += readable
            outcome.unverified += not readable
            outcome.worded += bool(last.votes)
            outcome.error = outcome.error or " ".join(last.error.split())
        self._tell()

    async def _thresholds(self) -> Thresholds:
        """Return the configured, bundled or newly calibrated thresholds."""
        settings, judge = self._setup.config.filter, self._judge
        given = settings.threshold if settings.verify else MAJORITY
        if given is not None or not judge.gives_probabilities:
            known = calibrate.shipped(judge.gateway.model.endpoint, judge.prompts)
            by_hand = _alike(MAJORITY if given is None else given, settings.relevant)
            return by_hand.model_copy(update={"weak": known is not None and known.weak})
        found, labelled = None, self._labels()
        if labelled is None:
            found = calibrate.shipped(judge.gateway.model.endpoint, judge.prompts)
        if found is None:
            rows = labelled or self._criteria.labels()
            found = await Calibrating(judge, partial(self._pool, called="calibration")).run(*rows)
        if found is None:
            return _alike(MAJORITY, settings.relevant)
        if found.at_chance:
            self.outcome.refused = wording.at_chance(found)
            return found.thresholds
        self._ledger.put("calibration", found.model_dump())
        self.outcome.remarks += wording.calibrated(found)
        given_too = {} if settings.relevant is None else {"relevant": settings.relevant or None}
        return found.thresholds.model_copy(update={"weak": found.weak, **given_too})

    def _labels(self) -> tuple[Sequence[Label], Mapping[str, Item]] | None:
        """Return the user's labels, else people's if there are enough; None for the bundled."""
        if self._setup.config.filter.labels is not None:
            return self._criteria.labels()
        given = people.labels(self._ledger, self._reviews)
        used = people.enough(given)
        self.outcome.remarks += people.calibrated_on(given, used)
        return (given, self._setup.survey.items) if used else None

    async def _ground(self, known: list[Evidence]) -> None:
        """Compare claims about whole cultures with survey answers."""
        claims = evidence.claims_of(known, self._setup)
        if not claims:
            return
        fitting = Fitting(self._criteria, self._ledger, [known[i].opinion.text for i, _ in claims])

        async def one(numbered: tuple[int, tuple[int, Claim]]) -> None:
            number, (index, claim) = numbered
            opinion = known[index].opinion
            found = await ground(
                self._judge,
                claim,
                opinion.text,
                fitting.fit(number, opinion),
                self._setup.cultures[opinion.seed.culture].home,
            )
            known[index] = replace(known[index], grounding=found)

        await self._pool(enumerate(claims), one, "claims")

    def _compare(self, decision: Decision) -> None:
        """Reject duplicates, select for diversity and measure the effect."""
        setup = self._setup
        before = decision.kept()
        texts = [judged.opinion.text for judged in before]
        statements = [item.statement for item in setup.seed_items]
        vectors = vectors_of(self._ledger, self._criteria.embedder, [*texts, *statements])
        own, seeds = vectors[: len(texts)], vectors[len(texts) :]
        items = Statements(tuple(statements), tuple(item.statement for item in setup.heldout))
        stand = partial(stand_of, items=setup.survey.items, agents=setup.agents)
        compare(
            decision,
            own,
            items,
            stand,
            setup.config.filter,
            setup.config.seed,
            self._criteria.embedder.unrelated,
        )
        self.outcome.alarms += decision.alarms
        positions: dict[str, list[int]] = defaultdict(list)
        for index, judged in enumerate(before):
            positions[judged.opinion.seed.culture].append(index)
        self._diversity = {
            culture: funnel.diversity(
                [texts[i] for i in own_positions],
                own[own_positions],
                [n for n, i in enumerate(own_positions) if before[i].kept],
                seeds,
                before[own_positions[0]].opinion.language,
            )
            for culture, own_positions in positions.items()
        }

    def _remark(self, known: Sequence[Evidence]) -> None:
        """Add remarks on the judge's reliability."""
        outcome, settings = self.outcome, self._setup.config.filter
        if self._setup.config.models.judge_is_writer and settings.verify:
            outcome.remarks.append("the model that wrote the dialogues is also the judge")
        if outcome.worded:
            why = self._judge.wordy or FAINT
            outcome.remarks.append(wording.worded(why, outcome, settings.votes))
        outcome.remarks += [*outcome.missing(), *wording.constant(known)]
        outcome.remarks += self._criteria.gaps({each.opinion.language for each in known})
        lists = (each for own in self._extractions.values() for each in own)
        dropped = [each.dropped for each in lists if each.dropped]
        if dropped:
            outcome.remarks.append(
                f"{sum(dropped)} listed opinions were left out: {len(dropped)} lists of the judge "
                f"hold more than {MOST} for each turn"
            )

    def _keep(self, decision: Decision) -> list[Extraction]:
        """Store extractions, opinions and verdicts."""
        extractions = [each for own in self._extractions.values() for each in own]
        self._ledger.put_extractions(extractions)
        self._ledger.put_opinions(
            ((each.opinion, each.verdicts) for each in decision.judged),
            {*self._chosen, *(each.opinion.dialogue for each in decision.judged)},
        )
        self.outcome.left = len(decision.kept())
        return extractions

    def _store(self, decision: Decision, rest: Rest) -> None:
        outcome = self.outcome
        extractions = self._keep(decision)
        failures = Counter(
            self._chosen[each.dialogue] for each in extractions if each.failure is not None
        )
        read = rest.read + Counter(outcome.planned)
        counted = funnel.funnel(decision, read, failures + rest.unread)
        outcome.funnel = counted.model_copy(
            update={
                "diversity": self._diversity,
                "alarms": tuple(outcome.alarms),
                "remarks": tuple(outcome.remarks),
                "judge": self._judge.name,
                "embedder": self._criteria.embedder.name,
            }
        )
        before = Funnel.model_validate(self._ledger.get("funnel") or {})
        cultures = {**before.cultures, **counted.cultures}
        stored = outcome.funnel.model_copy(update={"cultures": cultures})
        self._ledger.put("funnel", stored.model_dump(mode="json"))


def _alike(threshold: float, relevant: float | None) -> Thresholds:
    return Thresholds(first=threshold, middle=threshold, last=threshold, relevant=relevant or None)
