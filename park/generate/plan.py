"""The plan: seeds for culture × item × repeat, drawn from the survey's answers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from park.config import Seeds
from park.ledger.keys import key_of, rng_of
from park.ledger.shard import Shard
from park.records import Answers, Culture, Item, Seed
from park.surveys.stance import draw, side_share
from park.surveys.survey import Survey


@dataclass(frozen=True)
class Plan:
    """The seeds of a run, generated lazily to save memory."""

    survey: Survey
    cultures: Mapping[str, Culture]
    settings: Seeds
    seed: int
    items: Sequence[Item]
    """The topics of dialogues."""

    def answers(self, culture: Culture, item: str, repeat: int) -> Answers | None:
        """Return the answers to draw a seed from; None if the culture was not asked.

        If several countries were asked, one is drawn by key.
        """
        found = [self.survey.answers_for(item, country) for country in culture.countries]
        asked = [answers for answers in found if answers is not None]
        if len(asked) < 2:
            return asked[0] if asked else None
        return rng_of("country", self.seed, culture.name, item, repeat).choice(asked)

    def not_asked(self, culture: Culture) -> list[str]:
        """Return the items not asked in any country of a culture."""
        return [each.id for each in self.items if self.answers(culture, each.id, 0) is None]

    def sizes(self) -> dict[str, int]:
        """Return the number of seeds per culture."""
        return {
            name: (len(self.items) - len(self.not_asked(culture))) * self.settings.per_item
            for name, culture in self.cultures.items()
        }

    def check(self) -> None:
        """Draw a stance for every item, to fail early.

        Raises:
            InputError: a mean is configured, but an item's options do not form a scale.
        """
        for item in self.items:
            for culture in self.cultures.values():
                answers = self.answers(culture, item.id, 0)
                if answers is not None:
                    self._seed(culture, answers, 0)

    def places(
        self, limit: int | None = None, shard: Shard | None = None
    ) -> Iterator[tuple[Culture, str, int]]:
        """Yield (culture, item, repeat) of the seeds, interleaving cultures.

        So any prefix is balanced.

        Args:
            limit: maximum number of places in all shards together; all if None.
            shard: only the places of this shard.
        """
        for culture, item, repeat in islice(self._places(), limit):
            if shard is None or shard.holds(culture.name, item, repeat):
                yield culture, item, repeat

    def _places(self) -> Iterator[tuple[Culture, str, int]]:
        for repeat in range(self.settings.per_item):
            for item in self.items:
                for culture in self.cultures.values():
                    if item.id not in self._unasked[culture.name]:
                        yield culture, item.id, repeat

    @cached_property
    def _unasked(self) -> Mapping[str, frozenset[str]]:
        return {name: frozenset(self.not_asked(each)) for name, each in self.cultures.items()}

    def seeds(self, limit: int | None = None, shard: Shard | None = None) -> Iterator[Seed]:
        """Draw the seeds of all places; see `places`."""
        for place in self.places(limit, shard):
            yield self._drawn(*place)

    def seeds_at(self, numbers: Iterator[int], limit: int | None = None) -> Iterator[Seed]:
        """Draw the seeds of places by their numbers; see `places`.

        Args:
            numbers: from 0, ascending; each is taken when its seed is asked for.
            limit: number of places; all if None.
        """
        places = enumerate(self.places(limit))
        for wanted in numbers:
            place = next((each for number, each in places if number == wanted), None)
            if place is None:
                return
            yield self._drawn(*place)

    def _drawn(self, culture: Culture, item: str, repeat: int) -> Seed:
        answers = self.answers(culture, item, repeat)
        assert answers is not None
        return self._seed(culture, answers, repeat)

    def _seed(self, culture: Culture, answers: Answers, repeat: int) -> Seed:
        item = self.survey.items[answers.item]
        parts = (self.seed, culture.name, answers.country, item.source, item.id, repeat)
        stance = draw(answers, item, self.settings.stance, rng_of("stance", *parts))
        return Seed(
            key=key_of("seed", *parts, stance),
            culture=culture.name,
            country=answers.country,
            item=item.id,
            stance=stance,
            share=answers.share(stance),
            side_share=side_share(answers, item, stance),
            repeat=repeat,
        )
