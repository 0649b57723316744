"""Panels of personas from people's answers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.align.panels.build import panel_of, scores, thirds
from park.align.panels.wording import FOLDER, dimensions, language_of, view, words
from park.assets import culture_names, load_cultures
from park.prompts import Prompts
from park.surveys.bundled import bundled
from park.surveys.load import load_survey
from park.surveys.readers.wvs import TRAITS
from tests.toys import answers, culture, item

CARDS = load_cultures(["german", "korean", "persian", "turkish"])
LANGUAGES = sorted({path.stem for path in FOLDER.glob("*.yaml")} - {"dimensions"})


def panel(name, items=None):
    survey = bundled()
    return panel_of(CARDS[name], survey, items or [*survey.items.values()], Prompts())


def test_a_panel_is_described_by_the_dimensions_whose_items_the_survey_has():
    found = panel("turkish")
    assert len(found.personas) == 4
    assert found.dimensions == ("religiosity", "equality", "tolerance")
    assert all(text.count(".") >= 5 for text in found.personas)


def test_personas_differ_from_each_other_and_between_countries():
    turkish, german = panel("turkish"), panel("german")
    assert len(set(turkish.personas)) > 2
    assert len(set(german.personas)) > 2
    english = [view("religiosity", value, "en") for value in (0.9, 0.6, 0.3, 0.1)]
    assert len(set(english)) == 4


def test_the_culture_s_language_is_used_where_there_are_words_else_english():
    assert panel("german").language == "de"
    assert "Deutschland" in panel("german").personas[0]
    assert panel("turkish").language == "tr"
    assert panel("korean").language == "en"
    assert "South Korea" in panel("korean").personas[0]
    swiss = CARDS["german"].model_copy(update={"countries": ("CHE",)})
    assert language_of(swiss) == "en"


def test_people_who_were_asked_nothing_have_no_panel():
    assert panel("persian") is None
    assert panel("turkish", [bundled().items["Q132"]]) is None


def test_items_of_another_source_that_share_an_id_are_not_used():
    other = bundled().items["Q29"].model_copy(update={"source": "mine"})
    assert panel("turkish", [other]) is None


def test_held_out_items_do_not_change_a_panel():
    kept = [each for key, each in bundled().items.items() if key not in ("Q169", "Q29")]
    survey = bundled()
    changed = {k: a for k, a in survey.answers.items() if k[0] not in ("Q169", "Q29")}
    blind = type(survey)(survey.items, changed)
    assert panel("turkish", kept) == panel_of(CARDS["turkish"], blind, kept, Prompts())


@given(st.lists(st.floats(0, 1), min_size=4, max_size=4).filter(lambda w: sum(w) > 0.01))
def test_the_thirds_have_the_mean_of_all_and_are_in_order(weights):
    values, shares = np.array([0.0, 1 / 3, 2 / 3, 1.0]), np.array(weights) / sum(weights)
    low, middle, high = thirds(values, shares)
    assert np.mean([low, middle, high]) == pytest.approx(float(values @ shares))
    assert low <= middle + 1e-9 <= high + 2e-9


def test_who_is_of_one_opinion_has_one_third():
    assert thirds(np.array([0.0, 1.0]), np.array([0.0, 1.0])) == pytest.approx([1, 1, 1])


def test_scores_follow_the_end_of_the_scale_and_leave_out_what_is_beside_it():
    three = item()
    assert scores(three, "+") == pytest.approx([0, 0.5, 1])
    assert scores(three, "-") == pytest.approx([1, 0.5, 0])
    assert scores(three, {2: 1.0}) == pytest.approx([0, 1, 0])
    beside = item(aside=(2,))
    assert scores(beside, "+") == pytest.approx([0, np.nan, 1], nan_ok=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_four_distinct_sentences_a_dimension(language):
    for name in dimensions().dimensions:
        said = words(language).views[name]
        assert len(set(said)) == 4
    assert "{home}" in words(language).opening


def test_levels_end_at_three_quarters_a_half_and_a_quarter():
    said = words("en").views["trust"]
    found = [view("trust", value, "en") for value in (0.75, 0.749, 0.5, 0.25, 0.249)]
    assert found == [said[0], said[1], said[1], said[2], said[3]]


def test_personas_of_every_role_card_can_be_said():
    for name, card in load_cultures(culture_names()).items():
        found = panel_of(card, bundled(), [*bundled().items.values()], Prompts())
        assert found is None or "{" not in "".join(found.personas), name


def test_toy_cards_have_panels_from_toy_answers():
    survey = bundled()
    toy = type(survey).of([survey.items["Q29"]], [answers(29, "TUR", c1=10, c4=90)])
    found = panel_of(culture(), toy, [survey.items["Q29"]], Prompts())
    assert words("tr").views["equality"][0] in found.personas[0]


def respondents(path, *, old=60, ages=True):
    """Return the panel of people of three ages, of whom the young hold women and men equal."""
    header = "B_COUNTRY_ALPHA,Q28,Q29,Q19" + ",Q262" * ages
    rows = [
        f"TUR,{code},{code},{1 + number % 2}" + f",{age}" * ages
        for age, code, people in ((20, 4, 80), (40, 2, 80), (70, 1, old))
        for number in range(people)
    ]
    path.write_text("\n".join([header, *rows]), encoding="utf-8")
    survey = load_survey([f"wvs:{path}"], path.parent)
    return panel_of(CARDS["turkish"], survey, [*survey.items.values()], Prompts())


def test_single_people_with_ages_give_a_persona_for_each_age_band(tmp_path):
    found = respondents(tmp_path / "wvs.csv")
    said = words("tr")
    assert found.bands == ("under 36", "36 to 55", "over 55")
    mean, *aged = found.personas
    levels = said.views["equality"]
    assert not any(each in mean for each in said.ages.values())
    for text, band, level in zip(aged, found.bands, (0, 2, 3), strict=True):
        assert said.ages[band] in text
        assert levels[level] in text


@pytest.mark.parametrize("changes", [{"old": 49}, {"ages": False}])
def test_without_ages_or_with_too_few_people_of_an_age_there_are_no_bands(tmp_path, changes):
    found = respondents(tmp_path / "wvs.csv", **changes)
    assert found.bands == ()
    assert len(found.personas) == 4
    assert not any(each in text for text in found.personas for each in words("tr").ages.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_words_for_the_ages_of_the_survey_s_file(language):
    assert set(words(language).ages) == set(TRAITS["age"][1])
