"""Plausible turns of about sixty words, a different one for every request."""

import random

SLOTS = {
    "kin": (
        "grandmother", "uncle", "sister", "cousin", "neighbour", "father", "aunt", "brother",
        "mother-in-law", "niece", "old teacher", "landlord", "godfather", "nephew", "stepfather",
        "grandfather",
    ),
    "place": (
        "village", "harbour", "old town", "market street", "valley", "suburb", "hill quarter",
        "station district", "fishing port", "mill town", "river bend", "mountain hamlet",
        "factory quarter", "garden colony", "island", "border town",
    ),
    "act": (
        "baked flat bread", "mended the nets", "kept the accounts", "sold copper pots",
        "planted walnut trees", "repaired bicycles", "taught the choir", "drove the night bus",
        "pressed olives", "wove carpets", "ran the tea house", "carried the post", "dyed wool",
        "built stone walls", "bred pigeons", "bottled plums",
    ),
    "when": (
        "every Friday", "before the harvest", "after the first snow", "on market days",
        "during the long fast", "in the dry months", "when guests arrive", "at the new moon",
        "between two shifts", "on the eve of a wedding", "once the rains begin", "at dawn",
        "in the school holidays", "the day after a funeral", "late in the autumn", "at noon",
    ),
    "thing": (
        "a bowl of soup", "the front door", "a seat by the stove", "half the wages",
        "an honest word", "the family name", "a quiet evening", "the best teapot",
        "a borrowed coat", "the evening meal", "a letter from abroad", "the key to the cellar",
        "a basket of figs", "the first slice", "an unpaid bill", "the radio",
    ),
    "trait": (
        "stubborn", "generous", "sparing", "proud", "wary", "patient", "noisy", "shy", "strict",
        "cheerful", "restless", "loyal", "superstitious", "quarrelsome", "thrifty", "dreamy",
    ),
}  # fmt: skip

FRAMES = (
    "My {kin} {act} {when} in the {place}, and people still speak of it.",
    "Nobody in our {place} would touch {thing} {when}, whatever the papers say.",
    "People call us {trait}, yet my {kin} who {act} gave away {thing} {when}.",
    "I learned it {when} from my {kin}, who {act} and never complained about {thing}.",
    "There is a saying in the {place}, known {when}: {thing} belongs to whoever comes.",
    "Younger workers find that {trait}, since my {kin} left the {place} {when}.",
    "What surprised me was how {trait} the {kin} became {when}.",
    "Outsiders notice {thing} {when} and miss the {kin} who {act} behind it.",
    "We quarrel about {thing} {when}, then my {kin} pours tea and all is {trait} again.",
    "Half of the {place} thinks otherwise, and my {trait} {kin} is the loudest {when}.",
    "It costs little: {thing} {when}, a chair outside, my {kin} with time.",
    "Once the mill closed {when}, whoever {act} chose between the {place} and {thing}.",
    "A {trait} person was welcome in our {place} {when}, a person who hid {thing} was not.",
    "Ask any {kin} in the {place} {when} and you will hear about {thing}.",
    "I used to be {trait} about it until I {act} for a whole winter, {when}.",
    "Where do you put {thing} when your {trait} {kin} visits you {when}?",
)
VIEW = "About {thing} {when} my {kin} and I will never agree."
"""Ends every turn, since a closing line has to take a view."""
SENTENCES = 3


def say(key: int) -> str:
    """Return a turn that follows from the key."""
    rng = random.Random(key)
    frames = [*rng.sample(FRAMES, SENTENCES), VIEW]
    return " ".join(
        frame.format(**{slot: rng.choice(words) for slot, words in SLOTS.items()} | _years(rng))
        for frame in frames
    )


def _years(rng: random.Random) -> dict[str, str]:
    """Draw slots with a year, which keeps turns from echoing earlier ones."""
    when, thing = (f"{rng.choice(SLOTS[each])} {{}} {{}}" for each in ("when", "thing"))
    years = (rng.randrange(1900, 2000) for _ in range(2))
    return {
        "when": when.format("in", next(years)),
        "thing": thing.format("of", next(years)),
    }
