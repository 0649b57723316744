"""Renders dialogues as text."""

import textwrap

from park.generate.state import Scene, speaker_of
from park.generate.views import messages_for
from park.prompts import Prompts
from park.records import Dialogue, Turn
from park.text.counts import plural
from park.text.printable import printable

WIDTH = 88
DOTS = "…"
"""Stands for a line that no model has spoken yet."""
ANY = 10**9
"""Tokens that no prompt exceeds."""
ENDINGS = {
    "turns": "all turns done",
    "agreement": "repetition: nothing new was said any more",
    "farewell": "the speakers took leave",
    "refusal": "a speaker refused",
    "error": "failed",
}


def as_line(dialogue: Dialogue) -> str:
    """Return a line with key, culture, item, stance, turns, ending and flags."""
    flags = sum(len(turn.flags) for turn in dialogue.turns)
    ending = "" if dialogue.ending == "turns" else f"  {ENDINGS[dialogue.ending]}"
    flagged = f"  {plural(flags, 'flag')}" if flags else ""
    return printable(
        f"{dialogue.key[:12]}  {dialogue.seed.culture:<11} {dialogue.seed.item:<5} "
        f"{dialogue.stance_label} ({dialogue.seed.share:.0%})  "
        f"{len(dialogue.turns)} turns{ending}{flagged}"
    )


def as_text(dialogue: Dialogue) -> str:
    """Return a readable dialogue."""
    seed = dialogue.seed
    d, c = dialogue.delegate, dialogue.contact
    models = " and ".join(dict.fromkeys(dialogue.models.values()))
    head = [
        f"{seed.culture}, {seed.item}: {dialogue.statement}",
        f"{d.name}: {d.occupation}, {d.age}, {d.place}; answers: {dialogue.stance_label}, "
        f"as {seed.share:.0%} in {seed.country} do",
        *_profile(dialogue),
        *([f"    told norms of {', '.join(dialogue.norms)}"] if dialogue.norms else []),
        f"{c.name}: {c.occupation}, {c.age}, {c.place} ({dialogue.contact_culture})",
        f"{dialogue.style}, {dialogue.language}, {models}, {dialogue.key}",
        "",
    ]
    ending = ENDINGS[dialogue.ending]
    tail = ["", f"({ending}{': ' + dialogue.failure if dialogue.failure else ''})"]
    body = [line for turn in dialogue.turns for line in _turn(turn, dialogue)]
    return "\n".join(printable(line) for line in (*head, *body, *tail))


def _profile(dialogue: Dialogue) -> list[str]:
    profile = dialogue.profile
    if not profile.answers:
        return []
    whose = {"respondent": "of one respondent", "items": "each drawn by itself"}[profile.of]
    told = [f"    “{each.statement}” {each.label}" for each in profile.answers]
    return [f"    and ({whose}):", *told]


def _turn(turn: Turn, dialogue: Dialogue) -> list[str]:
    name = dialogue.speaker_name(turn.speaker)
    lines = textwrap.wrap(
        f"{name}: {turn.text}", WIDTH, subsequent_indent="    ", break_long_words=False
    )
    marks = [f"    [{flag.check}: {flag.reason}]" for flag in turn.flags]
    tries = [f"    [attempt {turn.tries}]"] if turn.tries > 1 else []
    return [*lines, *tries, *marks]


def scene_as_text(prompts: Prompts, scene: Scene) -> str:
    """Return all messages of a dialogue as they are sent, with dots for what will be said."""
    parts = [f"=== {scene.seed.culture}, {scene.seed.item}, {scene.key}"]
    for speaker, head in scene.heads.items():
        parts += [f"--- {speaker}, {message['role']}\n{message['content']}" for message in head]
    turns = [
        Turn(number=number, speaker=speaker_of(number - 1), text=DOTS, instruction=instruction)
        for number, instruction in enumerate(scene.instructions, start=1)
    ]
    for turn in turns:
        asked = messages_for(prompts, scene, turns[: turn.number - 1], ANY)[-1]
        parts.append(f"--- turn {turn.number} ({turn.speaker}), user\n{asked['content']}")
    return printable("\n".join(parts))
