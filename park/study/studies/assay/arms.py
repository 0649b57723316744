"""The arms: each a run of its own, trained and evaluated by the project's stages."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from math import nan
from pathlib import Path
from typing import Any

from park.align.respondent import system_of
from park.config import Config
from park.ledger.keys import key_of
from park.ledger.run import open_run
from park.models.base import ChatModel
from park.prompts import Prompts
from park.records import Culture
from park.records.scores import Response, Score
from park.statistics.clustered import Estimate, clustered_mean
from park.study.studies.assay.asking import FORMS, OTHER, Held, Rows, agreeing
from park.study.studies.assay.world import (
    NULL,
    OPPOSED,
    WHOLE,
    Planted,
    agrees,
    write_cards,
    write_survey,
)
from park.study.study import Runs

PAIR, TWINS = ("east", "west"), ("twin-a", "twin-b")
SETS: Mapping[str, tuple[bool, tuple[str, ...], tuple[str, str]]] = {
    "new": (False, OPPOSED, PAIR),
    "seen": (True, OPPOSED, PAIR),
    "whole": (False, WHOLE, PAIR),
    "null": (False, NULL, PAIR),
    "twins": (False, OPPOSED, TWINS),
}
"""Whether rows are made of the items asked, their topics, and the cultures, by set."""


@dataclass(frozen=True)
class Arm:
    """What is trained and asked."""

    name: str
    rows: Rows | Held | None = None
    """None for an oracle."""
    weight: float = 0.0
    """The oracle's share of people's answers."""
    sets: tuple[str, ...] = ("new",)

    @property
    def cultures(self) -> tuple[str, ...]:
        """The cultures that are trained."""
        return (*PAIR, *TWINS) if "twins" in self.sets else PAIR


@dataclass
class Found:
    """An arm's figures."""

    scores: dict[str, list[Score]] = field(default_factory=dict)
    """By set."""
    rows: dict[str, dict[str, float]] = field(default_factory=dict)
    """Share of rows that agree, by culture and topic."""
    contrasts: dict[str, dict[str, float]] = field(default_factory=dict)
    """How far east and west are apart in the planted direction, by set and form."""
    between: dict[str, Estimate] = field(default_factory=dict)
    """The first culture's share that agrees minus the second's, by set with equal people."""
    method: str = "adapter"
    """The method that answers as a culture."""
    model: str = ""

    def score(
        self, of: str, tested: str, against: str = "", method: str | None = None
    ) -> Score | None:
        """Return a figure in 1 - JS distance of a set."""
        wanted = ("js", method or self.method, tested, against)
        for each in self.scores.get(of, ()):
            about = (each.metric, each.method, each.tested, each.against)
            if about == wanted and each.culture in ("", tested):
                return each
        return None

    def order(self, metric: str, method: str | None = None) -> float:
        """Return how far the order of options moves the answers to new items."""
        values = [
            each.value
            for each in self.scores.get("new", ())
            if (each.metric, each.method) == (metric, method or self.method)
            and each.value is not None
        ]
        return sum(values) / len(values) if values else float("nan")


@dataclass
class Workshop:
    """Makes the survey, and runs of arms."""

    folder: Path
    items: Sequence[Planted]
    prompts: Prompts
    runs: Runs
    recipe: Path | str = ""
    cards: Mapping[str, Culture] = field(init=False)

    def __post_init__(self) -> None:
        """Write the role cards and the surveys."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.cards = write_cards(self.folder / "agents")
        for name in SETS:
            write_survey(self.folder / f"{name}.csv", self._listed(name))

    def system(self, culture: str) -> str:
        """Return the system message of a culture's rows and respondents."""
        return system_of(self.cards[culture], self.prompts)

    async def run(self, arm: Arm, model: ChatModel | None = None) -> Found:
        """Train and evaluate an arm, or evaluate a model; what is finished is not repeated."""
        method = "prompt" if arm.rows is None else "adapter"
        found, place = Found(method=method), self.folder / "runs" / arm.name
        self._open(arm, place, found)
        if arm.rows is not None:
            await self._at(place, "new", arm.cultures).afinetune(self.recipe, cultures=arm.cultures)
        for name in arm.sets:
            cultures = SETS[name][2]
            said = await self._at(place, name, cultures).aevaluate(model=model)
            found.scores[name], found.model = said.scores, said.model
        responses = list(self._at(place, "new", PAIR).responses("survey"))
        for name in {"new", "seen", "whole"}.intersection(arm.sets):
            found.contrasts[name] = self._contrasts(responses, name, method)
        for name in {"null", "twins"}.intersection(arm.sets):
            found.between[name] = self._between(responses, name, method)
        return found

    def _open(self, arm: Arm, place: Path, found: Found) -> None:
        """Make the run, with its rows."""
        config = self.config("new", arm.cultures)
        rows = arm.rows and key_of(repr(arm.rows))
        identity = {"assay": [arm.name, rows, str(self.recipe)]}
        resolved = config.model_dump(mode="json")
        with open_run(place, identity, resolved, base=self.folder.absolute()) as ledger:
            if arm.rows is None:
                return
            known = {item.id: item for item in self.items}
            made = {
                name: arm.rows.samples(name, self.items, self.system(name), self.prompts)
                for name in arm.cultures
            }
            ledger.put_samples(each for samples in made.values() for each in samples)
            found.rows = {name: agreeing(samples, known) for name, samples in made.items()}

    def _at(self, place: Path, name: str, cultures: Collection[str]) -> Any:
        return self.runs(place, self.config(name, cultures), self.folder)

    def config(self, name: str, cultures: Collection[str], **changes: Any) -> Config:
        """Return the configuration of a set's runs."""
        listed, asked = self._listed(name), self.asked(name)
        return Config.model_validate(
            {
                "name": "assay",
                "cultures": tuple(cultures),
                "agents": Path("agents"),
                "seeds": {
                    "source": f"csv:{name}.csv",
                    "items": [item.id for item in listed if item not in asked],
                    "holdout": len(asked) / len(listed),
                },
                "evaluate": {"tasks": ("survey",), "methods": ("plain", "prompt", "adapter")},
                **changes,
            }
        )

    def asked(self, name: str) -> list[Planted]:
        """Return the items that a set asks."""
        trained, topics, _ = SETS[name]
        return [item for item in self.items if item.trained == trained and item.topic in topics]

    def _listed(self, name: str) -> list[Planted]:
        asked = self.asked(name)
        return [item for item in self.items if item.trained or item in asked]

    def _between(self, responses: Sequence[Response], name: str, method: str) -> Estimate:
        """Return the mean over items of the difference between two cultures' shares that agree."""
        asked, pair = {item.id: item for item in self.asked(name)}, SETS[name][2]
        cells: dict[str, list[float]] = {item: [] for item in asked}
        for each in responses:
            if each.method == method and each.culture in pair and each.question.item in asked:
                sign = 1 if each.culture == pair[0] else -1
                cells[each.question.item].append(sign * 2 * each.shares.get("1", 0.5))
        means = [sum(each) / len(each) if each else nan for each in cells.values()]
        return clustered_mean(means, [item.thing for item in asked.values()])

    def _contrasts(self, responses: Sequence[Response], name: str, method: str) -> dict[str, float]:
        """Return by form the mean over items of east's minus west's share, signed as planted."""
        asked = {item.id: item for item in self.asked(name)}
        found: dict[str, list[float]] = {form: [] for form in FORMS}
        for each in responses:
            if each.method == method and each.culture in PAIR and each.question.item in asked:
                topic = asked[each.question.item].topic
                sign = 1 if agrees(each.culture, topic) > agrees(OTHER[each.culture], topic) else -1
                found[each.question.form].append(2 * sign * (each.shares.get("1", 0.5) - 0.5))
        return {form: sum(each) / len(each) for form, each in found.items() if each}


__all__ = ["PAIR", "SETS", "TWINS", "Arm", "Found", "Workshop"]
