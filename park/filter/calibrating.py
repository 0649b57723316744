"""Asks a judge about labelled opinions, to calibrate it."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from park.filter import calibrate
from park.filter.calibrate import Calibration, Scored
from park.filter.judge import FAINT, Judge
from park.filter.labels import Label
from park.filter.verify import relevance
from park.models.base import ModelError
from park.records import Item
from park.records.round import Thresholds

T = TypeVar("T")
BREAKER = 5
"""Consecutive transient failures, each after all retries, that stop a calibration."""


class Calibrating:
    """A calibration in progress."""

    def __init__(
        self, judge: Judge, pool: Callable[[Iterable[int], Callable[[int], Awaitable[None]]],
                                           Awaitable[None]],
    ) -> None:  # fmt: skip
        """Set up a calibration.

        Args:
            judge: the judge.
            pool: does some work for each of many numbers, several at once.
        """
        self._judge, self._pool = judge, pool
        self.scored: dict[int, Scored] = {}
        """By the opinion's number; those that could not be asked are left out."""
        self._failed: list[str] = []

    async def run(self, rows: Sequence[Label], items: Mapping[str, Item]) -> Calibration | None:
        """Calibrate the judge; None if it gives too few probabilities and must vote.

        Whether opinions bear on their statements is only asked of those that the thresholds for
        stances keep.

        Args:
            rows: labelled opinions.
            items: the survey's items by id.

        Raises:
            ModelError: the judge fails.
        """
        await self._stances(rows, items)
        if 2 * len(self.scored) < len(rows):
            self._judge.wordy = self._judge.wordy or FAINT
            return None
        if self._judge.prompts.has(calibrate.RELEVANT):
            await self._bearing(rows, items, calibrate.choose(self._in_order()))
        return calibrate.calibrate(self._in_order())

    async def ask(
        self, rows: Sequence[Label], items: Mapping[str, Item], thresholds: Thresholds
    ) -> None:
        """Ask what thresholds chosen elsewhere need.

        Raises:
            ModelError: the judge fails.
        """
        await self._stances(rows, items)
        if thresholds.relevant is not None:
            await self._bearing(rows, items, thresholds)

    async def _stances(self, rows: Sequence[Label], items: Mapping[str, Item]) -> None:
        async def work(number: int) -> None:
            found = await calibrate.score(self._judge, rows[number], items)
            if found is not None:
                self.scored[number] = found

        await self._pool(range(len(rows)), self._safely(work))

    async def _bearing(
        self, rows: Sequence[Label], items: Mapping[str, Item], thresholds: Thresholds
    ) -> None:
        """Ask of opinions whose stance is kept whether they bear on their statements."""

        async def work(number: int) -> None:
            row, scored = rows[number], self.scored[number]
            bears = await relevance(self._judge, items[row.item], row.text)
            self.scored[number] = scored._replace(relevant=bears)

        stance = thresholds.model_copy(update={"relevant": None})
        kept = [n for n, each in self.scored.items() if calibrate.keeps(stance, each)]
        await self._pool(kept, self._safely(work))

    def _in_order(self) -> list[Scored]:
        return [each for _, each in sorted(self.scored.items())]

    def _safely(self, ask: Callable[[int], Awaitable[None]]) -> Callable[[int], Awaitable[None]]:
        """Leave out an opinion whose call fails, unless many do in a row."""

        async def asked(number: int) -> None:
            try:
                await ask(number)
                self._failed.clear()
            except ModelError as error:
                self._failed.append(str(error))
                if error.trouble != "transient" or len(self._failed) >= BREAKER:
                    raise

        return asked
