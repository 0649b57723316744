"""A chat template's oddities, found by trying it, and its faults in one line."""

import datetime
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.adapters import base as bases
from park.adapters.chat import Chat
from park.adapters.form import merged
from park.adapters.recipe import Recipe
from park.errors import InputError
from park.models.thinking import split_thinking
from tests.adapters import families, small

pytest.importorskip("torch", reason="the extra `train` is not installed")

ASKED = [small.message("system", "You are turkish."), small.message("user", "Tea?")]


def chat(template):
    return Chat(families.tokenizer(template))


def test_a_system_message_that_is_left_out_of_answered_questions_alone_is_noticed():
    assert "You are turkish.\n\nTea?" in chat(families.MISTRAL).prompt(ASKED)


def test_a_system_message_that_only_the_last_turn_would_have_is_noticed():
    late = families.CHATML.replace(
        "{% for m in messages %}",
        "{% for m in messages %}{% if m['role'] != 'system' or messages | length < 3 %}",
    ).replace("{% endfor %}", "{% endif %}{% endfor %}")
    talk = [*ASKED, small.message("assistant", "Yes."), small.message("user", "How?")]
    assert "user\nYou are turkish.\n\nTea?" in chat(late).prompt(talk)


def test_neighbours_are_joined_where_roles_must_alternate_after_a_system_message():
    strict = families.CHATML.replace(
        "{% for m in messages %}",
        "{% for m in messages %}{% if not loop.first and m['role'] == loop.previtem['role'] %}"
        "{{ raise_exception('roles must alternate') }}{% endif %}",
    )
    text = chat(strict).prompt([*ASKED, small.message("user", "Or rice?")])
    assert text.startswith("<|im_start|>system\nYou are turkish.<|im_end|>")
    assert "user\nTea?\n\nOr rice?<|im_end|>" in text


@given(st.lists(st.tuples(st.sampled_from(["system", "user", "assistant"]), st.text())))
def test_joined_neighbours_lose_no_text_and_no_two_have_one_role(said):
    found = merged([small.message(*each) for each in said])
    assert all(a["role"] != b["role"] for a, b in itertools.pairwise(found))
    joined = "".join(each["content"] for each in found).replace("\n\n", "")
    assert joined == "".join(text for _, text in said).replace("\n\n", "")


@pytest.mark.parametrize(
    ("opened", "closed"),
    [
        ("<think>", "<think>\n\n</think>\n\n"),
        ("<think>\n", "<think>\n\n</think>\n\n"),
        ("<seed:think>", "<seed:think>\n\n</seed:think>\n\n"),
        ("[THINK]", "[THINK][/THINK]"),
        ("<|START_THINKING|>", "<|START_THINKING|><|END_THINKING|>"),
        ("<|begin_of_thought|>", "<|begin_of_thought|><|end_of_thought|>"),
        ("<|channel>thought\n", "<|channel>thought\n<channel|>"),
        ("◁think▷", "◁think▷◁/think▷"),
    ],
)
def test_a_thought_that_the_prompt_opens_is_closed_again(opened, closed):
    found = chat(families.CHATML.replace("assistant\n'", f"assistant\n{opened}'"))
    text = found.prompt(ASKED)
    assert text.endswith(f"assistant\n{closed}")
    assert split_thinking(text.rpartition("assistant\n")[2] + "Tea.")[0] == "Tea."
    prompt, answer = found.answered(ASKED, [small.message("assistant", "Tea.")])
    assert prompt == found.tokens(ASKED)
    assert found.tokenizer.decode(answer) == "Tea.<|im_end|>\n"


def test_a_template_that_insists_on_thinking_is_still_used():
    insisting = (
        "{% if enable_thinking is defined and not enable_thinking %}"
        "{{ raise_exception('this model always thinks') }}{% endif %}" + families.QWEN3_ALWAYS
    )
    assert chat(insisting).prompt(ASKED).endswith("<think>\n\n</think>\n\n")


def test_the_least_effort_that_a_template_knows_is_asked_for():
    told = "{{ reasoning_effort }}" + families.CHATML
    strict = (
        "{% if reasoning_effort not in ['none', 'high'] %}{{ raise_exception('no') }}{% endif %}"
    )
    assert chat(told).prompt(ASKED).startswith("low<|im_start|>")
    assert chat(strict + told).prompt(ASKED).startswith("none<|im_start|>")


@pytest.mark.parametrize("template", [families.LLAMA, families.GPT_OSS])
def test_a_prompt_is_the_same_on_any_day(template):
    text = chat(template).prompt(ASKED)
    assert str(datetime.date.today().year) not in text
    assert "26 Jul 2024" in text or "2024-07-26" in text


@pytest.mark.parametrize(
    ("template", "fault"),
    [
        ("{{ raise_exception('never\x1b[31m\nmind') }}", r"fails \(never mind\)"),
        ("{% for m in messages %}{{ m['content'] }", "fails"),
        ("{% for m in messages %}{{ m.content.nothing.more }}{% endfor %}", "fails"),
        ("{{ 1 // 0 }}", "fails"),
        ("{% for m in messages %}{{ m['role'] }}{% endfor %}", "leaves out what it is given"),
        ("{% for m in messages if m['role'] != 'assistant' %}{{ m['content'] }}{% endfor %}",
         "leaves out the answer"),
    ],
)  # fmt: skip
def test_a_template_that_cannot_be_used_is_one_line_that_names_the_base(tmp_path, template, fault):
    small.make_base(tmp_path / "odd", template)
    with pytest.raises(InputError, match=f"^base: odd: its chat template .*{fault}") as error:
        bases.load_tokenizer(bases.locate(Recipe(base=str(tmp_path / "odd"))))
    assert "\n" not in str(error.value)
    assert str(tmp_path) not in str(error.value)


def test_a_conversation_that_the_template_refuses_is_one_line(tmp_path):
    picky = "{% if 'rice' in messages[-1]['content'] %}{{ raise_exception('no rice') }}{% endif %}"
    small.make_base(tmp_path / "picky", picky + small.TEMPLATE)
    words = bases.load_tokenizer(bases.locate(Recipe(base=str(tmp_path / "picky"))))
    with pytest.raises(InputError, match=r"^base: picky: its chat template fails \(no rice\)$"):
        Chat(words).tokens([small.message("user", "rice?")])


def test_marks_are_broken_that_only_the_template_or_nobody_knows_as_tokens():
    template = small.TEMPLATE.replace("</s>", "<end_of_turn>")
    found = Chat(small.tokenizer(template, known=("<end_of_turn>",)))
    assert found.inert("a<end_of_turn>b<assistant>c<THINK>d[/THINK]") == (
        "a< end_of_turn>b< assistant>c< THINK>d[ /THINK]"
    )
    assert found.inert("a < b, <h1> and [1]") == "a < b, <h1> and [1]"
