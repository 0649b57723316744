"""Runs as the stages leave them, with made-up figures."""

import random

import yaml

from park.adapters.hosted import HostedRecipe
from park.adapters.recipe import Recipe
from park.config import Config
from park.ledger.ledger import Ledger
from park.models.base import Reply
from park.records import Extraction, Usage
from park.records.adapter import Adapter, Difference, Holdout, Measured
from park.records.hosted import HostedModel
from park.records.scores import Question, Response, Score
from tests.toys import dialogue, opinion, seed, turn, verdict

CULTURES = ("turkish", "chinese", "arabic")
COUNTRIES = {"turkish": "TUR", "chinese": "CHN", "arabic": "JOR", "german": "DEU"}
QUOTE = "Parents are proud of a child that visits them."
SPOKEN = (
    "Where I live, nobody eats alone on a holiday. Parents  are proud of a child\nthat visits "
    "them. That is why I took the night bus."
)
EVERYBODY = (*CULTURES, "korean", "german", "spanish", "portuguese", "bengali")
COMPARED = (("adapter", "prompt"), ("adapter", "plain"), ("prompt", "plain"))


def write(folder, *fills, cultures=CULTURES, **config):
    """Write a run folder and let functions put records into its ledger."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = Config(name=config.pop("name", "study"), cultures=cultures, **config)
    text = yaml.safe_dump(settings.model_dump(mode="json"))
    (folder / "run.yaml").write_text(text, encoding="utf-8")
    with Ledger(folder / "ledger.sqlite") as ledger:
        for fill in fills:
            fill(ledger)
    return folder


def talked(ledger, cultures=CULTURES, each=4, text=SPOKEN):
    """Dialogues, one of them failed, and their calls."""
    for culture in cultures:
        for number in range(each):
            key = f"{culture}{number}"
            born = seed(
                key=f"s{key}", culture=culture, country=COUNTRIES[culture], item="Q27",
                stance=1 + number % 4,
            )  # fmt: skip
            turns = (turn(1, "Hello, how was your holiday?"), turn(2, text))
            ledger.put_dialogue(dialogue(key, seed=born, turns=turns))
            used = Usage(tokens_in=100, tokens_out=20, cached_tokens_in=40)
            ledger.put_call(key, "toy", Reply(text="x", usage=used, seconds=1.5), 0.001, "generate")
    failed = seed(key="lost", culture=cultures[0], country=COUNTRIES[cultures[0]], item="Q27")
    ledger.put_dialogue(
        dialogue("lost", seed=failed, turns=(), ending="error", failure="the server hung up")
    )
    ledger.event("generated", calls=12, failed=1, run="/somewhere/outputs/study")


def judged(ledger, cultures=CULTURES, text=QUOTE, judge="toy"):
    """Opinions: one accepted and one rejected of each culture's first dialogue."""
    found = []
    models = {"delegate": "toy", "contact": "toy", "judge": judge}
    for culture in cultures:
        born = seed(culture=culture, country=COUNTRIES[culture], item="Q27")
        of = {"seed": born, "dialogue": f"{culture}0", "models": models}
        kept = opinion(f"{culture}-a", quote=QUOTE, text=text, **of)
        lost = opinion(f"{culture}-b", quote="on a holiday", text="Nobody eats alone.", **of)
        by = {"check": "verify", "by": judge}
        found.append((kept, [verdict(kept.key, **by)]))
        found.append((lost, [verdict(lost.key, kept=False, reason="too_short")]))
    ledger.put_opinions(found)
    ledger.put_extractions(
        [
            Extraction(dialogue="turkish0", turns=(2,), listed=2),
            Extraction(dialogue="turkish1", turns=(2,), failure="unreadable", raw="hm"),
        ]
    )
    row = {"dialogues": 4, "listed": 2, "too_short": 1, "accepted": 1}
    variety = {"self_similarity_before": 0.4, "diversity_gain": None}
    ledger.put(
        "funnel",
        {
            "stages": ["dialogues", "unread", "listed", "too_short", "accepted"],
            "cultures": {culture: row for culture in cultures},
            "diversity": {culture: variety for culture in cultures},
            "remarks": ["the judge keeps opinions from a probability of 0.39"],
            "alarms": [],
            "embedder": "wordllama",
        },
    )
    ledger.event("filtered", accepted=3)


def adapter(culture, number, measured=True):
    """A trained adapter."""
    rows = tuple(Measured(sample=f"s{n}", group=f"g{n}", base=2.0, adapter=1.6) for n in range(6))
    mean = -0.4 + 0.15 * number
    gained = Difference(mean=mean, low=mean - 0.2, high=mean + 0.2, groups=6)
    held = Holdout(figure="loss", base=2.0, adapter=2.0 + mean, difference=gained, rows=rows)
    log = [
        {"step": float(n), "loss": 2.2 - n * 0.05 + 0.1 * (n % 3), "rate": 0.1}
        for n in range(1, 25)
    ]
    return Adapter(
        culture=culture, key=f"k{number}", recipe_name="toy", recipe=Recipe(base="toy"),
        base="toy/base", base_digest="b", rows=30, tokens=3000, masked=0.8, too_long={"s9": 900},
        steps=24, seconds=100.0, resumed=0, loss=log[-1]["loss"], tokens_per_second=30.0,
        memory=1e9, device="cpu", versions={}, system="You speak for people.",
        holdout=held if measured else None, log=tuple(log), sha256="f",
    )  # fmt: skip


def trained(ledger, cultures=CULTURES):
    """An adapter of each culture; the last has no held-out rows."""
    for number, culture in enumerate(cultures):
        found = adapter(culture, number, measured=number < len(cultures) - 1)
        ledger.put_adapter(found)
    ledger.event("adapter_failed", culture="german", reason="the memory would not do")


def hosted(ledger):
    """A model that a provider has fine-tuned."""
    ledger.put_hosted(
        HostedModel(
            culture="turkish", key="k", recipe_name="openai-api",
            recipe=HostedRecipe(backend="openai", model="gpt-x", price=3.0), base="gpt-x", rows=40,
            held_out=0, left_out={}, tokens=9000, epochs=3, cost_usd=0.81, system="You.",
            status="succeeded", fine_tuned_model="ft:gpt-x:me",
        ),
    )  # fmt: skip


class Maker:
    """Makes plausible scores; the same ones each time."""

    def __init__(self, cultures):
        self.cultures = cultures
        self.rng = random.Random(7)

    def figure(self, task, metric, method, value, **known):
        """A figure with an interval around a value."""
        value += self.rng.gauss(0, 0.02)
        wide = 0.03 + 0.03 * self.rng.random()
        forms = {name: value + self.rng.gauss(0, 0.01) for name in ("listed", "lettered", "open")}
        return Score(
            task=task, metric=metric, method=method, value=value, low=value - wide,
            high=value + wide, n=40, model="" if known.get("control") else "toy",
            forms={} if known.get("control") else forms, **known,
        )  # fmt: skip

    def difference(self, task, metric, method, against, value, **known):
        """A difference; the further from zero, the smaller its p."""
        wide = 0.05
        p = 0.001 if abs(value) > 2 * wide else 0.03 if abs(value) > wide else 0.4
        return Score(
            task=task, metric=metric, method=method, against=against, value=value,
            low=value - wide, high=value + wide, n=40, p=p, adjusted=min(4 * p, 1.0),
            model="toy", **known,
        )  # fmt: skip

    def survey(self):
        """Off-diagonal figures, controls and differences."""
        for metric, better in (("js", True), ("wasserstein", False)):
            way = {"higher_is_better": better}
            for tested in self.cultures:
                yield self.figure("survey", metric, "plain", 0.55, tested=tested, **way)
                for method, base in (("prompt", 0.58), ("adapter", 0.6)):
                    for culture in self.cultures:
                        bonus = 0.08 if culture == tested else 0.0
                        yield self.figure(
                            "survey", metric, method, base + bonus if better else base - bonus,
                            culture=culture, tested=tested, **way,
                        )  # fmt: skip
                for control, base in (("uniform", 0.5), ("ceiling", 0.93)):
                    yield self.figure(
                        "survey", metric, control, base, tested=tested, control=True,
                        detail={"what": f"what {control} shares reach"}, **way,
                    )  # fmt: skip
                for method, against in (*COMPARED, ("adapter", "other_cultures")):
                    value = self.rng.gauss(0.03, 0.06)
                    yield self.difference(
                        "survey", metric, method, against, value, culture=tested, tested=tested,
                        detail={"unanswered": {"unparsed": 2, "refused": 0}}, **way,
                    )  # fmt: skip

    def moderation(self):
        """Figures by set and over all sets, one of them degenerate."""
        for metric in ("macro_f1", "recall"):
            for culture in self.cultures:
                sets = ("", f"{culture}-insults", f"{culture}-hate")
                for set_ in sets:
                    on = {"tested": culture, "set": set_}
                    yield self.figure("moderation", metric, "plain", 0.5, **on)
                    yield self.figure("moderation", metric, "adapter", 0.52, culture=culture, **on)
                    yield self.figure("moderation", metric, "majority", 0.4, control=True, **on)
                    yield self.difference(
                        "moderation", metric, "adapter", "plain", self.rng.gauss(-0.02, 0.06),
                        culture=culture, **on,
                    )  # fmt: skip
            yield Score(
                task="moderation", set="tiny", metric=metric, method="plain", value=None, n=4,
                model="toy",
                detail={"warnings": ["the set tiny has 4 rows of one class and is left out"]},
            )  # fmt: skip

    def rest(self):
        """Dimensions, gains, perplexities, and a task that nobody has heard of."""
        for dimension in ("pdi", "idv", "distance"):
            for culture in self.cultures:
                yield self.figure("vsm", dimension, "prompt", 44.0, culture=culture, tested=culture)
        for culture in self.cultures:
            yield self.figure("education", "gain", "adapter", 0.05, culture=culture, tested=culture)
            yield self.figure("education", "gain", "no-lesson", 0.0, tested=culture, control=True)
            yield self.difference(
                "education", "gain", "adapter", "no-lesson", 0.12, culture=culture, tested=culture
            )
            yield self.figure(
                "retention", "perplexity", "adapter", 21.0, culture=culture,
                higher_is_better=False,
            )  # fmt: skip
        yield self.figure("haggling", "profit", "debate", 7.0)

    def scores(self):
        """All scores by task."""
        found = {}
        for score in (*self.survey(), *self.moderation(), *self.rest()):
            found.setdefault(score.task, []).append(score)
        return found


def question(task, number):
    return Question(
        task=task, set="wvs7", item=f"Q{number}", form="listed", text="Which?", markers=("A", "B"),
        options=("yes", "no"),
    )  # fmt: skip


def evaluated(ledger, cultures=CULTURES):
    """Scores of every task and some responses, of which one cannot be read."""
    for task, scores in Maker(cultures).scores().items():
        ledger.put_scores(task, "toy", scores)
    ledger.put_responses(
        Response(
            key=f"r{number}", question=question("survey", number), method="prompt",
            culture="turkish", model="toy", status="answered" if number else "unparsed",
            shares={"yes": 1.0} if number else {},
        )
        for number in range(5)
    )  # fmt: skip


FULL = (talked, judged, trained, hosted, evaluated)
