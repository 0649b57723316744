"""trl takes the views for what they are."""

import pytest

from park.ledger.run import read_run

data_utils = pytest.importorskip("trl.data_utils", reason="the extra `train` is not installed")

TEMPLATE = (
    "{% for m in messages %}<{{ m['role'] }}>{{ m['content'] }}</{{ m['role'] }}>{% endfor %}"
    "{% if add_generation_prompt %}<assistant>{% endif %}"
)


def rows(run, view):
    from datasets import Dataset

    return [
        row
        for path in sorted((run / "dataset" / view).glob("*/*.parquet"))
        for row in Dataset.from_parquet(str(path), cache_dir=str(run.parent / "cache"))
    ]


@pytest.fixture(scope="module")
def tokenizer():
    """A tokenizer of single bytes with a chat template."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    letters = {each: n for n, each in enumerate(pre_tokenizers.ByteLevel.alphabet())}
    inner = Tokenizer(models.BPE(vocab=letters, merges=[]))
    inner.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    inner.decoder = decoders.ByteLevel()
    return PreTrainedTokenizerFast(tokenizer_object=inner, chat_template=TEMPLATE)


@pytest.mark.parametrize("view", ["sft", "messages", "dialogue", "preference"])
def test_a_view_is_conversational(exported, view):
    found = rows(exported, view)
    with read_run(exported) as ledger:
        assert len(found) == len(list(ledger.samples(view)))
    assert all(data_utils.is_conversational(row) for row in found)


def test_sharegpt_is_recognised_and_turned_into_messages(exported):
    for row in rows(exported, "sharegpt"):
        assert data_utils.is_conversational_from_value(row)
        said = [turn["value"] for turn in row["conversations"]]
        turned = data_utils.maybe_convert_to_chatml(row)["messages"]
        assert [message["content"] for message in turned] == said


def test_the_chat_template_keeps_prompt_and_completion_apart(exported, tokenizer):
    for row in rows(exported, "sft"):
        made = data_utils.apply_chat_template(row, tokenizer)
        assert made["prompt"].endswith("<assistant>")
        answer = row["completion"][0]["content"]
        assert made["completion"] == f"{answer}</assistant>"


def test_the_chat_template_keeps_chosen_and_rejected_apart(exported, tokenizer):
    for row in rows(exported, "preference"):
        made = data_utils.apply_chat_template(row, tokenizer)
        assert made["chosen"].removesuffix("</assistant>") == row["chosen"][0]["content"]
        assert made["rejected"].removesuffix("</assistant>") == row["rejected"][0]["content"]
