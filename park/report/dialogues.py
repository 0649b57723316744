"""Sample dialogues with accepted opinions marked in their turns."""

from collections.abc import Sequence

from park.ledger.ledger import Ledger
from park.models.public import public_name
from park.records import Dialogue, Opinion, Verdict, rejection
from park.report.model import Part, Sampled, Spoken, Taken
from park.text.marking import Marked, locate, pieces

MOST = 8
"""Maximum dialogues to show."""
MOST_REJECTED = 6
"""Maximum rejected opinions to show per dialogue."""
LONGEST = 2000
"""Maximum characters of a turn to show."""


def samples(ledger: Ledger, dialogues: Sequence[Dialogue]) -> tuple[Sampled, ...]:
    """Return one dialogue per culture, up to `MOST`.

    To avoid cherry-picking, it is the first by key (a hash) of those with opinions; if there are
    none, of those that finished.
    """
    taken: dict[str, list[Opinion]] = {}
    for opinion in ledger.opinions():
        taken.setdefault(opinion.dialogue, []).append(opinion)
    chosen: dict[str, Dialogue] = {}
    for each in sorted(dialogues, key=lambda d: (d.key not in taken, d.ending == "error", d.key)):
        if each.turns:
            chosen.setdefault(each.seed.culture, each)
    shown = sorted(chosen.values(), key=lambda each: each.seed.culture)[:MOST]
    return tuple(sampled(ledger, each, taken.get(each.key, [])) for each in shown)


def sampled(ledger: Ledger, dialogue: Dialogue, opinions: Sequence[Opinion]) -> Sampled:
    """Prepare a dialogue for display."""
    fallen = {each.key: rejection(ledger.verdicts(each.key)) for each in opinions}
    kept = [each for each in opinions if fallen[each.key] is None]
    lost = [each for each in opinions if fallen[each.key] is not None]
    spans = places(dialogue, kept)
    marked = {number for each in spans.values() for _, _, number in each}
    return Sampled(
        key=dialogue.key[:12],
        culture=dialogue.seed.culture,
        item=dialogue.seed.item,
        statement=dialogue.statement,
        stance=dialogue.stance_label,
        share=dialogue.seed.share,
        language=dialogue.language,
        ending=dialogue.ended,
        turns=tuple(
            Spoken(
                number=turn.number,
                speaker=turn.speaker,
                name=dialogue.speaker_name(turn.speaker),
                parts=split(turn.text[:LONGEST], spans.get(turn.number, [])),
            )
            for turn in dialogue.turns
        ),
        accepted=tuple(
            Taken(
                number=number, text=each.text, said=each.said, turns=each.turns,
                marked=number in marked,
            )
            for number, each in enumerate(kept, start=1)
        ),
        rejected=tuple(rejected(each, fallen[each.key]) for each in lost[:MOST_REJECTED]),
        not_shown=max(len(lost) - MOST_REJECTED, 0),
    )  # fmt: skip


def rejected(opinion: Opinion, verdict: Verdict | None) -> Taken:
    """Return a rejected opinion with the reason."""
    return Taken(
        text=opinion.text,
        turns=opinion.turns,
        reason=verdict.reason.replace("_", " ") if verdict else "",
        check=verdict.check.replace("_", " ") if verdict else "",
        by=public_name(verdict.by) if verdict else "",
    )


def places(dialogue: Dialogue, opinions: Sequence[Opinion]) -> dict[int, list[Marked]]:
    """Return the places of opinions' quotes by turn: start, end, number of the opinion."""
    texts = {turn.number: turn.text[:LONGEST] for turn in dialogue.turns}
    found: dict[int, list[Marked]] = {}
    for number, opinion in enumerate(opinions, start=1):
        for turn in opinion.turns:
            span = locate(opinion.quote, texts.get(turn, ""))
            if span is not None:
                found.setdefault(turn, []).append((*span, number))
    return found


def split(text: str, spans: Sequence[Marked]) -> tuple[Part, ...]:
    """Split a text at the bounds of marked places; the parts concatenate to the text."""
    return tuple(Part(text=piece, opinions=numbers) for piece, numbers in pieces(text, spans))
