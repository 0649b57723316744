"""The task `guarded`: what a guard makes of answers in the respondents' own words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np
from pydantic import Field

from park.align.respondent import Respondent
from park.evaluate.panel import Panel
from park.evaluate.scoring import Table, adjust, difference, score, topics
from park.evaluate.task import Nothing, Task
from park.guard.model import AXES
from park.guard.sentry import Limits, Sentry, sentry
from park.ledger.keys import rng_of, seed_of
from park.models.base import Message
from park.prompts import Prompts
from park.records import Item
from park.records.card import Card
from park.records.scores import Score
from park.setup import Setup
from park.statistics.interval import Numbers

ALLOWED = "allowed"
STATEMENT = "statement"
"""The control: the guard reads what is asked about, and no answer."""
BASELINES = ("plain", "prompt")


class GuardedOptions(Limits):
    """Which guard judges, from which scores on it allows, and what is asked."""

    file: Path | None = None
    """A guard of `park guard train`."""
    items: int = Field(default=20, ge=2, le=1_000)
    """Held-out items to ask about, drawn at random."""
    max_tokens: int = Field(default=80, ge=20, le=1_000)
    """Maximum tokens of an answer."""


@dataclass(frozen=True)
class Guarded(Task):
    """Everybody says in a sentence or two what they think of an item; the guard judges the answers.

    The task is left out without a guard.
    """

    items: Sequence[Item]
    judge: Sentry
    prompts: Prompts
    max_tokens: int
    name = "guarded"
    help = "what a guard says of free answers (options: file)"
    title = "Free answers, judged by a guard"
    about = (
        "Everybody says in a sentence or two what they think of held-out items. A guard "
        "trained on ratings gives each answer two scores; beside them stand its scores of the bare "
        "statements."
    )
    decides = False
    order = 60
    Options = GuardedOptions
    ranges: ClassVar = dict.fromkeys((*AXES, ALLOWED), (0.0, 1.0))
    card = Card(
        authors="The makers of the guard, and of the survey.",
        audience="Those who will let a model speak, and have a guard that they trust.",
        words="The survey's statements, and the respondents' own answers.",
        language="English.",
        assumptions=(
            "The guard reads answers as it read the texts that it was trained on; its card says "
            "which these were."
        ),
        annotators="Those whose ratings the guard was trained on.",
        limits=(
            "Whether an answer is right, or what a culture would say. A guard of posts has seen "
            "few calm answers."
        ),
    )

    @classmethod
    def prepare(cls, setup: Setup) -> Self:
        """Read the guard and draw the items.

        Raises:
            Nothing: there is no guard, or there are not two held-out items.
            InputError: the guard's file is invalid, or for another embedder.
        """
        options: GuardedOptions = cls.options(setup)
        path = setup.path(options.file)
        if path is None:
            raise Nothing("no guard is given (evaluate.options.guarded.file)")
        if len(setup.heldout) < 2:
            raise Nothing("fewer than two items are held out")
        kept = min(options.items, len(setup.heldout))
        drawn = rng_of(cls.name, "items").sample(sorted(setup.heldout, key=lambda i: i.id), kept)
        judge = sentry(path, setup.embedder(), options)
        return cls(drawn, judge, setup.prompts, options.max_tokens)

    async def run(self, panel: Panel) -> list[Score]:
        """Ask everybody who can speak, and judge what they say.

        Raises:
            ParkError: the model cannot answer, or the embedder fails.
        """
        speak = [each for each in panel.respondents if each.speaks]
        panel.expect(len(speak) * len(self.items))
        said = [(who, await self._said(panel, who)) for who in speak]
        tables = [(who, self._table(answers)) for who, answers in said]
        asked = self._table([item.statement for item in self.items])
        scores = [s for metric in asked for s in self._scores(panel, metric, tables)]
        controls = [
            score(table, method=STATEMENT, control=True, **self._known(metric))
            for metric, table in asked.items()
        ]
        return [*adjust(scores), *controls]

    async def _said(self, panel: Panel, who: Respondent) -> list[str]:
        found = []
        for item in self.items:
            text = self.prompts.render("evaluate/open/ask", statement=item.statement)
            asked: list[Message] = [{"role": "user", "content": text}]
            seed = seed_of(self.name, item.id)
            found.append(await panel.say(who, asked, max_tokens=self.max_tokens, seed=seed))
        return found

    def _table(self, texts: Sequence[str]) -> dict[str, Table]:
        """Return the values of each metric; nan where nothing was said."""
        given = [place for place, text in enumerate(texts) if text.strip()]
        values: dict[str, Numbers] = {
            metric: np.full((len(texts), 1), np.nan) for metric in (*AXES, ALLOWED)
        }
        judged = self.judge.judge([texts[place] for place in given]) if given else ()
        for place, found in zip(given, judged, strict=True):
            for axis in AXES:
                values[axis][place] = found.scores[axis]
            values[ALLOWED][place] = found.verdict == "allow"
        names, alike = tuple(item.id for item in self.items), topics(self.items)
        return {name: Table(names, ("open",), each, alike) for name, each in values.items()}

    def _known(self, metric: str) -> dict[str, Any]:
        return {"task": self.name, "metric": metric, "unit": "answers"}

    def _scores(
        self, panel: Panel, metric: str, tables: Sequence[tuple[Respondent, dict[str, Table]]]
    ) -> Iterator[Score]:
        """Yield everybody's score, and the differences from the base and from the prompt."""
        for who, own in tables:
            known = {
                **self._known(metric), "method": who.method, "culture": who.culture,
                "model": panel.model,
            }  # fmt: skip
            silent = int(np.isnan(own[metric].values).sum())
            yield score(own[metric], **known, detail={"unanswered": silent} if silent else {})
            for other, theirs in tables:
                against = other.method
                if against not in BASELINES or other.culture not in ("", who.culture):
                    continue
                if BASELINES.index(against) < _rank(who.method):
                    yield difference(own[metric], theirs[metric], **known, against=against)


def _rank(method: str) -> int:
    """Return how many of the baselines a method is compared with."""
    return BASELINES.index(method) if method in BASELINES else len(BASELINES)
