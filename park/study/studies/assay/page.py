"""The page of the assay: where the signal is lost, in numbers."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from park.records.scores import Score
from park.study.studies.assay.answers import OTHERS, Answer, Seen, described
from park.study.studies.assay.arms import PAIR, SETS, Found
from park.study.studies.assay.asking import FORMS, OTHER
from park.study.studies.assay.sieve import Sifted
from park.study.studies.assay.spoken import BAD
from park.study.studies.assay.talk import Talked
from park.study.studies.assay.world import OPPOSED, agrees, items

PLANTED = 0.70
"""How far east and west are apart in the share that agrees with items of the opposed topics."""


def text(seen: Seen, known: Sequence[Answer]) -> Iterator[str]:
    """Yield the page as lines."""
    if seen.arms:
        yield from _lost(seen.arms)
        yield ""
        yield from _claims(seen.arms)
        yield ""
    if seen.sifted is not None:
        yield from _filtered(seen.sifted)
        yield ""
    if seen.talked is not None:
        yield from _talked(seen.talked)
        yield ""
    yield from map(str, known)
    failed = sum(not each.holds for each in known)
    yield f"{len(known) - failed} of {len(known)} known answers hold"


def _lost(arms: Mapping[str, Found]) -> Iterator[str]:
    yield f"how far east and west are apart, as a share of the planted {PLANTED:.2f}"
    head = ("rows", "seen items", *(f"new, {form}" for form in FORMS))
    yield f"{'arm':<14}" + "".join(f"{each:>15}" for each in head)
    for name, found in arms.items():
        seen, new = (found.contrasts.get(each, {}) for each in ("seen", "new"))
        cells = [_apart(found), seen.get(next(iter(FORMS))), *(new.get(form) for form in FORMS)]
        yield f"{name:<14}" + "".join(f"{_percent(each):>15}" for each in cells)


def _claims(arms: Mapping[str, Found]) -> Iterator[str]:
    yield "own gain minus the other culture's gain, in 1 - JS distance (new items)"
    for name, found in arms.items():
        for tested in PAIR:
            score = found.score("new", tested, OTHERS)
            yield f"{name:<15}{tested:<6}{described(score)}"


def _filtered(sifted: Sifted) -> Iterator[str]:
    yield f"what the filter makes of known opinions ({sifted.judge})"
    yield f"{'opinions':<14}{'rejected':>10}{'of':>6}  reasons"
    good = {"good, agree": True, "good, disagree": False}
    for name, side in good.items():
        found = [reason for known, reason in sifted.of("good") if known.agrees == side]
        yield _rejected(name, found)
    for kind in BAD:
        yield _rejected(kind, [reason for _, reason in sifted.of(kind)])
    apart = (sifted.rows(accepted=each).apart(items()) for each in (False, True))
    listed, accepted = (_percent(each) for each in apart)
    yield f"apart by {listed} of what is planted as listed, by {accepted} as accepted"


def _rejected(name: str, reasons: Sequence[str]) -> str:
    counts = Counter(filter(None, reasons)).most_common()
    said = ", ".join(f"{reason} {count}" for reason, count in counts)
    return f"{name:<14}{sum(map(bool, reasons)):>10}{len(reasons):>6}  {said}".rstrip()


def _talked(talked: Talked) -> Iterator[str]:
    yield f"what becomes of dialogues ({talked.model})"
    yield (
        f"{talked.dialogues} dialogues, {talked.failed} failed; {talked.turns} turns, "
        f"{talked.flagged} flagged"
    )
    counts = {"given": talked.seeds, "listed": talked.opinions, "accepted": talked.accepted}
    for name, held in counts.items():
        n = sum(map(len, held.sides.values()))
        yield f"{name:<10}{n:>6}  apart by {_percent(held.apart(items()))} of what is planted"
    said = ", ".join(f"{reason} {count}" for reason, count in Counter(talked.reasons).most_common())
    yield f"rejected: {said or 'none'}"


def figures(seen: Seen, known: Sequence[Answer]) -> dict[str, Any]:
    """Return the page as plain data."""
    found: dict[str, Any] = _arms(seen.arms)
    if seen.sifted is not None:
        found["filter"] = {
            "judge": seen.sifted.judge,
            "opinions": [
                {**asdict(each), "rejected": reason} for each, reason in seen.sifted.reasons
            ],
        }
    if seen.talked is not None:
        found["dialogues"] = asdict(seen.talked)
    return {
        **found,
        "answers": [{"says": e.says, "holds": e.holds, "found": e.found} for e in known],
        "failed": [each.says for each in known if not each.holds],
    }


def _arms(arms: Mapping[str, Found]) -> dict[str, Any]:
    return {
        "arms": {
            name: {
                "model": found.model,
                "rows": _rounded(_apart(found)),
                "apart": found.contrasts,
                "claims": {of: _rows(found, of) for of in SETS if of in found.scores},
            }
            for name, found in arms.items()
        },
    }


def write(path: Path, lines: Sequence[str]) -> None:
    """Write the page."""
    said = "\n".join(lines)
    path.write_text(f"# The assay\n\n```\n{said}\n```\n", encoding="utf-8")


def _apart(found: Found) -> float | None:
    """Return what `contrasts` measures of the answers, of the rows."""
    gaps = [
        (share - 0.5) * (2 if agrees(culture, topic) > agrees(OTHER[culture], topic) else -2)
        for culture in PAIR
        for topic, share in found.rows.get(culture, {}).items()
        if topic in OPPOSED
    ]
    return sum(gaps) / len(gaps) if gaps else None


def _rows(found: Found, of: str) -> list[dict[str, Any]]:
    kept = ("method", "tested", "against", "value", "low", "high", "p", "adjusted", "n")
    return [
        each.model_dump(include=set(kept))
        for each in found.scores[of]
        if each.metric == "js" and _claim(each)
    ]


def _claim(score: Score) -> bool:
    return score.against in (OTHERS, "wrong_culture", "plain") or (
        not score.against and not score.control and bool(score.tested)
    )


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{value / PLANTED:.0%}"


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
