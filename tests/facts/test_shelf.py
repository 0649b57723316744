import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.facts.shelf import MOST, Shelf, Wish, stems
from park.ledger.keys import rng_of
from park.records import TOPICS, Fact

WORDS = st.sampled_from(
    ["parents", "children", "work", "vote", "neighbours", "bread", "science", "faith", "bus"]
)
TEXTS = st.lists(WORDS, min_size=1, max_size=5).map(" ".join)
FACTS = st.lists(
    st.builds(Fact, topic=st.sampled_from(TOPICS), text=TEXTS, source=st.just("a book")),
    max_size=30,
    unique=True,
)
WISHES = st.builds(Wish, st.lists(st.sampled_from(TOPICS), unique=True).map(tuple), st.booleans())
KEYS = st.text(string.hexdigits, max_size=6)


def fact(text, topic="family"):
    return Fact(topic=topic, text=text, source="a book")


@given(FACTS, WISHES, TEXTS, KEYS, st.integers(0, 30))
def test_what_is_found_is_of_the_topics_unused_and_near_unless_any_will_do(
    facts, wish, statement, key, used
):
    found = Shelf(facts).fitting(wish, statement, rng_of(key), used=facts[:used])
    assert len(found) <= MOST
    assert len(set(found)) == len(found)
    assert all(each in facts[used:] and each.topic in wish.topics for each in found)
    if not wish.any:
        assert all(stems(each.text) & stems(statement) for each in found)


@given(FACTS, WISHES, TEXTS, KEYS)
def test_one_key_finds_the_same(facts, wish, statement, key):
    one, other = (Shelf(facts).fitting(wish, statement, rng_of(key)) for _ in range(2))
    assert one == other


@given(FACTS, WISHES, TEXTS, KEYS)
def test_something_is_found_wherever_something_fits(facts, wish, statement, key):
    near = [
        each
        for each in facts
        if each.topic in wish.topics and (wish.any or stems(each.text) & stems(statement))
    ]
    found = Shelf(facts).fitting(wish, statement, rng_of(key))
    assert len(found) == min(MOST, len(near))


@given(FACTS, TEXTS, KEYS)
def test_no_fact_left_out_is_nearer_than_one_found(facts, statement, key):
    found = Shelf(facts).fitting(Wish(TOPICS), statement, rng_of(key))
    rest = [each for each in facts if each not in found]

    def near(each):
        return min(2, len(stems(each.text) & stems(statement)))

    assert max(map(near, rest), default=0) <= min(map(near, found), default=2) or len(found) < MOST


def test_nearer_facts_come_first_and_then_those_of_the_place():
    facts = [
        fact("In Rize tea grows on hills."),
        fact("Parents drink tea."),
        fact("In Izmir parents drink tea with children."),
        fact("Parents visit the school in Rize."),
    ]
    shelf, wish = Shelf(facts), Wish(("family",), any=True)
    found = shelf.fitting(wish, "Parents owe children tea.", rng_of(1), place="Rize")
    assert found[0] == facts[2]
    found = shelf.fitting(wish, "Parents matter.", rng_of(1), place="Rize")
    assert found[0] == facts[3]
    found = shelf.fitting(wish, "Elections are fair.", rng_of(1), place="Rize")
    assert set(found) <= {facts[0], facts[3]} and found


def test_equally_near_facts_take_turns():
    facts = [fact(f"Parents own house {number}.") for number in range(10)]
    found = {
        Shelf(facts).fitting(Wish(("family",)), "Parents know best.", rng_of(key))[0]
        for key in range(60)
    }
    assert len(found) > 7


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("children", "a child"), ("women", "a woman"), ("working", "the workers"),
        ("neighbourhood", "neighbors"), ("political", "politicians"), ("religion", "religious"),
        ("scientists", "science"), ("elections", "elected"), ("immigration", "immigrants"),
        ("wives", "his wife"), ("voters", "voting"),
    ],
)  # fmt: skip
def test_words_of_one_root_share_a_stem(one, other):
    assert stems(one) & stems(other)


def test_frequent_words_and_other_roots_share_none():
    assert not stems("These are the people who should have it.")
    assert not stems("parents work") & stems("party words")


def test_a_search_looks_only_at_facts_that_share_a_word(monkeypatch):
    facts = [fact(f"Word{chr(97 + n % 26)}{n} is said.") for n in range(10_000)]
    shelf = Shelf([*facts, fact("Parents vote.")])
    looked = []
    monkeypatch.setattr(Shelf, "facts", Looked(shelf.facts, looked), raising=False)
    del shelf.__dict__["facts"]
    assert shelf.fitting(Wish(("family",)), "Parents vote.", rng_of(1))[0].text == "Parents vote."
    assert len(looked) < 10


class Looked(tuple):
    """Counts how often an element is asked for."""

    def __new__(cls, facts, looked):
        made = super().__new__(cls, facts)
        made.looked = looked
        return made

    def __getitem__(self, number):
        self.looked.append(number)
        return super().__getitem__(number)
