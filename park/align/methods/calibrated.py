"""Another method's shares, fitted to people's answers to train items."""

from collections.abc import Iterator

from pydantic import Field

from park.align.fitting import Fitting
from park.align.method import Method, World, of_method
from park.align.respondent import Respondent
from park.config import Positive
from park.errors import InputError
from park.records import Name, Record


class CalibratedOptions(Record):
    """Options of the method."""

    of: Name = "prompt"
    """The method whose shares are fitted."""
    people: int | None = Field(default=None, ge=1)
    """Fit to the answers of this many people of the country; to everybody's if null."""
    items: Positive = 60
    """Maximum number of train items to fit to."""


class Calibrated(Method):
    """A temperature, and biases of the places of options, on top of another method."""

    name = "calibrated"
    help = "another method's shares, with temperature and biases fitted on train items"
    order = 90
    baselines = ("plain", "prompt", "verbalised", "distribution")
    by_default = False
    tasks = ("survey",)
    Options = CalibratedOptions

    def respondents(self, world: World) -> Iterator[Respondent]:
        """Yield one for each culture that the other method answers for."""
        options = world.options(self.name)
        if options.of == self.name:
            raise InputError(f"evaluate.options.calibrated.of: {self.name} cannot fit itself")
        fitting = Fitting(options.items, options.people)
        for each in of_method(options.of, world, "evaluate.options.calibrated.of"):
            for culture in [each.culture] if each.culture else world.cultures:
                yield Respondent(
                    self.name, culture, each.system, each.adapter, each.knows, each, fitting
                )
