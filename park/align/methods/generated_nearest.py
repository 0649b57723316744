"""Control: an adapter made from the nearest trained country."""

from park.align.methods.generated import Generated


class GeneratedNearest(Generated):
    """The cultural prompt with an adapter made from the nearest trained country."""

    name = "generated-nearest"
    help = "control of generated: made from the nearest trained country"
    order = 50
    baselines = ()
    controlled = False
