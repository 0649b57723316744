"""The local processes of one command, seen by the one that started them."""

import asyncio
import gc
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection

from park.errors import InputError, LedgerError, ParkError, Stopped
from park.ledger.consumed import Totals
from park.ledger.ledger import Ledger
from park.ledger.merge import merge_workers
from park.ledger.run import LEDGER
from park.models.team import Team
from park.outcome import Dialogues
from park.progress import Asked, Counts, Event, Line, Progress, summed
from park.tallies import Tally, add_up, tally_of
from park.worker import Task, Told, started

RESTARTS = 3
"""Maximum restarts of a process that was killed."""
ERRORS: dict[str, type[ParkError]] = {
    each.__name__: each for each in (InputError, LedgerError, Stopped)
}


async def work_together(
    tasks: Sequence[Task], outcome: Dialogues | None, progress: Progress
) -> None:
    """Run tasks in processes of their own until nothing is missing, and merge what they made.

    What a killed process had begun and not ended is done in a further round, after merging, so
    that nothing it paid for is asked again.

    Args:
        tasks: a task for each process; the run's folder must be held.
        outcome: holds the counts of all processes; None if they tell none.
        progress: reports all processes together.

    Raises:
        ParkError: the error of a process; what they made is merged.
    """
    folder = tasks[0].folder
    try:
        for _ in range(RESTARTS + 1):
            if not await _round(tasks, outcome, progress):
                return
        raise Stopped(f"stopped: workers were killed in each of {RESTARTS + 1} rounds")
    except Stopped as stopped:
        stopped.outcome = outcome
        raise
    finally:
        with Ledger(folder / LEDGER) as ledger:
            merge_workers(folder, ledger)


async def _round(tasks: Sequence[Task], outcome: Dialogues | None, progress: Progress) -> bool:
    """Let the processes do what is missing; whether one of them left something behind."""
    folder = tasks[0].folder
    with Ledger(folder / LEDGER) as ledger:
        merge_workers(folder, ledger)
        before = ledger.totals()
    Team(tasks[0].team, 0, len(tasks)).begin(before.cost_usd)
    gc.freeze()
    crew = Crew(outcome, before, progress)
    await crew.work(tasks)
    return crew.restarted


class Crew:
    """A round of processes."""

    def __init__(self, outcome: Dialogues | None, before: Totals, progress: Progress) -> None:
        """Add the processes' counts up in an outcome, upon what the run had before the round."""
        self.outcome = outcome
        self.restarted = False
        """Whether a process was killed, and another started in its place."""
        self._before = before
        self._earlier = tally_of(outcome)
        self._progress = progress
        self._counts: dict[int, Tally] = {}
        self._killed: list[Tally] = []
        """The last counts of processes that were killed."""
        self._asked: dict[str, dict[int, Asked]] = {}
        """What each process told of each task last."""
        self._stopped: list[ParkError] = []
        self._size = 0

    async def work(self, tasks: Sequence[Task]) -> None:
        """Run the tasks to their end; cancelled, or at an error, all processes are ended.

        Raises:
            ParkError: the error of a process.
        """
        self._size = len(tasks)
        try:
            async with asyncio.TaskGroup() as group:
                for number, task in enumerate(tasks):
                    group.create_task(self._attend(number, task))
                await asyncio.sleep(0)  # A display may start a thread, so processes start first.
                self._add()
        except BaseExceptionGroup as several:
            raise several.exceptions[0] from None
        if self._stopped:
            raise min(self._stopped, key=lambda error: isinstance(error, Stopped))

    async def _attend(self, number: int, task: Task) -> None:
        for _ in range(RESTARTS + 1):
            with started(task, number) as (process, ear):
                told = await self._listen(number, ear)
                while process.is_alive():  # Waiting in a thread would forbid to fork again.
                    await asyncio.sleep(0.01)
                code = process.exitcode
            if told is not None:
                if told.error:
                    self._stopped.append(ERRORS.get(told.error, ParkError)(told.message))
                return
            self.restarted = True
            self._killed += [self._counts.pop(number)] if number in self._counts else []
            self._progress(Line(f"worker {number + 1} ended (exit code {code}) and starts again"))
        self._stopped.append(Stopped(f"stopped: worker {number + 1} ended {RESTARTS + 1} times"))

    async def _listen(self, number: int, ear: Connection) -> Told | None:
        """Pass on what a process says; return its last words, None if it was killed."""
        loop, heard = asyncio.get_running_loop(), asyncio.Event()
        loop.add_reader(ear.fileno(), heard.set)
        try:
            while True:
                await heard.wait()
                heard.clear()
                for said in _said(ear):
                    if said is None:
                        return None
                    if isinstance(said, Asked):
                        self._ask(number, said)
                    elif not isinstance(said, Told):
                        self._progress(said)
                    else:
                        self._counts[number] = said.counts
                        self._add()
                        if said.over:
                            return said
        finally:
            loop.remove_reader(ear.fileno())

    def _add(self) -> None:
        """Add the counts of all processes up."""
        if self.outcome is None:
            return
        add_up(
            self.outcome, self._counts.values(), self._before,
            killed=self._killed, earlier=self._earlier,
        )  # fmt: skip
        self._progress(Counts(self.outcome))

    def _ask(self, number: int, said: Asked) -> None:
        """Report a task's progress over all processes."""
        own = self._asked.setdefault(said.task, {})
        own[number] = said
        whole = summed(own.values())
        # Nothing is done while one has not begun.
        if whole.done < whole.total or len(own) == self._size:
            self._progress(whole)


def _said(ear: Connection) -> Iterator[Event | Told | None]:
    """Yield what a process has said so far; None where it will say no more."""
    try:
        while ear.poll():
            yield ear.recv()
    except (EOFError, OSError):
        yield None


def once(progress: Progress) -> Progress:
    """Return a progress that reports each line once, however many processes say it."""
    said: set[str] = set()

    def tell(event: Event) -> None:
        if isinstance(event, Line):
            if event.text in said:
                return
            said.add(event.text)
        progress(event)

    return tell
