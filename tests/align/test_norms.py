"""Norms: mined from train items alone, found by topic, told before a question; and controls."""

import asyncio
import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.align.method import respondents
from park.align.norms import (
    Norm,
    Rule,
    Shelf,
    mine,
    phrase,
    read_norms,
    shuffled,
    sides,
    write_norms,
)
from park.config import Config
from park.errors import InputError
from park.records.scores import Answer, Question
from park.setup import prepare
from park.surveys.survey import Survey
from tests.toys import PROMPTS, answers, culture, item

FOUR = ("fully", "rather", "hardly", "never")


def toy(**given):
    """Return a survey of items by name: shares of Turkey and of China."""
    items = {name: item(number, labels) for name, (number, labels, _, _) in given.items()}
    told = [
        answers(number, country, **{f"c{code}": n for code, n in enumerate(counts, start=1)})
        for number, _, *both in given.values()
        for country, counts in zip(("TUR", "CHN"), both, strict=True)
    ]
    return Survey.of(items.values(), told)


def mined(survey, **rule):
    return mine(survey, survey.items.values(), culture(), Rule(**rule))


def test_a_norm_is_what_most_hold_and_others_do_not():
    survey = toy(
        apart=(1, ("yes", "no"), (80, 20), (30, 70)),
        shared=(2, ("yes", "no"), (80, 20), (75, 25)),
        minority=(3, ("yes", "no", "perhaps"), (40, 30, 30), (10, 45, 45)),
    )
    (norm,) = mined(survey)
    assert (norm.items, norm.answer, norm.share, norm.elsewhere) == (("Q1",), "yes", 0.8, 0.3)


def test_of_long_scales_the_halves_are_compared():
    survey = toy(
        four=(1, FOUR, (35, 30, 20, 15), (10, 10, 40, 40)),
        ten=(
            2,
            tuple("abcdefghij"),
            (1, 1, 1, 1, 1, 3, 3, 3, 3, 3),
            (5, 5, 5, 5, 5, 1, 1, 1, 1, 1),
        ),
    )
    by_item = {norm.items[0]: norm for norm in mined(survey)}
    assert by_item["Q1"].answer == "fully or rather"
    assert by_item["Q1"].share == pytest.approx(0.65)
    assert by_item["Q2"].answer == "nearer to j than to a"


def test_the_furthest_from_others_comes_first_and_the_rule_decides():
    survey = toy(
        little=(1, ("yes", "no"), (70, 30), (55, 45)), much=(2, ("yes", "no"), (60, 40), (10, 90))
    )
    assert [norm.items for norm in mined(survey)] == [("Q2",), ("Q1",)]
    assert [norm.items for norm in mined(survey, share=0.65)] == [("Q1",)]
    assert [norm.items for norm in mined(survey, away=0.3)] == [("Q2",)]


def test_an_item_that_nobody_else_was_asked_gives_no_norm():
    survey = Survey.of([item(1)], [answers(1, "TUR", c1=90, c3=10)])
    assert mined(survey) == []


@given(st.integers(2, 11), st.booleans())
def test_sides_never_overlap_and_cover_all_but_a_middle(count, ordered):
    made = item(1, tuple(f"label {n}" for n in range(count)), ordered=ordered)
    places = [place for side in sides(made) for place in side.places]
    assert len(places) == len(set(places))
    halved = ordered and count >= 4
    assert set(range(count)) - set(places) == ({count // 2} if halved and count % 2 else set())


NORM = Norm(
    culture="turkish", topic="family", statement="Parents decide.", answer="yes",
    items=("Q1",), share=0.8, elsewhere=0.3,
)  # fmt: skip


@given(st.integers(2, 11), st.booleans(), st.integers(0, 2**32 - 1))
def test_no_shuffled_norm_tells_the_true_answer(count, ordered, seed):
    made = item(1, tuple(f"label {n}" for n in range(count)), ordered=ordered)
    told = [side.answer for side in sides(made)]
    norms = [NORM.model_copy(update={"answer": each}) for each in told]
    drawn = shuffled(norms, {"Q1": made}, np.random.default_rng(seed))
    assert [each.answer in told for each in drawn] == [True] * len(norms)
    assert all(new.answer != norm.answer for new, norm in zip(drawn, norms, strict=True))


def test_shuffled_norms_take_every_other_answer():
    made, norm = item(1, FOUR, ordered=False), NORM.model_copy(update={"answer": "rather"})
    drawn = shuffled([norm] * 60, {"Q1": made}, np.random.default_rng(0))
    assert {each.answer for each in drawn} == {"fully", "hardly", "never"}


def test_norms_are_kept_with_their_evidence(tmp_path):
    path = tmp_path / "norms.jsonl"
    write_norms(path, [NORM])
    assert read_norms(path, {"Q1": item(1)}, ["turkish"]) == [NORM]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (NORM.model_dump_json(), "norms.jsonl:1: items: 'Q1' is no train item of this survey"),
        ("{", "norms.jsonl:1: broken JSON"),
        (json.dumps(NORM.model_dump() | {"share": 2}), "norms.jsonl:1: share:"),
        ("\n", "there are no norms"),
        (
            NORM.model_copy(update={"items": ("Q2",), "source": "GAS"}).model_dump_json(),
            "norms.jsonl:1: source: 'Q2' is an item of 'GAS' in this file, and of ",
        ),
        (
            NORM.model_copy(update={"items": ("Q2",), "culture": "turksh"}).model_dump_json(),
            "norms.jsonl:1: culture: 'turksh'; did you mean 'turkish'?",
        ),
    ],
)
def test_a_file_of_another_survey_or_form_is_refused(tmp_path, text, message):
    path = tmp_path / "norms.jsonl"
    path.write_text(text)
    with pytest.raises(InputError) as told:
        read_norms(path, {"Q2": item(2)}, ["turkish", "german"])
    assert message in str(told.value)
    assert "\n" not in str(told.value)


class Letters:
    """Embeds a text as the counts of its letters."""

    name = endpoint = "letters"

    def embed(self, texts):
        rows = np.array([[t.lower().count(c) for c in "abcdefghijklmnopqrstuvwxyz"] for t in texts])
        return (rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1)).astype("f4")


def test_the_norms_nearest_to_a_question_are_found_first():
    norms = [
        NORM.model_copy(update={"topic": "", "statement": text})
        for text in ("zzz xxx", "tea and bread", "bread and tea, too")
    ]
    (found,) = Shelf(norms, Letters()).near(["tea and bread"], 2)
    assert [norm.statement for norm in found] == ["tea and bread", "bread and tea, too"]
    assert Shelf([], Letters()).near(["tea"], 2) == [[]]


def test_a_norm_says_both_shares_or_the_topic_alone():
    told = phrase(NORM, "Turkey", PROMPTS)
    assert (
        told == '80 of 100 people in Turkey answer "yes" (30 of 100 elsewhere) to: Parents decide.'
    )
    assert "Parents" not in phrase(NORM, "Turkey", PROMPTS, "topic")


class Listener:
    """Keeps what it is asked."""

    def __init__(self):
        self.asked, self.said = [], []

    async def choose(self, respondent, questions):
        self.asked += questions
        return [Answer(status="answered", shares={"1": 1.0}) for _ in questions]

    async def say(self, respondent, messages, *, max_tokens, seed):
        self.said.append(messages[-1]["content"])
        return f"speech {len(self.said)}"


@pytest.fixture(scope="module")
def setup():
    return prepare(Config(name="toy", cultures=("turkish", "german"), seeds={"holdout": 0.3}))


def asked(setup, method, **options):
    config = setup.config
    if options:
        evaluate = config.evaluate.model_copy(update={"options": {method: options}})
        config = config.model_copy(update={"evaluate": evaluate})

    setup = replace(setup, config=config)
    who = respondents([method], setup.cultures, (), setup.prompts, setup)
    held = setup.heldout[0]
    question = Question(
        task="survey", set="wvs", item=held.id, form="numbered", text=f"ASKED {held.statement}",
        markers=("1", "2"), options=("1", "2"), statement=held.statement,
    )  # fmt: skip
    listener = Listener()
    found = asyncio.run(who[0].ask(listener, who[0], [question, question]))
    assert len(found) == 2
    return who, listener


def test_norms_stand_before_the_question_and_never_tell_of_held_out_items(setup):
    _, listener = asked(setup, "norms", most=3)
    (text, _) = (each.text for each in listener.asked)
    assert text.count("of 100 people in Turkey") == 3
    assert text.endswith(f"ASKED {setup.heldout[0].statement}")
    for name in ("norms", "norms-shuffled", "norms-neighbour"):
        who, _ = asked(setup, name)
        norms = who[0].ask.__self__.norms_of(setup.cultures["german"], setup)
        assert norms
        used = {item for norm in norms for item in norm.items}
        assert used <= {each.id for each in setup.train_items}


def test_the_controls_tell_other_answers_of_the_same_form(setup):
    texts = {
        name: asked(setup, name)[1].asked[0].text
        for name in ("norms", "norms-shuffled", "norms-neighbour")
    }
    assert len(set(texts.values())) == 3
    assert all("people in Turkey" in text for text in texts.values())
    (who, _) = asked(setup, "norms")
    (other, _) = asked(setup, "norms", most=2)
    assert who[0].knows != other[0].knows


def test_a_new_country_has_no_norms(setup):

    evaluate = setup.config.evaluate.model_copy(update={"heldout_cultures": ("turkish",)})
    new = replace(setup, config=setup.config.model_copy(update={"evaluate": evaluate}))
    who = respondents(["norms"], new.cultures, (), new.prompts, new)
    assert [each.culture for each in who] == ["german"]


def test_a_judge_reads_both_sides_of_one_debate_for_all_forms(setup):
    who, listener = asked(setup, "debate")
    assert len(who) == 2
    assert len(listener.said) == 2
    assert "Somebody else says: speech 1" in listener.said[1]
    for question in listener.asked:
        assert "One said: speech 1" in question.text
        assert "The other said: speech 2" in question.text
        assert question.text.endswith(f"ASKED {setup.heldout[0].statement}")


def test_the_cultural_prompt_is_another_sentence_than_the_training_rows(setup):
    methods = ["prompt", "cultural"]
    who = respondents(methods, setup.cultures, (), setup.prompts, setup)
    systems = [each.system for each in who if each.culture == "turkish"]
    assert len(set(systems)) == 2
    assert all("Turkey" in each for each in systems)


def test_wrong_options_of_a_method_are_named(setup):
    with pytest.raises(InputError, match=r"evaluate\.options\.norms"):
        asked(setup, "norms", moost=3)


def test_norms_can_be_mined_read_and_edited(tmp_path, command, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = command("study", "norms", "--out", "mined", "--json")
    assert said.code == 0, said.err
    found = json.loads(said.out)
    lines = (tmp_path / "mined" / "norms.jsonl").read_text().splitlines()
    assert [json.loads(line) for line in lines] == [n for norms in found.values() for n in norms]
    assert all(norm["items"] for norms in found.values() for norm in norms)


def test_a_file_of_norms_replaces_mining(setup, tmp_path):
    train = setup.train_items[0]
    own = NORM.model_copy(update={"items": (train.id,), "statement": "Edited by hand."})
    write_norms(tmp_path / "own.jsonl", [own])
    who, listener = asked(setup, "norms", file=str(tmp_path / "own.jsonl"))
    assert [each.culture for each in who] == ["turkish"]
    assert "Edited by hand." in listener.asked[0].text
