"""The retention task: forgetting by fine-tuning, measured as loss on neutral texts."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from math import inf
from typing import Any, ClassVar, Protocol, Self, runtime_checkable

import numpy as np

from park.align.respondent import Respondent
from park.evaluate.panel import Backend, Panel
from park.evaluate.scoring import Table, adjust, difference, score
from park.evaluate.task import Task
from park.ledger.keys import key_of
from park.records import Language, Record, Text
from park.records.card import Card
from park.records.scores import Score
from park.setup import Setup
from park.statistics import Statistic
from park.statistics.interval import Numbers, ratio

TEXTS = "neutral.jsonl"
ENGLISH = "english"
OTHERS = "other-languages"
METRICS = {"nats_per_byte": 1, "nats_per_token": 2}
"""Columns to divide nats by: bytes or tokens."""


class Neutral(Record):
    """A paragraph unrelated to culture."""

    language: Language
    text: Text


@runtime_checkable
class Measures(Protocol):
    """A backend that can compute the likelihood of texts."""

    async def loss(self, respondent: Respondent, texts: Sequence[str]) -> list[tuple[float, int]]:
        """Return each text's negative log-likelihood in nats and its number of predicted tokens."""


@dataclass(frozen=True)
class Retention(Task):
    """The task: the loss of base and adapters on neutral texts."""

    texts: Sequence[Neutral] = field(default_factory=lambda: neutral_texts())
    name = "retention"
    help = "surprise at neutral texts, after fine-tuning and before"
    title = "Retention"
    about = "What fine-tuning makes a model forget, on texts that are about none of this."
    decides = False
    order = 50
    ranges: ClassVar = dict.fromkeys(METRICS, (0.0, inf))
    covers: ClassVar = dict.fromkeys(METRICS, "91 to 94")
    card = Card(
        authors="culturepark wrote the paragraphs.",
        audience="Those who fine-tune a model and fear that it forgets.",
        words=(
            "culturepark's own: plain paragraphs on nature, techniques and daily things, in "
            "no voice of a culture."
        ),
        language="English and the languages of the cultures.",
        assumptions=(
            "Surprise at neutral texts stands for what a model can still do; such texts are "
            "alike foreign to all cultures."
        ),
        annotators=(
            "Nobody annotated them; there is nothing to judge but the likelihood of the texts."
        ),
        limits=(
            "Which abilities are lost, since it asks no questions; knowledge and reasoning "
            "need the tasks of lm-eval."
        ),
    )

    @classmethod
    def prepare(cls, setup: Setup) -> Self:
        """Use the bundled texts."""
        return cls()

    async def run(self, panel: Panel) -> list[Score]:
        """Evaluate the base and each adapter; return scores and differences from the base.

        Raises:
            ParkError: the model cannot read a text.
        """
        if not isinstance(panel.backend, Measures):
            return [self._nothing(panel)]
        read = await self.ask(panel)
        return adjust(
            [each for group in self._groups() for each in self._scores(panel, group, read)]
        )

    async def ask(self, panel: Panel) -> list[tuple[Respondent, Numbers]]:
        """Read all texts with the base and each adapter."""
        backend, who = panel.backend, active(panel)
        if not isinstance(backend, Measures):
            return []
        panel.expect(len(self.texts) * len(who))
        own = [each for each in who if panel.holds(self.name, each.name)]
        return [(each, await self._read(panel, backend, each)) for each in own]

    def _groups(self) -> list[str]:
        return list(dict.fromkeys(_group(text) for text in self.texts))

    async def _read(self, panel: Panel, backend: Measures, respondent: Respondent) -> Numbers:
        """Return each text's nats, bytes and tokens, shape (texts, 3), reusing stored values."""
        assert isinstance(backend, Backend)
        texts = [each.text for each in self.texts]
        key = f"loss:{key_of('loss', backend.identity(respondent), texts)}"
        found = panel.ledger.get(key)
        stored = found is not None
        if found is None:
            found = await backend.loss(respondent, texts)
            panel.ledger.put(key, found)
        panel.did(len(texts), new=not stored)
        sizes = [len(text.encode()) for text in texts]
        rows = [(nats, size, tokens) for (nats, tokens), size in zip(found, sizes, strict=True)]
        return np.array(rows, float).reshape(-1, 3)

    def _scores(
        self, panel: Panel, group: str, read: Sequence[tuple[Respondent, Numbers]]
    ) -> list[Score]:
        """Return the scores of a group of texts."""
        rows = [n for n, text in enumerate(self.texts) if _group(text) == group]
        names = tuple(str(row) for row in rows)
        # Texts of one language form a cluster, unless it is the only language.
        spoken = {str(row): self.texts[row].language for row in rows}
        alike = spoken if len(set(spoken.values())) > 1 else {}
        tables = {a: Table(names, ("read",), values[rows, None], alike) for a, values in read}
        base = next((table for a, table in tables.items() if not a.adapter), None)
        scores = []
        for respondent, table in tables.items():
            for metric, column in METRICS.items():
                known: dict[str, Any] = {
                    "task": self.name, "set": group, "metric": metric, "method": respondent.method,
                    "culture": respondent.culture, "model": panel.model, "unit": "texts",
                    "higher_is_better": False,
                }  # fmt: skip
                scores.append(score(table, per(column), smooth=True, **known))
                if respondent.adapter and base is not None:
                    known["against"] = "plain"
                    scores.append(difference(table, base, per(column), smooth=True, **known))
        return scores

    def _nothing(self, panel: Panel) -> Score:
        remark = f"{panel.model} does not tell how likely a text is, only the local base does"
        return Score(
            task=self.name, metric="nats_per_byte", method="plain", model=panel.model, value=None,
            n=0, unit="texts", higher_is_better=False, detail={"remark": remark},
        )  # fmt: skip


def neutral_texts() -> list[Neutral]:
    """Return the bundled texts: sixty in English, three per other language of the role cards."""
    lines = files("park.evaluate.tasks").joinpath(TEXTS).read_text(encoding="utf-8").splitlines()
    return [Neutral.model_validate(json.loads(line)) for line in lines]


def per(column: int) -> Statistic:
    """Return the statistic of nats per byte (1) or per token (2).

    Total nats are divided by total units, so longer texts weigh more, as in a corpus's perplexity,
    which is exp(nats per token).
    """

    def divided(samples: Numbers) -> Numbers:
        return ratio(samples[..., 0].sum(-1), samples[..., column].sum(-1))

    return divided


def active(panel: Panel) -> list[Respondent]:
    """Return the base and each adapter once, without system messages."""
    found = {"": Respondent("plain")}
    for each in panel.respondents:
        if each.adapter:
            culture = each.culture if each.method == "adapter" else ""
            found.setdefault(each.adapter, Respondent(each.method, culture, "", each.adapter))
    return list(found.values())


def _group(text: Neutral) -> str:
    return ENGLISH if text.language.split("-")[0] == "en" else OTHERS
