"""Polls: survey questions as put to the model, with how people answered them."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from park.adapters.recipe import Distribution
from park.align.people import Shares, people
from park.align.questions import MOST_OPTIONS, questions
from park.align.respondent import system_of
from park.errors import InputError, nearest
from park.finetune.samples import Choice, TooFew
from park.ledger.keys import key_of, rng_of
from park.records import Culture, Item, Name, Record, Split, Text
from park.records.adapter import ALL, on_answers
from park.records.scores import Question
from park.setup import Setup

SURVEY = "survey"
"""The task whose templates put the questions."""


class Poll(Record):
    """A question in one form and order, and a culture's answers to it."""

    key: str
    culture: Name
    split: Split
    """`train`, or `test` for held-out items."""
    item: Text
    group: Text
    """The item's topic, else its twin's id or its own."""
    prompt: tuple[dict[str, str], ...]
    """The messages, as in an evaluation."""
    markers: tuple[Text, ...]
    """Markers of the options, in the order of the item's options, however they are shown."""
    shares: tuple[float, ...]
    """People's shares of the options, in the same order."""
    pooled: tuple[float, ...] = ()
    """Mean shares of the other countries, for `target: shift`; () otherwise."""
    graded: bool
    """Whether all options are on a scale."""


def choose_polls(
    setup: Setup, settings: Distribution, cultures: Sequence[str], *, one: bool
) -> Choice[Poll]:
    """Return the polls of each adapter to train, by the adapter's name.

    Args:
        setup: the run's configuration; only its train items are learnt.
        settings: what to learn.
        cultures: the cultures; if empty, all of the run.
        one: a single adapter for all of them, which is told the country.

    Raises:
        InputError: unknown culture.
        TooFew: a requested culture was asked no train item, or none was asked any.
    """
    for name in cultures:
        if name in setup.config.evaluate.heldout_cultures:
            raise InputError(
                f"--cultures: {name} is held out (evaluate.heldout_cultures): nothing learns of it"
            )
        if name not in setup.config.cultures:
            raise InputError(f"--cultures: {name}{nearest(name, setup.config.cultures)}")
    chosen = list(dict.fromkeys(cultures)) or list(setup.config.cultures)
    found = {name: list(_of_culture(setup, settings, setup.cultures[name])) for name in chosen}
    none = [name for name in chosen if not any(each.split == "train" for each in found[name])]
    if none and (cultures or len(none) == len(found)):
        raise TooFew(f"seeds.source: no train item was asked in {_countries(setup, none)}")
    kept = {name: polls for name, polls in found.items() if name not in none}
    if one:
        kept = {ALL: [poll for polls in kept.values() for poll in polls]}
    return Choice(
        {
            on_answers(name, shuffled=settings.labels == "shuffled"): polls
            for name, polls in kept.items()
        },
        asked=bool(cultures) or one,
        left_out={name: f"{_countries(setup, [name])} was asked no train item" for name in none},
    )


def _countries(setup: Setup, names: Sequence[str]) -> str:
    return ", ".join(country for name in names for country in setup.cultures[name].countries)


def _of_culture(setup: Setup, settings: Distribution, card: Culture) -> Iterator[Poll]:
    """Yield a culture's polls of train items, then of held-out items."""
    system = system_of(card, setup.prompts)
    of_split: dict[Split, Sequence[Item]] = {
        "train": _learnt(setup, settings.items),
        "test": setup.heldout,
    }
    for split, found in of_split.items():
        items = [item for item in found if len(item.options) <= MOST_OPTIONS]
        known = people(setup.survey, items, card.countries)
        if split == "train" and settings.labels == "shuffled":
            known = _dealt_out(card.name, known)
        pooled = _pooled(setup, card, items) if settings.target == "shift" else {}
        by_id = {item.id: item for item in items if item.id in known}
        asked = questions(
            SURVEY, list(by_id.values()), setup.prompts, settings.orders, settings.forms
        )
        for each in asked:
            if settings.target == "shares" or each.item in pooled:
                yield _poll(card.name, split, by_id[each.item], each, system, known, pooled)


def _learnt(setup: Setup, most: int | None) -> list[Item]:
    """Return the train items, or `most` of them, evenly spaced over the survey."""
    items = list(setup.train_items)
    count = len(items) if most is None else min(most, len(items))
    return [items[number * len(items) // count] for number in range(count)]


def _dealt_out(culture: str, known: Shares) -> Shares:
    """Return each item's shares, dealt out to its options at random."""
    return {
        item: np.array(rng_of("labels", culture, item).sample(list(shares), len(shares)))
        for item, shares in known.items()
    }


def _pooled(setup: Setup, card: Culture, items: Sequence[Item]) -> Shares:
    """Return the mean shares of the other countries, but for those held out as new ones."""
    hidden = setup.cards(setup.config.evaluate.heldout_cultures).values()
    left_out = {*card.countries, *(country for each in hidden for country in each.countries)}
    others = [country for country in setup.survey.countries if country not in left_out]
    return people(setup.survey, items, others)


def _poll(
    culture: str,
    split: Split,
    item: Item,
    asked: Question,
    system: str,
    known: Shares,
    pooled: Shares,
) -> Poll:
    marker = dict(zip(asked.options, asked.markers, strict=True))
    content: Mapping[str, object] = {
        "culture": culture,
        "split": split,
        "item": item.id,
        "group": item.topic or item.twin or item.id,
        "prompt": (
            {"role": "system", "content": system},
            {"role": "user", "content": asked.text},
        ),
        "markers": tuple(marker[str(option.code)] for option in item.options),
        "shares": tuple(float(each) for each in known[item.id]),
        "pooled": tuple(float(each) for each in pooled.get(item.id, ())),
        "graded": item.graded,
    }
    return Poll(key=key_of("poll", *content.values()), **content)
