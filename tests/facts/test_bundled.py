"""The facts that ship: their form, and that they say nothing of what people are like."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from park.assets import culture_names, load_culture, load_cultures
from park.facts.english import english
from park.facts.shelf import Shelf, Wish, stems
from park.filter.check import Rules
from park.filter.checks.slur import load_slurs, slur
from park.filter.checks.stereotype import Stereotype
from park.ledger.keys import rng_of
from park.records import TOPICS
from park.surveys.bundled import bundled

CARDS = load_cultures(culture_names())
FACTS = [(name, fact) for name, card in CARDS.items() for fact in card.facts]
GROUPS = tuple(word for card in CARDS.values() for word in (card.people, *card.self_names))
LONGEST = 25


@pytest.mark.parametrize("name", CARDS)
def test_every_culture_has_thirty_facts_and_three_of_each_topic(name):
    facts = load_culture(name).facts
    counts = Counter(fact.topic for fact in facts)
    assert len(facts) >= 30
    assert {topic for topic in TOPICS if counts[topic] < 3} == set()


def test_a_fact_is_one_short_sentence():
    long = [fact.text for _, fact in FACTS if not 4 <= len(fact.text.split()) <= LONGEST]
    assert long == []
    assert [fact.text for _, fact in FACTS if fact.text[-1] not in '."'] == []
    assert [fact.text for _, fact in FACTS if not fact.text[0].isupper()] == []
    assert [fact.text for _, fact in FACTS if ". " in fact.text] == []


def test_no_two_facts_and_no_two_cultures_say_the_same():
    texts = Counter(fact.text.casefold() for _, fact in FACTS)
    shared = {text for text, count in texts.items() if count > 1}
    assert all(text.startswith(("mother's day", "a saying")) for text in shared), shared
    for name, card in CARDS.items():
        assert len({fact.text.casefold() for fact in card.facts}) == len(card.facts), name


def test_a_source_names_a_work_a_law_or_an_institution():
    vague = [fact.source for _, fact in FACTS if len(stems(fact.source)) < 2]
    assert vague == []
    assert not [fact.source for _, fact in FACTS if "wikipedia" in fact.source.casefold()]
    assert not [fact.source for _, fact in FACTS if "http" in fact.source]


def test_the_facts_are_in_english_and_the_rule_raises_no_false_alarm():
    assert [fact.text for _, fact in FACTS if not english(fact.text)] == []


def test_no_fact_is_a_stereotype_or_a_sweeping_judgement():
    rules = Rules("en", "USA", 1, 100, frozenset(), groups=GROUPS)
    check = Stereotype()
    assert [fact.text for _, fact in FACTS if check.fault(fact.text, rules)] == []
    assert check.fault("All Turks are lazy.", rules)


def test_no_fact_holds_a_slur_or_speaks_of_all_of_a_people():
    words = load_slurs(None)
    assert [fact.text for _, fact in FACTS if slur(fact.text, words)] == []
    sweeping = {"always", "never", "everyone", "nobody", "typical", "typically"}
    exempt = ("The First Amendment", "A saying about children")
    said = [f.text for _, f in FACTS if sweeping & set(f.text.casefold().split())]
    assert [text for text in said if not text.startswith(exempt)] == []


def test_most_statements_have_a_near_fact_in_every_culture():
    statements = [item.statement for item in bundled().items.values()]
    wish = Wish(TOPICS)
    for name, card in CARDS.items():
        shelf = Shelf(card.facts)
        near = [bool(shelf.fitting(wish, each, rng_of(each))) for each in statements]
        assert sum(near) > 0.9 * len(near), name


def test_the_sixty_facts_that_were_read_a_second_time_ship_and_are_of_all_cultures():
    with Path("docs/readings/facts.csv").open(encoding="utf-8", newline="") as lines:
        read = list(csv.DictReader(lines))
    assert len({(row["culture"], row["text"]) for row in read}) == len(read) == 60
    assert {(row["culture"], row["text"]) for row in read} <= {(n, f.text) for n, f in FACTS}
    assert {row["culture"] for row in read} == set(CARDS)
    assert all(row["second_reading"] in ("holds", "mended") for row in read)
    assert all(bool(row["why"]) == (row["second_reading"] == "mended") for row in read)
