"""Plausible opinions of a sentence, some of them copies of earlier ones with small changes."""

import random
from collections.abc import Callable
from typing import Any

WORDS = {
    "who": (
        "my grandmother", "the village teacher", "our neighbours", "young couples", "the elders",
        "most farmers", "a good son", "the eldest daughter", "shopkeepers", "the imam",
        "our priest", "factory workers", "civil servants", "newcomers", "widows", "the landlord",
        "my cousins abroad", "students", "nurses", "bus drivers", "the mayor", "fishermen",
        "city people", "my in-laws", "retired soldiers", "the tailor", "single mothers",
        "bank clerks", "our doctor", "market women", "the younger generation", "craftsmen",
        "journalists", "the tax office", "herders", "my colleagues", "the village council",
        "apprentices", "returning migrants", "tenants", "the headmaster", "wedding guests",
        "taxi drivers", "my late father", "street vendors", "engineers", "the choir",
        "our representatives",
    ),
    "thing": (
        "an honest answer", "the evening meal", "a steady income", "school fees",
        "the family name", "a loan from relatives", "clean water", "the Friday sermon",
        "a diploma", "land near the river", "a handshake", "the village well", "public money",
        "a modest wedding", "unpaid overtime", "the newspaper", "early retirement",
        "a second language", "the health card", "old songs", "a cousin's favour",
        "state pensions", "a quiet Sunday", "mobile phones", "the harvest feast", "a spare room",
        "bride money", "foreign films", "a night shift", "homework", "the bus fare",
        "a locked door", "military service", "a mortgage", "fresh bread", "the ballot box",
        "a borrowed tractor", "vaccination", "hand-written letters", "a police report",
        "fair prices", "the big flat", "a family doctor", "rain insurance", "library books",
        "divorce papers", "the parish fund", "a seat in parliament",
    ),
    "deed": (
        "share what is left over", "speak up at meetings", "look after their parents",
        "pay what they owe", "marry outside the province", "move to the capital",
        "trust a stranger", "keep a promise", "question the authorities", "save for bad years",
        "work on a holiday", "refuse a bribe", "raise a child alone", "obey without asking",
        "stay in touch", "forgive an insult", "start a small business", "vote in every election",
        "learn a trade first", "give to the poor", "wait for permission", "sell the house",
        "complain in public", "pray together", "leave school early", "hire a relative",
        "travel alone at night", "admit a mistake", "accept charity", "cook for the whole street",
        "argue with a teacher", "repair old things", "visit the sick", "sign a contract",
        "live under one roof", "talk about money", "join a union", "report a theft",
        "care for the orchard", "break with tradition", "adopt an orphan", "send money home",
        "drink with the boss", "send a girl to university", "report to the council",
        "bury the dead properly", "bargain at the market", "change religion",
    ),
    "place": (
        "in our valley", "in the old town", "on the islands", "around the harbour",
        "in the mountain villages", "near the border", "in the new suburbs",
        "at the textile mill", "in my home district", "along the coast", "in the south",
        "behind the station", "in a small parish", "at the university", "in the dry provinces",
        "on our street", "in the big cities", "at the cooperative", "in the camp",
        "across the river", "in the capital", "at the family table", "in the old mining towns",
        "in the bazaar", "on the high plateau", "in the barracks", "in tourist resorts",
        "in most offices", "on the plantation", "at the hospital", "in the free port",
        "in the north", "among the lakes", "in the delta", "around the oil fields",
        "at the parliament", "in government schools", "in the quarter where I live",
        "on the railway", "in the steppe", "at the construction site", "on the estate",
        "around the shrine", "in the foothills", "at the town hall", "in the pine villages",
        "on the peninsula", "in exile",
    ),
    "when": (
        "since the war", "after the flood", "every autumn", "in a bad year",
        "once the children are grown", "before an election", "during the fast", "at harvest time",
        "under the new law", "after dark", "in hard times", "when prices rise", "on feast days",
        "in my parents' day", "these days", "at the end of the month", "after a funeral",
        "when nobody is watching", "in winter", "from an early age", "without any delay",
        "before breakfast", "since independence", "in times of drought", "now and then",
        "after the reform", "when strangers come", "on a market day", "at weddings",
        "in an emergency", "as a last resort", "during the strike", "for a whole season",
        "by the second child", "since the mine closed", "over a cup of tea",
    ),
    "good": (
        "a matter of honour", "plain common sense", "a private affair", "worth every sacrifice",
        "the surest way to lose respect", "something to be proud of", "a luxury we cannot afford",
        "the duty of the state", "older than any law", "a habit from the city",
        "a sign of weakness", "what holds us together", "nobody else's business",
        "the root of most quarrels", "a blessing in disguise", "a waste of good years",
        "only fair", "harder than it sounds", "the least one can ask", "a burden for the women",
        "a lesson I learned late", "against our customs", "out of the question",
        "the beginning of trust", "a question of upbringing", "an insult to the dead",
        "better than any insurance", "a thing of the past", "no longer a shame",
        "the mark of an adult",
    ),
}  # fmt: skip

CLAIMS = (
    "I believe {who} should {deed} {when}",
    "To {deed} is {good} {place}",
    "For {who}, {thing} is {good}",
    "{place}, people {deed} {when}",
    "{who} taught me that {thing} is {good}",
    "Nobody {place} expects {who} to {deed}",
    "It is right to {deed}, even {when}",
    "I would rather {deed} than depend on {thing}",
    "{thing} matters more {place} than elsewhere",
    "We {deed} because {thing} is {good}",
    "Whoever wants {thing} has to {deed} first",
    "{who} may {deed}, but not {when}",
    "Without {thing}, {who} could never {deed}",
    "I was ashamed to {deed} {when}",
    "To me, {thing} {place} is {good}",
    "{who} rarely {deed} nowadays",
    "Let {who} decide about {thing}",
    "{when} we all {deed}",
    "I doubt that {who} care about {thing}",
    "Asking {who} for {thing} is {good}",
)

REASONS = (
    "because {who} depend on {thing}",
    "since {who} {place} cannot {deed}",
    "and {thing} is {good}",
    "for {who} will remember it {when}",
    "although {who} see {thing} differently",
    "while others {deed} {place}",
    "so that {who} can {deed}",
    "as {thing} was never safe {when}",
    "but {who} call it {good}",
    "even if {thing} costs us dearly {when}",
    "which is why {who} left {place}",
    "unless {who} offer {thing}",
    "whatever {who} say about {thing}",
    "and that is {good} {place}",
    "because to {deed} is {good}",
    "until {who} learn to {deed}",
    "yet {thing} changed everything {place}",
    "just as {who} did {when}",
    "and I have seen {who} lose {thing}",
    "since nobody wants to {deed} {when}",
)

SHARE = 0.1
"""Share of the opinions that are copies."""

Change = Callable[[str, Any], str]
"""Changes a text by what `random.Random` draws, or anything with its methods."""


def opinion(rng: Any) -> str:
    """Return one of some 10¹⁴ opinions."""
    text = f"{_filled(rng.choice(CLAIMS), rng)}, {_filled(rng.choice(REASONS), rng)}."
    return text[0].upper() + text[1:]


def _filled(frame: str, rng: Any) -> str:
    return frame.format(**{slot: rng.choice(words) for slot, words in WORDS.items()})


def slip(text: str, rng: Any) -> str:
    """Return nearly the same text: other case or punctuation, a word more, a letter less."""
    kind = rng.randrange(4)
    if kind == 0:
        return text.upper()
    if kind == 1:
        return text.rstrip(".").replace(",", " -") + " !"
    words = text.split(" ")
    place = rng.randrange(1, len(words))
    if kind == 2:
        words.insert(place, rng.choice(("really", "also", "simply", "often")))
    else:
        words[place] = words[place][:-1] or "a"
    return " ".join(words)


def reworded(text: str, rng: random.Random) -> str:
    """Return the same said another way: the clauses turned round, a phrase added."""
    claim, _, reason = text.rstrip(".").rpartition(", ")
    claim = claim[0].lower() + claim[1:]
    return rng.choice(
        (
            f"{reason[0].upper()}{reason[1:]}, {claim}.",
            f"I would say {claim}, and {reason}.",
            f"In my view, {reason}: {claim}.",
        )
    )


def planted(count: int, change: Change, reach: int | None = None) -> tuple[list[str], list[int]]:
    """Return opinions, and for each the index of the one it is a copy of, or its own.

    Args:
        count: how many.
        change: what makes a copy of an original.
        reach: opinions that belong together; a copy follows its original within these.
    """
    rng = random.Random(count)
    texts: list[str] = []
    of: list[int] = []
    for index in range(count):
        first = index - index % reach if reach else 0
        if index > first and rng.random() < SHARE:
            original = of[rng.randrange(first, index)]
            texts.append(change(texts[original], rng))
            of.append(original)
        else:
            texts.append(opinion(rng))
            of.append(index)
    return texts, of
