import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.config import FilterConfig
from park.filter.extract import (
    LONGEST_QUOTE,
    MOST,
    PIECE,
    Unreadable,
    extract,
    locate,
    read_listing,
    windows,
)
from park.models.base import Reply
from tests.filter.judging import Scripted, listing
from tests.toys import dialogue, turn

SAID = 'My mother says "work, then tea": a daughter who earns is a blessing to the whole house.'
QUOTE = "a daughter who earns is a blessing to the whole house"
TURNS = (
    turn(1, "How is it with you?", speaker="contact"),
    turn(2, SAID, speaker="delegate"),
    turn(3, "And the sons?", speaker="contact"),
    turn(4, "Sons should cook as well, or who feeds them later on?", speaker="delegate"),
)
TALK = dialogue(turns=TURNS)


def taken(judge, talk=TALK, **settings):
    return judge.run(lambda it: extract(it, talk, FilterConfig(**settings)))


def test_each_turn_of_the_delegate_is_read_with_what_it_answers_to():
    assert [[t.number for t in window] for window in windows(TALK, 1)] == [[1, 2], [3, 4]]
    assert [[t.number for t in window] for window in windows(TALK, 2)] == [[1, 2, 3, 4]]


def test_a_dialogue_that_the_delegate_never_answered_has_no_windows():
    assert list(windows(dialogue(turns=TURNS[:1]), 1)) == []


def test_an_opinion_keeps_its_turn_and_quote(tmp_path):
    judge = Scripted(tmp_path, [listing(("An earning daughter is a blessing.", QUOTE)), listing()])
    (opinion,), extractions = taken(judge)
    assert opinion.text == "An earning daughter is a blessing."
    assert (opinion.turns, opinion.quote, opinion.quote_score) == ((2,), QUOTE, 1.0)
    assert opinion.models["judge"] == "judge"
    assert [(each.turns, each.listed, each.failure) for each in extractions] == [
        ((2,), 1, None),
        ((4,), 0, None),
    ]


def test_quotation_marks_and_colons_survive(tmp_path):
    said = 'As we say: "work, then tea" – and "tea" comes last.'
    judge = Scripted(tmp_path, [listing((said, 'My mother says "work, then tea"')), listing()])
    (opinion,), _ = taken(judge)
    assert opinion.text == said
    assert opinion.quote_score == 1.0


def test_the_judge_sees_the_speakers_lines_and_no_more_of_the_dialogue(tmp_path):
    judge = Scripted(tmp_path, listing())
    taken(judge)
    assert SAID in judge.asked[0]
    assert "And the sons?" not in judge.asked[0]


def test_two_opinions_of_one_turn_have_two_keys_and_reading_again_gives_the_same(tmp_path):
    twice = listing(("Daughters are a blessing.", QUOTE), ("Work comes before tea.", QUOTE))
    judge = Scripted(tmp_path, [twice, listing()])
    first, _ = taken(judge)
    again, _ = taken(Scripted(tmp_path, []))  # The ledger answers; the script is exhausted.
    assert len({opinion.key for opinion in first}) == 2
    assert first == again


def test_an_answer_that_is_no_json_is_asked_for_again_once(tmp_path):
    judge = Scripted(tmp_path, ["Opinions: none!", listing(("Daughters are good.", QUOTE)), "[]"])
    (opinion,), _ = taken(judge, dialogue(turns=TURNS[:2]))
    assert opinion.text == "Daughters are good."
    assert "not valid JSON" in judge.asked[1]


def test_an_answer_that_cannot_be_repaired_is_stored_as_a_failure(tmp_path):
    judge = Scripted(tmp_path, ["nonsense", "more nonsense"])
    opinions, (extraction,) = taken(judge, dialogue(turns=TURNS[:2]))
    assert opinions == []
    assert (extraction.failure, extraction.raw) == ("unreadable", "more nonsense")
    assert extraction.call


def test_an_answer_that_ends_in_the_middle_is_a_failure_of_its_own():
    with pytest.raises(Unreadable) as caught:
        read_listing(Reply(text=listing(("Whole.", "Whole."))[:-2], finish="length"))
    assert caught.value.kind == "cut_off"


@pytest.mark.parametrize(
    "text",
    ["", "null", "[]", "{", '{"opinions": "none"}', '{"opinions": [{"opinion": 3}]}', "{" * 5000],
)
def test_what_is_no_listing_is_unreadable(text):
    with pytest.raises(Unreadable):
        read_listing(Reply(text=text))


@pytest.mark.parametrize("around", ["{}", "```json\n{}\n```", "Here they are: {}", "{}\nBye}"])
def test_text_around_the_json_does_no_harm(around):
    text = around.replace("{}", listing(("Tea unites.", "tea")))
    assert read_listing(Reply(text=text))[0].opinion == "Tea unites."


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text):
    try:
        read_listing(Reply(text=text))
    except Unreadable as error:
        assert error.fault


@pytest.mark.parametrize(
    ("quote", "turns"),
    [
        (QUOTE, (2,)),
        (QUOTE.upper(), (2,)),
        ("my mother says “work, then tea”", (2,)),
        ("Sons should cook as wel, or who feeds them later on", (4,)),
    ],
)
def test_a_quote_is_found_in_its_turn_in_spite_of_small_slips(quote, turns):
    found, score = locate(quote, [TURNS[1], TURNS[3]], "en")
    assert found == turns
    assert score > 0.95


@pytest.mark.parametrize(
    "quote",
    [
        "Every household celebrates the feast of Lauhri with seven lamps.",
        "",
        "tea",
        SAID + " And much more that nobody has ever said, and so it goes on and on.",
    ],
)
def test_words_that_nobody_said_are_not_found(quote):
    assert locate(quote, [TURNS[1], TURNS[3]], "en")[1] < 0.85


def test_what_two_turns_hold_is_credited_to_both():
    twice = [turn(2, SAID), turn(4, f"Again: {SAID}")]
    assert locate(QUOTE, twice, "en")[0] == (2, 4)


@given(st.text(min_size=12, max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_what_a_turn_holds_word_for_word_is_found(quote, before, after):
    _, score = locate(quote, [turn(2, f"{before} {quote} {after}")], "en")
    plain = " ".join(quote.split())
    assert score > 0.85 or len(plain) < 12


@pytest.mark.parametrize("same", [True, False])
def test_of_very_many_listed_opinions_some_are_taken_and_the_others_counted(tmp_path, same):
    pairs = [("I like tea." if same else f"I like tea number {n}.", QUOTE) for n in range(10_000)]
    opinions, extractions = taken(Scripted(tmp_path, [listing(*pairs), listing()]))
    assert len(opinions) == MOST
    assert [(each.listed, each.dropped) for each in extractions] == [(10_000, 9_968), (0, 0)]


def test_more_is_taken_where_more_turns_are_read_together(tmp_path):
    judge = Scripted(tmp_path, listing(*[("I like tea.", QUOTE)] * 3 * MOST))
    opinions, (extraction,) = taken(judge, window=2)
    assert (len(opinions), extraction.dropped) == (2 * MOST, MOST)


def test_a_made_up_key_of_any_length_is_told_in_short():
    with pytest.raises(Unreadable) as caught:
        read_listing(Reply(text=json.dumps({"opinions": [], "k" * 10_000: 1}), finish="stop"))
    assert len(caught.value.fault) <= 200


def test_a_long_quote_is_found_in_pieces_and_an_endless_one_is_none():
    said = " ".join(f"Word {number} is mine." for number in range(200))
    slip = said.replace("Word 40 ", "Wort 40 ").replace("Word 90 ", "Wort 90 ")
    turns = (turn(2, said),)
    assert PIECE < len(said) <= LONGEST_QUOTE
    assert locate(said, turns, "en") == ((2,), 1.0)
    assert locate(slip, turns, "en")[1] > 0.99
    assert locate(said * 2, turns, "en") == ((), 0.0)
