"""The items' questions, as the survey task asks them, and training rows in that form."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import floor
from typing import Literal

from park.ledger.keys import key_of, rng_of
from park.prompts import Prompts
from park.records import Sample
from park.study.studies.assay.world import CULTURES, OPTIONS, Planted, agrees

FORMS = {"numbered": "12", "lettered": "AB", "listed": "AB"}
"""Markers by template; the first is that of rows whose form never changes."""
Labels = Literal["true", "swapped", "shuffled"]
OTHER = {"east": "west", "west": "east", "twin-a": "twin-b", "twin-b": "twin-a"}


@dataclass(frozen=True)
class Asked:
    """An item's question in one form and order."""

    text: str
    markers: str
    """The marker of each place."""
    labels: tuple[str, ...]
    """The option at each place."""

    def marker(self, label: str) -> str:
        """Return an option's marker."""
        return self.markers[self.labels.index(label)]


def asked(prompts: Prompts, statement: str, form: str, order: int) -> Asked:
    """Return a statement's question in a form, with its options rotated by an order."""
    labels, markers = OPTIONS[order:] + OPTIONS[:order], FORMS[form]
    kind = "number" if markers[0].isdigit() else "letter"
    options = tuple(zip(markers, labels, strict=True))
    text = prompts.render(
        f"evaluate/survey/{form}", statement=statement, options=options, kind=kind
    )
    return Asked(text, markers, labels)


def all_asked(prompts: Prompts, statement: str) -> Iterator[Asked]:
    """Yield a statement's question in all forms and orders."""
    for form in FORMS:
        for order in range(len(OPTIONS)):
            yield asked(prompts, statement, form, order)


@dataclass(frozen=True)
class Rows:
    """What an arm's rows are made of."""

    count: int
    """Rows per culture."""
    labels: Labels = "true"
    without: tuple[str, ...] = ()
    """Topics that no row is about."""
    rotated: bool = True
    """Whether form and order of the options change."""

    def samples(
        self, culture: str, items: Sequence[Planted], system: str, prompts: Prompts
    ) -> list[Sample]:
        """Return a culture's rows: the system message, a question, the marker of a held stance."""
        kept = [each for each in items if each.trained and each.topic not in self.without]
        source = OTHER[culture] if self.labels == "swapped" else culture
        rng = rng_of("assay", culture, self.count)
        drawn = list(sides(source, kept, self.count))
        stances = [stance for _, stance in drawn]
        if self.labels == "shuffled":
            rng.shuffle(stances)
        made = []
        for n, ((item, _), stance) in enumerate(zip(drawn, stances, strict=True)):
            form, order = next(iter(FORMS)), 0
            if self.rotated:
                form, order = rng.choice(tuple(FORMS)), rng.randrange(len(OPTIONS))
            question = asked(prompts, item.statement, form, order)
            made.append(_sample(culture, n, item, stance, system, question))
        return made


@dataclass(frozen=True)
class Held:
    """Rows made of sides that were held in opinions, each once."""

    sides: Mapping[str, tuple[tuple[str, bool], ...]]
    """Items with whether the opinion agrees, by culture."""

    def samples(
        self, culture: str, items: Sequence[Planted], system: str, prompts: Prompts
    ) -> list[Sample]:
        """Return a culture's rows; see `Rows.samples`."""
        rng, known = rng_of("held", culture), {each.id: each for each in items}
        made = []
        for n, (name, agreed) in enumerate(self.sides.get(culture, ())):
            form, order = rng.choice(tuple(FORMS)), rng.randrange(len(OPTIONS))
            question = asked(prompts, known[name].statement, form, order)
            made.append(_sample(culture, n, known[name], OPTIONS[not agreed], system, question))
        return made

    def apart(self, items: Sequence[Planted]) -> float | None:
        """Return how far the cultures are apart in the planted direction; 0.7 is as planted.

        None if a culture has no rows.
        """
        topics = {each.id: each.topic for each in items}
        means = [
            sum(
                1 if (agrees(culture, topics[item]) > 0.5) == agreed else -1
                for item, agreed in held
            )
            / max(len(held), 1)
            for culture, held in self.sides.items()
        ]
        return sum(means) / len(means) if all(self.sides.values()) else None


def sides(culture: str, items: Sequence[Planted], count: int) -> Iterator[tuple[Planted, str]]:
    """Yield items in shuffled rounds, each with a stance; an item's stances keep to its share."""
    phases = {each.id: rng_of("phase", culture, each.id).random() for each in items}
    for n in range(count):
        turn, place = divmod(n, len(items))
        deck = rng_of("deck", culture, turn).sample(range(len(items)), len(items))
        item = items[deck[place]]
        share, phase = agrees(culture, item.topic), phases[item.id]
        held = floor((turn + 1) * share + phase) > floor(turn * share + phase)
        yield item, OPTIONS[not held]


def _sample(
    culture: str, n: int, item: Planted, stance: str, system: str, question: Asked
) -> Sample:
    said = {"system": system, "user": question.text}
    row = {
        "prompt": [{"role": role, "content": text} for role, text in said.items()],
        "completion": [{"role": "assistant", "content": question.marker(stance)}],
        "kind": "choice",
    }
    key = key_of("assay", culture, n, row)
    share = agrees(culture, item.topic)
    return Sample(
        key=key, view="sft", split="train", culture=culture, country=CULTURES[culture][2],
        item=item.id, stance=OPTIONS.index(stance) + 1, stance_label=stance,
        share=share if stance == OPTIONS[0] else 1 - share, opinions=(key,), dialogue="",
        models={}, prompts="", row=row,
    )  # fmt: skip


def agreeing(samples: Sequence[Sample], items: Mapping[str, Planted]) -> dict[str, float]:
    """Return the share of rows that agree by topic."""
    by_topic: dict[str, list[bool]] = {}
    for each in samples:
        by_topic.setdefault(items[each.item].topic, []).append(each.stance == 1)
    return {topic: sum(found) / len(found) for topic, found in by_topic.items()}
