"""People's shares, the measures and the controls, on a survey small enough to reckon by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.align.controls import controls
from park.align.measures import METRICS, alignment, ceiling_of
from park.align.people import UNKNOWN_SIZE, people
from park.records import Answers, Item, Option
from park.statistics import js_similarity
from park.surveys.survey import Survey

JS, WASSERSTEIN, NVAS = METRICS


def item(name, codes=(1, 2, 3), ordered=True):
    options = tuple(Option(code=code, label=f"label {code}") for code in codes)
    return Item(id=name, source="toy", statement=f"{name}?", options=options, ordered=ordered)


def survey(items, table, **known):
    """Build a survey from {country: {item: counts}}."""
    answers = [
        Answers(
            item=name,
            country=country,
            counts=dict(zip([o.code for o in items[name].options], counts, strict=True)),
            valid=known.get("valid", sum(counts)),
        )
        for country, row in table.items()
        for name, counts in row.items()
    ]
    return Survey.of(items.values(), answers)


ITEMS = {name: item(name) for name in ("held", "old", "older")}
TABLE = {
    "AAA": {"held": (1, 1, 2), "old": (4, 0, 0), "older": (0, 4, 0)},
    "BBB": {"held": (0, 1, 1), "old": (3, 1, 0), "older": (1, 3, 0)},
    "CCC": {"held": (6, 2, 0), "old": (0, 0, 4), "older": (0, 0, 4)},
}
TOY = survey(ITEMS, TABLE)
HELD, TRAIN = [ITEMS["held"]], [ITEMS["old"], ITEMS["older"]]


def named(source=TOY, held=HELD, train=TRAIN, countries=("AAA",)):
    return {each.name: each for each in controls(source, held, train, countries)}


def test_several_countries_of_a_culture_count_alike_whatever_their_size():
    assert people(TOY, HELD, ["BBB", "CCC"])["held"].tolist() == [0.375, 0.375, 0.25]


def test_a_country_that_was_not_asked_leaves_the_others_shares_alone():
    table = {**TABLE, "BBB": {**TABLE["BBB"], "held": (0, 0, 0)}}
    assert people(survey(ITEMS, table), HELD, ["BBB", "CCC"])["held"].tolist() == [0.75, 0.25, 0]


def test_an_item_that_nobody_of_the_culture_was_asked_is_left_out():
    table = {**TABLE, "AAA": {**TABLE["AAA"], "held": (0, 0, 0)}}
    assert people(survey(ITEMS, table), HELD, ["AAA"]) == {}


def test_pooled_is_the_mean_of_the_other_countries_alone():
    assert named()["pooled"].shares["held"].tolist() == [0.375, 0.375, 0.25]
    assert named()["pooled"].detail == {"countries": ["BBB", "CCC"]}


def test_uniform_and_first_need_nobody():
    assert named()["uniform"].shares["held"].tolist() == [1 / 3] * 3
    assert named()["first"].shares["held"].tolist() == [1, 0, 0]


def test_constant_is_the_option_that_is_the_most_common_elsewhere():
    table = {**TABLE, "CCC": {**TABLE["CCC"], "held": (0, 8, 0)}}
    shares = named(survey(ITEMS, table))["constant"].shares
    assert shares["held"].tolist() == [0, 1, 0]


@given(st.lists(st.integers(0, 50), min_size=3, max_size=3))
def test_no_control_sees_what_the_tested_culture_answers_to_held_out_items(counts):
    table = {**TABLE, "AAA": {**TABLE["AAA"], "held": tuple(counts)}}
    seen = controls(survey(ITEMS, table), HELD, TRAIN, ["AAA"])
    for one, other in zip(seen, controls(TOY, HELD, TRAIN, ["AAA"]), strict=True):
        assert one.shares["held"].tolist() == other.shares["held"].tolist()
        assert one.detail == other.detail


def test_the_nearest_country_is_chosen_on_train_items():
    nearest = named()["nearest"]
    assert nearest.detail["country"] == "BBB"
    assert nearest.shares["held"].tolist() == [0, 0.5, 0.5]
    similar = np.mean([js_similarity((4, 0, 0), (3, 1, 0)), js_similarity((0, 4, 0), (1, 3, 0))])
    assert nearest.detail["similarity"] == pytest.approx(float(similar))


def test_an_item_that_the_nearest_country_was_not_asked_is_answered_by_the_next():
    table = {**TABLE, "BBB": {**TABLE["BBB"], "held": (0, 0, 0)}}
    nearest = named(survey(ITEMS, table))["nearest"]
    assert nearest.detail["country"] == "BBB"
    assert nearest.detail["stand_ins"] == {"held": "CCC"}
    assert nearest.shares["held"].tolist() == [0.75, 0.25, 0]


def test_a_country_with_less_than_half_of_the_train_items_is_not_the_nearest():
    items = {**ITEMS, "oldest": item("oldest")}
    table = {
        "AAA": {**TABLE["AAA"], "oldest": (4, 0, 0)},
        "BBB": {"held": (1, 0, 0), "old": (4, 0, 0)},
        "CCC": {**TABLE["CCC"], "oldest": (4, 0, 0)},
    }
    train = [items["old"], items["older"], items["oldest"]]
    found = named(survey(items, table), train=train)
    assert found["nearest"].detail["country"] == "CCC"


def test_without_train_items_or_other_countries_no_country_is_the_nearest():
    assert named(train=[])["nearest"].shares == {}
    alone = named(survey(ITEMS, {"AAA": TABLE["AAA"]}))
    assert alone["nearest"].shares == alone["pooled"].shares == alone["constant"].shares == {}


def test_nvas_of_ordered_options_compares_mean_codes():
    found = alignment(item("a", (1, 2, 3)), np.array([0.5, 0.5, 0]), np.array([0, 0, 1.0]))
    assert found == pytest.approx(100 * (1 - 1.5 / 2))


def test_only_options_that_each_have_a_place_on_a_scale_have_steps_and_nvas():
    placed, nominal = item("a"), item("a", ordered=False)
    undecided = placed.model_copy(update={"aside": (2,)})
    measured = [[m.name for m in METRICS if m.measures(i)] for i in (placed, nominal, undecided)]
    assert measured == [["js", "wasserstein", "nvas"], ["js"], ["js"]]


def test_a_form_without_an_answer_has_no_figure():
    answered = np.array([[0.2, 0.3, 0.5], [np.nan] * 3])
    for metric in METRICS:
        found = metric.measure(item("a"), answered, np.array([0.2, 0.3, 0.5]))
        assert np.isfinite(found).tolist() == [True, False]


@given(st.lists(st.integers(1, 99), min_size=3, max_size=3))
def test_people_s_own_shares_are_the_best_that_can_be_answered(counts):
    shares = np.array(counts) / sum(counts)
    found = [each.measure(item("a"), shares, shares) for each in METRICS]
    assert found == pytest.approx([1, 0, 100])


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_a_sample_of_people_scores_within_the_ceiling(metric):
    items = {name: item(name) for name in "abcd"}
    source = survey(items, {"AAA": dict.fromkeys("abcd", (120, 60, 20))})
    found = ceiling_of(metric, source, list(items.values()), ["AAA"])
    shares = np.array([0.6, 0.3, 0.1])
    rng = np.random.default_rng(7)
    samples = rng.multinomial(200, shares, (4, 1_000)) / 200
    figures = np.mean([metric.measure(items["a"], each, shares) for each in samples], axis=0)
    assert 0.92 < np.mean((figures >= found.low) & (figures <= found.high)) < 0.98
    assert figures.mean() == pytest.approx(found.value, rel=0.05)
    assert found.n == 800


def test_where_only_shares_are_published_a_usual_number_of_people_is_taken():
    source = survey(ITEMS, {"AAA": {"held": (50, 30, 20)}}, valid=None)
    assert ceiling_of(JS, source, HELD, ["AAA"]).n == UNKNOWN_SIZE
    assert ceiling_of(WASSERSTEIN, source, HELD, ["AAA"]).n == UNKNOWN_SIZE


def test_without_people_there_is_no_ceiling():
    assert np.isnan(ceiling_of(NVAS, TOY, HELD, ["ZZZ"]).value)
