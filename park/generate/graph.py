"""The graph of a dialogue: two alternating speakers, with retries per turn."""

from functools import cache
from typing import Any, cast

from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from park.generate.nodes import speak
from park.generate.state import Context, State

DialogueGraph = CompiledStateGraph[State, Context, State, State]


@cache
def dialogue_graph() -> DialogueGraph:
    """Compile the graph, shared by all dialogues."""
    graph = StateGraph(State, context_schema=Context)
    # Each turn names the next speaker, which costs less than an edge that reads the state anew.
    for speaker in ("contact", "delegate"):
        graph.add_node(speaker, speak, destinations=("contact", "delegate", END))
    graph.add_edge(START, "contact")
    return graph.compile()


async def converse(context: Context) -> State:
    """Generate one dialogue."""
    start: State = {"turns": (), "asked": (), "drafts": (), "ending": None, "failure": ""}
    tries = context.settings.samples + context.settings.retries
    steps = context.settings.turns * tries + 2
    config: Any = {"recursion_limit": steps, "callbacks": []}
    return cast(State, await dialogue_graph().ainvoke(start, config, context=context))
