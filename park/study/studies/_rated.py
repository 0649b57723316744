"""Rated texts of which zones may disagree, for the studies that look at texts."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from park.errors import InputError, nearest
from park.ledger.keys import seed_of
from park.ratings.mapping import Coding, RatingsMapping, load_mapping, mapping_names, zone_of
from park.ratings.read import read_ratings, read_texts
from park.ratings.sensitive import Rules, score_items
from park.records import Record
from park.statistics import Interval, hierarchical_bootstrap
from park.statistics.interval import Numbers
from park.study.study import Lab

RANKINGS = 2_000
"""Resamples of a ranking."""


class RatedOptions(Record):
    """Which table, under which coding, and what counts as sensitive."""

    file: str = ""
    """The table of ratings; on the command line the argument after the study's name."""
    mapping: str = ""
    """Name or YAML file of what its columns mean."""
    coding: str = ""
    """The coding of zones; the mapping's first if empty."""
    fewest: int = Field(default=3, ge=1)
    """Ratings of an item that a zone needs."""
    mixed: bool = True
    """Whether a zone's raters of an item may not all be of one group."""
    threshold: float = Field(default=0.5, gt=0, lt=1)
    """Score above which an item is sensitive."""


class Rated(NamedTuple):
    """The items that count in two zones or more and have a text."""

    items: list[str]
    texts: list[str]
    zones: Coding
    likely: Numbers
    """How likely a majority of a zone finds an item harmful, (items, zones); nan if not valid."""
    sensitive: NDArray[np.bool_]
    """Shape (items,)."""
    without_text: int
    """Items that count but have no text."""


def rated(options: RatedOptions, lab: Lab, study: str) -> Rated:
    """Read the table and the texts beside it.

    Raises:
        InputError: an option is missing or unknown, or a file is unsuitable.
    """
    mapping = _mapping(options, lab, study)
    path = lab.setup.base / options.file
    ratings, texts = read_ratings(path, mapping), dict(read_texts(path, mapping))
    coding = _coding(mapping, options.coding, study)
    zones: Mapping[str, str] = zone_of(coding)
    rules = Rules(fewest=options.fewest, mixed=options.mixed, threshold=options.threshold)
    zone = [zones.get(country, "") for country in ratings.country]
    scores = score_items(ratings, zone, list(coding), mapping.harmful or 0.0, rules)
    counted = [int(place) for place in np.flatnonzero(scores.counted)]
    kept = [place for place in counted if texts.get(ratings.items[place], "").strip()]
    return Rated(
        [ratings.items[place] for place in kept],
        [texts[ratings.items[place]] for place in kept],
        coding,
        np.where(scores.valid, scores.likely, np.nan)[kept],
        np.asarray(scores.sensitive[kept], bool),
        len(counted) - len(kept),
    )


def precision(ranked: Numbers, sensitive: NDArray[np.bool_], top: int) -> Interval:
    """Return the share of sensitive items among those ranked highest, mean over seeds.

    Args:
        ranked: probabilities, shape (n, seeds); ties are broken at random.
        sensitive: which items are, shape (n,).
        top: number of items looked at.

    Returns:
        The share with its hierarchical bootstrap interval over items and seeds.
    """
    labels = np.broadcast_to(sensitive[:, None], ranked.shape)

    def measure(samples: Numbers) -> Numbers:
        first = np.argpartition(-samples[..., 0], top - 1, axis=1)[:, :top]
        chosen = np.take_along_axis(samples[..., 1], first, axis=1)
        shares: Numbers = chosen.mean(axis=(1, 2))
        return shares

    noise = np.random.default_rng(seed_of("ties", top)).random(ranked.shape)
    table = np.stack([ranked + 1e-9 * noise, labels.astype(float)], axis=-1)
    return hierarchical_bootstrap(
        table, measure, resamples=RANKINGS, seed=seed_of("precision", top)
    )


def figure(found: Interval) -> dict[str, float]:
    """Return a figure with its interval."""
    return {"value": found.value, "low": found.low, "high": found.high}


def _mapping(options: RatedOptions, lab: Lab, study: str) -> RatingsMapping:
    if not options.file:
        raise InputError(f"{study} needs a file: park study {study} FILE --mapping NAME")
    if not options.mapping:
        names = ", ".join(mapping_names())
        raise InputError(f"{study} needs --mapping, a YAML file or one of {names}")
    mapping = load_mapping(options.mapping, lab.setup.base)
    if mapping.texts is None:
        raise InputError(
            f"{study} needs texts, which the mapping {options.mapping!r} does not name"
        )
    if mapping.harmful is None:
        raise InputError(f"{study}: the mapping {options.mapping!r} has no `harmful`")
    return mapping


def _coding(mapping: RatingsMapping, name: str, study: str) -> Coding:
    known = mapping.codings
    if not known:
        raise InputError(f"{study}: the mapping has no codings of zones")
    chosen = name or next(iter(known))
    if chosen not in known:
        raise InputError(f"coding: there is no coding {chosen!r}{nearest(chosen, known)}")
    return known[chosen]
