"""The survey's controls that learn, each item predicted from the others."""

from collections.abc import Iterator, Sequence

from park.align.controls import controls
from park.align.own_answers import Vectors
from park.evaluate.tasks.benchmark.controls import Control
from park.ledger.keys import seed_of
from park.records.benchmark import BenchmarkItem
from park.statistics.interval import Numbers
from park.surveys.survey import Survey

LEARNED = ("nearest", "kernel", "ridge", "profile", "text")
FOLDS = 5
FEWEST = 2
"""Other countries without which nothing is learned of them."""


def learned(
    survey: Survey,
    items: Sequence[BenchmarkItem],
    every: Sequence[BenchmarkItem],
    countries: Sequence[str],
    vectors: Vectors | None = None,
) -> Iterator[Control]:
    """Yield the controls that learn from a culture's answers to other items.

    A benchmark has no train items, so its keywords are dealt into five folds, and the items of a
    fold are predicted from the answers to the social-value items of the other four.

    Args:
        survey: everybody's answers.
        items: the social-value items to predict.
        every: all social-value items.
        countries: the culture's countries.
        vectors: embeddings of all items; without them there is no control `text`.
    """
    if len(set(survey.countries) - set(countries)) < FEWEST:
        return
    shares: dict[str, dict[str, Numbers]] = {}
    told: dict[str, Control] = {}
    for fold in range(FOLDS):
        held = [item for item in items if _fold(item) == fold]
        train = [item for item in every if _fold(item) != fold]
        for each in controls(survey, held, train, countries, vectors) if held and train else ():
            if each.name in LEARNED:
                shares.setdefault(each.name, {}).update(each.shares)
                what = each.what.replace("the train items", "other items")
                told[each.name] = Control(each.name, {}, what, each.knows)
    for name, control in told.items():
        yield control._replace(shares=shares[name])


def cluster(item: BenchmarkItem) -> str:
    """Return what an item belongs to: its keyword, or its twin, or itself."""
    return item.keyword or item.twin or item.id


def _fold(item: BenchmarkItem) -> int:
    return seed_of("fold", cluster(item)) % FOLDS
