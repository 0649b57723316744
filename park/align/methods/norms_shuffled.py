"""A control of `norms`: random answers to the same items."""

from typing import ClassVar

from park.align.methods.norms import Shuffled


class NormsShuffled(Shuffled):
    """The culture's norms, with answers drawn at random."""

    name = "norms-shuffled"
    help = "a control of norms: the same items with answers drawn at random"
    order = 62
    baselines: ClassVar[tuple[str, ...]] = ()
    controlled = False
