"""Stories: told by a model, or read from a table."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from park.errors import InputError, nearest
from park.ledger.ledger import Ledger
from park.models.base import Message, ModelError, Params
from park.models.gateway import Gateway
from park.pool import run_pool
from park.progress import counted
from park.prompts import Prompts
from park.records import Culture
from park.session import Session, connect_roles
from park.study.studies.stories.measures import Story
from park.study.study import Lab
from park.surveys.csvfile import read_header, read_rows

ROLE = "delegate"
PARAMS = Params(temperature=0.7, max_tokens=180)
COLUMNS = ("identity", "concept", "text")
SLOT = "\x00"
"""Stands for the identity when prompts are compared."""


def prompt_of(prompts: Prompts, concept: str, card: Culture) -> str:
    """Return the request for a story."""
    return prompts.render("study/stories/story", concept=concept, identity=card.home)


def check_prompts(prompts: Prompts, concepts: Sequence[str], cards: Sequence[Culture]) -> None:
    """Check that prompts of a concept differ in the identity alone.

    Raises:
        InputError: they differ in more, or do not hold the identity.
    """
    for concept in concepts:
        told = {prompt_of(prompts, concept, card).replace(card.home, SLOT) for card in cards}
        if len(told) > 1 or SLOT not in next(iter(told)):
            raise InputError(
                f"{prompts.folder / 'study/stories/story.j2'}: prompts about {concept!r} must "
                "differ in `identity` alone"
            )


def read_stories(path: Path, cultures: Mapping[str, Culture]) -> list[Story]:
    """Read stories from a csv file with `identity` (a role card's name), `concept` and `text`.

    Raises:
        InputError: a cell is empty, an identity is unknown, or a story is there twice.
    """
    read_header(path, COLUMNS)
    found: dict[tuple[str, str], Story] = {}
    for line, cells in read_rows(path, COLUMNS):
        for name, cell in zip(COLUMNS, cells, strict=True):
            if not cell:
                raise InputError(f"{path}:{line}: {name}: must not be empty")
        each = Story(*cells)
        if each.identity not in cultures:
            raise InputError(
                f"{path}:{line}: identity: {each.identity!r}{nearest(each.identity, cultures)}"
            )
        if each[:2] in found:
            raise InputError(f"{path}:{line}: {each.identity} and {each.concept} stand above, too")
        found[each.identity, each.concept] = each
    return list(found.values())


async def tell(
    lab: Lab, ledger: Ledger, concepts: Sequence[str], shown: Mapping[str, str]
) -> tuple[list[Story], Counter[str], str]:
    """Return the stories of all cultures and concepts, what went wrong, and the model's name.

    Args:
        lab: the study's context.
        ledger: keeps the calls.
        concepts: what stories are about.
        shown: by culture, a picture as data URL that stands for the identity in words; {} for none.

    Raises:
        InputError: the model or the template is unsuitable.
        Stopped: a limit ended it; finished calls are kept.
    """
    setup, cards = lab.setup, lab.setup.cultures
    check_prompts(setup.prompts, concepts, list(cards.values()))
    models = connect_roles(setup, [ROLE], lab.models, lab.progress)
    if shown and not models[ROLE].images:
        raise InputError(
            f"models.{ROLE}: {models[ROLE].name} takes no pictures; a vision model behind an "
            "endpoint does (openai/<name> with its base_url)"
        )
    tasks = [(name, concept) for concept in concepts for name in cards]
    limits = setup.config.limits
    async with Session(setup, ledger, "study", models, progress=lab.progress) as session:
        teller = _Teller(session.gateways[ROLE], setup.prompts, cards, shown)
        work = counted("stories", teller.tell, len(tasks), lab.progress)
        await run_pool(
            tasks, work, limits.concurrency, stall=limits.stall, progress=lambda: teller.done
        )
    told = [teller.stories[task] for task in tasks if task in teller.stories]
    return told, teller.troubles, models[ROLE].name


@dataclass
class _Teller:
    """Asks a model for stories."""

    gateway: Gateway
    prompts: Prompts
    cards: Mapping[str, Culture]
    shown: Mapping[str, str]
    stories: dict[tuple[str, str], Story] = field(default_factory=dict)
    troubles: Counter[str] = field(default_factory=Counter)
    done: int = 0

    async def tell(self, task: tuple[str, str]) -> None:
        """Ask for a story."""
        identity, concept = task
        try:
            reply, _ = await self.gateway.reply([self._message(identity, concept)], PARAMS)
        except ModelError as error:
            if error.trouble != "rejected":
                raise
            self.troubles["stories refused by the endpoint"] += 1
        else:
            if reply.text.strip():
                self.stories[task] = Story(identity, concept, reply.text.strip())
            else:
                self.troubles["empty stories"] += 1
        self.done += 1

    def _message(self, identity: str, concept: str) -> Message:
        if identity in self.shown:
            asked = self.prompts.render("study/stories/pictured", concept=concept)
            return {"role": "user", "content": asked, "image": self.shown[identity]}
        asked = prompt_of(self.prompts, concept, self.cards[identity])
        return {"role": "user", "content": asked}
