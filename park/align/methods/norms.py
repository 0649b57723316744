"""The culture's own norms before each question."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from park.align.method import Method, World
from park.align.neighbours import Neighbours
from park.align.norms import (
    Norm,
    Rule,
    Shelf,
    content_of,
    mine,
    phrase,
    read_norms,
    shuffled,
)
from park.align.respondent import Asker, Respondent
from park.assets import culture_names
from park.ledger.keys import key_of, seed_of
from park.records import Culture
from park.records.scores import Answer, Question
from park.setup import Setup


class NormsOptions(Rule):
    """Settings of the methods with norms."""

    most: int = Field(default=5, ge=1, le=50)
    """Norms before a question, the nearest ones."""
    form: Literal["answers", "topic"] = "answers"
    """Whether a norm tells question, answer and shares, or the topic and the answer alone."""
    file: Path | None = None
    """Norms to use instead of mining them; see `park study norms`."""


class Norms(Method):
    """The cultural prompt, with the nearest of the culture's norms before the question."""

    name = "norms"
    help = "the same sentence, with norms mined from the culture's answers to train items"
    order = 60
    by_default = False
    baselines: ClassVar[tuple[str, ...]] = (
        "plain", "prompt", "norms-neighbour", "norms-shuffled",
    )  # fmt: skip
    Options = NormsOptions

    def __init__(self) -> None:
        """Start without any norms."""
        self._shelves: dict[str, Shelf] = {}

    def respondents(self, world: World) -> Iterator[Respondent]:
        """Yield one for each culture with a norm; none without a survey."""
        if world.setup is None:
            return
        self.world, self.settings = world, world.options("norms")
        # Of new countries nothing is known, their answers to train items included.
        new = world.setup.config.evaluate.heldout_cultures
        for name, card in world.cultures.items():
            found = [] if name in new else self.norms_of(card, world.setup)
            if found:
                self._shelves[name] = Shelf(found, world.setup.embedder())
                knows = key_of(
                    [content_of(norm) for norm in found],
                    [self.settings.most, self.settings.form, self._shelves[name].embedder],
                    world.prompts.digest("evaluate/norms"),
                )
                yield Respondent(self.name, name, world.system(name), knows=knows)

    def norms_of(self, card: Culture, setup: Setup) -> list[Norm]:
        """Return the norms that a culture's respondent is told."""
        if self.settings.file is not None:
            train = {item.id: item for item in setup.train_items}
            known = {*culture_names(setup.agents), *setup.survey.countries}
            every = read_norms(setup.base / self.settings.file, train, known)
            return [norm for norm in every if norm.culture == card.name]
        return mine(setup.survey, setup.train_items, card, self.settings)

    async def ask(
        self, asker: Asker, respondent: Respondent, questions: Sequence[Question]
    ) -> list[Answer]:
        """Put the norms nearest to a question's statement before it."""
        home, prompts = self.world.cultures[respondent.culture].home, self.world.prompts
        about = [question.statement or question.text for question in questions]
        near = self._shelves[respondent.culture].near(about, self.settings.most)
        guided = []
        for question, norms in zip(questions, near, strict=True):
            told = tuple(phrase(norm, home, prompts, self.settings.form) for norm in norms)
            text = prompts.render(
                "evaluate/norms/guide", home=home, norms=told, question=question.text
            )
            guided.append(question.model_copy(update={"text": text}))
        return await asker.choose(respondent, guided)


class Neighbour(Norms):
    """Norms of the country that answers train items most alike, as if they were the culture's."""

    def norms_of(self, card: Culture, setup: Setup) -> list[Norm]:
        """Return the neighbour's norms."""
        survey, train = setup.survey, setup.train_items
        others = [name for name in survey.countries if name not in card.countries]
        ranks = Neighbours.of(survey, [], train, card.countries, others).ranking()
        if not ranks:
            return []
        neighbour = card.model_copy(update={"countries": (next(iter(ranks)),)})
        return mine(survey, train, neighbour, self.settings)


class Shuffled(Norms):
    """The culture's norms with other answers, drawn at random."""

    def norms_of(self, card: Culture, setup: Setup) -> list[Norm]:
        """Return norms of the same items, none with its own answer."""
        items = setup.survey.items
        rng = np.random.default_rng(seed_of("norms", "shuffled", card.name))
        return shuffled(super().norms_of(card, setup), items, rng)
