"""A control of `norms`: other answers to the same items, drawn at random."""

from typing import ClassVar

from park.align.methods.norms import Shuffled


class NormsShuffled(Shuffled):
    """The culture's norms, with other answers than their own, drawn at random."""

    name = "norms-shuffled"
    help = "a control of norms: the same items with other answers drawn at random"
    order = 62
    baselines: ClassVar[tuple[str, ...]] = ()
    controlled = False
