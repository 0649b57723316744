import pytest

from park.filter.checks.nonsense import Nonsense, senseless
from park.filter.labelled import load

SAID = (
    "One feast that involves punctuality and on time is the dragon boat festival in China.",
    "A custom that is about responsibility is held by my family.",
    "The festival celebrates making one's parents proud.",
    "My proud is what my parents have of me.",
    "The responsible of my family is to care.",
    "I give the love and the love to my parents.",
    "My grandparents taught me a lot about work from my grandparents.",
    "Children get wrong because they think only of school.",
    "Parents are old, and I am there to be it.",
    "I must teach my son the maturity of it.",
    "I agree that parents come first, but I disagree with the statement that they come first.",
    "I disagree that work comes first because I agree that work comes first.",
    "To work is important and not important.",
    "1. Family is important to me",
    "- I care for my parents",
    "I value **family** more than work.",
    "I value family.\n* I value work.",
)
SENSIBLE = (
    "At the harvest feast we include the neighbours who have nobody.",
    "My custom is to include my father in everything.",
    "We celebrate with soup and with success we do not speak of it.",
    "My proud father came by train to see me finish school.",
    "The proud are the last to ask for help, and the responsible pay for it.",
    "Trains here are clean and on time.",
    "My mother and my mother-in-law share the kitchen.",
    "My parents live an hour from my parents' village and go there every week.",
    "Foreigners get wrong what a wedding costs us.",
    "I am proud of it, and my father makes the most of it.",
    "I agree with my father on work, but I disagree with my mother on money.",
    "Money is important, but not important enough to miss a birthday for.",
    "A job is good and not good for everything.",
    "The more of us there are at the table, the better.",
    "In 1990 my father lost his job - and he never complained.",
)


@pytest.mark.parametrize("text", SAID)
def test_what_no_person_says_is_found(text):
    assert senseless(text, "en")


@pytest.mark.parametrize("text", SENSIBLE)
def test_what_a_person_may_say_passes(text):
    assert senseless(text, "en") is None


def test_no_fine_opinion_is_taken_for_nonsense():
    fine = [row for row in load() if row.label == "fine"]
    assert [row.text for row in fine if senseless(row.text, row.language)] == []


def test_most_of_what_the_patterns_were_written_for_is_found():
    known = [r for r in load() if r.label == "nonsense" and r.language == "en" and not r.test]
    assert sum(bool(senseless(row.text, "en")) for row in known) >= 14


def test_markup_is_found_in_every_language():
    assert senseless("1. 家庭很重要。", "zh") == "1."
    assert senseless("家庭很重要。", "zh") is None
    assert Nonsense().lacks("zh-CN", None) == "patterns of nonsense"
    assert Nonsense().lacks("en", None) == ""
