"""Verification of opinions against their stance, with one rewrite.

The graph per opinion is verify → (rewrite → verify) → end. It only decides whether to rewrite;
`verdicts` applies the thresholds.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypedDict, cast

from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime

from park.config import FilterConfig
from park.filter.judge import LETTERS, NONE, Judge, lettered
from park.models.base import ModelError
from park.records import Item, Opinion, Round, Vote
from park.records.round import RELATIONS, Relation, Thresholds
from park.surveys.stance import side
from park.text.choice import chosen
from park.text.objects import find_object


class State(TypedDict):
    """The graph's state."""

    text: str
    rounds: tuple[Round, ...]


@dataclass(frozen=True)
class Context:
    """The graph's constants."""

    judge: Judge
    settings: FilterConfig
    opinion: Opinion
    item: Item


async def _verify(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    context = runtime.context
    found = await relate(
        context.judge,
        context.item,
        context.opinion.seed.stance,
        state["text"],
        votes=context.settings.votes,
    )
    return {"rounds": (*state["rounds"], found)}


async def _rewrite(state: State, runtime: Runtime[Context]) -> dict[str, Any]:
    judge, opinion = runtime.context.judge, runtime.context.opinion
    asked = judge.render(
        "filter/rewrite",
        statement=opinion.statement,
        stance=opinion.stance_label,
        opinion=state["text"],
        language_name=judge.language_name(opinion.language),
    )
    try:
        text, _ = await judge.tell([{"role": "user", "content": asked}], REWRITTEN)
    except ModelError as error:
        if error.trouble == "fatal":
            raise
        return {}
    data = find_object(text)
    rewritten = data.get("opinion") if isinstance(data, dict) else None
    if not isinstance(rewritten, str) or not rewritten.strip():
        return {}
    return {"text": rewritten.strip()}


async def _after_verifying(state: State, runtime: Runtime[Context]) -> str:
    again = len(state["rounds"]) == 1 and runtime.context.settings.rewrite
    return "rewrite" if again and state["rounds"][0].relation == "contradicts" else END


async def _after_rewriting(state: State) -> str:
    """Verify again if the text has changed."""
    return "verify" if state["text"] != state["rounds"][-1].text else END


@cache
def verification_graph() -> CompiledStateGraph[State, Context, State, State]:
    """Compile the graph, shared by all opinions."""
    graph = StateGraph(State, context_schema=Context)
    graph.add_node("verify", _verify)
    graph.add_node("rewrite", _rewrite)
    graph.add_edge(START, "verify")
    graph.add_conditional_edges("verify", _after_verifying, ["rewrite", END])
    graph.add_conditional_edges("rewrite", _after_rewriting, ["verify", END])
    return graph.compile()


async def verify(
    judge: Judge,
    opinion: Opinion,
    item: Item,
    settings: FilterConfig,
    thresholds: Thresholds | None = None,
) -> list[Round]:
    """Verify an opinion; if it contradicts its stance, rewrite and verify it again.

    Whether it bears on its statement is asked last, and only if the stance's threshold keeps it.

    Args:
        judge: the judge.
        opinion: the opinion.
        item: its seed's item.
        settings: the number of votes and whether to rewrite.
        thresholds: those that apply; without them, relevance is not asked.

    Returns:
        The verification of the opinion, and of the rewritten one if any.

    Raises:
        ModelError: the judge fails fatally.
    """
    start: State = {"text": opinion.text, "rounds": ()}
    context = Context(judge, settings, opinion, item)
    config: Any = {"callbacks": []}
    state = cast(State, await verification_graph().ainvoke(start, config, context=context))
    rounds = list(state["rounds"])
    if thresholds is not None:
        stance = opinion.seed.stance
        rounds[-1] = await _bearing(judge, item, stance, rounds[-1], thresholds)
    return rounds


def half(item: Item, stance: int) -> int:
    """Return the side of a stance on its item's scale; 0 without a scale."""
    return side(item, stance) if item.ordered else 0


async def _bearing(
    judge: Judge, item: Item, stance: int, last: Round, thresholds: Thresholds
) -> Round:
    found = last.probabilities
    if thresholds.relevant is None or found is None or last.votes:
        return last
    if thresholds.score(found) < thresholds.of(half(item, stance)):
        return last
    try:
        return last.model_copy(update={"relevant": await relevance(judge, item, last.text)})
    except ModelError as error:
        if error.trouble == "fatal":
            raise
        return last.model_copy(update={"error": str(error)})


def labels_of(item: Item, stance: int) -> dict[str, str]:
    """Return the label of each relation to a stance, in the order of the item's scale.

    The judge does not see the stance. It chooses the end of the scale that the opinion supports, or
    neither: the stance's end means `entails`, the other one `contradicts`.
    """
    first, last = item.scale[0], item.scale[-1]
    middle = (first + last) / 2
    if not item.ordered:
        labels = {"entails": item.label(stance), "contradicts": "one of the other answers"}
    elif stance == middle or stance in item.aside:
        ends = f"{item.label(first)}, or {item.label(last)}"
        labels = {"entails": item.label(stance), "contradicts": ends}
    elif stance < middle:
        labels = {"entails": item.label(first), "contradicts": item.label(last)}
    else:
        labels = {"contradicts": item.label(first), "entails": item.label(last)}
    return {**labels, "irrelevant": NONE}


async def relate(judge: Judge, item: Item, stance: int, opinion: str, *, votes: int = 1) -> Round:
    """Ask for an opinion's relation to a stance, by probabilities if possible.

    Without probabilities, or if the letters have hardly any, the judge votes in words.

    Raises:
        ModelError: the judge fails fatally.
    """
    case = {"statement": item.statement, "opinion": opinion}
    labels = labels_of(item, stance)
    try:
        if judge.gives_probabilities:
            found = await judge.weigh("filter/verify", labels, examples=True, **case)
            if found is not None:
                return Round(text=opinion, probabilities=found)
        cast_votes = [await _vote(judge, labels, case, number) for number in range(votes)]
    except ModelError as error:
        if error.trouble == "fatal":
            raise
        return Round(text=opinion, error=str(error))
    return Round(text=opinion, probabilities=_shares(cast_votes), votes=tuple(cast_votes))


async def relevance(judge: Judge, item: Item, opinion: str) -> float | None:
    """Return the probability that an opinion bears on the statement; None if there is none.

    Raises:
        ModelError: the call failed for a reason unrelated to the opinion.
    """
    case = {"statement": item.statement, "opinion": opinion}
    found = await judge.weigh("filter/relevant", RELEVANCE, examples=True, **case)
    return found["relevant"] if found else None


async def _vote(judge: Judge, labels: dict[str, str], case: dict[str, str], number: int) -> Vote:
    """Ask for a vote in words, reversing the labels every other time."""
    names = list(labels)[:: 1 if number % 2 == 0 else -1]
    messages = judge.asks("filter/verify", lettered(labels, names), True, **case)
    text, call = await judge.tell(messages, VERDICT, sample=number)
    return read_vote(text, names, call, [labels[name] for name in names])


def read_vote(text: str, names: Sequence[str], call: str = "", labels: Sequence[str] = ()) -> Vote:
    """Parse a verdict: JSON or text that names one of the letters.

    Args:
        text: the judge's answer.
        names: the relations in the order of their letters.
        call: the call's key.
        labels: the relations' labels, in the same order.
    """
    data = find_object(text)
    rationale = data.get("rationale") if isinstance(data, dict) else None
    said = rationale if isinstance(rationale, str) else ""
    place = chosen(text, LETTERS[: len(names)], labels, key="verdict")
    if place is None:
        return Vote(relation=None, rationale=said, call=call)
    relation = cast(Relation, names[place])
    return Vote(relation=relation, letter=LETTERS[place], rationale=said, call=call)


def _shares(votes: Sequence[Vote]) -> dict[str, float] | None:
    counts = Counter(vote.relation for vote in votes if vote.relation is not None)
    total = counts.total()
    return {name: counts[name] / total for name in RELATIONS} if total else None


RELEVANCE = {
    "relevant": "these words take a view of it",
    "irrelevant": "these words are about something else, or say nothing",
}
VERDICT: dict[str, Any] = {
    "type": "object",
    "properties": {
        "rationale": {"type": "string"},
        "verdict": {"type": "string", "enum": ["A", "B", "C"]},
    },
    "required": ["rationale", "verdict"],
    "additionalProperties": False,
}
REWRITTEN: dict[str, Any] = {
    "type": "object",
    "properties": {"opinion": {"type": "string"}},
    "required": ["opinion"],
    "additionalProperties": False,
}
