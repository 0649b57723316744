from park.align.method import Method
from park.align.respondent import Respondent


class Sayings(Method):
    name = "sayings"
    help = "the base, told to think in sayings"
    baselines = ("plain", "prompt")

    def respondents(self, world):
        for name, card in world.cultures.items():
            yield Respondent(self.name, name, f"Recall sayings of {card.home}.")
