import pytest

from park.generate.copied import fresh
from park.generate.said import Said

LINE = "I think pride matters. I would do anything to make them proud, even in winter."


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (
            "So you care. I would do anything to make them proud, even in winter. Serkan, did your "
            "grandparents see it so?",
            "So you care. Serkan, did your grandparents see it so?",
        ),
        (
            "I'd do anything to make them proud, even in winter! And your brother?",
            "And your brother?",
        ),
        ("I would do anything to make them proud, even in winter.", None),
        ("So you would do it in winter. And in summer?", None),
        ("", None),
    ],
)
def test_a_contact_s_line_loses_what_was_said_already_where_a_question_remains(text, left):
    said = Said("en").upto([LINE])
    assert fresh(text, said, "en") == (text if left is None else left)


def test_short_sentences_may_be_said_again():
    said = Said("en").upto(["I see. That is how we do it here."])
    assert fresh("I see. How is it there?", said, "en") == "I see. How is it there?"
