"""A panel whose answers come from a function."""

from park.evaluate.panel import Backend, Panel
from park.ledger.ledger import Ledger


class Fake(Backend):
    """Answers with `answer(answerer, question)`."""

    name = "fake"

    def __init__(self, answer):
        self.answer = answer

    def identity(self, answerer):
        return answerer.name

    async def choose(self, answerer, questions):
        return [self.answer(answerer, question) for question in questions]

    async def say(self, answerer, messages, *, max_tokens, seed):
        raise AssertionError("nobody is asked to talk")


def panel(answer, answerers, path):
    """Return a panel with a ledger at a path."""
    return Panel(Fake(answer), answerers, Ledger(path))
