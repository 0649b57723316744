"""A small run whose figures are known."""

from park.models.base import Reply
from park.records import Usage
from tests.report.runs import COUNTRIES, write
from tests.toys import dialogue, opinion, seed, turn, verdict

LINE = "At dawn my aunt sells warm bread beside the old harbour."
CALIBRATION = {
    "thresholds": {"first": 0.4, "middle": 0.4, "last": 0.4},
    "n": 40, "right": 20, "kept": 16, "slipped": 4,
}  # fmt: skip


def talked(ledger):
    """Four dialogues with near-equal turns, the last one failed."""
    for culture, stance in (("chinese", 1), ("turkish", 4)):
        for number in (0, 1):
            key = f"{culture}{number}"
            born = seed(key=f"s{key}", culture=culture, country=COUNTRIES[culture], item="Q27")
            lost = key == "turkish1"
            turns = (turn(1, f"{culture} of mine, good morning to all of you"), turn(2, LINE))
            ledger.put_dialogue(
                dialogue(
                    key,
                    seed=born.model_copy(update={"stance": stance}),
                    turns=turns[: 1 if lost else 2],
                    ending="error" if lost else "turns",
                )
            )
    used = Usage(tokens_in=100, tokens_out=20)
    for number in range(6):
        ledger.put_call(f"c{number}", "toy", Reply(text="x", usage=used), 0.0, "generate")


def judged(ledger):
    """Two opinions of each culture's first dialogue, of which the Chinese are accepted."""
    found = []
    for culture, stance, kept in (("chinese", 1, True), ("turkish", 4, False)):
        for number in (0, 1):
            born = seed(culture=culture, country=COUNTRIES[culture], item="Q27", stance=stance)
            entails = 0.9 if kept else 0.1
            of = {"entails": entails, "contradicts": 1 - entails, "irrelevant": 0.0}
            detail = {"threshold": 0.4, "rounds": [{"text": "t", "probabilities": of}]}
            each = opinion(f"{culture}-{number}", seed=born, dialogue=f"{culture}0", turns=(2,))
            reason = "" if kept else "contradicts"
            by = verdict(each.key, "verify", kept=kept, reason=reason, detail=detail)
            found.append((each, [verdict(each.key), by]))
    ledger.put_opinions(found)
    ledger.put("calibration", CALIBRATION)


def run(folder, *fills, **config):
    """Write the run."""
    return write(folder, *(fills or (talked, judged)), cultures=("chinese", "turkish"), **config)
