"""Sample dialogues with the accepted opinions marked in their turns."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from rapidfuzz import fuzz

from park.ledger.ledger import Ledger
from park.records import Dialogue, Opinion, Verdict
from park.report.model import Part, Sampled, Spoken, Taken
from park.report.provenance import public

MOST = 8
"""Dialogues that are shown."""
MOST_REJECTED = 6
"""Rejected opinions that are shown of each."""
LONGEST = 2000
"""Characters of a turn that are shown."""
ALIKE = 80.0
"""How well a quote must fit a place in a turn, from 0 to 100, for the place to be marked."""

Span = tuple[int, int]


def samples(ledger: Ledger, dialogues: Sequence[Dialogue]) -> tuple[Sampled, ...]:
    """Return one dialogue of each culture, as far as there is room.

    It is the first by its key, a hash, of those that opinions were taken from; if there is none,
    of those that came to an end. So nobody chose it.
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
    """Return a dialogue as it is shown."""
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
    """Return the verdict that rejected an opinion, None if it was kept."""
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
    """Return where the quotes of opinions stand: start, end, number of the opinion, by turn."""
    texts = {turn.number: turn.text[:LONGEST] for turn in dialogue.turns}
    found: dict[int, list[tuple[int, int, int]]] = {}
    for number, opinion in enumerate(opinions, start=1):
        for turn in opinion.turns:
            span = locate(opinion.quote, texts.get(turn, ""))
            if span is not None:
                found.setdefault(turn, []).append((*span, number))
    return found


def locate(quote: str, text: str) -> Span | None:
    """Return where a quote stands in a text, as start and end; None if it does not.

    Space and case do not count; what was quoted inexactly is found where it fits best
    (Indel similarity of the best window), if it fits well.
    """
    words = quote.split()
    if not words or not text:
        return None
    exact = re.search(r"\s+".join(map(re.escape, words)), text, re.IGNORECASE)
    if exact:
        return exact.span()
    if len(quote) > len(text):
        # The quote goes over several turns; the whole turn is its part if it is in the quote.
        whole = fuzz.partial_ratio(text.casefold(), quote.casefold()) >= ALIKE
        return (0, len(text)) if whole else None
    found = fuzz.partial_ratio_alignment(quote, text, score_cutoff=ALIKE)
    if found is None or found.dest_end <= found.dest_start:
        return None
    return found.dest_start, found.dest_end


def split(text: str, spans: Sequence[tuple[int, int, int]]) -> tuple[Part, ...]:
    """Cut a text where marked places begin and end; the parts make up the text again."""
    cuts = sorted({0, len(text), *(cut for start, end, _ in spans for cut in (start, end))})
    return tuple(
        Part(
            text=text[start:end],
            opinions=tuple(sorted({n for a, b, n in spans if a <= start and end <= b})),
        )
        for start, end in pairwise(cuts)
    )
