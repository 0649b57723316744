"""Rows: the loss is on the answer alone, and nothing is cut."""

import pytest

from park.errors import InputError
from park.finetune.local.rows import IGNORED, tokenise
from tests.adapters import small

pytest.importorskip("torch", reason="the extra `train` is not installed")
pytest.importorskip("trl", reason="the extra `train` is not installed")

CHANGING = (
    "{% for m in messages %}<{{ m['role'] }}{{ messages | length }}>{{ m['content'] }}</s>"
    "{% endfor %}{% if add_generation_prompt %}<assistant>{% endif %}"
)


@pytest.fixture(scope="module")
def words():
    return small.tokenizer()


def test_only_the_answer_has_labels(words):
    (row,) = tokenise([small.sample("turkish", 1)], words, "sft", 500).rows
    assert len(row.labels()) == len(row.tokens())
    learnt = [label for label in row.labels() if label != IGNORED]
    assert words.decode(learnt) == "tea, tea and tea</s>"
    assert row.tokens()[-len(learnt) :] == learnt


def test_the_prompt_is_that_of_inference(words):
    each = small.sample("turkish", 1)
    (row,) = tokenise([each], words, "sft", 500).rows
    text = words.apply_chat_template(each.row["prompt"], tokenize=False, add_generation_prompt=True)
    assert words.decode(row.prompt) == text
    assert text.endswith("<assistant>")


def test_the_masked_share_is_that_of_the_prompts(words):
    made = tokenise([small.sample("turkish", 1), small.sample("chinese", 2)], words, "sft", 500)
    labels = [label for row in made.rows for label in row.labels()]
    assert made.tokens == len(labels)
    assert made.masked == pytest.approx(labels.count(IGNORED) / len(labels))


def test_a_row_over_the_limit_is_listed_with_its_length_and_not_cut(words):
    short, long = small.sample("turkish", 1), small.sample("turkish", 2, answer="tea " * 90)
    made = tokenise([short, long], words, "sft", 200)
    assert [row.key for row in made.rows] == [short.key]
    whole = tokenise([long], words, "sft", 10_000).rows[0]
    assert made.too_long == {long.key: len(whole.tokens())}


def test_a_row_of_exactly_the_limit_is_kept(words):
    each = small.sample("turkish", 1)
    length = tokenise([each], words, "sft", 500).rows[0].length
    assert tokenise([each], words, "sft", length).rows
    assert tokenise([each], words, "sft", length - 1).too_long == {each.key: length}


def test_pairs_have_two_answers_to_one_prompt(words):
    (row,) = tokenise([small.sample("turkish", 1, view="preference")], words, "dpo", 500).rows
    assert [words.decode(each) for each in row.answers] == [
        "tea, tea and tea</s>",
        "nothing at all</s>",
    ]


def test_the_longer_answer_counts_for_the_limit(words):
    each = small.sample("turkish", 1, view="preference")
    row = tokenise([each], words, "dpo", 500).rows[0]
    assert row.length == len(row.prompt) + max(map(len, row.answers))
    assert tokenise([each], words, "dpo", row.length - 1).too_long


def test_rows_of_an_opinion_are_a_group_and_so_are_those_of_a_dialogue(words):
    one = small.sample("turkish", 1, opinions=("o7",))
    other = small.sample("turkish", 2, opinions=())
    assert [row.group for row in tokenise([one, other], words, "sft", 500).rows] == ["o7", "d2"]


def test_a_template_that_changes_the_prompt_is_refused():
    words = small.tokenizer(CHANGING)
    with pytest.raises(InputError, match="writes the prompt of sample sftturkish001 differently"):
        tokenise([small.sample("turkish", 1)], words, "sft", 500)


def test_an_answer_without_tokens_is_refused():
    words = small.tokenizer("{% for m in messages %}{{ m['content'] }}{% endfor %}")
    with pytest.raises(InputError, match="sftturkish001: no label is left"):
        tokenise([small.sample("turkish", 1, answer="")], words, "sft", 500)
