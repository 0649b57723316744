"""Descriptions of cultures, made by rule from people's answers, norms or a role card."""

import re
from collections.abc import Sequence
from random import Random

from park.align.norms import Norm
from park.align.people import Shares
from park.errors import InputError
from park.ledger.keys import rng_of
from park.records import Culture, Item

MOST_WORDS = 5_000
"""Words of a description."""
QUANTITIES = (
    (0.9, "nearly all"),
    (0.6, "most"),
    (0.4, "about half the"),
    (0.15, "some"),
    (0, "few"),
)
"""Words for a share, each with the least share that it stands for."""
AGREES = re.compile(r"[a-z ]*agree")
"""Labels that a statement can follow."""
ENDS = re.compile(r"(?<=[.!?؟])\s+|(?<=[。！？])|\n+")


def by_answers(
    name: str, items: Sequence[Item], shares: Shares, count: int, number: int = 0
) -> str:
    """Return a description by a sample of people's answers, a sentence an item.

    A sentence tells the share of one option, drawn with that share as its probability. Another
    number gives another sample, wording and order: a paraphrase. The country is never named: else
    a generator would learn names instead of reading what is said, and names tell nothing of others.

    Args:
        name: whose answers; with the number, it determines what is drawn.
        items: train items.
        shares: people's shares; items without are left out.
        count: how many items.
        number: which description.

    Raises:
        InputError: none of the items was asked.
    """
    known = [item for item in items if item.id in shares]
    if not known:
        raise InputError(f"{name}: people were asked none of the train items; describe it by text")
    rng = rng_of("description", name, count, number)
    return " ".join(
        _sentence(item, shares, rng) for item in rng.sample(known, min(count, len(known)))
    )


def by_norms(name: str, norms: Sequence[Norm], count: int, number: int = 0) -> str:
    """Return a description by a sample of norms, a sentence each, without the country's name.

    Args:
        name: whose norms; with the number, it determines what is drawn.
        norms: mined from train items.
        count: how many norms.
        number: which description.

    Raises:
        InputError: there is no norm.
    """
    if not norms:
        raise InputError(
            f"{name}: no answer to a train item is a norm, one that most people give and "
            "fewer elsewhere; describe it by answers or by text"
        )
    rng = rng_of("description", "norms", name, count, number)
    return " ".join(
        f"Most people here, {norm.share:.0%}, answer “{norm.answer}” to “{norm.statement}”; "
        f"elsewhere {norm.elsewhere:.0%} do."
        for norm in rng.sample(list(norms), min(count, len(norms)))
    )


def _sentence(item: Item, shares: Shares, rng: Random) -> str:
    place = rng.choices(range(len(item.options)), [float(e) for e in shares[item.id]])[0]
    share, label = float(shares[item.id][place]), item.options[place].label
    amount = next(words for least, words in QUANTITIES if share >= least)
    if AGREES.fullmatch(label.lower()) and item.statement.rstrip().endswith("."):
        said = f"{label} that {_inside(item.statement)}"
    else:
        said = f"answer “{label}” to “{item.statement}”"
    return rng.choice(
        (
            f"In this country, {share:.0%} {said}.",
            f"{amount.capitalize()} people here {said}.",
            f"{share:.0%} of people here, {amount}, {said}.",
        )
    )


def _inside(statement: str) -> str:
    """Return a statement as a clause."""
    clause = statement.rstrip().rstrip(".")
    first = clause.split()[0]
    keep = first == "I" or first.startswith("I'") or first[1:] != first[1:].lower()
    return clause if keep else clause[0].lower() + clause[1:]


def by_card(card: Culture) -> str:
    """Return a description from a role card, without what the delegates said."""
    people_there = " ".join(
        f"{each.name} is {each.occupation} in {each.place}." for each in card.delegates
    )
    return f"{card.people} people live in {card.home}. They speak {card.language_name}. " + (
        people_there
    )


def checked(text: str, where: str) -> list[str]:
    """Return a description's sentences.

    Args:
        text: the description.
        where: the option or file that it is from, for the error.

    Raises:
        InputError: it is empty or too long.
    """
    words = len(text.split())
    if not any(each.isalnum() for each in text):
        raise InputError(f"{where}: the description is empty; write a sentence or more")
    if words > MOST_WORDS:
        raise InputError(
            f"{where}: the description has {words:,} words; at most {MOST_WORDS:,} are read"
        )
    parts = [part.strip() for part in ENDS.split(text)]
    return [part for part in parts if any(each.isalnum() for each in part)]
