"""A run without scores says first how far it has come."""

import pytest

from park.report.model import Funnel
from park.report.summary import summary
from park.report.training import trained
from tests.report.runs import adapter


def funnel(accepted):
    return Funnel(
        stages=("listed", "accepted"), cultures={"a": {"listed": 3, "accepted": accepted}},
        accepted={}, diversity={}, calibration={}, remarks=(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("dialogues", "funnel", "training", "found"),
    [
        (0, None, (), "no dialogue has been held."),
        (1, None, (), "1 dialogue held, and no opinions taken from them."),
        (4, funnel(0), (), "no opinion was accepted, so there is nothing to train on."),
        (4, funnel(1), (), "1 opinion accepted, but nothing trained and nothing evaluated."),
        (4, funnel(1), (trained(adapter("a", 0)),), "1 adapter trained, but nothing evaluated."),
    ],
)
def test_before_the_scores_it_is_not_known_yet(dialogues, funnel, training, found):
    held = {"a": {"turns": dialogues}}
    first, *_ = summary(held, funnel, training, ())
    assert first == f"Did it work? Not known yet: {found}"
