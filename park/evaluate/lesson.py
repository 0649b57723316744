"""Lessons: a learner asks, a tutor answers, and the learner keeps the conversation."""

from collections.abc import Sequence
from dataclasses import dataclass

from park.align.respondent import Respondent
from park.evaluate.panel import Panel
from park.ledger.keys import rng_of, seed_of
from park.models.base import Message
from park.prompts import Prompts
from park.records import Item
from park.records.scores import Role

FOLDER = "evaluate/education"
NEUTRAL = (
    "how ice forms on a lake", "why bread rises in the oven", "how a bicycle stays upright",
    "what makes the sky look blue", "how a thermometer works", "why the moon has phases",
    "how paper is folded into an aeroplane", "how to sharpen a pencil", "why metal feels cold",
    "how rain gets into a river", "how a key opens a lock", "why soap removes grease",
)  # fmt: skip
"""Topics of neutral lessons."""
ANYTHING = "everyday life"
"""Topic if no item has one."""

Said = tuple[tuple[Role, str], ...]
"""Messages as (role, content)."""


@dataclass(frozen=True)
class Plan:
    """A lesson's topics and random seed."""

    home: str
    """The country as used in a sentence; '' for neutral lessons."""
    topics: tuple[str, ...]
    """One per question of the learner."""
    seed: tuple[object, ...]
    max_tokens: int


@dataclass(frozen=True)
class Lesson:
    """A completed lesson."""

    heard: Said
    """The learner's conversation before the exam, with alternating roles."""
    words: int
    """Number of the tutor's words, separated by spaces."""
    empty: int
    """Number of empty messages."""


def topics_of(items: Sequence[Item]) -> tuple[str, ...]:
    """Return the distinct topics of items, without revealing the items."""
    return tuple(dict.fromkeys(item.topic for item in items if item.topic)) or (ANYTHING,)


def pick(topics: Sequence[str], lesson: int, questions: int, *seed: object) -> tuple[str, ...]:
    """Return a lesson's topics; consecutive lessons continue through the shuffled topics."""
    order = list(topics)
    rng_of("topics", *seed).shuffle(order)
    first = lesson * questions
    return tuple(order[(first + number) % len(order)] for number in range(questions))


async def teach(
    panel: Panel, prompts: Prompts, learner: Respondent, tutor: Respondent, plan: Plan
) -> Lesson:
    """Run a lesson; messages are stored, so that it resumes.

    Raises:
        ParkError: a model cannot answer.
    """
    heard: list[Message] = []
    told: list[Message] = []
    said = ""
    for number, topic in enumerate(plan.topics):
        asked = prompts.render(f"{FOLDER}/ask", said=said, home=plan.home, topic=topic)
        heard.append(_message("user", asked))
        question = await _say(panel, learner, heard, plan, 2 * number)
        home = "" if number else plan.home
        opening = prompts.render(f"{FOLDER}/tell", home=home, question=question)
        told.append(_message("user", opening))
        said = await _say(panel, tutor, told, plan, 2 * number + 1)
    heard.append(_message("user", said))
    heard.append(_message("assistant", prompts.render(f"{FOLDER}/ready")))
    answers = [each["content"] for each in told if each["role"] == "assistant"]
    questions = [each["content"] for each in heard[:-1] if each["role"] == "assistant"]
    return Lesson(
        heard=tuple((_role(each), each["content"]) for each in heard),
        words=sum(len(answer.split()) for answer in answers),
        empty=sum(not text.strip() for text in answers + questions),
    )


async def _say(panel: Panel, who: Respondent, past: list[Message], plan: Plan, turn: int) -> str:
    seed = seed_of("lesson", *plan.seed, turn)
    text = await panel.say(who, list(past), max_tokens=plan.max_tokens, seed=seed)
    past.append(_message("assistant", text))
    return text


def _message(role: Role, content: str) -> Message:
    return {"role": role, "content": content}


def _role(message: Message) -> Role:
    return "assistant" if message["role"] == "assistant" else "user"
