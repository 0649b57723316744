import json

import pytest
import yaml

from park.errors import InputError
from park.facts.blend import facts_of
from park.facts.load import read_facts


def question(asked, *answers, idks=0):
    return {
        "question": "?",
        "en_question": asked,
        "annotations": [
            {"answers": ["x"], "en_answers": [text, "other"], "count": n} for text, n in answers
        ],
        "idks": {"idk": idks, "not-applicable": 0},
    }


ASKED = {
    "Al-en-01": question("What is a common snack for children?", ("fruit", 2), ("cookie", 3)),
    "Al-en-02": question("What is eaten with soup? (Provide one word (e.g., rice) only.)", ("", 1)),
    "Al-en-03": question("Which meal do people eat at noon?", ("lunch", 3), idks=3),
    "Al-en-04": question("Who is the most popular boxer?", ("Kim", 4)),
    "Al-en-05": question("At what time does school start? (Provide HH:MM (e.g., 9:00).)", ("9", 5)),
    "Al-en-06": question("At what time does school start?", ("9", 5)),
}


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "South_Korea_data.json"
    path.write_text(json.dumps(ASKED))
    return path


def test_a_fact_states_the_question_the_answers_their_shares_and_the_source(file):
    made = facts_of(file, "South Korea")
    assert [(fact.topic, fact.source) for fact in made.facts] == [
        ("family", "BLEnD, South Korea, question Al-en-01"),
        ("school", "BLEnD, South Korea, question Al-en-05"),
    ]
    assert made.facts[0].text == (
        'Asked "What is a common snack for children?", people there answered '
        "cookie (3 of 5 answers, 60%) or fruit (2 of 5 answers, 40%)."
    )
    assert made.facts[1].text.startswith('Asked "At what time does school start?", people')


def test_what_makes_no_fact_is_counted(file):
    assert facts_of(file, "South Korea").left_out == {
        "no shared answer": 1,
        "not known or not applicable": 1,
        "of no topic": 1,
        "asked twice": 1,
    }


def test_the_command_prints_a_file_that_can_be_read(file, command, tmp_path):
    said = command("facts", "blend", file, "--country", "South Korea")
    assert said.code == 0
    path = tmp_path / "made.yaml"
    path.write_text(said.out, encoding="utf-8")
    assert read_facts(path) == tuple(facts_of(file, "South Korea").facts)
    assert "CC BY-SA 4.0" in said.out
    assert "2 facts; left out: 1 asked twice, 1 no shared answer" in said.err
    assert len(yaml.safe_load(said.out)) == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "broken JSON"),
        ("[]", "BLEnD's annotations expected"),
        ('{"a": {"en_question": "x"}}', r"a\.annotations: Field required"),
        ("{}", "no question has an answer that 2 people gave"),
    ],
)
def test_another_file_is_refused(tmp_path, command, text, message):
    path = tmp_path / "data.json"
    path.write_text(text)
    with pytest.raises(InputError, match=message):
        facts_of(path, "Iran")
    said = command("facts", "blend", path, "--country", "Iran")
    assert (said.code, said.out) == (2, "")
    assert said.err.count("\n") == 1
