"""The plain base."""

from collections.abc import Iterator

from park.align.method import Method, World
from park.align.respondent import Respondent


class Plain(Method):
    """The base without a system message, representing no culture."""

    name = "plain"
    help = "the base as it is, without a system message"
    order = 10
    label = "plain base"
    baselines = ()
    controlled = False

    def respondents(self, world: World) -> Iterator[Respondent]:
        """Yield the base alone."""
        yield Respondent(self.name)
