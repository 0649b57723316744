"""A debate about a culture's answer: one argues, one objects, a judge decides."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, TypedDict, cast

from park.align.respondent import Asker, Respondent
from park.ledger.keys import seed_of
from park.prompts import Prompts
from park.records.scores import Question


@dataclass(frozen=True)
class Context:
    """What a debate is about; constant."""

    asker: Asker
    speakers: tuple[Respondent, Respondent]
    """Who argues for an answer, and who for another."""
    home: str
    """The country as used in a sentence."""
    question: Question
    prompts: Prompts
    max_tokens: int

    @property
    def about(self) -> dict[str, Any]:
        """The variables of the templates."""
        asked = self.question
        labels = asked.labels or asked.options
        return {"home": self.home, "statement": asked.statement or asked.text, "options": labels}


class State(TypedDict, total=False):
    """What has been said."""

    first: str
    second: str


async def argue(state: State, runtime: Any) -> State:
    """Let the first speaker argue for an answer."""
    return {"first": await _said(runtime.context, 0, "argue", {})}


async def contradict(state: State, runtime: Any) -> State:
    """Let the second speaker argue for another answer."""
    return {"second": await _said(runtime.context, 1, "object", {"said": state["first"]})}


async def _said(context: Context, place: int, template: str, more: Mapping[str, str]) -> str:
    speaker = context.speakers[place]
    text = context.prompts.render(f"evaluate/debate/{template}", **context.about, **more)
    seed = seed_of("debate", template, speaker.culture, context.question.item)
    said = await context.asker.say(
        speaker,
        [{"role": "user", "content": text}],
        max_tokens=context.max_tokens,
        seed=seed,
    )
    return " ".join(said.split())


@cache
def debate_graph() -> Any:
    """Compile the graph, shared by all debates."""
    from langgraph.graph import END, START, StateGraph

    graph = StateGraph(State, context_schema=Context)
    graph.add_node("argue", argue)
    graph.add_node("contradict", contradict)
    graph.add_edge(START, "argue")
    graph.add_edge("argue", "contradict")
    graph.add_edge("contradict", END)
    return graph.compile()


async def debated(context: Context) -> State:
    """Hold a debate and return what was said.

    Raises:
        ParkError: a respondent could not speak.
    """
    config: Any = {"callbacks": []}
    return cast(State, await debate_graph().ainvoke({}, config, context=context))


def judged(question: Question, said: State, home: str, prompts: Prompts) -> Question:
    """Return a question with both sides before it, for the judge."""
    text = prompts.render(
        "evaluate/debate/judge",
        home=home,
        first=said["first"],
        second=said["second"],
        question=question.text,
    )
    return question.model_copy(update={"text": text})
