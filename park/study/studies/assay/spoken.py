"""Level 2: dialogues whose opinions are known, one in five of them bad."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from park.ledger.keys import key_of, rng_of
from park.records import Culture, Dialogue, Seed, Turn
from park.study.studies.assay.asking import sides
from park.study.studies.assay.world import CLAIMS, OPPOSED, OPTIONS, Planted, agrees, stated

Kind = Literal["good", "wrong", "opposite", "duplicate", "invented", "personal"]
BAD: tuple[Kind, ...] = ("wrong", "opposite", "duplicate", "invented", "personal")
"""Against the delegate's answer; "I disagree that X" after "I agree that X"; said before in nearly
the same words; listed, though nobody said it; with an address."""
REASONS: Mapping[Kind, tuple[str, ...]] = {
    "good": (),
    "wrong": ("contradicts", "irrelevant", "unsure"),
    "opposite": ("contradicts", "irrelevant", "unsure"),
    "duplicate": ("near_duplicate", "semantic_duplicate"),
    "invented": ("not_in_dialogue", "not_in_quote"),
    "personal": ("personal_data",),
}
"""Reasons for which the filter should reject them."""
EACH = 5
"""Of as many opinions, one is bad."""
SAYS = (
    ("the town ought to spend more on {}", "the town spends too much on {} as it is"),
    ("no town should be without {}", "a town can do very well without {}"),
    ("I want our children to be taught about {}", "children have better things to learn than {}"),
    ("{} make my life better", "my life would be no worse without {}"),
    ("we ought to hold on to our {}", "we can let our {} go"),
    ("I would gladly pay so that our {} stay", "I would not give a coin to keep our {}"),
    ("I want to see more {} here", "we have too many {} here already"),
    ("I am the better for {}", "{} have never done me any good"),
    ("I am proud of our {}", "nobody needs to be proud of {}"),
    ("I could talk about {} for hours", "talk about {} bores me"),
)
"""How people say a claim, and its opposite."""
WHY = (
    (
        "they bring the young and the old together",
        "my grandmother taught me what they are worth",
        "our street would be poorer without them",
        "they gave my brother his first work",
        "I grew up with them and miss them when I travel",
        "they keep an old skill alive",
    ),
    (
        "they cost more than they bring in",
        "I have never had any use for them",
        "I have lived forty years without them",
        "nobody on our street has any use for them",
        "my father wasted his best years on them",
        "there are better ways to spend a day",
    ),
)
"""Reasons for agreeing and for disagreeing."""
SHAPES = ("{says}, because {why}.", "{why}, so {says}.", "{says}. You see, {why}.")


@dataclass(frozen=True)
class Known:
    """An opinion with what is known of it."""

    dialogue: str
    """Key of its dialogue."""
    culture: str
    item: str
    text: str
    """Also its quote."""
    kind: Kind
    agrees: bool
    """Whether the words agree with the statement."""


@dataclass(frozen=True)
class Spoken:
    """A dialogue and the opinions in it."""

    dialogue: Dialogue
    opinions: tuple[Known, ...]


def spoken(
    cards: Mapping[str, Culture], cultures: Sequence[str], items: Sequence[Planted], each: int
) -> Iterator[Spoken]:
    """Yield dialogues on the trained items of the opposed topics, `each` per item and culture.

    In every fourth one the delegate says something bad, too, so that one opinion in five is bad.
    """
    asked = [item for item in items if item.trained and item.topic in OPPOSED]
    for culture in cultures:
        made: dict[tuple[str, bool], int] = {}
        for n, (item, stance) in enumerate(sides(culture, asked, each * len(asked))):
            yes = stance == OPTIONS[0]
            place = made[item.id, yes] = made.get((item.id, yes), -1) + 1
            kind = BAD[n // (EACH - 1) % len(BAD)] if n % (EACH - 1) == EACH - 2 else "good"
            yield _dialogue(cards[culture], item, n, yes, place, kind)


def _dialogue(
    card: Culture, item: Planted, number: int, yes: bool, place: int, kind: Kind
) -> Spoken:
    key = key_of("spoken", card.name, item.id, number)
    first = _said(item, card.name, yes, place)
    if kind == "opposite":
        first = f"I agree that {_claim(item)}." if yes else f"I disagree that {_claim(item)}."
    second = _bad(item, card.name, yes, place, kind, first)
    said = [first] if kind in ("good", "invented") else [first, second]
    # Two cultures may say the same: the questions tell their dialogues apart.
    lines = [f"What do you in {card.home} say to {item.thing}?", first]
    if len(said) > 1:
        lines += [f"Is that all that you in {card.home} say to {item.thing}?", second]
    turns = tuple(
        Turn(number=n, speaker="delegate" if n % 2 == 0 else "contact", text=text, instruction="")
        for n, text in enumerate(lines, start=1)
    )
    opinions = [Known(key, card.name, item.id, first, "good", yes)]
    if kind != "good":
        says = not yes if kind in ("wrong", "opposite") else yes
        opinions.append(Known(key, card.name, item.id, second, kind, says))
    return Spoken(_record(card, item, key, number, yes, turns), tuple(opinions))


def _said(item: Planted, culture: str, yes: bool, place: int, *, shift: int = 0) -> str:
    """Return an opinion; the reason and the shape change with its place among its like."""
    start = rng_of("said", culture, item.id, yes).randrange(6)
    says = SAYS[CLAIMS.index(item.claim)][not yes].format(item.thing)
    why = WHY[not yes][(start + place + shift) % 6]
    shaped = SHAPES[(start + place) % len(SHAPES)].format(says=says, why=why)
    return shaped[0].upper() + shaped[1:]


def _bad(item: Planted, culture: str, yes: bool, place: int, kind: Kind, first: str) -> str:
    if kind == "wrong":
        return _said(item, culture, not yes, place)
    if kind == "opposite":
        return f"I {'disagree' if yes else 'agree'} that {_claim(item)}."
    if kind == "duplicate":
        return f"Yes, {first[0].lower() if first[:2] != 'I ' else 'I'}{first[1:]}"
    if kind == "personal":
        return f"Write to arin.{culture}{place}@post.example if you doubt it. {first}"
    return _said(item, culture, yes, place, shift=3)


def _claim(item: Planted) -> str:
    said = stated(item.claim, item.thing)
    return said.rstrip(".") if said.startswith("I ") else said[0].lower() + said[1:].rstrip(".")


def _record(
    card: Culture, item: Planted, key: str, number: int, yes: bool, turns: tuple[Turn, ...]
) -> Dialogue:
    share = agrees(card.name, item.topic)
    held = share if yes else 1 - share
    stance = 1 if yes else 2
    seed = Seed(
        key=key_of("seed", key), culture=card.name, country=card.countries[0], item=item.id,
        stance=stance, share=held, side_share=held, repeat=number,
    )  # fmt: skip
    return Dialogue(
        key=key, seed=seed, statement=item.statement, stance_label=OPTIONS[stance - 1],
        style="scripted", language="en", delegate=card.delegates[0], contact=card.delegates[1],
        contact_culture=card.name, models={"delegate": "script", "contact": "script"},
        prompts="", turns=turns, ending="turns",
    )  # fmt: skip
