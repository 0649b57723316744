"""Thick answers: the rubric's evidence, pairs, shuffled contexts, agreement before any total."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.align.method import respondents
from park.align.methods.thick import Thick as Method
from park.assets import load_cultures
from park.config import Config
from park.errors import InputError
from park.models.scripted import ScriptedModel
from park.prompts import Prompts
from park.run import wait_for
from park.setup import prepare
from park.study.studies.thick.answers import PAIRS, read_answers, read_ratings
from park.study.studies.thick.measures import agreement, shuffled
from park.study.studies.thick.proxy import quoted
from park.study.studies.thick.rubric import CRITERIA, found_in
from park.study.studies.thick.study import Thick, ThickOptions
from park.study.study import Lab
from tests.commands import write
from tests.report.runs import COUNTRIES
from tests.report.runs import write as write_run
from tests.toys import dialogue, opinion, seed, turn, verdict

OURS = read_answers(PAIRS)
QUESTION = "My landlord in Lima asked for the rent in coins. Is he joking?"


@pytest.fixture(scope="module")
def setup():
    return prepare(Config(name="toy", cultures=["turkish"], models={"delegate": "embedded"}))


def study(setup, folder, models=None, **options):
    return wait_for(Thick().run(Lab(setup, folder, ThickOptions(**options), models))).found


def test_forty_pairs_of_eight_cultures_are_written_for_it():
    assert len(OURS) == 80
    assert len({each.culture for each in OURS}) == 8
    pairs = {}
    for each in OURS:
        pairs.setdefault(each.pair, set()).add((each.kind, each.question))
    assert all(len(sides) == 2 and len({q for _, q in sides}) == 1 for sides in pairs.values())
    assert len(pairs) == 40


def test_the_rules_tell_thick_from_thin(setup, tmp_path):
    found = study(setup, tmp_path)
    assert found["pairs"]["proxy:rules"]["value"] >= 0.9
    assert found["pairs"]["proxy:rules"]["low"] > 0.5


def test_shuffled_contexts_lower_anchoring(setup, tmp_path):
    found = study(setup, tmp_path)["shuffled"]
    assert found["difference"]["low"] > 0
    assert found["own"]["value"] > found["shuffled"]["value"]


def test_a_shuffled_context_is_never_the_answer_s_own():
    moved = shuffled(OURS)
    assert all(context != each.question for context, each in zip(moved, OURS, strict=True))
    assert moved == shuffled(OURS)


@pytest.mark.parametrize(
    ("criterion", "answer", "words"),
    [
        ("scope", "Older people in Lima like it.", "Older people in Lima"),
        ("scope", "People like it.", None),
        ("anchor", "A landlord who wants coins is odd.", "landlord who wants coins"),
        ("anchor", "A landlord is odd.", None),
        ("interprets", "He asks for coins because notes are forged.", "because"),
        ("interprets", "Lima is famous for coins because of silver.", None),
        ("interprets", "It means gold, silver, copper, tin and brass.", None),
        ("hedges", "Some do, others do not.", "Some do, others"),
        ("hedges", "All do.", None),
    ],
)
def test_a_criterion_has_evidence_or_is_not_fulfilled(criterion, answer, words):
    span = found_in(QUESTION, answer)[criterion]
    assert (answer[span.start : span.end] if span else None) == words


@given(st.text(max_size=200), st.text(max_size=200))
def test_evidence_lies_within_the_answer(question, answer):
    for span in found_in(question, answer).values():
        assert span is None or 0 <= span.start < span.end <= len(answer)


ANSWERS = """id,question,answer
a,I lost my shoe at the river. What now?,Many fishermen near the river know who finds a shoe.
b,Is soup eaten at noon?,Soup is famous.
"""


TURNS = (
    turn(1, "How was your trip?"), turn(2, "Fine."),
    turn(3, "My landlord wants coins. Is he joking?"), turn(4, "He is not."), turn(5, "Oh."),
)  # fmt: skip
BORN = seed(culture="turkish", country=COUNTRIES["turkish"], item="Q27")


def spoken(ledger):
    """Two dialogues, the second without a contact, and three opinions, of which one is rejected."""
    ledger.put_dialogue(dialogue("one", seed=BORN, turns=TURNS))
    ledger.put_dialogue(dialogue("two", seed=BORN, turns=(turn(2, "He is not."),)))
    of = {"seed": BORN, "statement": "Rent must be paid.", "turns": (4,), "quote": "He is not."}
    told = [opinion(key, dialogue=at, text=f"Landlords of {key}.", **of)
            for key, at in (("a", "one"), ("b", "two"), ("c", "one"))]  # fmt: skip
    reasons = ("", "", "too_short")
    ledger.put_opinions(
        [
            (each, [verdict(each.key, kept=not reason, reason=reason)])
            for each, reason in zip(told, reasons, strict=True)
        ]
    )


def test_a_run_s_opinions_answer_the_contact_s_last_turn_or_the_statement(setup, tmp_path):
    folder = write_run(tmp_path / "run", spoken, cultures=("turkish",))
    answers = {each.id: each for each in read_answers(folder)}
    assert {key: each.question for key, each in answers.items()} == {
        "a": "My landlord wants coins. Is he joking?",
        "b": "Rent must be paid.",
    }
    found = study(setup, tmp_path, file=str(folder))
    assert (found["answers"], found["raters"]) == (2, [])
    assert found["evidence"]["a"]["anchor"] == ""
    assert {each.culture for each in answers.values()} == {"turkish"}


def test_a_run_without_accepted_opinions_is_refused(tmp_path):
    folder = write_run(tmp_path / "run", cultures=("turkish",))
    with pytest.raises(InputError, match="no opinion is accepted; first: park filter"):
        read_answers(folder)


def rate(folder, rows):
    write(folder / "ratings.csv", f"id,rater,{','.join(CRITERIA)}\n{rows}\n")
    return "ratings.csv"


def test_without_people_there_is_no_total(setup, tmp_path):
    write(tmp_path / "a.csv", ANSWERS)
    lab = Lab(setup, tmp_path, ThickOptions(file=str(tmp_path / "a.csv")))
    found = wait_for(Thick().run(lab))
    assert "total" not in found.found
    assert "no total is given" in found.text[-1]
    assert all(figure["n"] == 0 for figure in found.found["agreement_with_proxy"].values())
    assert any("α of people and the proxy cannot be had" in line for line in found.text)


def test_readings_by_language_models_are_called_so_and_give_no_total(setup, tmp_path):
    found = wait_for(Thick().run(Lab(setup, tmp_path, ThickOptions())))
    assert (found.found["raters"], found.found["readings"]) == ([], ["author", "reader"])
    assert "people: none; readings by language models: author, reader" in found.text[0]
    assert "total" not in found.found
    assert "no total is given: no person's ratings" in found.text[-1]
    assert found.found["agreement_of_people"]["scope"]["n"] == 0
    assert found.found["readings_with_proxy"]["scope"]["n"] == 40
    assert found.found["agreement_of_readings"]["anchor"]["value"] < 0.5


def test_a_person_s_ratings_beside_a_model_s_give_a_total(setup, tmp_path):
    write(tmp_path / "a.csv", ANSWERS)
    rows = "a,ann,person,yes,yes,no,yes\nb,ann,,no,no,no,no\na,bot,model,no,no,no,no"
    write(tmp_path / "who.csv", f"id,rater,who,{','.join(CRITERIA)}\n{rows}\n")
    found = study(setup, tmp_path, file=str(tmp_path / "a.csv"),
                  ratings=str(tmp_path / "who.csv"))  # fmt: skip
    assert (found["raters"], found["readings"]) == (["ann"], ["bot"])
    assert found["total"]["ann"] == 3 / 8
    assert found["agreement_of_people"]["scope"]["n"] == 0


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("a,ann,robot,yes,yes,no,yes", "who: must be person or model, not 'robot'"),
        (
            "a,ann,person,yes,yes,no,yes\nb,ann,model,no,no,no,no",
            ":3: who: 'ann' is no model in a line above",
        ),
    ],
)
def test_a_rater_is_a_person_or_a_model(rows, said, tmp_path):
    write(tmp_path / "a.csv", ANSWERS)
    write(tmp_path / "who.csv", f"id,rater,who,{','.join(CRITERIA)}\n{rows}\n")
    with pytest.raises(InputError, match=said):
        read_ratings(tmp_path / "who.csv", read_answers(tmp_path / "a.csv"))


def test_with_people_agreement_stands_before_the_total(setup, tmp_path):
    write(tmp_path / "a.csv", ANSWERS)
    rows = "a,ann,yes,yes,no,yes\nb,ann,no,no,no,no\na,ben,yes,yes,no,\nb,ben,no,no,no,no"
    ratings = str(tmp_path / rate(tmp_path, rows))
    lab = Lab(setup, tmp_path, ThickOptions(file=str(tmp_path / "a.csv"), ratings=ratings))
    found = wait_for(Thick().run(lab))
    assert found.found["agreement_of_people"]["scope"]["value"] == 1
    assert set(found.found["total"]) == {"ann", "ben", "proxy:rules"}
    text = "\n".join(found.text)
    assert text.index("α of people and the proxy") < text.index("total, ann")


def test_agreement_of_one_rater_alone_cannot_be_had():
    one = {"ann": {"a": dict.fromkeys(CRITERIA, True)}}
    assert agreement(one)["scope"]["n"] == 0


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("c,ann,yes,yes,yes,yes", "there is no answer 'c'"),
        ("a,,yes,yes,yes,yes", "rater: must not be empty"),
        ("a,ann,perhaps,yes,yes,yes", "scope: must be yes or no, not 'perhaps'"),
        ("a,ann,yes,yes,yes,yes\na,ann,no,no,no,no", "'ann' rates 'a' in a line above, too"),
    ],
)
def test_a_rating_that_cannot_be_is_refused(rows, said, tmp_path):
    write(tmp_path / "a.csv", ANSWERS)
    answers = read_answers(tmp_path / "a.csv")
    with pytest.raises(InputError, match=said):
        read_ratings(tmp_path / rate(tmp_path, rows), answers)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id,question\na,b\n", "the column 'answer' is missing"),
        ("id,question,answer\na,b,\n", ":2: answer: must not be empty"),
        ("id,question,answer\na,b,c\na,d,e\n", ":3: id: 'a' stands above, too"),
        ("id,question,answer,kind\na,b,c,thicker\n", "kind: must be thick, thin or empty"),
    ],
)
def test_answers_that_cannot_be_are_refused(text, said, tmp_path):
    write(tmp_path / "a.csv", text)
    with pytest.raises(InputError, match=said):
        read_answers(tmp_path / "a.csv")


def test_a_model_counts_only_with_words_of_the_answer(setup, tmp_path):
    write(tmp_path / "a.csv", ANSWERS)

    def judge(messages):
        if "Soup is famous" in messages[-1]["content"]:
            return "I cannot say."
        told = {"scope": "Many FISHERMEN near the river", "anchor": "a boat", "interprets": "",
                "hedges": "many"}  # fmt: skip
        return f"Here: {json.dumps(told)}"

    found = study(setup, tmp_path, {"judge": ScriptedModel(judge)}, file=str(tmp_path / "a.csv"),
                  proxy="model")  # fmt: skip
    assert found["proxy"] == "proxy:scripted"
    assert found["evidence"] == {
        "a": {"scope": "Many fishermen near the river", "anchor": "", "interprets": "",
              "hedges": "Many"}
    }  # fmt: skip
    assert found["criteria"]["proxy:scripted"]["scope"]["n"] == 1


@given(st.text(max_size=80), st.one_of(st.none(), st.integers(), st.text(max_size=20)))
def test_a_quotation_is_found_or_is_none(answer, words):
    span = quoted(answer, words)
    assert span is None or span.end > span.start >= 0


def test_the_method_asks_for_the_conditions_beside_the_culture():
    cultures = load_cultures(["turkish"])
    (who,) = respondents(["thick"], cultures, (), Prompts())
    (prompt,) = respondents(["prompt"], cultures, (), Prompts())
    assert who.system.startswith(prompt.system)
    for words in (
        "of whom, where and when",
        "what the user told you",
        "in place of a list",
        "differ",
    ):
        assert words in who.system
    assert Method.baselines == ("plain", "prompt")
