"""What answers cost: calls, tokens and seconds of each method, over all evaluations of a run."""

import json
from dataclasses import asdict, astuple, dataclass

from park.ledger.ledger import Ledger

COST = "cost:"
"""Beginning of the names in the `run` table under which costs stand."""
OF_PARTS = "costs of part:"
"""Beginning of the names under which the costs of merged parts stand, by their own names."""


@dataclass(frozen=True)
class Cost:
    """What a method's answers have cost; answers from the ledger cost nothing and do not count."""

    answers: int = 0
    calls: int = 0
    tokens: int = 0
    """Tokens in and out."""
    seconds: float = 0.0

    def __add__(self, other: "Cost") -> "Cost":
        """Return the sum."""
        return Cost(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))

    def __sub__(self, other: "Cost") -> "Cost":
        """Return the difference."""
        return Cost(*(a - b for a, b in zip(astuple(self), astuple(other), strict=True)))


def add_cost(ledger: Ledger, model: str, method: str, cost: Cost) -> None:
    """Add to what a method has cost."""
    key = _key(model, method)
    ledger.put(key, asdict(_cost(ledger.get(key)) + cost))


def cost_of(ledger: Ledger, model: str, method: str) -> Cost:
    """Return what a method has cost, in the run and the parts merged into it."""
    key = _key(model, method)
    parts = (json.loads(text) for _, text in ledger.values(OF_PARTS))
    return sum((_cost(costs.get(key)) for costs in parts), _cost(ledger.get(key)))


def _cost(stored: object) -> Cost:
    return Cost(**stored) if isinstance(stored, dict) else Cost()


def _key(model: str, method: str) -> str:
    return f"{COST}{model}:{method}"
