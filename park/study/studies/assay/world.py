"""The planted truth: made-up cultures, their survey and what is held out of it."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from park.records import Culture, Person

CULTURES = {
    "east": ("Ilvora", "Ilvoran", "QMA"),
    "west": ("Tesmund", "Tesmunder", "QMB"),
    "twin-a": ("Brenova", "Brenovan", "QMC"),
    "twin-b": ("Daluth", "Daluthi", "QMD"),
}
"""Home, people and user-assigned ISO 3166 code by culture."""
TOPICS = {
    "water": ("canals", "ferries", "bridges", "ponds", "mills"),
    "field": ("orchards", "hedges", "barns", "beehives", "ploughs"),
    "craft": ("looms", "kilns", "anvils", "lathes", "presses"),
    "street": ("lanterns", "fountains", "benches", "statues", "kiosks"),
    "sound": ("bells", "drums", "flutes", "choirs", "whistles"),
    "table": ("soups", "pickles", "cheeses", "noodles", "dumplings"),
}
"""The things that each topic's items are about."""
CLAIMS = (
    "{} should get more public money.",
    "Every town needs {}.",
    "Children should learn about {}.",
    "Life is better with {}.",
    "{} deserve to be kept.",
    "I would pay to keep {}.",
    "We should have more {}.",
    "{} are good for us all.",
    "It is right to be proud of {}.",
    "I like to talk about {}.",
)
"""What the items claim of a thing; each is trained of some things and held out of others."""
SIDES = {"east": "+-+-00", "west": "-+-+00", "twin-a": "++--00", "twin-b": "++--00"}
"""Whether a culture is for (+), against (-) or divided on (0) each topic."""
SHARES = {"+": 0.85, "-": 0.15, "0": 0.5}
"""Share that agrees."""
OPPOSED, NULL = ("water", "field", "craft", "street"), ("sound", "table")
WHOLE = ("craft", "street")
"""Topics that the arm `topics` leaves out: one that each of east and west is for."""
PEOPLE = 1_000
OPTIONS = ("agree", "disagree")


@dataclass(frozen=True)
class Planted:
    """An item, with its place in the plan."""

    id: str
    topic: str
    thing: str
    claim: str
    """With a gap for the thing."""
    statement: str
    trained: bool
    """Whether rows are made of it; otherwise it is held out."""


def items() -> list[Planted]:
    """Return the 60 items: two claims of each of 30 things, one of the two held out.

    Of the opposed topics' things, each claim is trained of one on each side and held out of one on
    each side, so that a claim alone tells nothing.
    """
    made = []
    for t, (topic, things) in enumerate(TOPICS.items()):
        for n, thing in enumerate(things):
            for slot in range(2):
                number = (2 * n + 2 * t + slot) % len(CLAIMS)
                claim, trained = CLAIMS[number], slot == t // 2 % 2
                made.append(
                    Planted(
                        f"{thing}-{number + 1}", topic, thing, claim, stated(claim, thing), trained
                    )
                )
    return made


def agrees(culture: str, topic: str) -> float:
    """Return the share of a culture's people that agrees with a topic's items."""
    return SHARES[SIDES[culture][list(TOPICS).index(topic)]]


def write_survey(path: Path, chosen: Sequence[Planted]) -> Path:
    """Write people's answers to some items as a table for the reader `csv`.

    The things stand as its topics, so that intervals draw things, not single items.
    """
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("item", "topic", "statement", "country", "option", "count"))
        for item in chosen:
            for culture, (_, _, country) in CULTURES.items():
                yes = round(PEOPLE * agrees(culture, item.topic))
                for option, count in zip(OPTIONS, (yes, PEOPLE - yes), strict=True):
                    told = (item.id, item.thing, item.statement)
                    rows.writerow((*told, country, option, count))
    return path


def write_cards(folder: Path) -> Mapping[str, Culture]:
    """Write and return the role cards of the cultures."""
    folder.mkdir(parents=True, exist_ok=True)
    cards = {name: _card(name) for name in CULTURES}
    for name, card in cards.items():
        text = yaml.safe_dump(card.model_dump(mode="json"), sort_keys=False)
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return cards


def stated(claim: str, thing: str) -> str:
    """Return a claim of a thing as a sentence."""
    said = claim.format(thing)
    return said[0].upper() + said[1:]


def _card(name: str) -> Culture:
    home, people, country = CULTURES[name]
    return Culture(
        name=name,
        people=people,
        home=home,
        countries=(country,),
        language="en",
        language_name="English",
        speak="Speak only English.",
        greeting="I had bread this morning. What did you have for breakfast?",
        self_names=(people,),
        delegates=(_person("Arin", "a baker"), _person("Lome", "a carter")),
        partners=("same",),
    )


def _person(name: str, occupation: str) -> Person:
    said = "Bread and tea. I ate it standing."
    return Person(
        name=name, gender="woman", age="30-39", occupation=occupation, place="the old town",
        voice=said, voice_own=said,
    )  # fmt: skip
