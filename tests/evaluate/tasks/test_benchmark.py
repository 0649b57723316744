"""A benchmark as a task: modes reach the ceiling, guessing the floor; merged sides; keys."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.align.people import people
from park.align.respondent import Respondent
from park.assets import load_cultures
from park.benchmark.build import build
from park.benchmark.start import new
from park.benchmark.workspace import Workspace
from park.benchmarkfolder import load_benchmark, options_of
from park.config import Config
from park.errors import InputError
from park.evaluate.task import Nothing
from park.evaluate.tasks.benchmark.learned import learned
from park.evaluate.tasks.benchmark.metrics import METRICS, chosen, people_on_side
from park.evaluate.tasks.benchmark.task import Benchmark, BenchmarkOptions
from park.records.benchmark import BenchmarkItem
from park.records.scores import Answer
from park.run import wait_for
from park.statistics import js_similarity
from park.surveys.survey import Survey
from tests.benchmark.test_real import write_blend
from tests.evaluate.fakes import panel
from tests.surveys.survey_files import MENA_HEADER, shared_rows, write_csv

CULTURES = load_cultures(["turkish", "korean"])
CHOICES = ("sva", "a_sva", "knowledge")


@pytest.fixture(scope="module")
def wvs7(tmp_path_factory):
    folder = tmp_path_factory.mktemp("w") / "wvs7"
    new(folder, source="wvs7")
    build(Workspace(folder))
    return load_benchmark(folder)


@pytest.fixture(scope="module")
def menavalues(tmp_path_factory):
    base = tmp_path_factory.mktemp("m")
    write_csv(base / "m.csv", MENA_HEADER, *shared_rows())
    new(base / "mena", source=f"menavalues:{base / 'm.csv'}")
    build(Workspace(base / "mena"))
    return load_benchmark(base / "mena")


@pytest.fixture(scope="module")
def blend(tmp_path_factory):
    base = tmp_path_factory.mktemp("b")
    new(base / "blend", source=f"blend:{write_blend(base / 'annotations')}")
    build(Workspace(base / "blend"))
    return load_benchmark(base / "blend")


def alike(question):
    return {name: 1 / len(question.options) for name in question.options}


def mode(benchmark, country):
    """Answer with what most people of a country chose."""

    def shares(question):
        answers = benchmark.survey.answers_for(question.item, country)
        best = max(question.options, key=lambda code: answers.share(int(code)))
        return {name: float(name == best) for name in question.options}

    return shares


def scores(benchmark, path, says, cultures=CULTURES, **options):
    """Return the scores of respondents; `says` maps a method to shares of a question."""
    whom = [Respondent("plain"), *(Respondent("prompt", name, "you are") for name in cultures)]
    whom = [who for who in whom if who.method in says]

    def answer(who, question):
        return Answer(status="answered", shares=says[who.method](question), mass=1.0)

    settings = BenchmarkOptions(**{"orders": 2} | options)
    task = Benchmark([benchmark], cultures, settings=settings)
    return wait_for(task.run(panel(answer, whom, path / "ledger.sqlite")))


def test_the_progress_begins_with_the_total_that_it_ends_with(menavalues, tmp_path):
    def answer(who, question):
        return Answer(status="answered", shares=alike(question), mass=1.0)

    seen = []
    whom = [Respondent("plain"), *(Respondent("prompt", name, "you are") for name in CULTURES)]
    asked = panel(answer, whom, tmp_path / "ledger.sqlite")
    asked.watch = lambda *each: seen.append(each)
    wait_for(Benchmark([menavalues], CULTURES, settings=BenchmarkOptions(orders=2)).run(asked))
    assert seen[0][1] > 0
    assert {total for _, total, _ in seen} == {seen[-1][0]}


def value(found, metric, method, tested="turkish", against=""):
    (one,) = [
        each
        for each in found
        if (each.metric, each.method, each.tested, each.against)
        == (metric, method, tested, against)
    ]
    return one


@pytest.mark.parametrize("source", ["wvs7", "menavalues"])
def test_the_mode_reaches_the_ceiling_and_uniform_the_floor(source, request, tmp_path):
    found = scores(request.getfixturevalue(source), tmp_path, {"plain": alike}, items=8)
    for metric in ("sva", "a_sva"):
        top, bottom = (value(found, metric, name).value for name in ("ceiling", "floor"))
        assert value(found, metric, "mode").value == pytest.approx(top, abs=1e-12)
        assert value(found, metric, "uniform").value == pytest.approx(bottom, abs=1e-12)
        assert value(found, metric, "plain").value == pytest.approx(bottom, abs=1e-12)
        assert bottom < top
    assert value(found, "js", "floor").value < value(found, "js", "ceiling").value


def test_a_model_that_says_what_most_say_has_the_ceiling_s_sva(wvs7, tmp_path):
    found = scores(wvs7, tmp_path, {"plain": mode(wvs7, "TUR")}, items=8)
    assert value(found, "sva", "plain").value == pytest.approx(
        value(found, "sva", "ceiling").value, abs=1e-12
    )
    better = value(found, "sva", "plain", against="uniform")
    assert better.low > 0


def test_knowledge_is_accuracy_on_the_country_s_own_items(blend, tmp_path):
    found = scores(blend, tmp_path, {"plain": alike, "prompt": mode(blend, "KOR")},
                   load_cultures(["korean"]))  # fmt: skip
    assert value(found, "knowledge", "prompt", "korean").value == 1
    assert value(found, "knowledge", "mode", "korean").value == 1
    for name in ("plain", "uniform", "floor"):
        assert value(found, "knowledge", name, "korean").value == pytest.approx(0.25)
    assert {each.n for each in found if not each.against} == {1}


def test_a_method_is_compared_with_its_baseline_and_controls(wvs7, tmp_path):
    found = scores(wvs7, tmp_path, {"plain": alike, "prompt": mode(wvs7, "TUR")}, items=8)
    pairs = {(e.method, e.against) for e in found if e.against and e.tested == "turkish"}
    assert ("prompt", "plain") in pairs
    for name in ("uniform", "constant", "pooled", "nearest", "ridge", "item_blind"):
        assert {("prompt", name), ("plain", name)} <= pairs


def test_the_survey_s_controls_that_learn_predict_items_from_others(wvs7):
    countries, every = ("TUR",), list(wvs7.items.values())
    vectors = {name: np.eye(len(every))[place] for place, name in enumerate(wvs7.items)}
    found = {each.name: each for each in learned(wvs7.survey, every, every, countries, vectors)}
    assert set(found) == {"nearest", "kernel", "ridge", "profile", "text"}
    truth = people(wvs7.survey, every, countries)
    pooled = people(wvs7.survey, every, [c for c in wvs7.survey.countries if c != "TUR"])

    def near(shares):
        return np.mean([js_similarity(shares[i], truth[i]) for i in found["ridge"].shares])

    assert near(found["ridge"].shares) > near(pooled)
    assert all("other items" in found[name].what for name in ("nearest", "text"))


def test_no_answer_to_an_item_is_used_to_predict_it(wvs7):
    every = list(wvs7.items.values())
    asked = every[:6]
    answers = [
        each.model_copy(update={"counts": dict.fromkeys(each.counts, 1.0)})
        if (each.country, each.item) == ("TUR", asked[0].id)
        else each
        for each in wvs7.survey.answers.values()
    ]
    changed = Survey.of(every, answers)
    one, other = (
        {each.name: each.shares for each in learned(survey, asked, every, ("TUR",))}
        for survey in (wvs7.survey, changed)
    )
    for name, shares in one.items():
        assert other[name][asked[0].id] == pytest.approx(shares[asked[0].id])


def test_one_other_country_gives_no_control_that_learns(wvs7):
    every = list(wvs7.items.values())
    two = [each for each in wvs7.survey.answers.values() if each.country in ("TUR", "DEU")]
    assert list(learned(Survey.of(every, two), every, every, ("TUR",))) == []


def test_a_community_of_no_country_is_asked_of_everybody(finished, tmp_path):
    build(Workspace(finished))
    found = scores(load_benchmark(finished), tmp_path, {"plain": alike, "prompt": alike})
    methods = {each.culture for each in found if each.method == "prompt" and not each.against}
    assert methods == {"turkish", "korean"}
    assert {each.tested for each in found} == {""}
    assert all("simulated" in str(each.detail["caveats"]) for each in found)


def test_only_as_many_items_are_asked_as_wanted(wvs7, tmp_path):
    found = scores(wvs7, tmp_path, {"plain": alike}, items=3)
    assert value(found, "sva", "plain").n == 3


def test_its_cards_are_those_of_the_benchmarks(wvs7):
    task = Benchmark([wvs7], CULTURES)
    assert list(task.cards()) == ["wvs7"]
    assert task.cards()["wvs7"].authors == wvs7.card.authors


def prepared(tmp_path, *folders):
    config = Config(name="toy", cultures=["turkish"], evaluate={"benchmarks": folders})
    return SimpleNamespace(config=config, base=tmp_path, cultures=CULTURES, prompts=None)


def test_without_a_benchmark_there_is_nothing_to_ask(tmp_path):
    with pytest.raises(Nothing, match="--benchmark DIR"):
        Benchmark.prepare(prepared(tmp_path))


def test_two_benchmarks_of_one_name_are_refused(tmp_path):
    for name in ("a", "b"):
        new(tmp_path / name, source="wvs7", name="same")
        build(Workspace(tmp_path / name))
    with pytest.raises(InputError, match="two have the name 'same'"):
        Benchmark.prepare(prepared(tmp_path, "a", "b"))


def test_a_folder_that_is_no_benchmark_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"nowhere.benchmark.yaml: no such file"):
        Benchmark.prepare(prepared(tmp_path, "nowhere"))


def item(k):
    return BenchmarkItem(
        id="x", source="toy", statement="s", kind="value", options=options_of("abcdefg"[:k])
    )


def test_sides_are_merged_and_the_middle_is_its_own():
    people = np.array([0.1, 0.2, 0.3, 0.15, 0.25])
    assert people_on_side(item(5), people) == pytest.approx([0.3, 0.3, 0.3, 0.4, 0.4])
    assert people_on_side(item(4), people[:4]) == pytest.approx([0.3, 0.3, 0.45, 0.45])


@given(st.lists(st.floats(0.01, 1), min_size=2, max_size=7))
def test_every_choice_lies_between_worst_and_ceiling(weights):
    people = np.array(weights) / sum(weights)
    one = item(len(weights))
    for metric in METRICS:
        if metric.name in ("sva", "a_sva"):
            worth = metric.worth(one, people)
            got = metric.measure(one, people, people)
            assert got == pytest.approx(worth.max()) or metric.name == "a_sva"
            assert worth.min() - 1e-12 <= got <= worth.max() + 1e-12
            guessed = metric.measure(one, np.full(len(weights), 1 / len(weights)), people)
            assert guessed == pytest.approx(worth.mean())


def test_tied_options_share_the_choice_and_missing_answers_stay_missing():
    assert chosen(np.array([0.4, 0.4, 0.2])) == pytest.approx([0.5, 0.5, 0])
    assert np.isnan(chosen(np.array([np.nan, np.nan]))).all()
