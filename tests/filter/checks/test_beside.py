from dataclasses import replace

import pytest

from park.filter.check import Rules, make_checks
from park.filter.checks.beside import Beside, shares

WEDDING = "A wedding is for the whole street."
CARE = "Grown-up children must care for their parents over the long term."
RULES = Rules(
    language="en", region="NGA", shortest=2, longest=60, slurs=frozenset(), statement=WEDDING,
    weak_judge=True,
)  # fmt: skip
PLACE = "For me, it's a good place to meet people and buy things."


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        (PLACE, WEDDING),
        ("My cousin gave me a new bike when I was ten.", CARE),
        ("I saw a man selling his wares at the market.", WEDDING),
        ("I don't know about that, really.", "Men don't cry."),
    ],
)
def test_an_opinion_without_a_word_of_its_statement_is_beside_it(text, statement):
    assert not shares(text, statement)
    assert Beside().fault(text, replace(RULES, statement=statement)) == ("beside", text)


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        ("I invite the baker's widow, because weddings make neighbours.", WEDDING),
        ("A child who lets his mother sit alone has forgotten who fed him.", CARE),
        ("My parents come first.", CARE),
        ("We all have our duties, and mine are three.", "It is a duty to have children."),
        ("Married people argue, so what.", "Marriage is an outdated institution."),
        ("My pride is my mother's smile.", "Making my parents proud has been a main aim."),
        ("I know few lazy men.", "Laziness is a sin."),
        ("Ich bete jeden Tag.", "Wie wichtig ist Gott in Ihrem Leben, verglichen mit Geld?"),
        ("I pray daily.", "Wie wichtig ist Gott in Ihrem Leben, verglichen mit Geld?"),
        (PLACE, "It is so."),
        (PLACE, ""),
    ],
)
def test_one_word_is_enough_and_a_statement_without_any_asks_nothing(text, statement):
    assert Beside().fault(text, replace(RULES, statement=statement)) is None


def test_it_only_counts_with_weak_judges_and_in_english():
    assert Beside().fault(PLACE, replace(RULES, weak_judge=False)) is None
    assert Beside().fault(PLACE, replace(RULES, language="tr")) is None
    assert Beside().fault(PLACE, replace(RULES, language="en-GB")) is not None


@pytest.mark.parametrize(("judges", "weak", "strong"), [("all", 1, 1), ("none", 0, 0)])
def test_the_option_has_it_count_always_or_never(judges, weak, strong):
    (check,) = [
        each for each in make_checks({"beside": {"judges": judges}}) if each.name == "beside"
    ]
    found = [check.fault(PLACE, replace(RULES, weak_judge=each)) for each in (True, False)]
    assert [each is not None for each in found] == [bool(weak), bool(strong)]
