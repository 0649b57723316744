"""The comparison of methods: score, gains and cost, with a chart of the gains."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from park.align.comparison import GAINS, comparison, verdict
from park.findings.format import NONE, number
from park.findings.model import Figure
from park.ledger.costs import cost_of
from park.ledger.ledger import Ledger
from park.records.scores import Score
from park.report import svg
from park.report.blocks import Block, Charts, Notes, Section, Table, Text
from park.report.model import Compared, Facts

MEANING = (
    "1 − Jensen–Shannon distance to people’s answers on held-out items. A method is of use where "
    "its gain over the prompt is above 0; it knows something of cultures that other countries do "
    "not tell where its gain over ridge is. Controls ask no model."
)


def compared(ledger: Ledger) -> tuple[Compared, ...]:
    """Return the methods of each model whose answers' cost is known, the best first."""
    scores = list(ledger.scores())
    models = dict.fromkeys(score.model for score in scores if score.model)
    return tuple(row for model in models for row in _rows(ledger, scores, model))


def verdicts(ledger: Ledger) -> Iterator[str]:
    """Yield, for each model, whether norms tell more than shuffled ones."""
    scores = list(ledger.scores())
    for model in dict.fromkeys(score.model for score in scores if score.model):
        if told := verdict([score for score in scores if score.model == model]):
            yield f"{model}: {told}."


def _rows(ledger: Ledger, scores: Sequence[Score], model: str) -> Iterator[Compared]:
    own = [score for score in scores if score.model in ("", model)]
    costs = {
        name: cost_of(ledger, model, name) for name in {s.method for s in own if not s.control}
    }
    if any(cost.answers for cost in costs.values()):
        for row in comparison(own, costs):
            yield _compared(row, model)


def _compared(row: Mapping[str, Any], model: str) -> Compared:
    return Compared(
        method=row["method"],
        model="" if row["control"] else model,
        control=row["control"],
        score=Figure(**row["score"]),
        gains={name: Figure(**gain) for name, gain in row["gains"].items() if gain},
        calls=row["calls_per_answer"],
        tokens=row["tokens_per_answer"],
        seconds=row["seconds_per_answer"],
    )


def sections(facts: Facts) -> Iterator[Section]:
    """Yield the section, if methods were compared."""
    if facts.methods:
        yield Section("methods", "Methods compared", list(_blocks(facts)))


def _blocks(facts: Facts) -> Iterator[Block]:
    rows = facts.methods
    yield Text(MEANING)
    if facts.norms:
        yield Notes(list(facts.norms))
    several = len({row.model for row in rows if row.model}) > 1
    table = Table(
        "Methods on held-out items; calls, tokens and seconds for each answer",
        ("method", "score", "95 % interval", "n", "over prompt", "over ridge",
         "calls", "tokens", "seconds"),
        [_cells(row, several=several) for row in rows],
    )  # fmt: skip
    effects = [effect for row in rows if (effect := _effect(row, several=several))]
    if not effects:
        yield table
        return
    told = svg.Described(
        "methods",
        "Gain of each method over the prompt",
        "; ".join(f"{each.label} {number(each.value)}" for each in effects),
    )
    picture = svg.forest(told, effects, ("the prompt is better", "the method is better"))
    key = "Filled: the interval leaves 0 out; hollow: undecided."
    yield Charts([picture], "Gain over the prompt, with 95 % intervals.", table, key)


def _name(row: Compared, *, several: bool) -> str:
    mark = "control " if row.control else ""
    return f"{mark}{row.method}" + (f", {row.model}" if several and row.model else "")


def _cells(row: Compared, *, several: bool) -> tuple[str, ...]:
    gains = [_difference(row.gains.get(name)) for name in GAINS]
    costs = [
        NONE if each is None else number(each) for each in (row.calls, row.tokens, row.seconds)
    ]
    between = (
        NONE if row.score.low is None else f"{number(row.score.low)} to {number(row.score.high)}"
    )
    score = number(row.score.value)
    return _name(row, several=several), score, between, number(row.score.n), *gains, *costs


def _difference(gain: Figure | None) -> str:
    if gain is None or gain.value is None:
        return NONE
    if gain.low is None:
        return number(gain.value)
    return f"{number(gain.value)} ({number(gain.low)} to {number(gain.high)})"


def _effect(row: Compared, *, several: bool) -> svg.Effect | None:
    gain = row.gains.get("prompt")
    if gain is None or gain.value is None or gain.low is None or gain.high is None:
        return None
    kind = "undecided" if gain.low <= 0 <= gain.high else "better" if gain.value > 0 else "worse"
    return svg.Effect(_name(row, several=several), gain.value, gain.low, gain.high, kind)
