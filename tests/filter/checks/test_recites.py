from dataclasses import replace

import pytest

from park.filter.check import Rules
from park.filter.checks.recites import Recites, recited
from park.filter.labelled import load
from park.surveys.bundled import bundled

LEAD = "Men are, in general, better political leaders than women."
CARE = "Grown-up children must care for their parents over the long term."
WORK = "Working is something one owes to society."
ITEMS = bundled().items
RULES = Rules(language="en", region="DEU", shortest=2, longest=60, slurs=frozenset())


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        ("I think grown-up children should care for their parents over the long term.", CARE),
        ("I strongly disagree that grown-up children must care for parents long-term.", CARE),
        ("Working is something one owes to society, I agree with that.", WORK),
        ("I believe that one owes society work.", WORK),
        ("To society something working one owes.", WORK),
        ("I strongly disagree with the idea that men are better political leaders.", LEAD),
    ],
)
def test_a_statement_said_again_recites(text, statement):
    assert recited(text, statement)


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        ("I wash my parents every Saturday, as a grown-up child must over the long term.", CARE),
        ("My parents come first.", CARE),
        ("I think men are just as good at politics as women.", LEAD),
        ("I agree that men lead with a steady hand and plan ahead.", LEAD),
        ("I owe society a day of working in the park each spring.", WORK),
        ("Anything at all.", ""),
        ("", CARE),
    ],
)
def test_a_reason_or_a_detail_does_not_recite(text, statement):
    assert not recited(text, statement)


def test_labelled_opinions_are_told_apart():
    rows = [row for row in load() if not row.own]
    found = {row.id for row in rows if recited(row.text, ITEMS[row.item].statement)}
    kinds = {kind: [row.id in found for row in rows if row.label == kind]
             for kind in ("recites", "fine", "contentless", "irrelevant")}  # fmt: skip
    assert sum(kinds["recites"]) >= len(kinds["recites"]) - 1
    assert len(kinds["fine"]) > 300
    assert not any(kinds["fine"] + kinds["contentless"] + kinds["irrelevant"])


def test_only_english_is_checked():
    check = Recites()
    text = "I agree: working is something one owes to society."
    assert check.fault(text, replace(RULES, statement=WORK)) == ("recites", text)
    assert check.fault(text, replace(RULES, language="de", statement=WORK)) is None
    assert check.fault(text, RULES) is None
