"""Every judge rates every text as people of every country."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from park.config import ModelConfig
from park.models.base import Message, ModelError, Params
from park.models.gateway import Gateway
from park.pool import run_pool
from park.progress import counted
from park.prompts import Prompts
from park.session import Session, connect_all, opened
from park.statistics.interval import Numbers
from park.study.study import Lab
from park.surveys.countries import name_of
from park.text.choice import chosen

PARAMS = Params(temperature=0.0, max_tokens=16)
POINTS = ("1", "2", "3", "4", "5")
LONGEST = 4_000
"""Maximum characters of a text to show."""


@dataclass
class Jury:
    """Texts, countries and judges, and what has been rated."""

    texts: Sequence[str]
    countries: Sequence[str]
    """ISO 3166 codes."""
    judges: Sequence[str]
    rated: Numbers = field(init=False)
    """From 1 to 5, shape (texts, countries, judges); nan where there is no rating."""
    lost: dict[str, Counter[str]] = field(init=False)
    """By judge, answers without a rating, by reason."""

    def __post_init__(self) -> None:
        """Start without ratings."""
        shape = len(self.texts), len(self.countries), len(self.judges)
        self.rated = np.full(shape, np.nan)
        self.lost = {name: Counter() for name in self.judges}


async def rate(lab: Lab, jury: Jury, configs: Mapping[str, ModelConfig], name: str) -> None:
    """Have the texts rated; answers that were given before are not asked for again.

    Raises:
        InputError: a model is unusable.
        Stopped: a limit ended it.
    """
    given = {judge: model for judge, model in (lab.models or {}).items() if judge in configs}
    asked = {judge: config for judge, config in configs.items() if judge not in given}
    models = {**given, **connect_all(lab.setup, asked, lab.progress)}
    limits = lab.setup.config.limits
    tasks = [
        (judge, country, text)
        for text in range(len(jury.texts))
        for country in range(len(jury.countries))
        for judge in range(len(jury.judges))
    ]
    with opened(lab.setup, lab.folder / name) as ledger:
        async with Session(
            lab.setup, ledger, "study", models, configs, progress=lab.progress
        ) as session:
            asker = _Asker(session.gateways, lab.setup.prompts, jury)
            work = counted(name, asker.ask, len(tasks), lab.progress)
            await run_pool(
                tasks,
                work,
                limits.concurrency,
                stall=limits.stall,
                progress=lambda: asker.done,
            )


@dataclass
class _Asker:
    gateways: Mapping[str, Gateway]
    prompts: Prompts
    jury: Jury
    done: int = 0

    async def ask(self, task: tuple[int, int, int]) -> None:
        judge, country, text = task
        jury, name = self.jury, self.jury.judges[judge]
        messages = self._messages(jury.countries[country], jury.texts[text])
        try:
            reply, _ = await self.gateways[name].reply(messages, PARAMS)
        except ModelError as error:
            if error.trouble != "rejected":
                raise
            jury.lost[name]["refused by the endpoint"] += 1
        else:
            point = chosen(reply.text, POINTS, ())
            if point is None:
                jury.lost[name]["unparsed"] += 1
            else:
                jury.rated[text, country, judge] = float(POINTS[point])
        self.done += 1

    def _messages(self, country: str, text: str) -> list[Message]:
        who = self.prompts.render("study/judges/rater", country=name_of(country))
        asked = self.prompts.render("study/judges/question", text=text.strip()[:LONGEST])
        return [{"role": "system", "content": who}, {"role": "user", "content": asked}]
