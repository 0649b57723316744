"""Norms worded by a model: used only as one sentence without figures that is read back."""

import json
import re

import pytest

import park
from park.align.norms import Norm, phrase, shuffled
from park.study.studies.norms.wording import fault_of
from tests.toys import PROMPTS, item


class Last:
    """Always draws the last answer."""

    def integers(self, count):
        return count - 1


def said_in(text):
    return re.search(r"Most of them answered: (.*)", text)[1]


def read(text):
    """Return the letter of the answer that a sentence names."""
    held = re.search(r'Somebody says: "They hold (.*) here\."', text)
    return re.search(rf"^(\w)\. {re.escape(held[1])}$", text, re.M)[1] if held else "A"


def model(write=lambda answer: f"They hold {answer} here.", answer=read):
    def reply(messages):
        text = messages[-1]["content"]
        return write(said_in(text)) if "Most of them answered" in text else answer(text)

    return park.ScriptedModel(reply, name="toy")


def study(tmp_path, speaks, **options):
    config = park.Config(
        name="toy",
        cultures=("turkish",),
        study={"options": {"norms": {"phrasing": "model", "share": 0.6, "away": 0.2, **options}}},
    )
    run = park.Run(tmp_path / "run", config, base=tmp_path, models={"delegate": speaks})
    found = run.study("norms")
    lines = (tmp_path / "run" / "norms" / "norms.jsonl").read_text().splitlines()
    return found, [Norm.model_validate_json(line) for line in lines]


def test_all_answers_of_an_item_are_worded_and_their_evidence_is_kept(tmp_path):
    found, norms = study(tmp_path, model())
    assert norms
    for norm in norms:
        assert len(norm.words) >= 2
        assert norm.words[norm.answer] == f"They hold {norm.answer} here."
        assert norm.items
    asked = sum(len(norm.words) for norm in norms)
    assert f"worded by toy: {asked} of {asked} answers" in found.text
    assert json.loads(json.dumps(found.figures()))["turkish"][0]["words"]


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"write": lambda answer: "They agree. They do."}, "not one sentence"),
        ({"write": lambda answer: "As 80 of 100 say there"}, "with figures"),
        ({"write": lambda answer: "As an AI language model, I cannot answer that."}, "refused"),
        ({"answer": lambda text: "B"}, "read as another answer"),
        ({"answer": lambda text: "Hard to say."}, "read as another answer"),
    ],
)
def test_what_cannot_be_used_is_counted_and_the_template_stays(tmp_path, given, why):
    found, norms = study(tmp_path, model(**given))
    assert all(not norm.words for norm in norms)
    (line,) = [each for each in found.text if each.startswith("worded by")]
    assert re.search(rf"0 of (\d+) answers.*\(\1 {why}\)", line)


def test_a_place_is_not_enough_to_be_read_back(tmp_path):
    # Who always takes the first letter is right in one order alone.
    _, norms = study(tmp_path, model(answer=lambda text: "A"))
    assert all(not norm.words for norm in norms)


@pytest.mark.parametrize("text", ["", "Yes.", "They do! They do.", "word " * 41])
def test_no_text_but_a_single_sentence_will_do(text):
    assert fault_of(text) == "not one sentence"


NORM = Norm(
    culture="turkish", statement="Tea must be hot.", answer="agree", items=("Q1",),
    share=0.8, elsewhere=0.3, words={"agree": "Tea is drunk hot.", "disagree": "Tea may be cold."},
)  # fmt: skip


def test_a_norm_is_told_in_its_own_words_with_the_survey_s_figures():
    told = phrase(NORM, "Turkey", PROMPTS)
    assert told == "Tea is drunk hot. (80 of 100 people in Turkey, 30 of 100 elsewhere.)"
    other = NORM.model_copy(update={"answer": "perhaps"})
    assert '"perhaps"' in phrase(other, "Turkey", PROMPTS)


def test_shuffled_norms_keep_the_form_of_words():
    items = {"Q1": item(1, ("agree", "disagree"), ordered=False)}
    (norm,) = shuffled([NORM], items, Last())
    assert phrase(norm, "Turkey", PROMPTS).startswith("Tea may be cold. (80 of 100")
