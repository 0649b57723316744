"""Opinions: a list with filters, and one with all that is known of it."""

import json

from starlette.responses import Response

from park.errors import InputError
from park.ledger.browse import SIZE, Found, items, opinion_counts, opinions_page
from park.ledger.reviews import reviews_of
from park.quality.score_names import score_of
from park.records import rejection
from park.serve.pages.dialogues import place, spoken
from park.serve.site import Visit


def listed(visit: Visit) -> Response:
    """List the opinions that pass the filters."""
    stance, reviewed = visit.asked("stance"), visit.asked("reviewed")
    found = Found(
        culture=visit.asked("culture"),
        item=visit.asked("item"),
        stance=int(stance) if stance.lstrip("-").isascii() and stance.lstrip("-").isdigit()
        and len(stance) < 9 else None,
        reason=visit.asked("reason"),
        flag=visit.asked("flag"),
        reviewed="yes" if reviewed == "yes" else "no" if reviewed == "no" else "",
        text=visit.asked("text"),
    )  # fmt: skip
    with visit.site.reading() as ledger:
        within = visit.site.texts.holding(ledger, found.text) if found.text else ""
        shown = opinions_page(ledger, found, place(visit.asked("after")), SIZE + 1, within)
        counts = opinion_counts(ledger)
        known = items(ledger)
    more = shown[SIZE - 1].opinion if len(shown) > SIZE else None
    reasons: dict[str, int] = {}
    for culture, outcome, number in counts:
        if found.culture in ("", culture):
            reasons[outcome] = reasons.get(outcome, 0) + number
    return visit.show(
        "opinions",
        opinions=shown[:SIZE],
        found=found,
        cultures=sorted({culture for culture, _, _ in counts}),
        items=known,
        reasons=reasons,
        following=f"{more.seed.culture}/{more.seed.item}/{more.key}" if more else "",
    )


def one(visit: Visit) -> Response:
    """Show an opinion with its turns, calls, prompts, verdicts and reviews."""
    key = visit.part("key")
    with visit.site.reading() as ledger:
        opinion = ledger.opinion(key)
        if opinion is None:
            raise InputError(f"there is no opinion {key[:40]!r} in this run")
        verdicts = ledger.verdicts(key)
        dialogue = ledger.dialogue(opinion.dialogue)
        reviews = reviews_of(ledger, key)
        turns = dialogue.turns if dialogue else ()
        said = {turn.call for turn in turns if turn.number in opinion.turns and turn.call}
        calls = [
            (what, name, ledger.call(name))
            for what, name in [
                ("judge", opinion.call),
                *(("delegate", each) for each in sorted(said)),
            ]
        ]
    return visit.show(
        "opinion",
        opinion=opinion,
        fallen=rejection(verdicts),
        score_of=score_of,
        verdicts=[(each, _detail(each.detail)) for each in verdicts],
        turns=spoken(dialogue, [opinion]) if dialogue else [],
        reviews=reviews,
        calls=[(what, name, reply) for what, name, reply in calls if reply is not None],
    )  # fmt: skip


def _detail(detail: dict[str, object]) -> str:
    return json.dumps(detail, ensure_ascii=False, indent=1) if detail else ""
