"""Rows say an answer once."""

import pytest

from park.export.wording import without_answer


@pytest.mark.parametrize(
    ("opinion", "label", "reason"),
    [
        (
            "I strongly agree. Parents come first here.",
            "strongly agree",
            "Parents come first here.",
        ),
        ("I agree that parents come first.", "agree", "Parents come first."),
        ("I disagree with you. It costs a lot.", "disagree", "It costs a lot."),
        ("I agree with my mother that it is hard.", "agree", None),
        ("I agree. It is hard for us.", "disagree", None),
        ("I agree. So be it.", "very important", None),
        ("I agree. Yes.", "agree", None),
        ("Parents come first.", "agree", None),
    ],
)
def test_an_answer_that_the_label_gives_already_is_left_out(opinion, label, reason):
    assert without_answer(opinion, label) == (reason or opinion)
