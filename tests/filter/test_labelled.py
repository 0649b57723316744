import itertools
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from rapidfuzz import fuzz

from park.assets import load_cultures
from park.filter.labelled import FILE, Labelled, halves, load
from park.ledger.keys import key_of
from park.surveys.bundled import bundled
from park.text.sentences import fold

ROWS = load()
COUNTRIES = {
    "arabic": "JOR",
    "bengali": "BGD",
    "chinese": "CHN",
    "german": "DEU",
    "korean": "KOR",
    "portuguese": "BRA",
    "spanish": "ARG",
    "turkish": "TUR",
}
LEAST = {
    "entails": 7,
    "contradicts": 5,
    "irrelevant": 4,
    "invented_custom": 3,
    "duplicate": 2,
    "stereotype": 3,
    "personal_data": 3,
}
LONGEST_UNSPACED = 70
"""Characters of an opinion in Chinese."""
ALIKE = 0.7
"""Normalised similarity of two texts that differ in a word or two only."""


def strata(rows):
    return Counter((row.category, row.kind) for row in rows)


def row(number, category="entails", language="en", duplicate_of=""):
    return Labelled(
        id=f"x-{number:03}", culture="german", country="DEU", item="Q27", stance=1,
        category=category, language=language, text="t", duplicate_of=duplicate_of, note="n",
    )  # fmt: skip


def test_there_are_at_least_200_opinions_and_enough_of_each_category_in_each_culture():
    assert len(ROWS) >= 200
    counts = Counter((row.culture, row.category) for row in ROWS)
    assert {culture for culture, _ in counts} == set(COUNTRIES)
    assert {
        (culture, category): counts[culture, category]
        for culture in COUNTRIES
        for category, least in LEAST.items()
        if counts[culture, category] < least
    } == {}


def test_a_quarter_of_each_culture_is_in_its_own_language_and_so_is_some_of_each_category():
    own = Counter(row.culture for row in ROWS if row.kind == "own")
    everything = Counter(row.culture for row in ROWS)
    assert all(0.2 <= own[name] / everything[name] <= 0.3 for name in COUNTRIES)
    present = {(row.culture, row.category) for row in ROWS if row.kind == "own"}
    assert present == {(culture, category) for culture in COUNTRIES for category in LEAST}


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
        answers = bundled().answers_for(row.item, row.country)
        assert answers is not None, row.id
        assert answers.share(row.stance) > 0, row.id


def test_every_item_of_the_bundled_survey_occurs():
    assert {row.item for row in ROWS} == set(bundled().items)


def test_a_duplicate_repeats_an_entailing_opinion_of_its_culture_item_stance_and_language():
    by_id = {row.id: row for row in ROWS}
    duplicates = [row for row in ROWS if row.category == "duplicate"]
    for row in duplicates:
        original = by_id[row.duplicate_of]
        assert original.category == "entails"
        same = ("culture", "item", "stance", "language")
        assert [getattr(original, name) for name in same] == [getattr(row, name) for name in same]
    assert len({row.duplicate_of for row in duplicates}) == len(duplicates)
    assert all(not row.duplicate_of for row in ROWS if row.category != "duplicate")


def test_no_two_opinions_are_worded_alike():
    texts = [fold(row.text) for row in ROWS]
    pairs = itertools.combinations(texts, 2)
    assert [pair for pair in pairs if fuzz.ratio(*pair, score_cutoff=100 * ALIKE)] == []


def test_opinions_are_neither_a_fragment_nor_a_speech():
    for row in ROWS:
        if row.language == "zh":
            assert 10 <= len(row.text) <= LONGEST_UNSPACED, row.id
        else:
            assert 6 <= len(row.text.split()) <= 45, row.id


def test_e_mail_addresses_are_of_domains_kept_for_examples():
    for row in ROWS:
        for word in row.text.split():
            if "@" in word:
                domain = word.strip(".,;)(").split("@")[1]
                reserved = ("example.com", "example.net", "example.org")
                assert domain in reserved or domain.endswith(".example"), row.id


def test_each_category_and_kind_of_language_is_halved_to_within_one():
    calibrate, report = halves(ROWS)
    ours, theirs = strata(calibrate), strata(report)
    assert all(abs(ours[key] - theirs[key]) <= 1 for key in strata(ROWS))


def test_the_halves_are_disjoint_and_together_everything_in_its_order():
    calibrate, report = halves(ROWS)
    assert not set(calibrate) & set(report)
    assert tuple(sorted([*calibrate, *report], key=ROWS.index)) == ROWS
    assert tuple(sorted(calibrate, key=ROWS.index)) == calibrate


def test_a_duplicate_is_in_the_half_of_its_original():
    for half in halves(ROWS):
        ids = {row.id for row in half}
        assert all(row.duplicate_of in ids for row in half if row.duplicate_of)


@given(st.permutations(ROWS[:64]))
def test_the_halves_do_not_depend_on_the_order_of_the_opinions(rows):
    expected, _ = halves(ROWS[:64])
    calibrate, report = halves(rows)
    assert set(calibrate) == set(expected)
    assert set(calibrate) | set(report) == set(rows)


@given(st.sets(st.sampled_from(ROWS)))
def test_any_part_of_the_opinions_is_halved_without_loss(rows):
    calibrate, report = halves(rows)
    assert len(calibrate) + len(report) == len(rows)
    assert {*calibrate, *report} == rows


def test_a_duplicate_whose_original_is_left_out_is_halved_on_its_own():
    rows = [row(n, "duplicate", duplicate_of=f"x-{n + 500}") for n in range(4)]
    calibrate, report = halves(rows)
    assert (len(calibrate), len(report)) == (2, 2)


def test_the_keys_of_the_ids_decide_which_half_an_opinion_is_in():
    rows = [row(n) for n in range(6)]
    in_order = sorted(rows, key=lambda each: key_of(each.id))
    calibrate, report = halves(rows)
    assert set(calibrate) == set(in_order[::2])
    assert set(report) == set(in_order[1::2])


def test_no_opinions_have_two_empty_halves():
    assert halves(()) == ((), ())


def test_opinions_are_read_once_and_frozen():
    assert load() is ROWS
    assert len(FILE.read_text(encoding="utf-8").splitlines()) == len(ROWS)
    with pytest.raises(ValidationError):
        ROWS[0].text = "other"
