"""The nodes of a dialogue's graph, which map the state to a partial update."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from langgraph.runtime import Runtime
from langgraph.types import Command

from park.generate.asking import put, question_of
from park.generate.checks import check, clean, leaning, parting
from park.generate.copied import fresh
from park.generate.drafts import best
from park.generate.heard import Heard
from park.generate.state import Context, Scene, State, speaker_of
from park.generate.views import messages_for, question
from park.ledger.keys import seed_of
from park.models.base import ModelError, Reply
from park.records import Ending, Speaker, Turn
from park.text.grounding import Grounds
from park.text.sentences import whole_sentences

DISCARDED: dict[str, Ending] = {
    "refusal": "refusal",
    "repetition": "agreement",
    "empty": "error",
    "label": "error",
}
"""Checks that a turn must pass to be usable, with the dialogue's ending otherwise."""


async def speak(state: State, runtime: Runtime[Context]) -> Command[Speaker]:
    """Generate drafts of the next turn; keep the best, or retry; and name the next speaker."""
    update = await _spoken(state, runtime.context)
    turns = len(state["turns"]) + len(update.get("turns", ()))
    return Command(update=update, goto=() if update.get("ending") else speaker_of(turns))


async def _spoken(state: State, context: Context) -> dict[str, Any]:
    turns, drafts = state["turns"], state["drafts"]
    samples, retries = context.settings.samples, context.settings.retries
    number = len(turns)
    note = drafts[-1].flags[0].reason if len(drafts) >= samples else ""
    try:
        drafts = (*drafts, await _draft(context, state, len(drafts), note))
        failed = all(draft.flags for draft in drafts)
        if len(drafts) < samples + retries * failed:
            return {"drafts": drafts}
        kept = await _keep_best(context, turns, drafts)
    except ModelError as error:
        if error.trouble == "fatal":
            raise
        return {"ending": "error", "failure": f"turn {number + 1}: {error}"}
    if "turns" in kept:
        kept["asked"] = (question(context.prompts, context.scene, turns, number),)
    return kept


async def _draft(context: Context, state: State, sample: int, note: str) -> Turn:
    scene, turns = context.scene, state["turns"]
    number = len(turns)
    speaker = speaker_of(number)
    params = context.params[speaker]
    messages = messages_for(
        context.prompts,
        scene,
        turns,
        room=context.context[speaker] - params.max_tokens,
        note=note,
        asked=state["asked"],
    )
    params = params.model_copy(
        update={
            "seed": seed_of(scene.key, number, sample),
            "stop": (f"\n{scene.contact.name}:", f"\n{scene.delegate.name}:"),
        }
    )
    asked = context.gateways[speaker].reply(messages, params, sample=sample)
    reply, call = await context.seat.away(asked)
    asking = speaker == "contact" and scene.language == "en"
    asks = question_of(scene.instructions[number]) if asking else ""
    text, heard = _heard(context, turns, speaker, reply, asks)
    flags = check(text, heard)
    last = sample + 1 == context.settings.samples + context.settings.retries
    if flags and asks and last and all(draft.flags for draft in state["drafts"]):
        bare = asks if turns else f"{scene.statement} {asks}"
        if not check(bare, replace(heard, cut_off=False)):
            text, flags = bare, ()
    return Turn(
        number=number + 1,
        speaker=speaker,
        text=text,
        instruction=scene.instructions[number],
        facts=scene.facts[number],
        attempts=sample + 1,
        flags=flags,
        call=call,
    )


def _heard(
    context: Context, turns: Sequence[Turn], speaker: Speaker, reply: Reply, asks: str
) -> tuple[str, Heard]:
    """Return a reply's cleaned text, with what it is to ask, and the context for checking it."""
    scene, earlier = context.scene, [turn.text for turn in turns]
    me = scene.name(speaker)
    text = clean(reply.text, me)
    whole = whole_sentences(text) if reply.finish == "length" else text
    people = (scene.delegate, scene.contact)
    who, whom = people if speaker == "delegate" else people[::-1]
    heard = Heard(
        me=me,
        other=scene.name("delegate" if speaker == "contact" else "contact"),
        earlier=earlier,
        language=scene.language,
        cut_off=not whole,
        leaning=leaning(scene.stance_label) if speaker == "delegate" else "",
        occupations=(scene.delegate.occupation, scene.contact.occupation),
        trades=(who.occupation, whom.occupation),
        gender=who.gender,
        agents=context.agents,
        known=_known(scene, turns),
        statement=scene.statement,
        instruction=scene.instructions[len(turns)],
        reopening=len(turns) + 1 == scene.closing,
        closing=len(turns) == scene.closing,
        small_talk=f"{scene.greeting} {scene.small_talk} {scene.example}",
        places=scene.places,
        before=context.said.upto(earlier),
    )
    # The first line names the subject, so it must not be a question alone.
    if asks and whole and ((line := put(whole, asks)) != asks or turns):
        whole = line
    return (fresh(whole, heard) if speaker == "contact" else whole) or text, heard


def _known(scene: Scene, turns: Sequence[Turn]) -> Grounds:
    """Return what both know: the scene's grounds, and lines that rest on these."""
    sound = (
        turn.text for turn in turns if not any(flag.check == "ungrounded" for flag in turn.flags)
    )
    return Grounds(tuple(sound), scene.known)


async def _keep_best(
    context: Context, turns: Sequence[Turn], drafts: Sequence[Turn]
) -> dict[str, Any]:
    """Keep the best draft, or end the dialogue if none is usable."""
    usable = [d for d in drafts if not any(flag.check in DISCARDED for flag in d.flags)]
    if not usable:
        flag = next(flag for flag in drafts[-1].flags if flag.check in DISCARDED)
        ending = DISCARDED[flag.check]
        failure = f"turn {len(turns) + 1}: {flag.check} in each of {len(drafts)} attempts"
        return {"ending": ending, "failure": failure, "drafts": ()}
    kept = await best(context, turns, usable)
    samples = context.settings.samples
    turn = kept.model_copy(update={"attempts": len(drafts), "samples": samples})
    return {
        "turns": (turn,),
        "drafts": (),
        "ending": _ending(context, [*(t.text for t in turns), turn.text]),
    }


def _ending(context: Context, texts: Sequence[str]) -> Ending | None:
    if len(texts) >= context.settings.turns:
        return "turns"
    return parting(texts, context.scene.language, context.agents) or None
