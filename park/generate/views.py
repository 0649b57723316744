"""A speaker's view of a dialogue, as a pure function of the transcript.

A view only grows at its end, so that all but the new part hits a server's prompt cache. If it
exceeds the context, the oldest turns are dropped, never the head.
"""

from collections.abc import Sequence
from functools import cache, lru_cache

from park.generate.state import Scene, speaker_of
from park.models.base import Message
from park.prompts import Prompts
from park.records import Speaker, Turn

DROP = 2
"""Pairs of turns to drop at once, to keep the view's prefix stable for a while."""

NOTE = 20
"""Tokens reserved for the note on dropped turns."""

TOKENS_PER_CHARACTER = (
    (0x0080, 0.40),
    (0x0600, 1.00),
    (0x0900, 0.95),
    (0x0E00, 1.70),
    (0x110000, 1.60),
)
"""Upper ends of code point ranges with conservative rates for byte-level tokenizers: ASCII,
European
scripts, Arabic and its neighbours, the scripts of India, everything else."""
ASCII_ALONE = 0.33
"""Tokens per character of ASCII text, which is mostly English."""


def messages_for(
    prompts: Prompts,
    scene: Scene,
    turns: Sequence[Turn],
    room: int,
    note: str = "",
    asked: Sequence[str] = (),
) -> list[Message]:
    """Return the next speaker's prompt.

    Args:
        prompts: the templates.
        scene: the dialogue's settings.
        turns: all turns so far.
        room: maximum tokens of the messages.
        note: why the last attempt at this turn failed; '' for the first one.
        asked: the `question` of each turn so far, if known; they are made anew otherwise.

    Returns:
        Chat messages in which the next speaker is the assistant.
    """
    speaker = speaker_of(len(turns))
    head = list(scene.heads[speaker])
    first = 0 if speaker == "contact" else 1
    own = range(first, len(turns), 2)
    questions = [asked[n] if asked else question(prompts, scene, turns, n) for n in own]
    questions.append(question(prompts, scene, turns, len(turns), note=note))
    said = [turns[number].text for number in own]
    dropped = _drop(head, questions, said, room)
    if dropped:
        number = first + 2 * dropped
        last = note if number == len(turns) else ""
        questions[dropped] = question(prompts, scene, turns, number, note=last, dropped=True)
    messages = head
    for words, answer in zip(questions[dropped:], said[dropped:], strict=False):
        messages += [_message("user", words), _message("assistant", answer)]
    messages.append(_message("user", questions[-1]))
    return messages


def question(
    prompts: Prompts,
    scene: Scene,
    turns: Sequence[Turn],
    number: int,
    note: str = "",
    dropped: bool = False,
) -> str:
    """Return the message that asks for a turn, including the other speaker's last words."""
    speaker = speaker_of(number)
    other: Speaker = "delegate" if speaker == "contact" else "contact"
    return prompts.render(
        "generate/turn",
        speaker=scene.name(speaker),
        other=scene.name(other),
        said=turns[number - 1].text if number else scene.small_talk,
        statement=scene.statement,
        stance=scene.stance_label if speaker == "delegate" else "",
        first=number < 2,
        last=number + 2 >= len(scene.instructions),
        instruction=scene.instructions[number],
        speak=scene.speak,
        note=note,
        dropped=dropped,
        home=scene.home,
        facts=scene.facts[number],
    )


def _drop(head: Sequence[Message], asked: Sequence[str], said: Sequence[str], room: int) -> int:
    """Return the number of oldest pairs to drop to fit the room."""
    sizes = [tokens(each) + 8 for each in asked]
    for index, answer in enumerate(said):
        sizes[index] += tokens(answer) + 8
    left = room - sum(tokens(message["content"]) + 8 for message in head)
    left -= NOTE if sum(sizes) > left else 0
    dropped = 0
    while sum(sizes[dropped:]) > left and dropped < len(said):
        dropped = min(dropped + DROP, len(said))
    return dropped


@lru_cache(maxsize=16384)
def tokens(text: str) -> int:
    """Return a high estimate of a text's tokens."""
    if text.isascii():
        return int(len(text) * ASCII_ALONE) + 1
    return int(sum(map(_weight, text))) + 1


@cache
def _weight(character: str) -> float:
    return next(weight for end, weight in TOKENS_PER_CHARACTER if ord(character) < end)


def _message(role: str, content: str) -> Message:
    return {"role": role, "content": content}
