"""The base class of methods that answer through a panel of personas."""

from collections.abc import Iterator, Mapping
from typing import ClassVar

from park.align.method import Method, World
from park.align.panels import PersonaPanel, panel_of
from park.align.panels.wording import ENGLISH, dimensions
from park.align.respondent import Respondent
from park.errors import InputError
from park.ledger.keys import key_of


class Paneled(Method):
    """A method with a panel of personas for each culture.

    A culture without a panel is not represented: its people were asked none of the items that
    describe personas, or it is one of which nothing may be known.
    """

    by_default = False
    baselines: ClassVar[tuple[str, ...]] = ("plain", "prompt", "matched")

    def __init__(self) -> None:
        """Start without panels."""
        self.panels: Mapping[str, PersonaPanel] = {}

    def respondents(self, world: World) -> Iterator[Respondent]:
        """Yield one for each culture with a panel.

        Raises:
            InputError: the survey has none of the items that describe personas.
        """
        self.panels = _panels(world)
        for culture, panel in self.panels.items():
            knows = key_of(panel.personas)
            yield Respondent(self.name, culture, world.system(culture), knows=knows)

    def remarks(self) -> Iterator[str]:
        """Yield what the personas are made of."""
        for culture, panel in self.panels.items():
            language = "English" if panel.language == ENGLISH else panel.language
            ages = f"ages {', '.join(panel.bands)}" if panel.bands else "without age bands"
            yield (
                f"personas of {culture}: {len(panel.personas)} in {language}, {ages}, "
                f"from {', '.join(panel.dimensions)}"
            )


def _panels(world: World) -> dict[str, PersonaPanel]:
    if world.setup is None:
        return {}
    setup = world.setup
    described = {i for ends in dimensions().dimensions.values() for i in ends}
    usable = [
        item
        for item in setup.train_items
        if item.id in described and item.source in dimensions().sources
    ]
    if not usable:
        raise InputError(
            "--methods: a panel of personas needs train items of the World Values Survey that "
            f"describe people, such as Q164 or Q29; {', '.join(setup.config.seeds.source)} has none"
        )
    new = set(setup.config.evaluate.heldout_cultures)
    made = {
        name: panel_of(card, setup.survey, usable, world.prompts)
        for name, card in world.cultures.items()
        if name not in new
    }
    return {name: panel for name, panel in made.items() if panel is not None}
