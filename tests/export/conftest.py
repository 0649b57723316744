"""A run with its data set, made once."""

import pytest

from park.export.stage import run_export
from tests.export.runs import dialogue, make_run, opinion, usual, verdict
from tests.toys import turn

NASTY = (
    "```\n---\n| a | b |\n{{ 7 * 7 }} <img src=x> ![](x) \"' ~~~ # x\r\n\u2028\ud83d\ude00çay 茶"
)
"""A text that would break a page or a file if it were more than text."""


@pytest.fixture(scope="session")
def exported(tmp_path_factory):
    """A run folder with all views; do not write to it."""
    rewritten = opinion("rewritten", text=f"Yes. {NASTY}", said=f"No. {NASTY}")
    judged = [*usual(), (rewritten, (verdict(rewritten, kept=True),))]
    places = {(each.seed.culture, each.seed.item) for each, _ in judged}
    records = [
        dialogue(culture, item, turns=(turn(1), turn(2, f"{culture} {item} {NASTY}")))
        for culture, item in sorted(places)
    ]
    funnel = {
        "stages": ["listed", "too_short", "contradicts", "accepted"],
        "cultures": {
            "turkish": {"listed": 8, "too_short": 0, "contradicts": 1, "accepted": 7},
            "persian": {"listed": 1},
        },
        "remarks": ["the judge keeps <all>"],
        "alarms": [f"turkish: 3 of 7 opinions are near duplicates of {NASTY!r}"],
    }
    run = make_run(tmp_path_factory.mktemp("exported") / "run", judged, records, funnel)
    run_export(run)
    return run
