"""Control: an adapter made from another culture's description."""

from park.align.methods.generated import Generated


class GeneratedShuffled(Generated):
    """The cultural prompt with an adapter made from another culture's description."""

    name = "generated-shuffled"
    help = "control of generated: made from another culture's description"
    order = 49
    baselines = ()
    controlled = False
