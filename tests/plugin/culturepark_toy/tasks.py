from park.evaluate.scoring import score, shares_table
from park.evaluate.task import Task
from park.records.card import Card
from park.records.scores import Question


class Drinks(Task):
    name = "drinks"
    help = "whether tea is preferred to coffee"
    card = Card(
        authors="the makers of this package",
        audience="readers of the documentation",
        words="our own",
        language="English",
        assumptions="everybody knows both drinks",
        annotators="nobody: there is no right answer",
        limits="why people prefer what they drink",
    )

    @classmethod
    def prepare(cls, setup):
        return cls()

    async def run(self, panel):
        asked = [_question(0, "tea", "coffee"), _question(1, "coffee", "tea")]
        return [_score(who, await panel.ask(who, asked), panel) for who in panel.respondents]


def _question(order, one, other):
    text = f"Which do you prefer? (A) {one} (B) {other}"
    kind = {"task": "drinks", "set": "drinks", "item": "tea", "form": "plain", "order": order}
    return Question(text=text, markers=("A", "B"), options=(one, other), **kind)


def _score(who, responses, panel):
    table = shares_table(responses, ["tea"])
    shares = table._replace(values=table.values[..., 0])
    known = {"method": who.method, "culture": who.culture, "model": panel.model}
    return score(shares, task="drinks", metric="tea", **known)
