"""The VSM task with respondents whose dimensions are known beforehand."""

import asyncio
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import park.evaluate.tasks.vsm.published
from park.align.method import respondents
from park.align.questions import questions
from park.assets import culture_names, load_culture, load_cultures
from park.errors import InputError
from park.evaluate.tasks.vsm import Vsm, load_vsm
from park.evaluate.tasks.vsm.published import published
from park.evaluate.tasks.vsm.respondents import drawn_respondents
from park.evaluate.tasks.vsm.task import CAVEATS
from park.ledger.keys import seed_of
from park.prompts import Prompts
from park.records.scores import Answer
from park.statistics import DIMENSIONS, vsm, vsm_distance
from tests.evaluate.fakes import panel

CARDS = load_cultures(["chinese", "german", "turkish"])
METHODS = ["plain", "prompt", "adapter", "one"]
WHO = respondents(METHODS, CARDS, [*CARDS, "all-cultures"], Prompts())
SHIPPED = Path(park.evaluate.tasks.vsm.__file__).with_name("questionnaire.yaml")


def sure(question, code):
    return Answer(
        status="answered", shares={name: float(name == code) for name in question.options}
    )


def always_two(respondent, question):
    return sure(question, "2")


def by_number(respondent, question):
    return sure(question, str(1 + int(question.item) % 5))


def alike(respondent, question):
    rng = np.random.default_rng(seed_of(question.item, question.form))
    return Answer(
        status="answered",
        shares=dict(zip("12345", rng.dirichlet(np.ones(5)).tolist(), strict=True)),
    )


def lottery(respondent, question):
    return Answer(status="answered", shares=dict.fromkeys("12345", 0.2))


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
        return run(answer, WHO, Vsm(load_vsm(), CARDS), path)

    return of


def pick(found, metric, method, tested="", culture=None, against=""):
    (score,) = (
        each
        for each in found
        if (each.metric, each.method, each.tested) == (metric, method, tested)
        and each.against == against
        and culture in (None, each.culture)
    )
    return score


def known(*names):
    return np.stack([published(CARDS[name].countries) for name in names])


def test_certain_answers_give_the_dimensions_of_the_formulas(scores):
    means = np.array([1 + number % 5 for number in range(1, 25)], float)
    for name, value in zip(DIMENSIONS, vsm(means), strict=True):
        score = pick(scores(by_number), name.lower(), "plain")
        assert (score.value, score.low, score.high) == (value, value, value)
        assert score.n == 200 and score.unit == "respondents"
        assert score.forms == dict.fromkeys(score.forms, value) and len(score.forms) == 3


@pytest.mark.parametrize("answer", [always_two, lottery])
def test_who_answers_all_items_alike_has_50_everywhere_and_the_uniform_control_s_distance(
    scores, answer
):
    found = scores(answer)
    for name in DIMENSIONS:
        assert pick(found, name.lower(), "plain").value == pytest.approx(50, abs=1.5)
        assert pick(found, name.lower(), "uniform").value == 50
    for tested in CARDS:
        claim, control = (pick(found, "distance", m, tested) for m in ("plain", "uniform"))
        assert claim.value == pytest.approx(control.value, abs=2)


def test_a_distance_is_that_of_the_published_scores(scores):
    means = np.array([1 + number % 5 for number in range(1, 25)], float)
    expected, used = vsm_distance(np.tile(vsm(means), (3, 1)), known(*CARDS))
    for tested, value in zip(CARDS, expected, strict=True):
        score = pick(scores(by_number), "distance", "adapter", tested, tested)
        assert score.value == score.low == score.high == pytest.approx(value)
        assert score.detail["dimensions"] == list(used) == list(DIMENSIONS)
        assert not score.higher_is_better


def test_pooled_is_the_mean_of_the_other_countries_and_sees_nothing_of_the_tested(scores):
    others = {load_culture(name).countries[0] for name in culture_names()} - {"TUR"}
    figures = np.stack([published([iso3]) for iso3 in sorted(others)])
    gap = np.nanmean(figures, axis=0) - known("turkish")[0]
    control = pick(scores(alike), "distance", "pooled", "turkish")
    assert control.value == pytest.approx(np.sqrt((gap**2).sum()))
    assert control.control and control.model == ""


def test_only_dimensions_that_all_tested_cultures_have_are_compared(tmp_path):
    cards = load_cultures(["arabic", "turkish"])
    found = run(alike, WHO[:1], Vsm(load_vsm(), cards), tmp_path / "l.sqlite")
    distances = [each for each in found if each.metric == "distance"]
    assert all(each.detail["dimensions"] == ["LTO", "IVR"] for each in distances)
    score = pick(found, "distance", "plain", "turkish")
    parts = [pick(found, name, "plain").value for name in ("lto", "ivr")]
    assert score.value == pytest.approx(float(np.hypot(*(np.array(parts) - (46, 49)))))


def test_adapters_that_are_copies_of_the_base_differ_by_exactly_zero(scores):
    gaps = [each for each in scores(alike) if each.against in METHODS]
    # Five pairs of methods, three cultures and all of them together.
    assert len(gaps) == 5 * 4
    assert {(each.value, each.low, each.high) for each in gaps} == {(0, 0, 0)}
    assert all(each.adjusted == 1 for each in gaps if not each.tested)


def test_no_p_value_rests_on_the_number_of_respondents(scores):
    gaps = [each for each in scores(alike) if each.against]
    assert all((each.p is None) == (each.unit == "respondents") for each in gaps)
    assert {each.unit for each in gaps} == {"respondents", "cultures"}


def test_every_score_carries_the_caveats(scores):
    for each in scores(alike):
        assert set(CAVEATS) < set(each.detail["caveats"])
        assert "culturepark" in each.detail["caveats"][-1]


def test_every_distance_lies_in_its_interval_and_off_the_diagonal_there_are_distances(scores):
    distances = [e for e in scores(alike) if e.metric == "distance" and e.low is not None]
    assert all(each.low <= each.value <= each.high for each in distances)
    pairs = {(e.culture, e.tested) for e in distances if e.method == "adapter" and not e.against}
    assert pairs >= {(a, b) for a in CARDS for b in CARDS}


def test_a_distance_near_0_lies_in_its_interval_too(tmp_path, monkeypatch):
    figures = {"TUR": np.full(6, 50.0), "DEU": np.full(6, 50.0)}
    monkeypatch.setattr(park.evaluate.tasks.vsm.published, "published_scores", lambda: figures)
    task = Vsm(load_vsm(), {"turkish": CARDS["turkish"]})
    found = run(lottery, WHO[:1], task, tmp_path / "l.sqlite")
    score = pick(found, "distance", "plain", "turkish")
    assert score.value < 2
    assert score.low == score.value < score.high


def test_an_item_without_an_answer_leaves_its_dimension_and_the_distances_open(tmp_path):
    def no_comment(respondent, question):
        return Answer(status="refused") if question.item == "7" else alike(respondent, question)

    found = run(no_comment, WHO[:1], Vsm(load_vsm(), CARDS), tmp_path / "l.sqlite")
    assert pick(found, "pdi", "plain").value is None
    assert pick(found, "pdi", "plain").detail["unanswered"]["refused"] == 3 * 5
    assert pick(found, "idv", "plain").value is not None
    assert pick(found, "distance", "plain", "turkish").value is None


def test_cultures_without_published_scores_are_not_compared(tmp_path):
    nowhere = CARDS["german"].model_copy(update={"countries": ("ZZZ",)})
    task = Vsm(load_vsm(), {"nowhere": nowhere})
    found = run(alike, WHO[:1], task, tmp_path / "l.sqlite")
    assert {each.metric for each in found} == {name.lower() for name in DIMENSIONS}


@given(
    arrays(float, (24, 5), elements=st.floats(0.01, 1)),
    st.integers(20, 300),
)
def test_respondents_answer_on_the_scale_and_on_average_as_the_shares_say(weights, count):
    shares = weights / weights.sum(-1, keepdims=True)
    drawn = drawn_respondents(shares, count)
    assert drawn.shape == (count, 24)
    assert set(np.unique(drawn)) <= {1, 2, 3, 4, 5}
    assert np.abs(drawn.mean(0) - shares @ np.arange(1, 6)).max() <= 4 / count + 1e-9


def test_respondents_answers_to_two_items_are_unrelated():
    drawn = drawn_respondents(np.full((24, 5), 0.2), 2_000)
    related = np.corrcoef(drawn.T) - np.eye(24)
    assert np.abs(related).max() < 0.1


def test_the_shipped_questionnaire_has_every_number_once_and_is_asked_in_its_scale():
    items = load_vsm().as_items()
    assert [item.id for item in items] == [str(number) for number in range(1, 25)]
    assert {len(item.options) for item in items} == {5}
    asked = questions("vsm", items, Prompts())
    assert len(asked) == 24 * 3 * 5
    assert len({each.text for each in asked}) == len(asked)
    for each in asked:
        item = items[int(each.item) - 1]
        assert item.statement in each.text
        assert all(option.label in each.text for option in item.options)
        assert set(each.markers) in (set("12345"), set("ABCDE"))


def test_published_scores_of_every_role_card_are_there_or_known_to_be_missing():
    for name in culture_names():
        figures = published(load_culture(name).countries)
        if name == "arabic":
            assert np.isfinite(figures).tolist() == [False] * 4 + [True] * 2
        else:
            assert np.isfinite(figures).all()


def test_a_user_s_own_copy_is_read(tmp_path, scores):
    data = yaml.safe_load(SHIPPED.read_text())
    data["source"] = "our licence"
    data["items"][0]["statement"] = "In our own copy?"
    path = tmp_path / "mine.yaml"
    path.write_text(yaml.safe_dump(data))
    found = run(alike, WHO[:1], Vsm(load_vsm(path), CARDS), tmp_path / "l.sqlite")
    assert all("our licence" in each.detail["caveats"][-1] for each in found)


@pytest.mark.parametrize(
    "spoil, told",
    [
        (lambda d: d["items"].pop(6), "items: number 7 is missing"),
        (lambda d: d["items"][6].update(number=8), "items: number 7 is missing"),
        (lambda d: d["items"].append(dict(d["items"][3])), "items: number 4 appears twice"),
        (lambda d: d["items"][0].update(number=25), "items.0.number"),
        (lambda d: d["items"][0].update(scale="mood"), "number 1: scale 'mood' is not known"),
        (lambda d: d["items"][2].pop("statement"), "items.2.statement: the key is missing"),
        (lambda d: d["items"][2].update(statment="x"), "did you mean 'statement'"),
        (lambda d: d["scales"]["view"].pop(), "scales.view"),
        (lambda d: d["scales"].update(pride=[1, 2, 3, 4, 5]), "scales.pride.0"),
        (lambda d: d.pop("scales"), "scales: the key is missing"),
        (lambda d: d.update(items="none"), "items"),
    ],
)
def test_a_bad_copy_is_refused_in_one_line_that_names_the_key(tmp_path, spoil, told):
    data = yaml.safe_load(SHIPPED.read_text())
    spoil(data)
    path = tmp_path / "mine.yaml"
    path.write_text(yaml.safe_dump(data))
    with pytest.raises(InputError) as error:
        load_vsm(path)
    assert str(path) in str(error.value) and told in str(error.value)
    assert "\n" not in str(error.value)
