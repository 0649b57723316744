"""Weighted answers: the same file with and without its weights, followed to where they are used."""

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.align.controls import controls
from park.align.measures import METRICS, ceiling_of
from park.align.people import people, respondents_asked
from park.errors import InputError
from park.export.country_difference import p_value
from park.generate.profile import draw_profile
from park.records import Seed
from park.surveys.bundled import bundled
from park.surveys.load import load_survey
from park.surveys.stance import draw
from park.surveys.survey import Survey
from park.surveys.weights import kish
from tests.surveys.survey_files import write_csv, write_text

HEADER = ["B_COUNTRY_ALPHA", "W_WEIGHT", "Q27", "Q28", "Q260", "Q262", "Q275"]
ITEM = bundled().items["Q27"]
# Half say 1, but those who say 4 stand for most people: .50 / .17 / .33 become .08 / .13 / .79.
PEOPLE = [("1", "0.16"), ("1", "0.16"), ("1", "0.16"), ("2", "0.78"), ("4", "2.37"), ("4", "2.37")]
WEIGHTED, UNWEIGHTED = [0.08, 0.13, 0, 0.79], [3 / 6, 1 / 6, 0, 2 / 6]
KISH = 6**2 / (3 * 0.16**2 + 0.78**2 + 2 * 2.37**2)


ROWS = [["IRN", weight, code] for code, weight in PEOPLE]


def rows(times=1, country="IRN", **changes):
    person = {"Q28": "1", "Q260": "1", "Q262": "30", "Q275": "1"} | changes
    return [[country, weight, code, *person.values()] for code, weight in PEOPLE * times]


def wvs(path, *more, options=None, times=1):
    write_csv(path / "w.csv", HEADER, *rows(times), *more)
    return load_survey(["wvs:w.csv"], path, {"wvs": options or {}})


def shares(survey, country="IRN"):
    return list(people(survey, [ITEM], [country])["Q27"])


def test_the_usual_column_of_weights_is_used_and_none_turns_it_off(tmp_path):
    survey = wvs(tmp_path)
    assert shares(survey) == pytest.approx(WEIGHTED)
    found = survey.answers_for("Q27", "IRN")
    assert (found.valid, found.effective) == (6, pytest.approx(KISH))
    plain = wvs(tmp_path, options={"weight": "none"})
    assert shares(plain) == pytest.approx(UNWEIGHTED)
    assert plain.answers_for("Q27", "IRN").effective is None
    assert plain.digest() != survey.digest()


def test_a_survey_says_what_its_weights_cost(tmp_path):
    write_csv(tmp_path / "w.csv", ["B_COUNTRY_ALPHA", "W_WEIGHT", "Q27"], *ROWS)
    assert load_survey(["wvs:w.csv"], tmp_path).weighted == {"IRN": pytest.approx(KISH / 6)}
    plain = load_survey(["wvs:w.csv"], tmp_path, {"wvs": {"weight": "none"}})
    assert plain.weighted == {}


def test_another_column_of_weights_can_be_named(tmp_path):
    header = ["B_COUNTRY_ALPHA", "S018", "W_WEIGHT", "Q27"]
    write_csv(tmp_path / "w.csv", header, ["IRN", "3", "1", "1"], ["IRN", "1", "1", "2"])
    survey = load_survey(["wvs:w.csv"], tmp_path, {"wvs": {"weight": "S018"}})
    assert shares(survey) == [0.75, 0.25, 0, 0]


@pytest.mark.parametrize("name", ["w_weight", "W_Weight"])
def test_the_usual_column_may_have_any_capitals(tmp_path, name):
    write_csv(tmp_path / "w.csv", ["B_COUNTRY_ALPHA", name, "Q27"], *ROWS)
    assert shares(load_survey(["wvs:w.csv"], tmp_path)) == pytest.approx(WEIGHTED)


@pytest.mark.parametrize("name", ["weight", "S018", "PWGHT"])
def test_a_column_that_looks_like_weights_is_used_only_if_it_is_named(tmp_path, name):
    write_csv(tmp_path / "w.csv", ["B_COUNTRY_ALPHA", name, "Q27"], *ROWS)
    said = rf"w\.csv:1: the column '{name}' looks like .* seeds\.options\.wvs\.weight, or none$"
    with pytest.raises(InputError, match=said):
        load_survey(["wvs:w.csv"], tmp_path)
    for weight, expected in ((name, WEIGHTED), ("none", UNWEIGHTED)):
        survey = load_survey(["wvs:w.csv"], tmp_path, {"wvs": {"weight": weight}})
        assert shares(survey) == pytest.approx(expected)


def test_beside_the_usual_column_others_may_stand(tmp_path):
    header = ["B_COUNTRY_ALPHA", "weight", "W_WEIGHT", "Q27"]
    write_csv(tmp_path / "w.csv", header, *([row[0], "1", *row[1:]] for row in ROWS))
    assert shares(load_survey(["wvs:w.csv"], tmp_path)) == pytest.approx(WEIGHTED)


def test_a_stance_follows_the_weights(tmp_path):
    survey, plain = wvs(tmp_path), wvs(tmp_path, options={"weight": "none"})
    found, without = (each.answers_for("Q27", "IRN") for each in (survey, plain))
    rng = random.Random(1)
    assert (draw(found, ITEM, "mode", rng), draw(without, ITEM, "mode", rng)) == (4, 1)
    assert (draw(found, ITEM, "mean", rng), draw(without, ITEM, "mean", rng)) == (4, 2)
    drawn = Counter(draw(found, ITEM, "sample", rng) for _ in range(4_000))
    assert drawn[4] / 4_000 == pytest.approx(0.79, abs=0.03)


def test_a_profile_is_drawn_by_weight(tmp_path):
    heavy = [["IRN", "9", "3", "4", "1", "30", "1"], ["IRN", "1", "3", "1", "1", "30", "1"]]
    light = [["IRN", "0", "3", "2", "1", "30", "1"]] * 20
    survey = wvs(tmp_path, *heavy, *light)
    seed = Seed(
        key="k", culture="x", country="IRN", item="Q27", stance=3, share=1, side_share=1, repeat=0
    )
    pool = [survey.items["Q28"]]
    drawn = Counter(
        draw_profile(survey, seed, pool, random.Random(n)).answers[0].stance for n in range(400)
    )
    assert drawn[2] == 0
    assert drawn[4] / 400 == pytest.approx(0.9, abs=0.05)


def test_controls_follow_the_weights(tmp_path):
    survey = wvs(tmp_path, *rows(country="DEU"), *rows(country="TUR"))
    train = [survey.items["Q28"]]
    made = {each.name: each.shares for each in controls(survey, [ITEM], train, ["IRN"])}
    assert list(made["pooled"]["Q27"]) == pytest.approx(WEIGHTED)
    assert list(made["nearest"]["Q27"]) == pytest.approx(WEIGHTED)
    assert list(made["constant"]["Q27"]) == [0, 0, 0, 1]


def test_intervals_use_the_effective_number_of_people(tmp_path):
    survey, plain = wvs(tmp_path, times=50), wvs(tmp_path, options={"weight": "none"}, times=50)
    assert respondents_asked(plain, ITEM, ["IRN"]) == 300
    assert respondents_asked(survey, ITEM, ["IRN"]) == round(50 * KISH) == 151
    for metric in METRICS:
        found = ceiling_of(metric, survey, [ITEM], ["IRN"])
        assert found.n == 151
        alike = Survey.of([ITEM], [_unweighted(survey, 151)])
        assert found == ceiling_of(metric, alike, [ITEM], ["IRN"])


def _unweighted(survey, size):
    answers = survey.answers_for("Q27", "IRN")
    return answers.model_copy(update={"effective": None, "valid": size})


def test_a_difference_between_countries_is_tested_with_the_effective_number(tmp_path):
    more = [["DEU", "1", code, "1", "1", "30", "1"] for code in "1112244444444"]
    survey = wvs(tmp_path, *more, times=2)
    here, there = (survey.answers_for("Q27", name) for name in ("IRN", "DEU"))
    scaled = here.model_copy(
        update={
            "counts": {code: here.share(code) * 2 * KISH for code in here.counts},
            "effective": None,
        }
    )
    assert p_value(here, there) == pytest.approx(p_value(scaled, there))
    assert p_value(here, there) > p_value(here.model_copy(update={"effective": None}), there)


@pytest.mark.parametrize(
    ("bad", "options", "message"),
    [
        ([], {"weight": "S017"}, r"w\.csv:1: the column of weights 'S017' is missing"),
        ([], {"weight": "W_WEIGTH"}, r"'W_WEIGTH' is missing; did you mean 'W_WEIGHT'\?"),
        (
            [],
            {"weight": "Q28"},
            r"w\.csv:1: seeds\.options\.wvs\.weight: the column 'Q28' holds no",
        ),
        ([], {"weight": "Q262"}, r"the column 'Q262' holds no weights; name another one, or none"),
        ([], {"wieght": "x"}, r"seeds\.options\.wvs.*did you mean 'weight'"),
        (["-0.5"], {}, r"w\.csv:8: W_WEIGHT: a weight must lie between 0 and 1e\+09, not -0\.5"),
        ([""], {}, r"w\.csv:8: W_WEIGHT: a weight must be a number .* not an empty cell"),
        (["0,83"], {}, r"w\.csv:8: W_WEIGHT: a weight must be a number such as 0\.83, not '0,83'"),
        (["nan"], {}, r"w\.csv:8: W_WEIGHT: a weight must lie between"),
        (["0"], {}, r"w\.csv: W_WEIGHT: all weights of DEU are 0"),
    ],
)
def test_bad_weights_are_refused_with_their_place(tmp_path, bad, options, message):
    more = [["DEU", weight, "1", "1", "1", "30", "1"] for weight in bad]
    with pytest.raises(InputError, match=message) as caught:
        wvs(tmp_path, *more, options=options)
    assert "\n" not in str(caught.value)


def table(path, text, **options):
    write_text(path / "own.csv", text)
    return load_survey(["csv:own.csv"], path, {"csv": options})


def test_a_csv_file_may_have_a_row_for_each_respondent(tmp_path):
    lines = [f"Q27,IRN,{code},{weight}" for code, weight in PEOPLE]
    survey = table(tmp_path, "\n".join(["item,country,option,weight", *lines, "Q27,IRN,-1,2"]))
    found = survey.answers_for("Q27", "IRN")
    assert [found.share(code) for code in (1, 2, 3, 4)] == pytest.approx(WEIGHTED)
    assert (found.valid, found.missing, found.effective) == (6, 1, pytest.approx(KISH))


def test_counts_in_a_csv_file_are_multiplied_by_their_weights(tmp_path):
    text = "item,country,option,count,weight\nQ27,IRN,1,3,0.16\nQ27,IRN,2,1,0.78\nQ27,IRN,4,2,2.37"
    found = table(tmp_path, text).answers_for("Q27", "IRN")
    assert [found.share(code) for code in (1, 2, 3, 4)] == pytest.approx(WEIGHTED)
    assert (found.valid, found.effective) == (6, pytest.approx(KISH))
    plain = table(tmp_path, text, weight="none").answers_for("Q27", "IRN")
    assert plain.counts == {1: 3, 2: 1, 4: 2}
    named = table(tmp_path, text.replace("weight", "w"), weight="w").answers_for("Q27", "IRN")
    assert named == found
    assert table(tmp_path, text.replace("weight", "Weight")).answers_for("Q27", "IRN") == found


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        (
            "item,country,option,count\nQ27,IRN,1,1",
            {"weight": "w"},
            r":1: the column of weights 'w",
        ),
        ("item,country,option,weight\nQ27,IRN,1,-1", {}, r":2: weight: a weight must lie between"),
        ("item,country,option,weight\nQ27,IRN,1,0", {}, r":2: all weights of item Q27, IRN are 0"),
        ("item,country,option,weight\nQ27,IRN,9,1", {}, r":2: option: '9' is no option of item Q2"),
        (
            "item,country,option,count\nQ27,IRN,1,3",
            {"weight": "count"},
            r":1: seeds\.options\.csv\.weight: the column 'count' holds no weights",
        ),
        ("item,country,option,count,weights\nQ27,IRN,1,3,2", {}, r":1: the column 'weights' looks"),
        (
            "item,country,option,count,W_WEIGHT\nQ27,IRN,1,3,2",
            {},
            r"the column 'W_WEIGHT' looks .* seeds\.options\.csv\.weight, or none",
        ),
        ("item,country,option\nQ27,IRN,1", {}, r":1: the column 'count' is missing"),
    ],
)
def test_bad_weights_of_a_csv_file_are_refused(tmp_path, text, options, message):
    with pytest.raises(InputError, match=message):
        table(tmp_path, text, **options)


weights = st.lists(st.tuples(st.floats(0.01, 100), st.integers(1, 9)), min_size=1, max_size=20)


@given(weights, st.floats(0.01, 100))
def test_the_effective_number_is_at_most_the_number_and_ignores_the_scale(given_, scale):
    n = sum(number for _, number in given_)
    assert 1 - 1e-9 <= kish(given_) <= n * (1 + 1e-9)
    assert kish([(w * scale, n) for w, n in given_]) == pytest.approx(kish(given_))
    assert kish([(scale, n) for _, n in given_]) == pytest.approx(n)
