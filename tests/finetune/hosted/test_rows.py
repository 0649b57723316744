"""Lines of a training file: what is sent, what is left out and why, and what it will cost."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.finetune.hosted.rows import cost_of, epochs_of, fault_of, pack, tokens_of
from tests.adapters.small import message, sample
from tests.finetune.hosted.hosting import recipe

SYSTEM, USER, ANSWER = (message(r, f"the {r}") for r in ("system", "user", "assistant"))
TEXTS = st.text(st.characters(exclude_categories=()), max_size=30)
MESSAGES = st.lists(
    st.fixed_dictionaries(
        {"role": st.sampled_from(["system", "user", "assistant", "tool"]), "content": TEXTS}
    ),
    max_size=5,
)
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["role", "content", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)


def of(messages):
    return sample("turkish", 1, view="sft", row={"messages": messages}).model_copy(
        update={"view": "messages"}
    )


def test_prompt_and_completion_become_one_conversation_of_roles_and_texts():
    (line,) = pack([sample("turkish", 1)], recipe()).lines
    assert json.loads(line) == {
        "messages": [
            message("system", "You are turkish."),
            message("user", "What is good, 1?"),
            message("assistant", "tea, tea and tea"),
        ]
    }


def test_the_view_messages_gives_the_same_line():
    row = [*(each := sample("turkish", 1)).row["prompt"], *each.row["completion"]]
    assert pack([of(row)], recipe(view="messages")).lines == pack([each], recipe()).lines


@pytest.mark.parametrize(
    ("messages", "fault"),
    [
        ([SYSTEM, USER, ANSWER], ""),
        ([USER, ANSWER], ""),
        ([SYSTEM, USER, ANSWER, USER, ANSWER], ""),
        ([], "roles"),
        ([SYSTEM], "roles"),
        ([SYSTEM, USER], "roles"),
        ([ANSWER, USER], "roles"),
        ([USER, SYSTEM, ANSWER], "roles"),
        ([USER, USER, ANSWER], "roles"),
        ([SYSTEM, SYSTEM, USER, ANSWER], "roles"),
        ([USER, ANSWER, USER], "roles"),
        ([USER, message("tool", "x")], "roles"),
        ([USER, message("assistant", "")], "empty"),
        ([USER, message("assistant", " \n")], "empty"),
        ([message("user", ""), ANSWER], "empty"),
        (None, "unreadable"),
        ("text", "unreadable"),
        ([USER, "text"], "unreadable"),
        ([USER, {"role": "assistant"}], "unreadable"),
        ([USER, {"role": "assistant", "content": 3}], "unreadable"),
    ],
)
def test_a_row_that_a_provider_would_refuse_has_a_fault(messages, fault):
    assert fault_of(messages) == fault


def test_rows_are_left_out_by_reason_and_the_others_stay():
    good, empty, long = (
        sample("turkish", number, answer=answer)
        for number, answer in enumerate(("tea", " ", "tea " * 200))
    )
    odd = sample("turkish", 3, row={"prompt": None, "completion": [ANSWER]})
    bare = sample("turkish", 4, row={"prompt": ["a"], "completion": [ANSWER]})
    parcel = pack([good, empty, long, odd, bare], recipe(length=100))
    assert len(parcel.lines) == 1
    assert parcel.left_out == {"empty": 1, "too_long": 1, "roles": 1, "unreadable": 1}


def test_a_row_of_exactly_the_length_is_sent():
    each = sample("turkish", 1)
    tokens = pack([each], recipe()).tokens
    assert pack([each], recipe(length=tokens)).lines
    assert pack([each], recipe(length=tokens - 1)).left_out == {"too_long": 1}


def test_half_a_surrogate_pair_is_replaced_so_that_the_file_can_be_written():
    parcel = pack([sample("turkish", 1, answer="tea \ud83c")], recipe())
    assert "tea \ufffd" in parcel.text.encode().decode()


@given(st.lists(MESSAGES | JUNK, max_size=4))
def test_every_row_is_a_line_with_its_texts_or_is_counted(rows):
    parcel = pack(map(of, rows), recipe(view="messages"))
    assert len(parcel.lines) + parcel.left_out.total() == len(rows)
    text = parcel.text.encode().decode()
    read = [json.loads(line)["messages"] for line in text.split("\n")[:-1]]
    assert len(read) == len(parcel.lines)
    for messages in read:
        roles = [each["role"] for each in messages]
        assert roles[-2:] == ["user", "assistant"]
        assert roles.count("system") == int(roles[0] == "system")
        assert messages[-1]["content"].strip()
        assert all(each.keys() == {"role", "content"} for each in messages)
    clean = [row for row in rows if not fault_of(row)]
    for before, after in zip(clean, read, strict=True):
        for one, other in zip(before, after, strict=True):
            assert len(one["content"]) >= len(other["content"])
            assert one["content"] == other["content"] or not one["content"].isascii()


@given(TEXTS, TEXTS)
def test_the_estimate_grows_with_the_text_and_is_never_below_a_third_of_it(text, more):
    tokens = tokens_of([message("user", text)])
    assert tokens <= tokens_of([message("user", text + more)])
    assert tokens >= 7 + len(text) / 3


@pytest.mark.parametrize(
    ("text", "tokens"), [("", 0), ("a", 1), ("abcd", 2), ("茶", 2), ("茶 çay", 2 + 2 + 1)]
)
def test_three_plain_letters_or_half_another_count_as_a_token(text, tokens):
    assert tokens_of([message("user", text)]) == 7 + tokens


@pytest.mark.parametrize(
    ("epochs", "rows", "learnt"),
    [
        (4, 10, 4), ("auto", 10, 10), ("auto", 3, 25), ("auto", 33, 3), ("auto", 34, 3),
        ("auto", 8333, 3), ("auto", 10_000, 2), ("auto", 90_000, 1),
    ],
)  # fmt: skip
def test_epochs_are_the_recipes_or_follow_from_the_rows(epochs, rows, learnt):
    assert epochs_of(recipe(epochs=epochs), rows) == learnt


def test_the_cost_is_tokens_times_epochs_times_price():
    assert cost_of(250_000, 3, recipe(price=8.0)) == pytest.approx(6.0)
