"""Checks as a package outside brings them."""

from park.filter.check import Check
from park.records import Record


class Tea(Check):
    """Opinions about a word that is an option."""

    name = "tea"
    order = 15
    reasons = ("about_tea",)

    class Options(Record):
        """What is looked for."""

        word: str = "tea"

    def fault(self, text, rules):
        """Return the word."""
        return ("about_tea", self.options.word) if self.options.word in text else None


class Undeclared(Tea):
    """A check that gives another reason than it declares."""

    name = "undeclared"
    reasons = ()


class Greedy(Tea):
    """A check whose reason is another count's name."""

    name = "greedy"
    reasons = ("accepted",)


class Broken(Tea):
    """A check that fails on every text."""

    name = "broken"

    def fault(self, text, rules):
        """Fail."""
        return {}[text]
