"""Sample dialogues with accepted opinions marked in their turns."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from rapidfuzz import fuzz

from park.ledger.ledger import Ledger
from park.records import Dialogue, Opinion, Verdict
from park.report.model import Part, Sampled, Spoken, Taken
from park.report.provenance import public

MOST = 8
"""Maximum dialogues to show."""
MOST_REJECTED = 6
"""Maximum rejected opinions to show per dialogue."""
LONGEST = 2000
"""Maximum characters of a turn to show."""
ALIKE = 80.0
"""Minimum similarity between a quote and its place in a turn, from 0 to 100."""

Span = tuple[int, int]


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
    fallen = {each.key: first_no(ledger.verdicts(each.key)) for each in opinions}
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
        ending=dialogue.ending,
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


def first_no(verdicts: Iterable[Verdict]) -> Verdict | None:
    """Return the verdict that rejected an opinion, if any."""
    return next((verdict for verdict in verdicts if not verdict.kept), None)


def rejected(opinion: Opinion, verdict: Verdict | None) -> Taken:
    """Return a rejected opinion with the reason."""
    return Taken(
        text=opinion.text,
        turns=opinion.turns,
        reason=verdict.reason.replace("_", " ") if verdict else "",
        check=verdict.check.replace("_", " ") if verdict else "",
        by=public(verdict.by) if verdict else "",
    )


def places(
    dialogue: Dialogue, opinions: Sequence[Opinion]
) -> dict[int, list[tuple[int, int, int]]]:
    """Return the places of opinions' quotes by turn: start, end, number of the opinion."""
    texts = {turn.number: turn.text[:LONGEST] for turn in dialogue.turns}
    found: dict[int, list[tuple[int, int, int]]] = {}
    for number, opinion in enumerate(opinions, start=1):
        for turn in opinion.turns:
            span = locate(opinion.quote, texts.get(turn, ""))
            if span is not None:
                found.setdefault(turn, []).append((*span, number))
    return found


def locate(quote: str, text: str) -> Span | None:
    """Return the start and end of a quote in a text, if found.

    Ignores spacing and case; inexact quotes are located at the best match (Indel similarity of the
    best window), if good enough.
    """
    words = quote.split()
    if not words or not text:
        return None
    exact = re.search(r"\s+".join(map(re.escape, words)), text, re.IGNORECASE)
    if exact:
        return exact.span()
    if len(quote) > len(text):
        # The quote spans several turns; mark the whole turn if it is part of it.
        whole = fuzz.partial_ratio(text.casefold(), quote.casefold()) >= ALIKE
        return (0, len(text)) if whole else None
    found = fuzz.partial_ratio_alignment(quote, text, score_cutoff=ALIKE)
    if found is None or found.dest_end <= found.dest_start:
        return None
    return found.dest_start, found.dest_end


def split(text: str, spans: Sequence[tuple[int, int, int]]) -> tuple[Part, ...]:
    """Split a text at the bounds of marked places; the parts concatenate to the text."""
    cuts = sorted({0, len(text), *(cut for start, end, _ in spans for cut in (start, end))})
    return tuple(
        Part(
            text=text[start:end],
            opinions=tuple(sorted({n for a, b, n in spans if a <= start and end <= b})),
        )
        for start, end in pairwise(cuts)
    )
