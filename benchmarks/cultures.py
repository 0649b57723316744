"""Intervals of figures about several cultures: adaptability, structure, preferences in dilemmas."""

from collections.abc import Callable, Iterator, Sequence
from itertools import product

import numpy as np

from benchmarks import worlds
from park.align.moral_machine import NAMES
from park.evaluate.tasks.multitp.measures import METRICS, interval, preferences
from park.statistics import clustered_mean, pseudo_values
from park.statistics.fidelity import adaptability, spread, structure

CULTURES, MANY = 8, 250
"""Cultures; items that stand for endless ones."""
DILEMMAS = (10, 30)
"""In each of the six dimensions."""
Case = tuple[str, str, str, float, Callable]


def cases(held: dict[int, Sequence[int]]) -> Iterator[Case]:
    """Yield group, name, world, truth and what returns an interval's ends.

    Args:
        held: sizes of topics by their number of items.
    """
    for n, sizes in held.items():
        yield "over cultures", f"{n} held out", "adaptability", 0.45, _adaptability(sizes)
        yield "over cultures", f"{n} held out", "structure", 0.0, _structure(sizes)
    for n, metric in product(DILEMMAS, METRICS):
        yield "MultiTP", f"{n} dilemmas of each kind", metric.name, 0.0, _preferences(n, metric)


def _adaptability(sizes: Sequence[int]) -> Callable:
    """Answers vary by .6 of people's deviations and .3 of their own: .36 + .09 of the variance."""

    def ends(rng):
        own, topic = rng.normal(size=sum(sizes)), rng.normal(size=len(sizes))[worlds.labels(sizes)]
        scale = np.exp(0.4 * (np.sqrt(0.2) * topic + np.sqrt(0.8) * own))[:, None, None]
        shape = (sum(sizes), CULTURES, 4)
        people, noise = scale * rng.normal(size=shape), scale * rng.normal(size=shape)
        answers = 0.6 * people + 0.3 * noise
        values = np.stack([spread(a, p) for a, p in zip(answers, people, strict=True)])
        pseudo = pseudo_values(values, adaptability)
        found = clustered_mean(pseudo, worlds.labels(sizes))
        return found.low, found.high

    return ends


def _structure(sizes: Sequence[int]) -> Callable:
    """Cultures keep their two traits; items load on them, alike within a topic by a half."""

    def ends(rng):
        traits = rng.normal(size=(CULTURES, 2))

        def drawn(labels):
            topic, own = (rng.normal(size=(n, 2)) for n in (max(labels) + 1, len(labels)))
            people = traits @ (topic[labels] + own).T + rng.normal(size=(CULTURES, len(labels)))
            answers = 0.7 * people + rng.normal(size=people.shape)
            return answers, people, range(len(labels))

        truth = structure(*drawn(np.arange(MANY)), jackknife=False).value
        pseudo = structure(*drawn(worlds.labels(sizes))).pseudo
        found = clustered_mean(pseudo, worlds.labels(sizes))
        return found.low - truth, found.high - truth

    return ends


def _preferences(n: int, metric) -> Callable:
    """A dilemma's probability is spread by beta around its kind's; people have their own."""

    def ends(rng):
        mean, people = rng.uniform(0.3, 0.9, (2, len(NAMES)))
        category = np.repeat(np.arange(len(NAMES)), n)
        values = rng.beta(4 * mean[category], 4 * (1 - mean[category]))
        drawn = preferences(category, values[:, None], int(rng.integers(1 << 30)))
        found = interval(metric.measure(drawn, people)[:, 0], len(values))
        truth = float(metric.measure(mean, people))
        return found.low - truth, found.high - truth

    return ends
