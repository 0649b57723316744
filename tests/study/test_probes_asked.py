"""The study `probes` on a model: what is asked, and what is made of the answers."""

import csv
import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import park
from park.config import Config
from park.models.scripted import ScriptedModel
from park.study.studies.probes.answers import Condition, Given, Sheet
from park.study.studies.probes.asking import read
from park.study.studies.probes.baselines import country_blind, pooled_region
from park.study.studies.probes.benchmark import Benchmark, People, Question
from park.study.studies.probes.scores import figures, kl
from tests.study.test_probes import home  # noqa: F401

FOUR = Question("1", "", 1, 4, True)


def says(messages):
    """Answer 1 as nobody, 2 as Egypt, nothing as Iran, and reason before the number."""
    text = messages[-1]["content"]
    answer = "2" if "Egypt" in text or "مصر" in text else "1"
    if "Iran" in text:
        return "As an AI language model I hold no view."
    if "three sentences" in text or "ثلاث جمل" in text:
        return f"Of 1, 2 and 3 I weigh all.\nAnswer: **{answer}**"
    return answer


def weigh(messages, options):
    return {
        option: math.log(0.9 if option == "2" else 0.1 / (len(options) - 1)) for option in options
    }


def asked(home, options=weigh, **settings):  # noqa: F811
    settings = {"benchmark": "bench.csv", "limit": 2, "reasoning": ["direct"]} | settings
    config = Config(
        name="toy", cultures=("turkish",), study={"options": {"probes": settings}},
        models={"delegate": "scripted:none.yaml"},
    )  # fmt: skip
    model = ScriptedModel(says, options=options)
    run = park.Run(home / "run", config, base=home, models={"delegate": model})
    return run.study("probes").figures()


def figure(found, measure, framing="persona", group="all", baseline="", **more):
    wanted = {"measure": measure, "framing": framing, "group": group, "baseline": baseline} | more
    rows = [row for row in found["figures"] if wanted.items() <= row.items()]
    assert len(rows) == 1, (wanted, len(rows))
    return rows[0]


def test_framings_and_countries_are_asked_and_kept(home):  # noqa: F811
    found = asked(home)
    with (home / "run" / "probes" / "answers.csv").open() as file:
        rows = list(csv.DictReader(file))
    # Questions 1 and 3: three and two countries, in two framings, and once for nobody.
    assert found["answers"] == len(rows) == 2 * (3 + 2) + 2
    assert {row["framing"] for row in rows} == {"neutral", "persona", "observer"}
    assert {row["answer"] for row in rows if row["country"] == "Egypt"} == {"2"}
    assert {row["status"] for row in rows if row["country"] == "Iran"} == {"refused"}


def test_the_figures_are_those_of_the_answers(home):  # noqa: F811
    found = asked(home)
    egypt = (100 * (1 - 0.88 / 3) + 100 * (1 - 2 / 4)) / 2
    tunisia = 100 * (1 - 2.33 / 3)
    assert figure(found, "nvas")["value"] == pytest.approx((egypt + tunisia) / 2)
    assert figure(found, "fcs")["value"] == 100
    spd = ((100 * (1 - 1 / 3) + 100 * (1 - 1 / 4)) / 2 + 100) / 2
    assert figure(found, "spd")["value"] == pytest.approx(spd)
    silent = figure(found, "abstention")
    assert (silent["value"], silent["n"], silent["refused"]) == (2 / 5, 5, 2)
    assert figure(found, "logit_leakage")["value"] == 1
    assert figure(found, "kl")["value"] > 0
    assert figure(found, "nvas", baseline="country_blind")["gain"]["value"] is not None
    assert figure(found, "nvas", group="category: trust")["n"] == 2


def test_a_model_without_probabilities_has_no_divergence_and_no_leakage(home):  # noqa: F811
    found = asked(home, options=None)
    assert not {"kl", "logit_leakage"} & {row["measure"] for row in found["figures"]}
    assert figure(found, "nvas")["value"] is not None


def test_another_language_is_asked_where_it_is_spoken(home):  # noqa: F811
    text = (home / "bench.csv").read_text().replace("Question 1?", "السؤال؟")
    (home / "arabic.csv").write_text(text)
    found = asked(home, languages={"ar": "arabic.csv"}, framings=["persona"])
    with (home / "run" / "probes" / "answers.csv").open() as file:
        arabic = [row for row in csv.DictReader(file) if row["language"] == "ar"]
    assert {row["country"] for row in arabic} == {"Egypt", "Tunisia"}
    assert figure(found, "clcs", language="ar")["value"] == 100


def test_recorded_answers_give_the_figures_of_the_run(home, command):  # noqa: F811
    found = asked(home, reasoning=["direct", "reasoned"])
    said = command(
        "study", "probes", "--benchmark", "bench.csv", "--recorded", "run/probes/answers.csv",
        "--json",
    )  # fmt: skip
    assert said.code == 0, said.err
    assert json.loads(said.out)["figures"] == json.loads(json.dumps(found["figures"]))


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("9,Egypt,persona,1", "answers.csv:2: code: the benchmark has no question '9'"),
        ("1,Egypt,person,1", "framing: 'person'; did you mean 'persona'"),
        ("1,Egipt,persona,1", "country: 'Egipt'; did you mean 'Egypt'"),
        ("1,Egypt,persona,7", "answer: '7' is outside 1 to 4"),
    ],
)
def test_recorded_answers_with_a_fault_are_refused(home, command, row, message):  # noqa: F811
    (home / "answers.csv").write_text(f"code,country,framing,answer\n{row}\n")
    said = command("study", "probes", "--benchmark", "bench.csv", "--recorded", "answers.csv")
    assert (said.code, message in said.err, "Traceback" in said.err) == (2, True, False)


@pytest.mark.parametrize("column", ["framing", "country", "answer"])
def test_answers_without_a_column_are_no_scores(home, command, column):  # noqa: F811
    names = [name for name in ("code", "country", "framing", "answer") if name != column]
    (home / "answers.csv").write_text(f"{','.join(names)}\n1,1,1\n")
    said = command("study", "probes", "--benchmark", "bench.csv", "--recorded", "answers.csv")
    assert (said.code, f"the column {column!r} is missing" in said.err) == (2, True)


@pytest.mark.parametrize(
    ("rows", "how"),
    [
        (("1,Egypt,persona,1", "1,Egypt,persona,2"), "Egypt, persona, en, direct"),
        (("1,Egypt,neutral,1", "1,Iran,neutral,1"), "neutral, en, direct"),
    ],
)
def test_a_question_that_is_answered_twice_is_refused(home, command, rows, how):  # noqa: F811
    lines = ["code,country,framing,answer", rows[0], "1,Iran,persona,1", rows[1]]
    (home / "answers.csv").write_text("\n".join(lines))
    said = command("study", "probes", "--benchmark", "bench.csv", "--recorded", "answers.csv")
    message = f"answers.csv:4: code: '1' is answered in a line above, too ({how})"
    assert (said.code, message in said.err, "Traceback" in said.err) == (2, True, False)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"countries": ["Egipt"]}, "did you mean 'Egypt'"),
        ({"languages": {"de": "bench.csv"}}, "names of countries are known in ar, fa, tr"),
    ],
)
def test_what_cannot_be_asked_is_refused(home, settings, message):  # noqa: F811
    with pytest.raises(park.InputError, match=message):
        asked(home, **settings)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("3", 3), ("**3**.", 3), ("3. rather", 3), ("7", None), ("", None), ("1 or 3", None),
        ("I will not answer.", None),
    ],
)  # fmt: skip
def test_a_direct_answer_names_one_code(text, answer):
    assert read(text, FOUR, reasoned=False) == answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("It is 1 or 2.\nAnswer: 3", 3),
        ("1 first.\n\n**Answer: 2.**\n", 2),
        ("فكرت في 1.\nالجواب: ٤", 4),
        ("Answer: 3\nBut who knows", None),
    ],
)
def test_after_reasoning_the_last_line_counts(text, answer):
    assert read(text, FOUR, reasoned=True) == answer


@given(st.lists(st.floats(0, 1), min_size=3, max_size=3).filter(lambda p: sum(p) > 0.01))
def test_the_divergence_is_nought_for_people_themselves_and_never_negative(parts):
    shares = {code: part / sum(parts) for code, part in enumerate(parts)}
    assert kl(shares, shares, range(3)) == pytest.approx(0)
    assert kl(shares, {0: 1 / 3, 1: 1 / 3, 2: 1 / 3}, range(3)) >= -1e-12


COUNTRIES = ("Egypt", "Iran", "Iraq", "Jordan")


def world(answer, n=30):
    """Return a benchmark whose countries differ, and what `answer` makes of people's means."""
    rng = np.random.default_rng(0)
    questions = {}
    for number in range(n):
        means = rng.integers(1, 6, len(COUNTRIES))
        people = {c: People(float(m), {int(m): 1.0}) for c, m in zip(COUNTRIES, means, strict=True)}
        questions[str(number)] = Question(str(number), "", 1, 5, True, "trust", "", people)
    condition = Condition("persona")
    told = [
        Given(code, country, condition, answer(question.people[country].centre))
        for code, question in questions.items()
        for country in COUNTRIES
    ]
    benchmark = Benchmark(questions, COUNTRIES)
    return figures(benchmark, Sheet.of(benchmark, told), 0)


def test_the_pooled_region_leaves_the_country_itself_out():
    means = {"Egypt": 1.0, "Iran": 3.0, "Iraq": 5.0}
    scale = Question("1", "", 1, 5, True, people={c: People(m, {}) for c, m in means.items()})
    assert pooled_region([scale], [*means]).tolist() == [[4.0, 3.0, 2.0]]
    modes = {"Egypt": {1: 1.0}, "Iran": {2: 1.0}, "Iraq": {2: 1.0}}
    named = Question("2", "", 1, 3, False, people={c: People(0, s) for c, s in modes.items()})
    assert pooled_region([named], [*modes])[0, 0] == 2


def test_the_country_blind_answer_is_that_of_the_other_countries():
    scale = Question("1", "", 1, 5, True)
    found = country_blind([scale], np.array([[1.0, 3.0, np.nan, 5.0]]))
    assert found.tolist() == [[4.0, 3.0, 3.0, 2.0]]


def test_people_themselves_reach_all_and_a_constant_answer_has_no_spread():
    rows = world(int)
    by = {(row["measure"], row["group"], row["baseline"]): row for row in rows}
    assert by["nvas", "all", ""]["value"] == 100
    assert by["variance_ratio", "all", ""]["value"] == pytest.approx(1)
    assert by["nvas", "all", "pooled_region"]["gain"]["low"] > 0
    flat = {(r["measure"], r["group"], r["baseline"]): r for r in world(lambda _: 3)}
    assert flat["variance_ratio", "all", ""]["value"] == 0
    gain = flat["nvas", "all", "constant"]["gain"]
    assert (gain["value"], flat["nvas", "all", "country_blind"]["gain"]["value"]) == (0, 0)


def test_figures_stand_by_tier_where_the_benchmark_has_tiers(home):  # noqa: F811
    header, *rows = (home / "bench.csv").read_text().splitlines()
    tiers = {"1": "High", "2": "High", "3": "Low", "4": ""}
    lines = [f'{header},"Tier"', *(f'{row},"{tiers[row[1]]}"' for row in rows)]
    (home / "bench.csv").write_text("\n".join(lines))
    found = asked(home)
    egypt, tunisia = 100 * (1 - 0.88 / 3), 100 * (1 - 2.33 / 3)
    high, low = (figure(found, "nvas", group=f"tier: {tier}") for tier in ("high", "low"))
    assert (high["n"], low["n"]) == (1, 1)
    assert high["value"] == pytest.approx((egypt + tunisia) / 2)
    assert low["value"] == pytest.approx(50)
    groups = {row["group"] for row in found["figures"]}
    assert {each for each in groups if each.startswith("tier")} == {"tier: high", "tier: low"}
