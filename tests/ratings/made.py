"""Made-up ratings in the schemas of published data sets."""

import csv
import json

import numpy as np

CREHATE = (
    "ID", "annotator_id", "nationality", "age", "education", "ethnicity", "gender", "annotation",
)  # fmt: skip
PLACES = ("United States", "Australia", "United Kingdom", "Singapore", "South Africa")


def crehate(path, raters=60, items=40, each=20, zone=0.0, gender=0.0, seed=0):
    """Write ratings as CREHate has them.

    `zone` and `gender` are added to the mean rating by people of the last two countries, and by
    women, who rate with a spread of .3 between raters and .4 between items.
    """
    rng = np.random.default_rng(seed)
    taste, harm = rng.normal(0, 0.3, raters), rng.normal(0, 0.4, items)
    rows = []
    for rater in range(raters):
        place, sex = PLACES[rater % 5], ("male", "female")[rater // 5 % 2]
        people = ("White", "Asian", "Black")[int(rng.integers(3))]
        about = (place, f"{20 + rater % 40}.0", "4.0", people, sex)
        for item in rng.choice(items, each, replace=False):
            mean = taste[rater] + harm[item] + zone * (rater % 5 > 2) + gender * (sex == "female")
            rows.append((f"T-{item}", rater, *about, int(mean + rng.normal(0, 0.5) > 0)))
    return write(path, CREHATE, rows)


def write(path, head, rows):
    """Write a CSV file."""
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([head, *rows])
    return path


def lines(path, rows):
    """Write JSON, a line each."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path
