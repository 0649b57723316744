"""Made-up ratings of items by raters, whose variances and coefficients are known."""

import numpy as np

VARIANCES = {"rater": 0.3, "item": 0.5, "residual": 1.0}
BETA = (0.0, 0.4, -0.2)


def raters_and_items(rng: np.random.Generator, raters: int, items: int, each: int):
    """Return rater, item and rating of each rating, and the raters' columns.

    Every rater rates `each` random items. A column is 1 for half of the raters, another for a
    third of them.
    """
    rater = np.repeat(np.arange(raters), each)
    if each > items // 4:
        rated = [rng.choice(items, each, replace=False) for _ in range(raters)]
        item = np.concatenate(rated)
    else:
        # Runs of items from a random beginning on, in an order of the rater's own stride.
        begin, stride = rng.integers(0, items, raters), rng.integers(1, items, raters)
        item = (begin[rater] + np.tile(np.arange(each), raters) * stride[rater]) % items
    x = np.column_stack([np.ones(raters), rng.permuted(np.arange(raters) % 2),
                         rng.permuted(np.arange(raters) % 3 == 0)])  # fmt: skip
    rating = (
        x[rater] @ BETA
        + rng.normal(0, VARIANCES["rater"] ** 0.5, raters)[rater]
        + rng.normal(0, VARIANCES["item"] ** 0.5, items)[item]
        + rng.normal(0, VARIANCES["residual"] ** 0.5, len(rater))
    )
    return rater, item, rating, x
