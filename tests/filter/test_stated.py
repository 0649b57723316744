import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.filter.stated import LONGEST, by_own_words, stated
from park.text.language import lexicons
from tests.toys import dialogue, opinion, turn

SAID = "Before lunch I read. For me, women are better leaders than men. That is all I can say."


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        ("Men often lead by example.", "Men often lead by example."),
        ("men often lead, by example", "Men often lead by example."),
        ("Menoften lead by anexample.", "Men often lead by an example."),
        ("Men lead due to their abilities.", "Men lead due to their ability."),
        ("Proud parents are good example.", "Proud parents are a good example."),
        (
            "Women lead a town as well as men do, where they are let.",
            "I think women lead a town as well as men do, where they are let.",
        ),
        ("Kadınlar da iyi yönetir.", "Kadınlar da iyi yönetir."),
        ("女人也能当领导，我见过很多。", "女人也能当领导，我见过很多。"),
    ],
)
def test_an_opinion_in_the_delegate_s_words_is_found(listed, said):
    language = "zh" if "女" in said else "tr" if "ı" in said else "en"
    assert stated(listed, f"It rained. {said}", language)[1] == said


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        (
            "I think women are better political leaders than men.",
            "I think men are better political leaders than women.",
        ),
        ("I think men are better leaders by far.", "I think women are better leaders by far."),
        ("I agree that men lead better by far.", "I disagree that men lead better by far."),
        ("Women can lead a country as men do.", "Women can't lead a country as men do."),
        (
            "I think men are better leaders than women.",
            "I don't think men are better leaders than women.",
        ),
        ("Such a rule is harmful to children.", "Such a rule is harmless to children."),
        (
            "I think women are good leaders at work, too.",
            "We all say women are good leaders at war, too.",
        ),
        ("Women should work outside the home.", "Only women should work outside the home."),
        ("Men should lead most companies here.", "Men should lead companies here."),
        ("A family should get 1000 euros a month.", "A family should get 10000 euros a month."),
        ("It rains.", "It rains."),
        ("We owe our parents a visit.", "We owe our parents a visit"[:14] + " nothing at all."),
    ],
)  # fmt: skip
def test_its_reverse_its_denial_and_other_words_are_not(listed, said):
    assert stated(listed, said, "en") is None


def test_an_opinion_of_two_sentences_is_found_in_two():
    listed = "I would disagree. In my life, men and women work together."
    assert stated(listed, f"Well. {listed} And you?", "en") == (1.0, listed)


def test_the_quote_becomes_the_sentence_that_states_the_opinion():
    held = dialogue(turns=(turn(1), turn(2, SAID), turn(3), turn(4, "I read.")))
    listed = opinion(
        text="Women are better leaders than men.", quote="That is all I can say.", turns=()
    )
    found = by_own_words(listed, held)
    assert found.quote == "For me, women are better leaders than men."
    assert found.turns == (2,)
    assert found.quote_score > 0.9
    assert found.key == listed.key


def test_what_the_contact_said_is_no_ground():
    held = dialogue(turns=(turn(1, SAID), turn(2, "I read before lunch, too.")))
    listed = opinion(text="Women are better leaders than men.")
    assert by_own_words(listed, held) is listed


@pytest.mark.parametrize("language", [*sorted(lexicons()), "sw"])
@given(st.text(min_size=12, max_size=60))
def test_what_stands_in_a_turn_is_found_in_any_language(language, text):
    found = stated(text, text, language)
    assert found is None or found[0] == 1.0


def test_a_long_text_is_not_compared():
    text = "word " * LONGEST
    assert stated(text, text, "en") is None
