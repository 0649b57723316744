import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.assets import load_cultures
from park.filter.checks._stereotypes import stereotype
from park.surveys.load import load_survey
from park.text.language import lexicons

GRAMMARS = [tag for tag, known in lexicons().items() if known.stereotypes]

CARDS = {
    card.language.split("-")[0]: card
    for card in load_cultures(
        (
            "arabic",
            "bengali",
            "chinese",
            "german",
            "korean",
            "persian",
            "portuguese",
            "spanish",
            "turkish",
        ),
        None,
    ).values()
}
OWN = {language: (card.people, *card.self_names) for language, card in CARDS.items()}
OWN["en"] = tuple(name for names in OWN.values() for name in names)
"""In English the opinions of all cultures are tested: each is the speaker's own."""


def lines(kind, language):
    """Return the cases of a file: `stereotypes`, or `opinions` that are none."""
    path = Path(__file__).with_name("stereotypes") / f"{language}.{kind}.txt"
    return path.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("language", GRAMMARS)
def test_a_character_given_to_a_whole_group_is_a_stereotype(language):
    missed = [
        t for t in lines("stereotypes", language) if not stereotype(t, language, OWN[language])
    ]
    assert missed == []


@pytest.mark.parametrize("language", GRAMMARS)
def test_values_customs_rights_and_hedged_or_denied_claims_are_none(language):
    wrong = [t for t in lines("opinions", language) if stereotype(t, language, OWN[language])]
    assert wrong == []


@pytest.mark.parametrize("form", ["NFD", "NFC", "NFKC"])
@pytest.mark.parametrize("language", GRAMMARS)
def test_the_encoding_of_letters_changes_nothing(language, form):
    for text in lines("stereotypes", language)[:20] + lines("opinions", language)[:20]:
        encoded = unicodedata.normalize(form, text)
        assert stereotype(encoded, language, OWN[language]) == stereotype(
            text, language, OWN[language]
        )


def test_no_statement_of_the_bundled_survey_is_a_stereotype():
    survey = load_survey(("wvs7",), Path())
    assert not [s for item in survey.items.values() if (s := stereotype(item.statement, "en"))]


def test_no_line_of_the_role_cards_is_a_stereotype():
    for language, card in CARDS.items():
        for person in card.delegates:
            assert stereotype(person.voice, "en", OWN[language]) is None
            assert stereotype(person.voice_own, language, OWN[language]) is None


def test_good_qualities_may_be_said_of_ones_own_people_but_not_of_others():
    for text in ("Germans are punctual.", "German workers are diligent and honest."):
        assert stereotype(text, "en", ("German", "Germans")) is None
        assert stereotype(text, "en", ("Turkish", "Turks"))
    assert stereotype("All Germans are punctual.", "en", ("German", "Germans"))
    assert stereotype("Die Deutschen sind pünktlich.", "de", ("Deutsche", "German")) is None
    assert stereotype("Die Türken sind gastfreundlich.", "de", ("Deutsche", "German"))


def test_customs_without_exception_may_be_told_of_ones_own_people_but_not_of_others():
    text = "Turks always take off their shoes at the door."
    assert stereotype(text, "en", ("Turkish", "Turks")) is None
    assert stereotype(text, "en", ("German", "Germans"))


def test_peoples_that_no_list_knows_count_where_the_role_card_names_them():
    assert stereotype("Marsians are lazy.", "en") is None
    assert stereotype("Marsians are lazy.", "en", ("Marsian", "Marsians"))
    assert stereotype("Marsians are lively.", "en", ("Marsian", "Marsians")) is None


HEDGED = (
    "Some {}", "Many {}", "Most {}", "A lot of {}", "Not all {}", "In my experience {}",
    "{} I know", "{} often", "{} sometimes", "Maybe {}", "It is wrong to say that {}",
    "I do not believe that {}", "People say that {}", "It is a prejudice that {}", "If {}", "My {}",
)  # fmt: skip


@pytest.mark.parametrize("frame", HEDGED)
def test_a_hedge_or_a_denial_takes_a_stereotype_back(frame):
    assert stereotype("Americans are selfish.", "en")
    assert stereotype(frame.format("Americans") + " are selfish.", "en") is None


def test_a_hedge_counts_for_its_own_clause_alone():
    assert stereotype("Some of us are kind, but all Americans are selfish.", "en")
    assert stereotype("Some Americans are kind; Germans are liars.", "en")


def test_whatever_is_said_of_every_one_of_them_is_a_stereotype():
    text = "Koreans sing when they are sad"
    assert stereotype(text + ".", "en", ("Koreans",)) is None
    assert stereotype(text + ", every one of them.", "en", ("Koreans",))


def test_a_question_claims_nothing():
    assert stereotype("Are all Americans selfish?", "en") is None
    assert stereotype("美国人都很自私吗？", "zh") is None


def test_what_was_found_is_the_clause():
    text = "I love tea. In my view all Americans are selfish, but tea unites us."
    assert stereotype(text, "en") == "in my view all americans are selfish"


def test_languages_without_a_grammar_are_not_read_as_english():
    assert stereotype("All Americans are selfish.", "sw") is None
    assert stereotype("Os argentinos são arrogantes.", "pt-BR")


@given(st.text(), st.sampled_from([*GRAMMARS, "xx"]))
def test_no_text_is_too_strange(text, language):
    assert stereotype(text, language) == stereotype(text, language)


WORDS = (
    "all ",
    "women ",
    "are ",
    "not ",
    "lazy ",
    "the ",
    "they ",
    "and ",
    "of ",
    "because ",
    "too ",
)


@given(st.lists(st.sampled_from(WORDS), max_size=30).map("".join))
def test_no_jumble_of_words_is_too_strange(text):
    found = stereotype(text, "en")
    assert found is None or found in text
