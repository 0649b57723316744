import itertools
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from rapidfuzz import fuzz

from park.assets import load_cultures
from park.filter.checks.contentless import says_nothing
from park.filter.labelled import FILE, JUDGED, Labelled, load, panel
from park.ledger.keys import key_of
from park.records.review import KINDS
from park.statistics import alpha
from park.surveys.bundled import bundled
from park.surveys.split import split
from park.surveys.stance import side
from park.text.sentences import fold

ROWS = load()
ITEMS = bundled().items
COUNTRIES = {
    "american": "USA",
    "arabic": "JOR",
    "bengali": "BGD",
    "chinese": "CHN",
    "german": "DEU",
    "korean": "KOR",
    "persian": "IRN",
    "portuguese": "BRA",
    "spanish": "ARG",
    "turkish": "TUR",
}
UNASKED = {"american", "persian"}
"""Cultures whose countries' answers are not bundled."""
LONGEST_UNSPACED = 70
"""Characters of an opinion in Chinese."""
ALIKE = 0.7
"""Normalised similarity of two texts that differ in a word or two only."""


def test_there_are_at_least_800_opinions_of_all_cultures_and_kinds():
    assert len(ROWS) >= 800
    counts = Counter(row.culture for row in ROWS)
    assert set(counts) == set(COUNTRIES)
    assert min(counts.values()) >= 60
    assert set(Counter(row.label for row in ROWS)) == set(KINDS)


def test_every_kind_that_a_judge_tells_is_there_on_both_sides_in_both_parts():
    parts = ([row for row in ROWS if not row.test], [row for row in ROWS if row.test])
    for rows, least in zip(parts, (1.0, 0.5), strict=True):
        counts = Counter((row.label, side(ITEMS[row.item], row.stance)) for row in rows)
        for kind, number in JUDGED.items():
            assert min(counts[kind, -1], counts[kind, 1]) >= least * number, kind


def test_some_were_said_by_the_embedded_model_and_some_are_not_in_english():
    assert sum(row.source == "model" for row in ROWS) >= 80
    own = Counter(row.culture for row in ROWS if row.own)
    assert set(own) == set(COUNTRIES) - {"american"}
    assert min(own.values()) >= 10


def test_none_is_on_an_item_held_out_by_default():
    _, heldout = split(ITEMS, 0.2)
    assert not {row.item for row in ROWS} & set(heldout)


def test_the_second_reading_agrees_with_the_first_and_one_of_them_is_the_label():
    assert alpha([(KINDS.index(r.first), KINDS.index(r.second)) for r in ROWS]) > 0.9
    assert sum(row.label not in (row.first, row.second) for row in ROWS) <= 1


def test_another_reader_agrees_less_on_what_a_model_said_than_on_what_was_made():
    by_source = {
        source: alpha(
            [(KINDS.index(r.label), KINDS.index(r.other)) for r in ROWS if r.source == source]
        )
        for source in ("made", "model")
    }
    assert by_source["made"] > 0.95
    assert 0.6 < by_source["model"] < 0.8


def test_ids_are_unique_and_begin_with_the_language_of_the_culture():
    assert len({row.id for row in ROWS}) == len(ROWS)
    cards = load_cultures(COUNTRIES)
    for row in ROWS:
        language, number = row.id.split("-")
        assert language == cards[row.culture].language.split("-")[0]
        assert len(number) == 3 and number.isdigit()


def test_the_languages_are_english_or_that_of_the_role_card():
    cards = load_cultures(COUNTRIES)
    assert all(row.language in ("en", cards[row.culture].language) for row in ROWS)


def test_the_country_was_asked_the_item_and_somebody_in_it_gave_the_stance():
    for row in ROWS:
        assert row.country == COUNTRIES[row.culture]
        assert row.stance in {option.code for option in ITEMS[row.item].options}
        if row.culture not in UNASKED:
            answers = bundled().answers_for(row.item, row.country)
            assert answers is not None, row.id
            assert answers.share(row.stance) > 0, row.id


def test_a_duplicate_repeats_a_fine_opinion_of_its_culture_item_stance_and_language():
    by_id = {row.id: row for row in ROWS}
    duplicates = [row for row in ROWS if row.duplicate_of]
    assert len(duplicates) >= 10
    for row in duplicates:
        original = by_id[row.duplicate_of]
        assert original.label == row.label == "fine"
        same = ("culture", "item", "stance", "language", "test")
        assert [getattr(original, name) for name in same] == [getattr(row, name) for name in same]
    assert len({row.duplicate_of for row in duplicates}) == len(duplicates)


def test_no_two_opinions_are_worded_alike():
    texts = [fold(row.text) for row in ROWS if row.label != "fragment"]
    pairs = itertools.combinations(texts, 2)
    assert [pair for pair in pairs if fuzz.ratio(*pair, score_cutoff=100 * ALIKE)] == []


def test_opinions_are_no_speeches():
    for row in ROWS:
        if row.language == "zh":
            assert len(row.text) <= LONGEST_UNSPACED, row.id
        else:
            assert len(row.text.split()) <= 45, row.id


def test_e_mail_addresses_are_of_domains_kept_for_examples():
    for row in ROWS:
        for word in row.text.split():
            if "@" in word:
                domain = word.strip(".,;)(").split("@")[1]
                reserved = ("example.com", "example.net", "example.org")
                assert domain in reserved or domain.endswith(".example"), row.id


def test_a_quarter_is_for_reporting_whatever_else_is_labelled():
    assert 0.2 < sum(row.test for row in ROWS) / len(ROWS) < 0.3
    assert all(row.test == (int(key_of(row.id), 16) % 4 == 0) for row in ROWS[:40])


@given(st.permutations(ROWS[:64]))
def test_a_panel_does_not_depend_on_the_order_of_the_opinions(rows):
    assert set(panel(rows, ITEMS, 0.1)) == set(panel(ROWS[:64], ITEMS, 0.1))


def test_a_panel_has_as_many_of_each_side():
    chosen = panel((row for row in ROWS if not row.test), ITEMS)
    counts = Counter((row.label, side(ITEMS[row.item], row.stance)) for row in chosen)
    assert counts == {(kind, at): n for kind, n in JUDGED.items() for at in (-1, 1)}
    assert not any(says_nothing(row.text, row.language) for row in chosen)


def test_opinions_are_read_once_and_frozen():
    assert load() is ROWS
    assert len(FILE.read_text(encoding="utf-8").splitlines()) == len(ROWS)
    with pytest.raises(ValidationError):
        ROWS[0].text = "other"
    assert Labelled.model_validate(ROWS[0].model_dump()) == ROWS[0]
