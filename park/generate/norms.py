"""The norms of its culture that a delegate is told, so that its reasons follow from them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from park.records import Seed
from park.setup import Setup

if TYPE_CHECKING:
    from park.align.norms import Norm, Shelf


class Told(NamedTuple):
    """A norm as told."""

    text: str
    items: tuple[str, ...]
    """Ids of the items that it is mined from."""


@dataclass(frozen=True)
class Guide:
    """Finds the norms nearest to a seed's item.

    A norm of the item itself is left out, which would tell its answer: the delegate's own is drawn
    from people's shares, and may be a minority's.
    """

    setup: Setup
    most: int
    """Norms to tell."""
    _shelves: "dict[str, Shelf]" = field(default_factory=dict)

    def __call__(self, seed: Seed) -> tuple[Told, ...]:
        """Return a seed's norms, the nearest first; none if the culture has none.

        Raises:
            InputError: the embedder cannot be loaded.
        """
        return tuple(self._told(seed)) if self.most else ()

    def _told(self, seed: Seed) -> Iterator[Told]:
        from park.align.norms import phrase

        setup = self.setup
        card, item = setup.cultures[seed.culture], setup.survey.items[seed.item]
        shelf = self._shelf(seed.culture)
        own = [norm for norm in shelf.norms if self._same(norm, item.twin or item.id)]
        (near,) = shelf.near([item.statement], self.most + len(own))
        for norm in [each for each in near if each not in own][: self.most]:
            yield Told(phrase(norm, card.home, setup.prompts), norm.items)

    def _shelf(self, culture: str) -> "Shelf":
        from park.align.norms import Shelf, mine

        if culture not in self._shelves:
            setup = self.setup
            norms = mine(setup.survey, setup.train_items, setup.cultures[culture])
            self._shelves[culture] = Shelf(norms, setup.embedder())
        return self._shelves[culture]

    def _same(self, norm: "Norm", item: str) -> bool:
        """Whether a norm is mined from an item or its twin."""
        items = self.setup.survey.items
        return any((items[name].twin or name) == item for name in norm.items)
