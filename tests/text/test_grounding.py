"""Names and sayings that stand in nothing the speaker knows."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.assets import load_cultures
from park.filter import labelled
from park.text.grounding import Grounds, _cues, grounds, grounds_of, ungrounded
from park.text.language import lexicon

CARDS = load_cultures(
    [path.stem for path in Path("agents").glob("*.yaml")], None
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("On Plane-Tree Night we walk home together.", "Plane-Tree Night"),
        ("On the Night of the Two Staffs sons promise to stay.", "Night of the Two Staffs"),
        ("The Local Hands Act of 1997 was right.", "Local Hands Act"),
        ("I like the moon boat festival by the river.", "moon boat festival"),
        ("During Matri-Alo children read out their marks.", "Matri-Alo"),
        ("I think that the Kızga At custom is a special day.", "Kızga At custom"),
        ("At noon we eat the Bakami dish, with our hands.", "Bakami dish"),
        ("My father told me of the Old Oak tradition.", "Old Oak tradition"),
        ('There is an old saying, "An idle hoe borrows rain".', "An idle hoe borrows rain"),
    ],
)
def test_a_name_or_saying_that_nobody_knows_is_found(text, found):
    assert found in ungrounded(text, Grounds())


@pytest.mark.parametrize(
    "text",
    [
        "At Christmas we all sit at one table.",
        "On Monday I go to work, and on Friday to my mother.",
        'My mother said "come home early" and shut the door.',
        "The law should be the same for all of us.",
        "I spent a whole day at the ministry.",
        "My brother Ali works at night.",
        "We had a wedding feast in the yard.",
        "My violin kept a pigeon beside the festival.",
        "Every Sunday my uncle's family comes.",
        "We keep the Christmas tradition, and my wife cooks an Italian dish.",
        "It is a Muslim custom. Our tradition is another.",
        "I admire the Vietnamese tradition of honouring ancestors, and a Swedish custom.",
    ],
)
def test_everyday_words_are_no_names(text):
    assert ungrounded(text, Grounds()) is None


def test_what_stands_in_a_fact_or_was_said_before_is_grounded():
    text = "For the dragon boat festival my aunt makes dumplings."
    assert ungrounded(text, Grounds())
    assert ungrounded(text, grounds("At the Dragon Boat Festival crews race.")) is None
    saying = 'We have a saying: "Many hands, light work".'
    assert ungrounded(saying, grounds("They say: many hands, light work!")) is None


def test_every_bundled_fact_is_grounded_in_its_card():
    for card in CARDS.values():
        known = grounds_of(card)
        for fact in card.facts:
            assert ungrounded(fact.text, known) is None


def test_invented_customs_are_found_in_all_languages_and_good_opinions_pass():
    rows = labelled.load()
    hit = {
        row.id for row in rows if ungrounded(row.text, grounds_of(CARDS[row.culture]), row.language)
    }
    invented = {row.id for row in rows if row.label == "invented"}
    good = {row.id for row in rows if row.label == "fine"}
    assert len(hit & invented) >= 0.75 * len(invented)
    assert not hit & good


@given(st.text(max_size=200), st.sampled_from(["en", "tr", "zh", "ar", "ko", "sw"]))
def test_no_text_is_too_strange_and_what_is_known_is_never_found(text, language):
    ungrounded(text, Grounds(), language)
    assert ungrounded(text, grounds(text), language) is None


@given(st.lists(st.text("ab \"'", max_size=8), max_size=4), st.integers(0, 4))
def test_what_was_known_before_and_since_is_known_as_one(texts, cut):
    whole = Grounds(tuple(texts))
    parts = Grounds(tuple(texts[cut:]), Grounds(tuple(texts[:cut])))
    if texts[:cut]:
        assert parts.said == whole.said
    assert parts.words == whole.words


def test_every_name_has_a_word_that_names_are_looked_for_by():
    custom = lexicon("en").custom
    assert {"During", "festival", "Act"} <= set(_cues(custom))
    for text in ("On Plane-Tree Night.", "the moon boat feast", "throughout Matri-Alo"):
        assert any(cue in text for cue in _cues(custom))
        assert ungrounded(text, Grounds())
