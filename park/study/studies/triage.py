"""The study `triage`: whether a text classifier finds the texts that zones disagree on.

A classifier of letters (scikit-learn) learns which items are sensitive (`park.ratings.sensitive`)
and ranks texts that it has not seen, so that people annotate the likeliest first.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from park.errors import InputError, nearest
from park.ledger.keys import seed_of
from park.progress import Line
from park.ratings.mapping import Coding, RatingsMapping, load_mapping, mapping_names, zone_of
from park.ratings.read import Ratings, read_ratings, read_texts
from park.ratings.sensitive import Rules, score_items
from park.records import Record
from park.statistics import Interval, hierarchical_bootstrap
from park.statistics.interval import Numbers
from park.study.study import Findings, Lab, Study

FEWEST = 10
"""Minimum sensitive items, and items that are not, to learn from."""
RESAMPLES = 2_000


class TriageOptions(Record):
    """Settings of the study."""

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
    top: tuple[int, ...] = (25, 50, 100)
    """Numbers of items to look at first."""
    folds: int = Field(default=5, ge=2, le=20)
    """Parts of the items; each is ranked by what the others teach."""
    seeds: int = Field(default=5, ge=1, le=50)
    """Random divisions into folds."""


class Pile(NamedTuple):
    """The items that count."""

    texts: list[str]
    sensitive: NDArray[np.bool_]
    without_text: int


class Triage(Study):
    """Rank unseen texts by how likely zones disagree on them, and count how often they do."""

    name = "triage"
    help = "whether a text classifier finds the texts that cultural zones disagree on"
    Options = TriageOptions

    async def run(self, lab: Lab) -> Findings:
        """Read, learn, rank and count."""
        options: TriageOptions = lab.options
        mapping = _mapping(options, lab)
        path = lab.setup.base / options.file
        pile = _pile(read_ratings(path, mapping), dict(read_texts(path, mapping)), mapping, options)
        lab.progress(Line(f"triage: {len(pile.texts):,} items"))
        ranked = ranks(pile.texts, pile.sensitive, options)
        shuffled = np.random.default_rng(seed_of("triage")).permutation(pile.sensitive)
        null = ranks(pile.texts, shuffled, options)
        found = {
            "items": len(pile.texts),
            "sensitive": int(pile.sensitive.sum()),
            "share": float(pile.sensitive.mean()),
            "without_text": pile.without_text,
            "precision": [
                {
                    "top": top,
                    **_figure(precision(ranked, pile.sensitive, top)),
                    "shuffled": precision(null, shuffled, top).value,
                }
                for top in options.top
                if top < len(pile.texts)
            ],
        }
        return Findings(run=str(lab.folder), found=found, text=tuple(told(found)))


def ranks(texts: Sequence[str], sensitive: NDArray[np.bool_], options: TriageOptions) -> Numbers:
    """Return each text's probability of being sensitive by a classifier that has not seen it.

    Logistic regression with balanced classes on tf-idf of groups of 2 to 5 letters.

    Args:
        texts: n texts.
        sensitive: which of them are, shape (n,).
        options: folds and seeds.

    Returns:
        Shape (n, seeds).

    Raises:
        InputError: scikit-learn is not installed.
    """
    try:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import StratifiedKFold, cross_val_predict
        from sklearn.pipeline import make_pipeline
    except ImportError:
        raise InputError("triage needs: pip install 'culturepark[triage]'") from None
    found = np.empty((len(texts), options.seeds))
    for seed in range(options.seeds):
        model = make_pipeline(
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=2, sublinear_tf=True),
            LogisticRegression(class_weight="balanced", max_iter=1_000),
        )
        folds = StratifiedKFold(options.folds, shuffle=True, random_state=seed_of("triage", seed))
        chance = cross_val_predict(model, texts, sensitive, cv=folds, method="predict_proba")
        found[:, seed] = chance[:, 1]
    return found


def precision(ranked: Numbers, sensitive: NDArray[np.bool_], top: int) -> Interval:
    """Return the share of sensitive items among those ranked highest, mean over seeds.

    Args:
        ranked: probabilities, shape (n, seeds).
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

    table = np.stack([ranked, labels.astype(float)], axis=-1)
    return hierarchical_bootstrap(
        table, measure, resamples=RESAMPLES, seed=seed_of("triage", "precision", top)
    )


def told(found: Mapping[str, Any]) -> list[str]:
    """Return the findings as lines."""
    share = found["share"]
    lines = [
        f"{found['sensitive']} of {found['items']} items are sensitive ({100 * share:.1f} %)",
        *([f"{found['without_text']} items have no text"] if found["without_text"] else ()),
    ]
    for row in found["precision"]:
        low, high = row["low"], row["high"]
        verdict = "more than by chance" if low > share else "no more than by chance"
        lines.append(
            f"of the {row['top']} ranked highest, {100 * row['value']:.1f} % "
            f"[{100 * low:.1f}, {100 * high:.1f}] are: {verdict} "
            f"(with shuffled labels {100 * row['shuffled']:.1f} %)"
        )
    return lines


def _figure(found: Interval) -> dict[str, float]:
    return {"value": found.value, "low": found.low, "high": found.high}


def _mapping(options: TriageOptions, lab: Lab) -> RatingsMapping:
    if not options.file:
        raise InputError("triage needs a file: park study triage FILE --mapping NAME")
    if not options.mapping:
        names = ", ".join(mapping_names())
        raise InputError(f"triage needs --mapping, a YAML file or one of {names}")
    mapping = load_mapping(options.mapping, lab.setup.base)
    if mapping.texts is None:
        raise InputError(f"triage needs texts, which the mapping {options.mapping!r} does not name")
    if mapping.harmful is None:
        raise InputError(f"triage: the mapping {options.mapping!r} says not what is harmful")
    return mapping


def _coding(mapping: RatingsMapping, name: str) -> Coding:
    known = mapping.codings
    if not known:
        raise InputError("triage: the mapping has no codings of zones")
    chosen = name or next(iter(known))
    if chosen not in known:
        raise InputError(f"coding: there is no coding {chosen!r}{nearest(chosen, known)}")
    return known[chosen]


def _pile(
    ratings: Ratings,
    texts: Mapping[str, str],
    mapping: RatingsMapping,
    options: TriageOptions,
) -> Pile:
    coding = _coding(mapping, options.coding)
    zones = zone_of(coding)
    rules = Rules(fewest=options.fewest, mixed=options.mixed, threshold=options.threshold)
    zone = [zones.get(country, "") for country in ratings.country]
    scores = score_items(ratings, zone, list(coding), mapping.harmful or 0.0, rules)
    counted = [int(place) for place in np.flatnonzero(scores.counted)]
    kept = [place for place in counted if texts.get(ratings.items[place], "").strip()]
    sensitive = np.asarray(scores.sensitive[kept], bool)
    fewest = min(int(sensitive.sum()), int((~sensitive).sum()))
    if fewest < FEWEST:
        raise InputError(
            f"{ratings.source}: {int(sensitive.sum())} of {len(kept)} items with a text are "
            f"sensitive; at least {FEWEST} that are and {FEWEST} that are not are needed"
        )
    return Pile(
        [texts[ratings.items[place]] for place in kept], sensitive, len(counted) - len(kept)
    )
