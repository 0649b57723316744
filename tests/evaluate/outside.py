"""What a package outside could bring: a task and two methods, one class each."""

from park.align.method import Method
from park.align.respondent import Respondent
from park.evaluate.scoring import score, shares_table
from park.evaluate.task import Nothing, Task
from park.records import Record
from park.records.scores import Question


class TeaOptions(Record):
    """Settings of the task."""

    rival: str = "coffee"


class Tea(Task):
    """Whether tea is preferred."""

    name = "tea"
    help = "whether tea is preferred to another drink"
    Options = TeaOptions

    def __init__(self, rival):
        self.rival = rival

    @classmethod
    def prepare(cls, setup):
        rival = cls.options(setup).rival
        if rival == "tea":
            raise Nothing("tea has no rival")
        return cls(rival)

    def remarks(self):
        yield f"against {self.rival}"

    async def run(self, panel):
        drinks = ("tea", self.rival)
        asked = [
            Question(
                task=self.name, set="drinks", item="tea", form="plain", order=order,
                text=f"Which do you prefer? (A) {one} (B) {other}",
                markers=("A", "B"), options=(one, other),
            )
            for order, (one, other) in enumerate((drinks, drinks[::-1]))
        ]  # fmt: skip
        found = []
        for who in panel.respondents:
            table = shares_table(await panel.ask(who, asked), ["tea"])
            shares = table._replace(values=table.values[..., 0])
            known = {"method": who.method, "culture": who.culture, "model": panel.model}
            found.append(score(shares, task=self.name, metric="tea", **known))
        return found


class Proverbs(Method):
    """Needs no more than a system prompt."""

    name = "proverbs"
    help = "the base, told to think in proverbs"
    baselines = ("plain", "prompt")

    def respondents(self, world):
        for name, card in world.cultures.items():
            yield Respondent(self.name, name, f"Recall proverbs of {card.home}.")


class Sure(Method):
    """Gives all of its shares to the likeliest option."""

    name = "sure"
    help = "the base, rounded to its likeliest option"

    def respondents(self, world):
        yield Respondent(self.name)

    def answer(self, question, answer):
        top = max(answer.shares, key=answer.shares.get, default=None)
        return answer.model_copy(update={"shares": {n: float(n == top) for n in answer.shares}})
