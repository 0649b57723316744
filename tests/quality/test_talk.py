"""Measures of dialogues and turns."""

import pytest

from park.quality.grounded import Known, rows_of
from park.quality.talk import Turns, repeated_turns
from park.quality.variety import Seen
from park.records import Fact, Flag
from tests.toys import culture, dialogue, seed, turn

SIMIT = "Simit is ringed bread with sesame seeds."
RAKI = "People visit elder relatives during the feast."
CARDS = {
    "turkish": culture(facts=(Fact(topic="meal", text=SIMIT, source="a book"),)),
    "american": culture(
        "american",
        facts=(Fact(topic="feast", text="Families roast turkey in November.", source="b"),),
    ),
}


def measured(*dialogues, cards=CARDS):
    turns = Turns(Known(cards))
    for each in dialogues:
        turns.add(each, 0)
    return turns.measured()


def said(*texts, **changes):
    """A dialogue of delegate turns."""
    turns = tuple(turn(2 * n, text, **changes) for n, text in enumerate(texts, start=1))
    return dialogue(turns=turns)


def test_endings_attempts_and_flags_are_counted():
    flags = (Flag(check="label", reason="a"), Flag(check="label", reason="b"))
    one = dialogue("a", turns=(turn(1, attempts=3, flags=flags), turn(2)))
    other = dialogue("b", turns=(turn(1), turn(2)), ending="error")
    found = measured(one, other)
    assert (found.dialogues, found.failed, found.turns) == (2, 1, 4)
    assert {name: each.value for name, each in found.endings.items()} == {
        "error": 0.5,
        "turns": 0.5,
    }
    assert (found.attempts.value, found.attempts.n) == (6 / 4, 4)
    # A turn counts once however often it is flagged.
    assert found.flags["label"].value == 0.25
    assert found.flags["label"].low == pytest.approx(0.0456, abs=1e-3)
    assert found.flags["label"].high == pytest.approx(0.6994, abs=1e-3)


@pytest.mark.parametrize(
    ("text", "grounded"),
    [
        ("We had ringed bread with olives.", 1),
        ("RINGED BREAD, WITH sesame!", 1),
        ("The bread was ringed and sesame seeds fell.", 0),
        ("Simit is ringed, I say.", 1),
        ("It is ringed only in front.", 0),
    ],
)
def test_a_turn_is_grounded_by_three_words_in_a_row_two_of_them_long(text, grounded):
    assert measured(said(text)).grounded.value == grounded


def test_the_sequences_of_a_fact_have_two_words_of_four_letters():
    assert rows_of("he is at the old bakery today") == {("old", "bakery", "today")}


def test_told_facts_are_measured_among_the_turns_that_were_told_some():
    text = "We always visit elder relatives then."
    one = dialogue(
        turns=(turn(2, text, facts=(RAKI,)), turn(4, "No.", facts=(RAKI,)), turn(6, text))
    )
    found = measured(one)
    assert (found.told.value, found.told.n) == (0.5, 2)
    # The third turn was told nothing, and the card does not say so.
    assert (found.grounded.value, found.grounded.n) == (1 / 3, 3)


def test_what_only_other_cultures_know_is_what_chance_gives():
    found = measured(said("They roast the turkey in autumn.", "There is ringed bread with tea."))
    assert found.elsewhere.value == 0
    found = measured(said("Some families roast turkey there."))
    assert (found.elsewhere.value, found.grounded.value) == (1, 0)


def test_words_of_the_statement_ground_nothing():
    found = dialogue(
        statement="Ringed bread with tea is good.", turns=(turn(2, "Ringed bread with tea"),)
    )
    assert measured(found).grounded.value == 0


def test_contacts_and_other_languages_are_not_measured():
    contact = dialogue(turns=(turn(1, SIMIT), turn(2, "Evet.")))
    assert (measured(contact).grounded.value, measured(contact).grounded.n) == (0, 1)
    turkish = dialogue(language="tr", turns=(turn(2, SIMIT),))
    assert measured(turkish).grounded.value is None


def test_a_culture_without_a_card_has_only_what_its_turns_were_told():
    found = dialogue(
        seed=seed(culture="greek"), turns=(turn(2, SIMIT), turn(4, SIMIT, facts=(SIMIT,)))
    )
    assert measured(found).grounded.value == 0.5


def test_repeated_turns_are_those_near_equal_to_any_earlier_turn():
    line = "My grandmother kept a notebook of every debt and favour"
    one = dialogue("a", turns=(turn(1, line), turn(2, "Ours kept none of that at all.")))
    other = dialogue("b", turns=(turn(1, f"{line}!"), turn(2, "And a cat sat upon it.")))
    seen = Seen()
    assert [repeated_turns(each, seen) for each in (one, other)] == [0, 1]
