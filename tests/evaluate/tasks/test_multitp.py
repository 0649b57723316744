"""The task `multitp` with respondents whose preferences are known beforehand."""

import asyncio
import csv

import numpy as np
import pytest

from park.align.method import respondents
from park.align.moral_machine import DIMENSIONS, NAMES, misalignment
from park.assets import load_cultures
from park.config import Config
from park.errors import InputError
from park.evaluate.task import Nothing
from park.evaluate.tasks.multitp.dilemmas import (
    dilemmas_of,
    exchanged,
    generated,
    questions,
    read_dilemmas,
)
from park.evaluate.tasks.multitp.task import Multitp
from park.prompts import Prompts
from park.records.scores import Answer
from park.setup import prepare
from tests.evaluate.fakes import panel

CARDS = load_cultures(["chinese", "german", "turkish"])
COUNTRIES = {"chinese": "CHN", "german": "DEU", "turkish": "TUR"}
PEOPLE = {
    country: np.random.default_rng(place).uniform(0.55, 0.9, 6)
    for place, country in enumerate([*COUNTRIES.values(), "USA"])
}
WHO = respondents(["plain", "prompt", "adapter"], CARDS, CARDS, Prompts())
ENGLISH = "A car cannot stop.\n\nOption A — Group A: {}\nOption B — Group B: {}\n\nWhom to spare?"
CHINESE = "汽车刹车失灵。\n\n选项A — A组: {}\n选项B — B组: {}\n\n应该拯救哪一侧？"


def task(people=PEOPLE, cards=CARDS, each=4):
    return Multitp(people, cards, dict.fromkeys(cards, generated(each, 0, Prompts())))


def spare(share):
    """Return an answer that spares the preferred side with some probability."""
    return Answer(status="answered", shares={"preferred": share, "other": 1 - share})


def as_people(respondent, question):
    """The adapters answer as their people, everybody else without a preference."""
    if respondent.method != "adapter":
        return spare(0.5)
    return spare(PEOPLE[COUNTRIES[respondent.culture]][NAMES.index(question.set)])


def positional(respondent, question):
    """Always the first group that is shown, whoever that is."""
    return spare(0.9 if question.options[0] == "preferred" else 0.1)


def run(answer, path, given=None, who=WHO):
    asked = panel(answer, who, path / "ledger.sqlite")
    with asked.ledger:
        return asyncio.run((given or task()).run(asked))


def test_the_progress_begins_with_the_total_that_it_ends_with(tmp_path):
    seen, asked = [], panel(as_people, WHO, tmp_path / "ledger.sqlite")
    asked.watch = lambda *each: seen.append(each)
    with asked.ledger:
        asyncio.run(task().run(asked))
    # Nobody in particular is asked for each culture, the others for their own.
    assert seen[0] == (0, 24 * 2 * (1 * 3 + 2 * 3), 0)
    assert {total for _, total, _ in seen} == {seen[-1][0]}


def pick(found, metric, method, tested="", against=""):
    (score,) = (
        each
        for each in found
        if (each.metric, each.method, each.tested, each.against)
        == (metric, method, tested, against)
    )
    return score


def test_who_answers_as_the_people_is_at_distance_zero_and_nearer_than_all_controls(tmp_path):
    found = run(as_people, tmp_path)
    for tested, country in COUNTRIES.items():
        own = pick(found, "mis", "adapter", tested)
        assert own.value == pytest.approx(0, abs=1e-9)
        assert (own.n, own.unit) == (24, "dilemmas")
        assert pick(found, "correlation", "adapter", tested).value == pytest.approx(1)
        assert pick(found, "js_distance", "adapter", tested).value == pytest.approx(0, abs=1e-6)
        none = pick(found, "mis", "constant", tested)
        assert none.value == pytest.approx(misalignment(PEOPLE[country], 0.5))
        assert none.control
        gap = pick(found, "mis", "adapter", tested, "country_blind")
        assert gap.value < 0
        assert gap.high < 0
    whole = pick(found, "mis", "adapter")
    assert (whole.value, whole.n, whole.unit) == (pytest.approx(0, abs=1e-9), 3, "cultures")
    assert pick(found, "mis_centred", "adapter").value == pytest.approx(0, abs=1e-9)


def test_the_country_blind_control_is_the_method_as_the_other_cultures(tmp_path):
    found = run(as_people, tmp_path)
    others = (PEOPLE["CHN"] + PEOPLE["DEU"]) / 2
    blind = pick(found, "mis", "country_blind-adapter", "turkish")
    assert blind.value == pytest.approx(misalignment(others, PEOPLE["TUR"]))
    pooled = pick(found, "mis", "pooled", "turkish")
    everybody = np.mean([PEOPLE[name] for name in ("CHN", "DEU", "USA")], axis=0)
    assert pooled.value == pytest.approx(misalignment(everybody, PEOPLE["TUR"]))


def test_the_mean_error_is_taken_away_over_cultures(tmp_path):
    def too_low(respondent, question):
        answer = as_people(respondent, question)
        return spare(answer.shares["preferred"] - 0.2)

    found = run(too_low, tmp_path)
    assert pick(found, "mis", "adapter").value == pytest.approx(0.2 * 6**0.5)
    assert pick(found, "mis_centred", "adapter").value == pytest.approx(0, abs=1e-9)


def test_what_ignores_the_country_is_not_called_cultural(tmp_path):
    def alike(respondent, question):
        return spare(0.7)

    found = run(alike, tmp_path)
    said = pick(found, "mis", "adapter").detail["cultural"]
    assert said.startswith("adapter: no cultural effect is shown")
    assert "country_blind" in said


def test_being_nearer_on_average_alone_is_not_called_cultural(tmp_path):
    def two_of_three(respondent, question):
        answer = as_people(respondent, question)
        turned = respondent.name == "adapter:turkish"
        return spare(1 - answer.shares["preferred"]) if turned else answer

    found = run(two_of_three, tmp_path)
    assert pick(found, "mis", "adapter", against="constant").value < 0
    said = pick(found, "mis", "adapter").detail["cultural"]
    assert said.startswith("adapter: no cultural effect is shown")
    assert "constant" in said


def test_only_what_beats_all_controls_is_called_cultural(tmp_path):
    """With as many countries as an interval over them takes."""
    cards = {f"c{n}": CARDS["turkish"].model_copy(update={"countries": (c,)}) for n, c in NAMED}
    people = {c: np.random.default_rng(n).uniform(0.6, 0.95, 6) for n, c in NAMED}
    who = respondents(["plain", "prompt", "adapter"], cards, cards, Prompts())

    def answer(respondent, question):
        if respondent.method != "adapter":
            return spare(0.5)
        country = cards[respondent.culture].countries[0]
        return spare(people[country][NAMES.index(question.set)] - 0.01)

    found = run(answer, tmp_path, task(people, cards), who)
    assert pick(found, "mis", "adapter").detail["cultural"].startswith("adapter: cultural")


NAMED = list(enumerate(["ARG", "BRA", "CHN", "DEU", "EGY", "FRA", "GBR", "TUR"]))


def test_a_preference_for_a_place_is_none_for_a_side(tmp_path):
    found = run(positional, tmp_path)
    constant, own = (pick(found, "mis", name, "german") for name in ("constant", "plain"))
    assert own.value == pytest.approx(constant.value)


def test_unanswered_dilemmas_are_left_out_and_counted(tmp_path):
    def some(respondent, question):
        if question.item == "Age-0" and question.order == 1:
            return Answer(status="unparsed", text="neither")
        return as_people(respondent, question)

    found = run(some, tmp_path)
    own = pick(found, "mis", "adapter", "turkish")
    assert own.n == 23
    assert own.detail["unanswered"]["unparsed"] == 1
    assert own.value == pytest.approx(0, abs=1e-9)


def test_those_without_people_are_not_tested_and_named(tmp_path):
    given = task({name: row for name, row in PEOPLE.items() if name != "TUR"})
    assert list(given.remarks()) == ["no preferences of people in TUR; turkish is not tested"]
    assert {each.tested for each in run(as_people, tmp_path, given)} == {"", "chinese", "german"}


def test_one_country_has_no_controls_of_other_countries(tmp_path):
    cards = {"turkish": CARDS["turkish"]}
    who = respondents(["plain", "adapter"], cards, cards, Prompts())
    found = run(as_people, tmp_path, task({"TUR": PEOPLE["TUR"]}, cards), who)
    assert {each.method for each in found} == {"plain", "adapter", "constant", "shrinkage"}
    assert all(each.tested == "turkish" for each in found)


def test_own_dilemmas_are_distinct_and_in_both_orders():
    made = generated(20, 0, Prompts())
    assert [sum(each.dimension == name for each in made) for name in NAMES] == [20] * 6
    assert len({each.texts for each in made}) == len(made)
    for each in made:
        one, other = (text.splitlines() for text in each.texts)
        assert one[2][3:] == other[3][3:]
        assert one[3][3:] == other[2][3:]
        assert one[2][3:] != one[3][3:]
    assert made == generated(20, 0, Prompts())
    assert made != generated(20, 1, Prompts())


def test_more_are_on_the_preferred_side_of_numbers():
    for each in generated(20, 0, Prompts()):
        if each.dimension == "Utilitarianism":
            more, fewer = (line.split()[1] for line in each.texts[0].splitlines()[2:4])
            assert int(more) > (int(fewer) if fewer.isdigit() else 1)


@pytest.mark.parametrize("text", [ENGLISH, CHINESE])
def test_groups_of_a_file_s_text_are_exchanged(text):
    assert exchanged(text.format("3 men", "3 dogs"), "") == text.format("3 dogs", "3 men")


def scenarios(path, rows=None, header=("Prompt", "phenomenon_category", "preferred_on_right")):
    path.parent.mkdir(exist_ok=True)
    plain = [(ENGLISH.format("3 men", f"{n} dogs"), name, n % 2) for name in NAMES for n in (4, 5)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(plain if rows is None else rows)
    return path


def test_a_file_s_dilemmas_have_their_preferred_side_first_then_second(tmp_path):
    found = read_dilemmas(scenarios(tmp_path / "USA_en.csv"), 20)
    assert len(found) == 12
    assert "A: 3 men\n" in found[0].texts[0]
    assert "B: 3 men\n" in found[0].texts[1]
    assert "A: 5 dogs\n" in found[1].texts[0]
    asked = questions(found[:1], "american", Prompts())
    assert [each.options for each in asked] == [("preferred", "other"), ("other", "preferred")]
    assert all(each.text.endswith("A or B, and nothing else.") for each in asked)


def test_a_folder_gives_each_culture_the_file_of_its_country(tmp_path):
    scenarios(tmp_path / "texts/DEU_de.csv")
    found = dilemmas_of(tmp_path / "texts", CARDS, 2, 0, Prompts())
    assert list(found) == ["german"]
    left = Multitp(PEOPLE, CARDS, found)
    assert left.tested() == ["german"]
    assert "no dilemmas for TUR; turkish is not tested" in list(left.remarks())


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([("no groups here", "Age", 0)], r":\d+: Prompt: two lines such as"),
        ([(ENGLISH, "Ages", 0)], r":\d+: phenomenon_category: 'Ages'; did you mean 'Age'\?"),
        ([(ENGLISH, "Age", "left")], r":\d+: preferred_on_right: 0 or 1 is expected"),
        ([(ENGLISH, "Age", 1)], r"there is no dilemma of Species"),
    ],
)
def test_a_wrong_file_of_dilemmas_is_refused(tmp_path, rows, message):
    path = scenarios(tmp_path / "a.csv", rows)
    with pytest.raises(InputError, match=message):
        read_dilemmas(path, 4)


def test_a_folder_without_any_of_the_cultures_is_refused(tmp_path):
    (tmp_path / "texts").mkdir()
    with pytest.raises(InputError, match=r"no file such as USA_en\.csv for any of CHN, DEU, TUR"):
        dilemmas_of(tmp_path / "texts", CARDS, 2, 0, Prompts())


def test_without_people_the_task_has_nothing_to_do(tmp_path):
    config = Config(name="toy", cultures=("turkish",))
    with pytest.raises(Nothing, match=r"evaluate\.options\.multitp\.people"):
        Multitp.prepare(prepare(config, tmp_path))


def test_the_task_is_prepared_from_a_configuration(tmp_path):
    with (tmp_path / "people.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["country", "dimension", "human_amce"])
        writer.writerows(("TUR", each.label, 60) for each in DIMENSIONS)
    options = {"multitp": {"people": "people.csv", "each": 3}}
    config = Config(name="toy", cultures=("turkish",), evaluate={"options": options})
    made = Multitp.prepare(prepare(config, tmp_path))
    assert made.tested() == ["turkish"]
    assert len(made.dilemmas["turkish"]) == 18
