"""The survey task with respondents whose scores are known beforehand."""

import asyncio
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from park.align.method import respondents
from park.assets import load_cultures
from park.evaluate.tasks.survey import FORMS, Survey, questions
from park.ledger.keys import seed_of
from park.prompts import Prompts
from park.records import Item, Option
from park.records.scores import Answer
from park.statistics import c_dist, js_similarity, nvas, wasserstein
from park.surveys.load import load_survey
from park.surveys.split import split
from park.surveys.survey import Survey as Source
from tests.evaluate.fakes import panel

SOURCE = load_survey(("wvs7",), Path())
HELD = [SOURCE.items[name] for name in split(SOURCE.items, 0.2)[1]]
CARDS = load_cultures(["chinese", "german", "turkish"])
COUNTRIES = {name: card.countries[0] for name, card in CARDS.items()}
METHODS = ["plain", "prompt", "adapter", "one"]
WHO = respondents(METHODS, CARDS, [*CARDS, "all-cultures"], Prompts())


def measured(metric, country):
    """Return the held-out items that a country was asked and a metric is of."""
    graded = [item for item in HELD if item.graded or metric in ("js", "c_dist")]
    return [item for item in graded if SOURCE.answers_for(item.id, country)]


def said(question, shares):
    """Return an answer from shares by the item's options in their own order."""
    names = question.options if not question.order else question.options[::-1]
    total = float(sum(shares))
    return Answer(
        status="answered",
        shares={name: float(s) / total for name, s in zip(names, shares, strict=True)},
    )


def of_people(country, name):
    answers = SOURCE.answers_for(name, country)
    options = SOURCE.items[name].options
    return np.array([answers.share(o.code) for o in options]) if answers else np.ones(len(options))


def as_people(respondent, question):
    country = COUNTRIES.get(respondent.culture, "TUR")
    return said(question, of_people(country, question.item))


def as_samples(respondent, question):
    country = COUNTRIES.get(respondent.culture, "TUR")
    shares = of_people(country, question.item)
    answers = SOURCE.answers_for(question.item, country)
    rng = np.random.default_rng(seed_of(country, question.item))
    size = answers.valid if answers else 1
    return said(question, rng.multinomial(size, shares / shares.sum()))


def first_option(respondent, question):
    return said(question, np.eye(len(question.options))[0])


def alike(respondent, question):
    rng = np.random.default_rng(seed_of(question.item, question.form, question.order))
    return said(question, rng.dirichlet(np.ones(len(question.options))))


def run(answer, who, task, path):
    asked = panel(answer, who, path)
    with asked.ledger:
        return asyncio.run(task.run(asked))


@pytest.fixture(scope="module")
def scores(tmp_path_factory):
    """Return the scores of everybody who answers in one way."""

    @cache
    def of(answer):
        path = tmp_path_factory.mktemp("run") / "ledger.sqlite"
        return run(answer, WHO, Survey(HELD, SOURCE, CARDS), path)

    return of


def one(found, metric, method, tested, culture=None, against=""):
    culture = ("" if method == "plain" else tested) if culture is None else culture
    (score,) = (
        each
        for each in found
        if (each.metric, each.method, each.tested) == (metric, method, tested)
        and each.against == against
        and (each.control or each.culture == culture)
    )
    return score


@pytest.mark.parametrize("culture", CARDS)
def test_who_answers_with_people_s_own_shares_scores_1_and_reaches_the_ceiling(scores, culture):
    found = scores(as_people)
    score = one(found, "js", "adapter", culture)
    assert (score.value, score.low, score.high) == (1, 1, 1)
    assert score.value >= one(found, "js", "ceiling", culture).low
    assert one(found, "wasserstein", "adapter", culture).value == pytest.approx(0, abs=1e-12)
    assert one(found, "nvas", "adapter", culture).value == pytest.approx(100)


@pytest.mark.parametrize("culture", CARDS)
@pytest.mark.parametrize("metric", ["js", "wasserstein", "nvas"])
def test_who_samples_answers_as_people_do_reaches_the_ceiling_within_its_interval(
    scores, metric, culture
):
    found = scores(as_samples)
    score, ceiling = (one(found, metric, name, culture) for name in ("adapter", "ceiling"))
    # The interval holds 95 of 100 samples, twice its width practically all.
    assert abs(score.value - ceiling.value) < ceiling.high - ceiling.low
    assert ceiling.n == sum(
        SOURCE.answers_for(item.id, COUNTRIES[culture]).valid
        for item in measured(metric, COUNTRIES[culture])
    )


@pytest.mark.parametrize("culture", CARDS)
def test_who_always_says_the_first_option_gets_the_constant_baseline(scores, culture):
    found = scores(first_option)
    country = COUNTRIES[culture]

    def mean(metric, measure):
        items = measured(metric, country)
        codes = [np.array([option.code for option in item.options]) for item in items]
        known = [of_people(country, item.id) for item in items]
        firsts = [np.eye(len(each))[0] for each in known]
        return np.mean([measure(*each) for each in zip(firsts, known, codes, strict=True)])

    expected = {
        "js": mean("js", lambda first, known, _: js_similarity(first, known)),
        "wasserstein": mean("wasserstein", lambda first, known, _: wasserstein(first, known)),
        "nvas": mean("nvas", lambda _, known, c: nvas(c[0], known @ c, c[0], c[-1])),
    }
    for metric, value in expected.items():
        for method in ("plain", "prompt", "adapter", "one", "first"):
            assert one(found, metric, method, culture).value == pytest.approx(float(value))
        claim, control = (one(found, metric, name, culture) for name in ("plain", "first"))
        assert (claim.value, claim.low, claim.high) == (control.value, control.low, control.high)


def test_adapters_that_are_copies_of_the_base_differ_by_exactly_zero(scores):
    differences = [each for each in scores(alike) if each.against in METHODS]
    # Five pairs of methods, three metrics, three cultures and all of them together.
    assert len(differences) == 5 * 3 * 4
    for each in differences:
        assert (each.value, each.low, each.high, each.p, each.adjusted) == (0, 0, 0, 1, 1)


def test_copies_have_a_c_dist_of_1_as_their_shuffles_have(scores):
    found = [each for each in scores(alike) if each.metric == "c_dist"]
    assert {each.method for each in found} == {
        *(method for method in METHODS if method != "plain"),
        *(f"shuffled-{method}" for method in METHODS if method != "plain"),
    }
    assert {each.value for each in found} == {1}
    assert all(each.detail["shuffles_that_reach_it"] == 1 for each in found if not each.control)


def test_c_dist_is_that_of_the_matrix_and_above_its_null_where_adapters_are_their_own_best(scores):
    def swapped(respondent, question):
        names = sorted(COUNTRIES)
        other = names[(names.index(respondent.culture) + 1) % 3] if respondent.culture else "german"
        return as_people(type(respondent)(respondent.method, other), question)

    right = next(e for e in scores(as_people) if (e.metric, e.method) == ("c_dist", "adapter"))
    null = next(e for e in scores(as_people) if e.method == "shuffled-adapter")
    assert right.value == 1
    assert null.high <= 1 and null.value < 0.95
    assert right.detail["shuffles_that_reach_it"] < 0.25
    found = scores(swapped)
    wrong = next(e for e in found if (e.metric, e.method) == ("c_dist", "adapter"))
    matrix = [[one(found, "js", "adapter", j, i).value for j in CARDS] for i in CARDS]
    assert wrong.value == pytest.approx(float(c_dist(matrix)))
    assert wrong.value < right.value and wrong.low < wrong.value < wrong.high


def test_everybody_is_scored_on_every_tested_culture(scores):
    pairs = {
        (each.culture, each.tested)
        for each in scores(alike)
        if each.method == "adapter" and each.metric == "js" and not each.against and each.tested
    }
    assert pairs == {(a, b) for a in CARDS for b in CARDS}


def test_controls_stand_beside_every_claim_and_need_no_model(scores):
    for metric in ("js", "wasserstein", "nvas"):
        for tested in CARDS:
            beside = {
                each.method: each
                for each in scores(alike)
                if each.control and (each.metric, each.tested) == (metric, tested)
            }
            names = {
                "uniform",
                "first",
                "constant",
                "pooled",
                "nearest",
                "kernel",
                "ridge",
                "ceiling",
            }
            assert beside.keys() == names
            assert all(each.model == "" and each.detail["what"] for each in beside.values())
            assert all(each.forms == {} and each.value is not None for each in beside.values())


@pytest.mark.parametrize("tested", CARDS)
def test_a_culture_s_own_adapter_is_held_against_ridge_nearest_and_pooled(scores, tested):
    found = scores(as_people)
    for against in ("ridge", "nearest", "pooled"):
        gap = one(found, "js", "adapter", tested, against=against)
        assert gap.value == pytest.approx(1 - one(found, "js", against, tested).value)
        assert gap.p <= gap.adjusted


def test_the_figures_know_which_way_is_better(scores):
    better = {each.metric: each.higher_is_better for each in scores(alike)}
    assert better == {"js": True, "wasserstein": False, "nvas": True, "c_dist": True}


def test_an_item_that_a_culture_was_not_asked_is_left_out_for_it_alone(scores):
    asked = len(HELD) - len(set(SOURCE.not_asked("CHN")) & {item.id for item in HELD})
    assert 0 < asked < len(HELD)
    assert (len(measured("js", "CHN")), len(measured("js", "TUR"))) == (asked, len(HELD))
    for each in scores(as_people):
        if each.tested in ("chinese", "turkish") and each.unit == "items":
            assert each.n == len(measured(each.metric, COUNTRIES[each.tested]))


def test_together_is_the_mean_over_cultures_of_each_item(scores):
    found = scores(first_option)
    rows = []
    for item in HELD:
        known = [c for c in COUNTRIES.values() if SOURCE.answers_for(item.id, c)]
        first = np.eye(len(item.options))[0]
        rows.append(np.mean([js_similarity(first, of_people(c, item.id)) for c in known]))
    assert one(found, "js", "adapter", "", "").value == pytest.approx(np.mean(rows))
    assert one(found, "js", "adapter", "", "").n == len(HELD)


def test_a_difference_over_cultures_leaves_out_the_same_cultures_on_both_sides(tmp_path):
    def shy(respondent, question):
        if respondent.name == "adapter:turkish" and question.item == HELD[0].id:
            return Answer(status="unparsed")
        return alike(respondent, question)

    found = run(shy, WHO, Survey(HELD, SOURCE, CARDS), tmp_path / "l.sqlite")
    gap = one(found, "js", "adapter", "", "", against="plain")
    assert (gap.value, gap.low, gap.high, gap.n) == (0, 0, 0, len(HELD))


def test_forms_that_differ_are_seen_in_the_spread(tmp_path):
    def moody(respondent, question):
        return (as_people if question.form == "listed" else first_option)(respondent, question)

    found = run(moody, WHO[:4], Survey(HELD, SOURCE, CARDS), tmp_path / "l.sqlite")
    forms = one(found, "js", "plain", "turkish").forms
    assert forms["listed"] == 1 > forms["numbered"] == forms["lettered"]
    assert one(found, "js", "plain", "turkish").value == pytest.approx(sum(forms.values()) / 3)


def test_what_is_not_answered_is_counted_and_never_scored(tmp_path):
    def shy(respondent, question):
        if question.form == "lettered":
            return Answer(status="refused")
        if question.order and question.item == HELD[0].id:
            return Answer(status="unparsed")
        return as_people(respondent, question)

    found = run(shy, WHO[:1], Survey(HELD, SOURCE, CARDS), tmp_path / "l.sqlite")
    score = one(found, "js", "plain", "turkish")
    n = len(HELD)
    assert score.detail["unanswered"] == {"unparsed": 2, "refused": 2 * n, "responses": 6 * n}
    assert (score.value, score.n) == (1, n - 1)
    assert set(score.forms) == {"numbered", "listed"}


def test_who_answers_nothing_has_no_value_and_no_interval(tmp_path):
    def mute(respondent, question):
        return Answer(status="unparsed")

    found = run(mute, WHO[:4], Survey(HELD[:4], SOURCE, CARDS), tmp_path / "l.sqlite")
    silent = [each for each in found if not each.control]
    assert {(each.value, each.low, each.n) for each in silent} == {(None, None, 0)}


def test_every_item_is_asked_in_three_forms_and_two_orders_by_all_alike(tmp_path):
    heard = {}

    def listen(respondent, question):
        heard.setdefault(respondent.name, []).append(question)
        return as_people(respondent, question)

    run(listen, WHO[:4], Survey(HELD[:4], SOURCE, CARDS), tmp_path / "l.sqlite")
    first, *others = heard.values()
    assert all(each == first for each in others)
    assert len(first) == 4 * 3 * 2
    assert {each.tested for each in first} == {""}


def test_no_train_item_is_asked_and_no_culture_is_named_in_a_question():
    words = [word for card in CARDS.values() for word in (card.home, card.people)]
    for question in questions("survey", HELD, Prompts()):
        assert not any(word in question.text for word in words)


def test_the_forms_differ_and_show_each_option_beside_its_marker():
    asked = questions("survey", HELD, Prompts())
    for item in HELD:
        mine = [each for each in asked if each.item == item.id]
        assert len({each.text for each in mine}) == len(mine) == 6
        for each in mine:
            labels = {str(option.code): option.label for option in item.options}
            for marker, name in zip(each.markers, each.options, strict=True):
                marked = (f"{marker}. ", f"({marker}) ", f"{marker} = ")
                assert any(mark + labels[name] in each.text for mark in marked)
            assert item.statement in each.text


@pytest.mark.parametrize(("name", "codes"), [("Q33", "12345"), ("Q122", "012"), ("Q227", "1234")])
def test_the_numbered_form_is_laid_out_like_the_training_rows(name, codes):
    item = SOURCE.items[name]
    (asked, turned) = (q for q in questions("survey", [item], Prompts()) if q.form == FORMS[0])
    options = tuple((option.code, option.label) for option in item.options)
    row = Prompts().render("export/choice", statement=item.statement, options=options)
    assert asked.text.rpartition("\n")[0] == row.rpartition("\n")[0]
    assert asked.markers == turned.markers == tuple(codes)
    assert asked.options == turned.options[::-1] == tuple(codes)


def test_ten_options_and_more_have_letters_in_every_form():
    scale = next(item for item in HELD if len(item.options) == 10)
    for question in questions("survey", [scale], Prompts()):
        assert question.markers == tuple("ABCDEFGHIJ")
        assert question.text.endswith(("letter alone.", "letter and nothing else.", "the letter."))


def test_an_item_with_more_options_than_letters_is_left_out(tmp_path):
    options = tuple(Option(code=code, label=f"label {code}") for code in range(27))
    long = Item(id="long", source="toy", statement="Which?", options=options)
    answers = [
        each.model_copy(update={"item": "long", "counts": {0: 5}})
        for each in SOURCE.answers.values()
        if each.item == HELD[0].id
    ]
    source = Source.of([*SOURCE.items.values(), long], [*SOURCE.answers.values(), *answers])
    found = run(as_people, WHO[:1], Survey([*HELD, long], source, CARDS), tmp_path / "l.sqlite")
    assert one(found, "js", "plain", "turkish").n == len(HELD)


def test_options_without_an_order_have_no_wasserstein_distance_and_no_nvas(tmp_path):
    items = [item.model_copy(update={"ordered": False}) for item in HELD]
    found = run(as_people, WHO[:4], Survey(items, SOURCE, CARDS), tmp_path / "l.sqlite")
    assert {each.metric for each in found} == {"js", "c_dist"}


def test_a_culture_whose_countries_were_not_asked_is_not_tested(tmp_path):
    cards = load_cultures(["american", "turkish"])
    who = respondents(["plain", "prompt"], cards, [], Prompts())
    found = run(as_people, who, Survey(HELD, SOURCE, cards), tmp_path / "l.sqlite")
    assert {each.tested for each in found} == {"turkish"}
    assert {each.culture for each in found if each.method == "prompt"} == {"american", "turkish"}


def test_without_items_there_are_no_scores(tmp_path):
    assert run(as_people, WHO, Survey([], SOURCE, CARDS), tmp_path / "l.sqlite") == []


def test_asking_again_asks_nobody(tmp_path):
    task = Survey(HELD[:2], SOURCE, CARDS)
    first = run(as_people, WHO[:3], task, tmp_path / "l.sqlite")
    assert run(None, WHO[:3], task, tmp_path / "l.sqlite") == first
