"""A panel whose answers come from a function."""

from park.evaluate.panel import Backend, Panel
from park.ledger.ledger import Ledger


class Fake(Backend):
    """Answers with `answer(respondent, question)`."""

    name = "fake"

    def __init__(self, answer):
        self.answer = answer

    def identity(self, respondent):
        return respondent.name

    async def choose(self, respondent, questions):
        return [self.answer(respondent, question) for question in questions]

    async def say(self, respondent, messages, *, max_tokens, seed):
        raise AssertionError("nobody is asked to talk")


def panel(answer, respondents, path):
    """Return a panel with a ledger at a path."""
    return Panel(Fake(answer), respondents, Ledger(path))
