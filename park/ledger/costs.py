"""What answers cost: calls, tokens and seconds of each method, over all evaluations of a run."""

from dataclasses import asdict, astuple, dataclass

from park.ledger.ledger import Ledger


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
    ledger.put(_key(model, method), asdict(cost_of(ledger, model, method) + cost))


def cost_of(ledger: Ledger, model: str, method: str) -> Cost:
    """Return what a method has cost."""
    stored = ledger.get(_key(model, method))
    return Cost(**stored) if isinstance(stored, dict) else Cost()


def _key(model: str, method: str) -> str:
    return f"cost:{model}:{method}"
