"""Control: an adapter made from random letters."""

from park.align.methods.generated import Generated


class GeneratedRandom(Generated):
    """The cultural prompt with an adapter made from random letters."""

    name = "generated-random"
    help = "control of generated: made from random letters"
    order = 48
    baselines = ()
    controlled = False
