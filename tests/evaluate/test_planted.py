"""Two opposed populations, and an adapter that learnt nothing but a flatter shape over places."""

import asyncio

import numpy as np
import pytest

from park.align.method import respondents
from park.assets import load_cultures
from park.evaluate.tasks.survey import Survey
from park.evaluate.tasks.survey.task import SurveyOptions
from park.findings.answer import answer
from park.findings.scores import tasks
from park.ledger.keys import rng_of
from park.prompts import Prompts
from park.records import Answers, Item, Option
from park.records.scores import Answer
from park.surveys.survey import Survey as Source
from tests.evaluate.fakes import panel

LABELS = ("agree strongly", "agree", "disagree", "disagree strongly")
TRUTH = {"DEU": 0.85, "TUR": 0.15, "CHN": 0.6, "EGY": 0.4, "JPN": 0.5}
"""The share that agrees with every other topic's items, and disagrees with the others'."""
CARDS = load_cultures(["german", "turkish"])
CLAIMS = ("other_cultures", "item_blind", "ridge")
SHARP, FLAT = (2.5, 1.2, 0.3, 0.0), (0.8, 0.4, 0.1, 0.0)
"""Log-odds of the places, of the base and of an adapter."""


def _items(count=32, topics=8):
    options = tuple(Option(code=n, label=label) for n, label in enumerate(LABELS, 1))
    return [
        Item(
            id=f"q{n}", source="planted", statement=f"Statement {n}.", options=options,
            topic=f"topic {n % topics}",
        )
        for n in range(count)
    ]  # fmt: skip


def _answers(item):
    for country, share in TRUTH.items():
        agree = share if int(item.id[1:]) % 2 else 1 - share
        shares = agree * np.array([0.5, 0.5, 0, 0]) + (1 - agree) * np.array([0, 0, 0.5, 0.5])
        counts = {n: round(1_000 * each) for n, each in enumerate(shares, 1)}
        yield Answers(item=item.id, country=country, counts=counts, valid=sum(counts.values()))


def knows_nothing(respondent, question):
    """Answer by place, with a whim for each question."""
    shape = np.array(FLAT if respondent.method == "adapter" else SHARP)
    rng = rng_of(respondent.name, question.item, question.form, question.order)
    odds = np.exp(shape + [rng.gauss(0, 0.15) for _ in shape])
    return Answer(
        status="answered", shares=dict(zip(question.options, odds / odds.sum(), strict=True))
    )


@pytest.fixture(scope="module")
def scores(tmp_path_factory):
    items = _items()
    source = Source.of(items, [each for item in items for each in _answers(item)])
    task = Survey(items[:16], source, CARDS, settings=SurveyOptions(orders=2))
    who = respondents(["plain", "prompt", "adapter"], CARDS, [*CARDS], Prompts())
    asked = panel(knows_nothing, who, tmp_path_factory.mktemp("run") / "ledger.sqlite")
    with asked.ledger:
        return asyncio.run(task.run(asked))


def gaps(scores, against):
    return [
        each
        for each in scores
        if (each.metric, each.method, each.against) == ("js", "adapter", against) and each.tested
    ]


def test_an_adapter_that_knows_nothing_still_beats_the_base(scores):
    found = gaps(scores, "plain")
    assert len(found) == len(CARDS)
    assert all(each.value > 0.03 and each.adjusted < 0.05 for each in found)


@pytest.mark.parametrize("against", CLAIMS)
def test_none_of_the_claims_is_fooled(scores, against):
    found = gaps(scores, against)
    assert len(found) == len(CARDS)
    assert not any(each.value > 0 and each.adjusted < 0.05 for each in found)
    if against != "ridge":
        assert all(each.low < 0 < each.high for each in found)


def test_the_headline_says_no(scores):
    said = answer(tasks(scores, {}))
    assert said.startswith("Did it work? No: in survey, options are chosen by where they stand")
    # Nor does it say yes where the orders are not known, or no control is there.
    kept = [each for each in scores if not each.metric.startswith("order_by_")]
    assert answer(tasks(kept, {})).startswith("Did it work? No: in survey, no method")
    kept = [each for each in kept if not each.control]
    assert "It has not been shown" in answer(tasks(kept, {}))
