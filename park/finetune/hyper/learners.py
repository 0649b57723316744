"""Who a generator learns from, and how each is described."""

from collections.abc import Sequence
from dataclasses import dataclass

from park.adapters.recipe import Hyper
from park.align.norms import mine
from park.align.people import people
from park.align.respondent import system_of
from park.errors import InputError
from park.finetune.hyper.descriptions import by_answers, by_card, by_norms
from park.finetune.hyper.encoding import Texts, numbered
from park.finetune.hyper.training import Told
from park.records import Culture
from park.setup import Setup
from park.surveys.countries import name_of

ENOUGH = 2_000
"""Words of a description that an adapter is made from."""


@dataclass(frozen=True)
class Learner:
    """A culture, or a country without a role card."""

    name: str
    home: str
    countries: tuple[str, ...]
    system: str
    """The system message that names it."""
    card: Culture | None = None


def learners(setup: Setup, hyper: Hyper, cultures: Sequence[str] = ()) -> list[Learner]:
    """Return who is trained on: the run's cultures, then the survey's other countries.

    Countries of the cultures that are held out from training never are, nor, with descriptions by
    norms, are countries without any.

    Args:
        setup: the run's setup.
        hyper: the recipe of the generator.
        cultures: only these, and no other countries; all if empty.
    """
    chosen = [of_card(setup, card) for card in setup.narrowed(cultures).cultures.values()]
    if cultures or hyper.countries == "cultures" or hyper.describe == "cards":
        return chosen
    held = setup.cards(setup.config.evaluate.heldout_cultures).values()
    taken = {country for each in chosen for country in each.countries}
    taken |= {country for card in held for country in card.countries}
    rest = [country for country in setup.survey.countries if country not in taken]
    others = [_of_country(setup, country) for country in rest]
    if hyper.describe == "norms":
        others = [each for each in others if mine(setup.survey, setup.train_items, each)]
    return chosen + others


def of_card(setup: Setup, card: Culture) -> Learner:
    """Return a culture with a role card."""
    return Learner(card.name, card.home, card.countries, system_of(card, setup.prompts), card)


def _of_country(setup: Setup, country: str) -> Learner:
    home = name_of(country)
    system = setup.prompts.render("export/system", home=home, language_name="English")
    return Learner(country, home, (country,), system)


def described(setup: Setup, hyper: Hyper, learner: Learner) -> list[str]:
    """Return a learner's descriptions, by train items alone; [] where the recipe gives none.

    Raises:
        InputError: nothing is known to describe it by.
    """
    if hyper.describe == "cards":
        if learner.card is None:
            raise InputError(f"{learner.name}: there is no role card to describe it by")
        return [by_card(learner.card)]
    if hyper.describe == "norms":
        norms = mine(setup.survey, setup.train_items, learner)
        return [
            by_norms(learner.name, norms, hyper.items, number)
            for number in range(hyper.descriptions)
        ]
    if hyper.describe != "answers":
        return []
    shares = people(setup.survey, setup.train_items, learner.countries)
    return [
        by_answers(learner.name, setup.train_items, shares, hyper.items, number)
        for number in range(hyper.descriptions)
    ]


def whole_description(setup: Setup, hyper: Hyper, learner: Learner) -> str:
    """Return a learner's descriptions in one, as many as fit; '' where the recipe gives none."""
    found: list[str] = []
    words = 0
    for text in described(setup, hyper, learner):
        words += len(text.split())
        if found and words > ENOUGH:
            break
        found.append(text)
    return " ".join(found)


def told(setup: Setup, hyper: Hyper, found: Sequence[Learner], texts: Texts) -> Told:
    """Return what a generator reads of each learner."""
    if hyper.describe in ("one-hot", "nothing"):
        vectors, mask = numbered(len(found), None if hyper.describe == "one-hot" else 1)
        return Told(vectors[:, None], mask[:, None])
    each = [described(setup, hyper, learner) for learner in found]
    vectors, mask = texts.encode([text for part in each for text in part])
    count = len(each[0])
    return Told(vectors.unflatten(0, (-1, count)), mask.unflatten(0, (-1, count)))
