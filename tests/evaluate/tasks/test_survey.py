"""The survey task with respondents whose scores are known beforehand."""

import asyncio
from collections import Counter
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from park.align.method import respondents
from park.align.questions import FORMS, questions, rotations
from park.assets import load_cultures
from park.evaluate.tasks.survey import Survey
from park.evaluate.tasks.survey.task import SurveyOptions
from park.ledger.keys import seed_of
from park.prompts import Prompts
from park.records import Item, Option
from park.records.scores import NEW_COUNTRIES, Answer
from park.statistics import c_dist, holm, js_similarity, nvas, wasserstein
from park.surveys.load import load_survey
from park.surveys.split import split
from park.surveys.survey import Survey as Source
from tests.evaluate.fakes import panel

SOURCE = load_survey(("wvs7",), Path())
HELD = [SOURCE.items[name] for name in split(SOURCE.items, 0.2)[1]]
CARDS = load_cultures(["chinese", "german", "turkish"])
OTHERS = ("chinese", "turkish")
COUNTRIES = {name: card.countries[0] for name, card in CARDS.items()}
METHODS = ["plain", "prompt", "adapter", "one"]
WHO = respondents(METHODS, CARDS, [*CARDS, "all-cultures"], Prompts())


def measured(metric, country):
    """Return the held-out items that a country was asked and a metric is of."""
    graded = [item for item in HELD if item.graded or metric in ("js", "c_dist")]
    return [item for item in graded if SOURCE.answers_for(item.id, country)]


def said(question, shares):
    """Return an answer from shares by the item's options in their own order."""
    names = sorted(question.options, key=int)
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


def alike_but_for_culture(respondent, question):
    rng = np.random.default_rng(seed_of(respondent.name, question.item, question.form))
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
    assert (score.value, score.low, score.high) == (1, None, None)
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
            learned = {"nearest", "kernel", "ridge", "profile", "majority"}
            blind = {f"item_blind-{method}" for method in METHODS}
            names = {"uniform", "first", "constant", "pooled", "ceiling"} | learned | blind
            assert beside.keys() == names
            assert all(each.model == "" and each.detail["what"] for each in beside.values())
            assert all(each.forms == {} for each in beside.values())
            # China was asked two graded items of those held out, and they are not of one form.
            known = {name for name, each in beside.items() if each.value is not None}
            assert known >= (names if (metric, tested) == ("js", tested) else names - blind)


@pytest.mark.parametrize("tested", CARDS)
def test_a_culture_s_own_adapter_is_held_against_what_knows_other_countries(scores, tested):
    found = scores(as_people)
    for against in ("ridge", "kernel", "nearest", "pooled"):
        gap = one(found, "js", "adapter", tested, against=against)
        assert gap.value == pytest.approx(1 - one(found, "js", against, tested).value)
        assert gap.p <= gap.adjusted


def test_the_figures_know_which_way_is_better(scores):
    better = {each.metric: each.higher_is_better for each in scores(alike)}
    scales = {"js": True, "wasserstein": False, "nvas": True, "c_dist": True}
    scales |= {"adaptability": True, "structure": True}
    assert better == {**scales, "order_by_option": False, "order_by_place": False}


def test_an_item_that_a_culture_was_not_asked_is_left_out_for_it_alone(scores):
    asked = len(HELD) - len(set(SOURCE.not_asked("CHN")) & {item.id for item in HELD})
    assert 0 < asked < len(HELD)
    assert (len(measured("js", "CHN")), len(measured("js", "TUR"))) == (asked, len(HELD))
    for each in scores(as_people):
        if "item_blind" in each.method or each.against in ("item_blind", "other_cultures"):
            continue
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
    orders = sum(len(item.options) for item in HELD)
    first = len(HELD[0].options)
    assert score.detail["unanswered"] == {
        "unparsed": 2 * (first - 1), "refused": orders, "responses": 3 * orders
    }  # fmt: skip
    assert (score.value, score.n) == (1, len(HELD) - 1)
    assert set(score.forms) == {"numbered", "listed"}


def test_who_answers_nothing_has_no_value_and_no_interval(tmp_path):
    def mute(respondent, question):
        return Answer(status="unparsed")

    found = run(mute, WHO[:4], Survey(HELD[:4], SOURCE, CARDS), tmp_path / "l.sqlite")
    silent = [each for each in found if not each.control or "item_blind" in each.method]
    assert {(each.value, each.low, each.n) for each in silent} == {(None, None, 0)}


def test_every_item_is_asked_in_three_forms_and_every_rotation_by_all_alike(tmp_path):
    heard = {}

    def listen(respondent, question):
        heard.setdefault(respondent.name, []).append(question)
        return as_people(respondent, question)

    run(listen, WHO[:4], Survey(HELD[:4], SOURCE, CARDS), tmp_path / "l.sqlite")
    first, *others = heard.values()
    assert all(each == first for each in others)
    assert len(first) == 3 * sum(len(item.options) for item in HELD[:4])
    assert {each.tested for each in first} == {""}


def test_no_train_item_is_asked_and_no_culture_is_named_in_a_question():
    words = [word for card in CARDS.values() for word in (card.home, card.people)]
    for question in questions("survey", HELD, Prompts()):
        assert not any(word in question.text for word in words)


def test_the_forms_differ_and_show_each_option_beside_its_marker():
    asked = questions("survey", HELD, Prompts())
    for item in HELD:
        mine = [each for each in asked if each.item == item.id]
        assert len({each.text for each in mine}) == len(mine) == 3 * len(item.options)
        for each in mine:
            labels = {str(option.code): option.label for option in item.options}
            for marker, name in zip(each.markers, each.options, strict=True):
                marked = (f"{marker}. ", f"({marker}) ", f"{marker} = ")
                assert any(mark + labels[name] in each.text for mark in marked)
            assert item.statement in each.text


@pytest.mark.parametrize(("name", "codes"), [("Q33", "12345"), ("Q122", "012"), ("Q227", "1234")])
def test_the_numbered_form_is_laid_out_like_the_training_rows(name, codes):
    item = SOURCE.items[name]
    asked, *turned = (q for q in questions("survey", [item], Prompts()) if q.form == FORMS[0])
    options = tuple((option.code, option.label) for option in item.options)
    kind = {"kind": "number", "options": options}
    row = Prompts().render("export/choice", statement=item.statement, **kind)
    assert asked.text.rpartition("\n")[0] == row.rpartition("\n")[0]
    assert {each.markers for each in (asked, *turned)} == {tuple(codes)}
    assert asked.options == tuple(codes)
    assert turned[0].options == (*codes[1:], codes[0])


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
    assert not any(each.metric in ("wasserstein", "nvas") for each in found)


def test_a_culture_whose_countries_were_not_asked_is_not_tested(tmp_path):
    cards = load_cultures(["american", "turkish"])
    who = respondents(["plain", "prompt"], cards, [], Prompts())
    found = run(as_people, who, Survey(HELD, SOURCE, cards), tmp_path / "l.sqlite")
    assert {each.tested for each in found if each.metric == "js"} == {"turkish"}
    assert {each.culture for each in found if each.method == "prompt"} == {"american", "turkish"}


def test_without_items_there_are_no_scores(tmp_path):
    assert run(as_people, WHO, Survey([], SOURCE, CARDS), tmp_path / "l.sqlite") == []


def test_asking_again_asks_nobody(tmp_path):
    task = Survey(HELD[:2], SOURCE, CARDS)
    first = run(as_people, WHO[:3], task, tmp_path / "l.sqlite")
    assert run(None, WHO[:3], task, tmp_path / "l.sqlite") == first


def by_place(respondent, question):
    """Whoever goes by the place alone, more so the nearer to the top."""
    weights = np.arange(len(question.options), 0, -1.0)
    shares = dict(zip(question.options, weights / weights.sum(), strict=True))
    return Answer(status="answered", shares=shares)


def by_label(respondent, question):
    """Whoever likes the beginning of every scale, whatever is asked and in which order."""
    return said(question, np.arange(len(question.options), 0, -1.0) ** 2)


def swapped(respondent, question):
    names = sorted(COUNTRIES)
    other = names[(names.index(respondent.culture) + 1) % 3] if respondent.culture else "german"
    return as_people(type(respondent)(respondent.method, other), question)


def test_who_goes_by_the_place_alone_answers_uniformly_and_is_seen_to(scores):
    found = scores(by_place)
    for tested in CARDS:
        assert one(found, "js", "adapter", tested, against="uniform").value == pytest.approx(0)
    option, place = (one(found, m, "plain", "") for m in ("order_by_option", "order_by_place"))
    assert place.value == pytest.approx(0)
    assert option.value > 0.2


def test_who_reads_the_options_does_not_move_with_their_order(scores):
    found = scores(as_people)
    option, place = (one(found, m, "plain", "") for m in ("order_by_option", "order_by_place"))
    assert option.value == pytest.approx(0)
    assert place.value > 0.2


@pytest.mark.parametrize("answer", [by_place, by_label])
def test_who_does_not_read_the_item_is_no_better_than_item_blind(scores, answer):
    for tested in CARDS:
        gap = one(scores(answer), "js", "adapter", tested, against="item_blind")
        assert (gap.value, gap.p) == (pytest.approx(0), 1)


def test_who_reads_the_item_is_better_than_item_blind(scores):
    gap = one(scores(as_people), "js", "adapter", "", "", against="item_blind")
    assert gap.value > 0.1


@pytest.mark.parametrize("against", ["other_cultures", "wrong_culture"])
def test_only_who_knows_its_own_people_gains_more_on_them_than_on_others(scores, against):
    def gap(answer):
        return one(scores(answer), "js", "prompt", "", "", against=against)

    assert gap(as_people).value > 0.1
    assert gap(swapped).value < -0.1
    assert (gap(alike).value, gap(alike).p) == (0, 1)


def test_own_gain_is_the_gain_on_the_own_people_less_that_on_others(tmp_path):
    cards = load_cultures(["german", "turkish"])
    asked = [each for each in HELD if all(SOURCE.answers_for(each.id, c) for c in ("DEU", "TUR"))]
    found = run(as_samples, WHO, Survey(asked, SOURCE, cards), tmp_path / "l.sqlite")
    gain = {
        tested: one(found, "js", "adapter", tested, "german").value
        - one(found, "js", "plain", tested).value
        for tested in cards
    }
    gap = one(found, "js", "adapter", "german", against="other_cultures")
    assert gap.value == pytest.approx(gain["german"] - gain["turkish"])
    wrong = one(found, "js", "adapter", "german", against="wrong_culture")
    own, *others = (one(found, "js", "adapter", "german", c).value for c in ("german", *OTHERS))
    assert wrong.value == pytest.approx(own - np.mean(others))


def test_fewer_rotations_are_asked_if_wanted():
    asked = questions("survey", HELD, Prompts(), most=2)
    assert len(asked) == len(HELD) * 3 * 2


def leaning(respondent, question):
    """As people, but with a liking for the first place that multiplies every answer."""
    liking = np.where(np.arange(len(question.options)) == 0, 8.0, 1.0)
    if question.item.startswith("empty-"):
        shares = liking
    else:
        known = dict(zip(sorted(question.options, key=int), of_people("TUR", question.item),
                         strict=True))  # fmt: skip
        shares = liking * np.array([known[name] for name in question.options])
    shares = dict(zip(question.options, shares / shares.sum(), strict=True))
    return Answer(status="answered", shares=shares)


def test_content_free_calibration_takes_a_liking_for_a_place_out(tmp_path):
    cards = load_cultures(["turkish"])

    def plain(name, **options):
        task = Survey(HELD, SOURCE, cards, settings=SurveyOptions(**options))
        found = run(leaning, WHO[:1], task, tmp_path / name)
        return one(found, "js", "plain", "turkish").value

    assert plain("raw") < 0.95
    assert plain("calibrated", calibration="content-free") == pytest.approx(1)


def test_what_has_no_empty_answer_is_not_scored(tmp_path):
    def shy(respondent, question):
        if question.item.startswith("empty-") and question.form == "listed":
            return Answer(status="refused")
        return as_people(respondent, question) if question.item in SOURCE.items else said(
            question, np.ones(len(question.options))
        )  # fmt: skip

    options = SurveyOptions(calibration="content-free")
    task = Survey(HELD, SOURCE, CARDS, settings=options)
    found = run(shy, WHO[:1], task, tmp_path / "l.sqlite")
    assert set(one(found, "js", "plain", "turkish").forms) == {"numbered", "lettered"}


def test_a_new_country_is_held_against_what_needs_no_answer_of_its_own(tmp_path):
    who = respondents(METHODS, CARDS, ["chinese", "german", "all-cultures"], Prompts())
    task = Survey(HELD, SOURCE, CARDS, new=("turkish",))
    found = run(as_samples, who, task, tmp_path / "l.sqlite")
    controls = {e.method for e in found if e.control and e.tested == "turkish" and e.metric == "js"}
    assert {"uniform", "first", "constant", "pooled", "ceiling"} <= controls
    assert not controls & {"nearest", "kernel", "ridge", "profile", "majority", "text"}
    subtracted = {e.against for e in found if e.tested == "turkish" and e.method == "prompt"}
    assert "pooled" in subtracted and "ridge" not in subtracted
    # They stand in a set, and so in a table, of their own.
    assert all((e.set == NEW_COUNTRIES) == (e.tested == "turkish") for e in found)
    # All together is over those that something was trained on.
    joint = one(found, "js", "adapter", "", "")
    means = [one(found, "js", "adapter", name).value for name in ("chinese", "german")]
    assert joint.value == pytest.approx(np.mean(means), abs=0.005)


def test_a_new_country_s_differences_are_a_family_of_their_own(tmp_path):
    def adjusted(number, **options):
        task = Survey(HELD, SOURCE, CARDS, **options)
        found = run(alike_but_for_culture, WHO, task, tmp_path / f"{number}.sqlite")
        gaps = [e for e in found if e.p is not None and e.metric == "js" and e.tested]
        new = [e for e in gaps if e.tested == "turkish"]
        return new, [e for e in gaps if e.tested != "turkish"]

    new, old = adjusted(1, new=("turkish",))
    for family in (new, old):
        expected = holm([e.p for e in family])
        assert [e.adjusted for e in family] == pytest.approx(list(expected))
    both = [e for family in adjusted(2) for e in family]
    assert [e.adjusted for e in both] == pytest.approx(list(holm([e.p for e in both])))


def test_fewer_forms_are_asked_and_scored(tmp_path):
    settings = SurveyOptions(orders=2, forms=("listed", "numbered", "numbered"))
    asked = set()

    def answer(respondent, question):
        asked.add((question.form, question.order))
        return as_samples(respondent, question)

    task = Survey(HELD, SOURCE, CARDS, settings=settings)
    found = run(answer, WHO, task, tmp_path / "ledger.sqlite")
    assert asked == {(form, order) for form in ("numbered", "listed") for order in (0, 1)}
    whole = [each for each in found if each.method == "adapter" and each.forms]
    assert {each.metric for each in whole} >= {"js", "c_dist", "adaptability", "order_by_option"}
    assert all(list(each.forms) == ["numbered", "listed"] for each in whole)


@pytest.mark.parametrize(("count", "orders"), [(2, 2), (3, 6), (4, 8), (5, 10)])
def test_reversed_orders_double_the_rotations_without_repeating_any(count, orders):
    options = [Option(code=code, label=f"label {code}") for code in range(count)]
    found = rotations(options, reverse=True)
    assert len(set(found)) == len(found) == orders
    assert found[:count] == rotations(options)
    assert {each[::-1] for each in found} == set(found)
    # Each option still stands equally often at each place.
    for place in range(count):
        assert set(Counter(each[place].code for each in found).values()) == {orders // count}
    assert len(rotations(options, 2, reverse=True)) == min(4, orders)


def test_reversed_orders_are_asked_where_they_are_wanted(tmp_path):
    asked = []

    def answer(respondent, question):
        asked.append(question)
        return by_place(respondent, question)

    task = Survey(HELD[:3], SOURCE, CARDS, settings=SurveyOptions(reverse=True, forms=("listed",)))
    found = run(answer, WHO[:1], task, tmp_path / "l.sqlite")
    assert len(asked) == sum(len(rotations(item.options, reverse=True)) for item in HELD[:3])
    scored, control = (one(found, "js", name, "turkish").value for name in ("plain", "uniform"))
    assert scored == pytest.approx(control)


def test_a_form_that_there_is_not_is_refused():
    with pytest.raises(ValueError, match="forms"):
        SurveyOptions(forms=("spoken",))
    with pytest.raises(ValueError, match="forms"):
        SurveyOptions(forms=())
