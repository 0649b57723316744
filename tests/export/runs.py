"""Run folders as the filter stage leaves them, made without any model."""

import yaml

from park.config import Config
from park.ledger.ledger import Ledger
from park.records import Opinion, Verdict
from park.surveys.bundled import bundled
from tests import toys

COUNTRIES = {"chinese": "CHN", "turkish": "TUR", "german": "DEU"}
STANCES = {"chinese": 2, "turkish": 1, "german": 3}
MODELS = {"delegate": "scripted:/home/me/s.yaml", "contact": "embedded", "judge": "openai/gpt-x"}


def seed(culture="turkish", item="Q27", stance=None, **changes):
    """Return the seed of a delegate; German ones disagree, unless told otherwise."""
    country = COUNTRIES[culture]
    code = STANCES[culture] if stance is None else stance
    share = bundled().answers_for(item, country).share(code)
    return toys.seed(
        key=f"{culture}-{item}", culture=culture, country=country, item=item, stance=code,
        share=share, **changes,
    )  # fmt: skip


def opinion(key, culture="turkish", item="Q27", stance=None, **changes):
    """Return an opinion on a bundled item."""
    of = seed(culture, item, stance)
    known = bundled().items[item]
    return Opinion(
        **{
            "key": key,
            "dialogue": f"d{culture}{item}",
            "seed": of,
            "statement": known.statement,
            "stance_label": known.label(of.stance),
            "language": "en",
            "turns": (2,),
            "quote": "so",
            "quote_score": 1.0,
            "text": f"What {culture} people say on {item}, number {key}.",
            "call": "c",
            "models": MODELS,
            "prompts": "p",
        }
        | changes
    )


def dialogue(culture="turkish", item="Q27", **changes):
    """Return the dialogue that `opinion` comes from."""
    of = seed(culture, item)
    known = bundled().items[item]
    return toys.dialogue(
        f"d{culture}{item}",
        **{
            "seed": of,
            "statement": known.statement,
            "stance_label": known.label(of.stance),
            "models": {"delegate": MODELS["delegate"], "contact": MODELS["contact"]},
        }
        | changes,
    )


def verdict(opinion, check="verify", *, kept=False, reason="contradicts", **changes):
    return Verdict(
        opinion=opinion.key, check=check, kept=kept, reason="" if kept else reason, **changes
    )


def usual():
    """Return accepted opinions of three cultures on three items, two of each, and one rejected."""
    judged = [
        (opinion(f"{culture}{item}{number}", culture, item), ())
        for culture in COUNTRIES
        for item in ("Q27", "Q29", "Q37")
        for number in range(2)
    ]
    rejected = opinion("rejected", text="I would never say so.")
    return [*judged, (rejected, (verdict(rejected),))]


def make_run(folder, judged=None, dialogues=None, funnel=None, **settings):
    """Write a run folder; without anything given, one with the usual opinions."""
    folder.mkdir(parents=True, exist_ok=True)
    config = Config(**{"name": "study", "cultures": sorted(COUNTRIES)} | settings)
    data = config.model_dump(mode="json")
    (folder / "run.yaml").write_text(yaml.safe_dump(data), encoding="utf-8")
    judged = usual() if judged is None else judged
    with Ledger(folder / "ledger.sqlite") as ledger:
        ledger.put_opinions(judged)
        for each in dialogues if dialogues is not None else _dialogues(judged):
            ledger.put_dialogue(each)
        if funnel is not None:
            ledger.put("funnel", funnel)
    return folder


def _dialogues(judged):
    places = {(opinion.seed.culture, opinion.seed.item) for opinion, _ in judged}
    return [dialogue(culture, item) for culture, item in sorted(places)]
