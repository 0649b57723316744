"""The study `triage`: whether a text classifier finds the texts that zones disagree on.

A classifier of letters (scikit-learn) learns which items are sensitive (`park.ratings.sensitive`)
and ranks texts that it has not seen, so that people annotate the likeliest first.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from park.errors import InputError
from park.ledger.keys import seed_of
from park.progress import Line, Progress, shown, silent
from park.statistics.interval import Numbers
from park.study.studies._rated import RatedOptions, figure, precision, rated
from park.study.study import Findings, Lab, Study

FEWEST = 10
"""Minimum sensitive items, and items that are not, to learn from."""


class TriageOptions(RatedOptions):
    """Settings of the study."""

    top: tuple[int, ...] = (25, 50, 100)
    """Numbers of items to look at first."""
    folds: int = Field(default=5, ge=2, le=20)
    """Parts of the items; each is ranked by what the others teach."""
    seeds: int = Field(default=5, ge=1, le=50)
    """Random divisions into folds."""


class Triage(Study):
    """Rank unseen texts by how likely zones disagree on them, and count how often they do."""

    name = "triage"
    help = "whether a text classifier finds the texts that cultural zones disagree on"
    Options = TriageOptions

    async def run(self, lab: Lab) -> Findings:
        """Read, learn, rank and count."""
        options: TriageOptions = lab.options
        pile = rated(options, lab, self.name)
        sensitive = pile.sensitive
        fewest = min(int(sensitive.sum()), int((~sensitive).sum()))
        if fewest < FEWEST:
            raise InputError(
                f"{options.file}: {int(sensitive.sum())} of {len(sensitive)} items with a text are "
                f"sensitive; at least {FEWEST} that are and {FEWEST} that are not are needed"
            )
        lab.progress(Line(f"triage: {len(pile.texts):,} items"))
        ranked = ranks(pile.texts, sensitive, options, lab.progress)
        shuffled = np.random.default_rng(seed_of("triage")).permutation(pile.sensitive)
        null = ranks(pile.texts, shuffled, options, lab.progress, "triage, labels shuffled")
        found = {
            "items": len(pile.texts),
            "sensitive": int(pile.sensitive.sum()),
            "share": float(pile.sensitive.mean()),
            "without_text": pile.without_text,
            "precision": [
                {
                    "top": top,
                    **figure(precision(ranked, pile.sensitive, top)),
                    "shuffled": precision(null, shuffled, top).value,
                }
                for top in options.top
                if top < len(pile.texts)
            ],
        }
        return Findings(run=str(lab.folder), found=found, text=tuple(told(found)))


def ranks(
    texts: Sequence[str],
    sensitive: NDArray[np.bool_],
    options: TriageOptions,
    progress: Progress = silent,
    task: str = "triage",
) -> Numbers:
    """Return each text's probability of being sensitive by a classifier that has not seen it.

    Logistic regression with balanced classes on tf-idf of groups of 2 to 5 letters.

    Args:
        texts: n texts.
        sensitive: which of them are, shape (n,).
        options: folds and seeds.
        progress: is told of each seed that is done.
        task: what the progress is called.

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
    for seed in shown(task, range(options.seeds), options.seeds, progress):
        model = make_pipeline(
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=2, sublinear_tf=True),
            LogisticRegression(class_weight="balanced", max_iter=1_000),
        )
        folds = StratifiedKFold(options.folds, shuffle=True, random_state=seed_of("triage", seed))
        chance = cross_val_predict(model, texts, sensitive, cv=folds, method="predict_proba")
        found[:, seed] = chance[:, 1]
    return found


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
