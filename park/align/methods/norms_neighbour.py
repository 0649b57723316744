"""A control of `norms`: those of the nearest country."""

from typing import ClassVar

from park.align.methods.norms import Neighbour


class NormsNeighbour(Neighbour):
    """The nearest country's norms, told as the culture's own."""

    name = "norms-neighbour"
    help = "a control of norms: those of the country that answers train items most alike"
    order = 61
    baselines: ClassVar[tuple[str, ...]] = ()
    controlled = False
