"""Which draft of a turn is kept: the one with the lightest flags, then the one that says most."""

import math
import re
from collections.abc import Mapping, Sequence

from park.generate.state import Context, Scene
from park.generate.vague import density
from park.models.base import ModelError, NoLogprobs
from park.records import Turn
from park.records.scores import faint
from park.text.sentences import characters, fold, sentences

WEIGHTS: Mapping[str, int] = {
    "language": 8,
    "stance": 6,
    "role": 4,
    "ungrounded": 4,
    "caricature": 4,
    "cut_off": 3,
}
"""What the flags of a check weigh; others weigh `LIGHT`."""
LIGHT = 2
WORD = 4
"""Letters of a word that counts as content."""
SHARED = 2
"""Words of a fact that a line uses it with."""
ENOUGH = 6
"""Words of content with which a line says enough."""
STEM = 5
"""Letters by which two words are one."""
ESSAYS = 3.0
"""Words of essays for each sentence that are as bad as can be."""
BRIEF = 200
"""Characters that a contact says at best."""
LAST = 3
"""Characters at the end of a question in which its mark stands."""
ASKING = re.compile(r"[?？؟]")
FORM = re.compile(r"(?i)\W*(?:yes,? |no,? )?i (?:\w+ly |do |also |still |would )*(?:dis)?agree\b")
LETTERS = ("A", "B", "C")


def weight(draft: Turn) -> int:
    """Return what a draft's flags weigh; 0 without flags."""
    return sum(WEIGHTS.get(flag.check, LIGHT) for flag in draft.flags)


def substance(draft: Turn, scene: Scene, earlier: Sequence[Turn]) -> float:
    """Return how much a draft says of its own, between -1 and 2.

    The share of its words that stand neither in the statement nor in an earlier line, 1 for a fact
    that it was told and uses, and in English less for the words of essays.

    Args:
        draft: the draft.
        scene: its dialogue.
        earlier: the turns before it.
    """
    words = _words(draft.text)
    if not words:
        return -1.0
    known = _words(" ".join((scene.statement, *(turn.text for turn in earlier))))
    fresh = len(words - known) / max(len(words), ENOUGH)
    fact = any(len(words & (_words(each) - known)) >= SHARED for each in draft.facts)
    essay = min(1.0, density(draft.text) / ESSAYS) if _english(scene) else 0.0
    return fresh + fact - essay


def manner(draft: Turn, scene: Scene) -> float:
    """Return what speaks against how a draft is said; 0 for nothing.

    A contact who is to ask should end with a question and be brief; an English delegate should
    neither begin with the words of a form ("I strongly agree") nor say the statement again.
    """
    if draft.speaker == "contact":
        asks = ASKING.search(draft.instruction) and not ASKING.search(draft.text[-LAST:])
        brief = characters(BRIEF, scene.language)
        return float(bool(asks)) + max(0.0, len(draft.text) / brief - 1)
    if not _english(scene):
        return 0.0
    return float(bool(FORM.match(draft.text))) + _restated(draft.text, scene.statement)


def _restated(text: str, statement: str) -> float:
    """Return how much of a statement one sentence says again; 0 up to half of its words."""
    wanted = _stems(statement)
    most = max((len(wanted & _stems(each)) for each in sentences(text)), default=0)
    return max(0.0, 2 * most / max(1, len(wanted)) - 1)


def _english(scene: Scene) -> bool:
    return scene.language.split("-")[0] == "en"


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in fold(text).split() if len(word) >= WORD)


def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:STEM] for word in _words(text))


async def best(context: Context, turns: Sequence[Turn], usable: Sequence[Turn]) -> Turn:
    """Return the draft to keep; the first of equals.

    Of several with the lightest flags it is the one whose `substance` and `fit` outweigh its
    `manner` the most.

    Args:
        context: the dialogue's constants; one sample keeps the fewest flags, and asks nothing.
        turns: the turns so far.
        usable: the drafts to choose from.

    Raises:
        ModelError: the model fails fatally.
    """
    if context.settings.samples == 1:
        return min(usable, key=lambda draft: len(draft.flags))
    lightest = min(map(weight, usable))
    left = [draft for draft in usable if weight(draft) == lightest]
    if len(left) == 1:
        return left[0]
    scene = context.scene
    scores = [substance(each, scene, turns) - manner(each, scene) for each in left]
    if _states(context, turns):
        for number, draft in enumerate(left):
            scores[number] += await fit(context, draft)
    return left[scores.index(max(scores))]


def _states(context: Context, turns: Sequence[Turn]) -> bool:
    """Whether the next turn is the delegate's first or last, in which it states its view."""
    number = len(turns)
    return number == 1 or (number % 2 == 1 and number + 2 >= context.settings.turns)


async def fit(context: Context, draft: Turn) -> float:
    """Return the probability that a line is said by somebody of the delegate's side.

    The delegate's model is asked once, so it may favour an answer by its place, but all drafts
    alike. A line that tells neither side counts as of none.

    Returns:
        The probability; 0 without a side and where the model gives no probabilities.

    Raises:
        ModelError: the model fails fatally.
    """
    gateway, scene = context.gateways["delegate"], context.scene
    able = "option_logprobs" in gateway.model.abilities and context.prompts.has("generate/fit")
    if not able or not scene.side or not scene.ends:
        return 0.0
    asked = context.prompts.render(
        "generate/fit",
        statement=scene.statement,
        said=draft.text,
        options=tuple(zip(LETTERS, scene.ends, strict=False)),
        neither=LETTERS[2],
    )
    try:
        chosen = gateway.choose([{"role": "user", "content": asked}], LETTERS)
        logprobs, _ = await context.seat.away(chosen)
    except NoLogprobs:
        return 0.0
    except ModelError as error:
        if error.trouble == "fatal":
            raise
        return 0.0
    shares = {name: math.exp(min(value, 0.0)) for name, value in logprobs.items()}
    total = sum(shares.values())
    return 0.0 if faint(total) else shares.get(LETTERS[scene.side > 0], 0.0) / total
