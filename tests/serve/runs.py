"""A small run to serve, in four scripts, with some text that would like to be more than text."""

import re

import yaml

from park.ledger.ledger import Ledger
from tests.toys import dialogue, opinion, seed, turn, verdict

SAID = {
    "turkish": ("en", "A shop that closes teaches a boy more about life than any school can."),
    "chinese": ("zh", "孩子应该让父母感到骄傲，这是我的人生目标之一。"),
    "arabic": ("ar", "أرى أن على الأبناء أن يعتنوا بوالديهم حتى آخر العمر."),
    "persian": ("fa", "به نظر من فرزندان باید از پدر و مادر خود مراقبت کنند."),
}
HOSTILE = '<script>document.title="owned"</script> {{ 7 * 7 }} [x](javascript:1) \x1b[31mred\x1b[0m'


def served(folder, number=12, **review):
    """Make a run with a dialogue for each opinion; some are contentless, some are wrong."""
    folder.mkdir(parents=True)
    config = {"name": "toy", "cultures": ["chinese", "turkish"], "seeds": {"items": ["Q27", "Q38"]}}
    (folder / "run.yaml").write_text(yaml.safe_dump(config | {"review": review}))
    with Ledger(folder / "ledger.sqlite") as ledger:
        ledger.put("base", str(folder))
        judged = [_judged(ledger, n) for n in range(number)]
        ledger.put_opinions(judged)
        ledger.event("filtered")
    return folder


def _judged(ledger, n):
    culture = tuple(SAID)[n % 4]
    language, said = SAID[culture]
    text = f"{said} {n}" if n > 3 else said
    of = seed(key=f"s{n}", culture=culture, item=f"Q{27 + n % 3}")
    turns = (turn(1, f"And you? {HOSTILE}"), turn(2, f"Well. {text} So it is."), turn(3, "I see."))
    ledger.put_dialogue(dialogue(f"d{n}", seed=of, language=language, turns=turns))
    found = opinion(
        f"{n:032x}", dialogue=f"d{n}", seed=of, text=text, quote=text, language=language
    )
    return found, verdicts(found.key, n)


def verdicts(key, n):
    if n % 5 == 1:
        return [
            verdict(key, "quote", score=1.0),
            verdict(key, "form", kept=False, reason="contentless"),
        ]
    wrong = n % 3 == 0
    judge = {"by": "judge", "score": (n % 97) / 97, "detail": {"threshold": 0.4}}
    found = [
        verdict(key, "quote", score=1.0),
        verdict(key, "form"),
        verdict(key, "verify", kept=not wrong, reason="contradicts" if wrong else "", **judge),
    ]
    return found if wrong else [*found, verdict(key, "near_duplicate", score=0.1)]


def field(page, name):
    """Return the value of a page's hidden field."""
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]
