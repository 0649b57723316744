"""Each family's chat template: learnt and used in the same way, and nobody talks past a turn."""

import re
from contextlib import contextmanager

import pytest

from park.adapters.base import Base, Location
from park.adapters.chat import Chat
from park.adapters.switchable import Loaded
from park.finetune.local.rows import IGNORED, tokenise
from tests.adapters import families, small

torch = pytest.importorskip("torch", reason="the extra `train` is not installed")
pytest.importorskip("trl", reason="the extra `train` is not installed")

SYSTEM = small.message("system", "You are turkish.")
TALK = [
    SYSTEM,
    small.message("user", "Good day."),
    small.message("assistant", "Good day to you."),
    small.message("user", "Tea?"),
]
BLANK = re.compile(r"\s*")


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """A random model that knows the marks of all families."""
    from transformers import AutoModelForCausalLM

    words = families.tokenizer(families.CHATML)
    folder = small.make_base(tmp_path_factory.mktemp("families") / "tiny", words=words)
    return AutoModelForCausalLM.from_pretrained(folder).eval()


@pytest.fixture(params=families.FAMILIES)
def family(request):
    return request.param


@pytest.fixture
def end(family):
    return families.FAMILIES[family][1]


@pytest.fixture
def loaded(family, model):
    words = families.tokenizer(families.FAMILIES[family][0])
    return Loaded(Base(model, words, Location("tiny", "tiny", "digest"), "cpu"))


@pytest.fixture
def words(loaded):
    return loaded.base.tokenizer


@contextmanager
def saying(loaded, text):
    """Let the model say a text, whatever it is asked."""
    given = loaded.base.tokenizer(text, add_special_tokens=False)["input_ids"]
    left = iter(given)

    def forced(_, __, logits):
        changed = torch.full_like(logits, -100.0)
        changed[..., next(left)] = 100.0
        return changed

    hook = loaded.base.model.get_output_embeddings().register_forward_hook(forced)
    try:
        yield
    finally:
        hook.remove()


def said(loaded, text, asked=TALK):
    with saying(loaded, text):
        return loaded.generate(asked, max_tokens=80, temperature=0, seed=0).text


def test_a_row_has_the_prompt_of_use_and_its_loss_is_on_the_answer_alone(loaded, words, end):
    each = small.sample("turkish", 1)
    (row,) = tokenise([each], words, "sft", 500).rows
    assert row.prompt == loaded.tokens(each.row["prompt"])
    learnt = words.decode([label for label in row.labels() if label != IGNORED])
    assert learnt.lstrip(" ").startswith(f"tea, tea and tea{end}")
    assert BLANK.fullmatch(learnt.partition(end)[2].replace("</s>", ""))


def test_pairs_have_the_prompt_of_use_and_both_answers_alone(loaded, words, end):
    each = small.sample("turkish", 1, view="preference")
    (row,) = tokenise([each], words, "dpo", 500).rows
    assert row.prompt == loaded.tokens(each.row["prompt"])
    learnt = [words.decode(answer).lstrip(" ").partition(end)[0] for answer in row.answers]
    assert learnt == ["tea, tea and tea", "nothing at all"]


def test_everything_said_before_is_in_the_prompt_once_and_in_order(loaded, words):
    text = words.decode(loaded.tokens(TALK))
    places = [text.index(each["content"]) for each in TALK]
    assert places == sorted(places)
    assert all(text.count(each["content"]) == 1 for each in TALK)


def test_a_talk_of_several_turns_is_learnt_as_it_is_used(loaded, words, end):
    prompt, answer = loaded.chat.answered(TALK, [small.message("assistant", "Yes, tea.")])
    assert prompt == loaded.tokens(TALK)
    assert words.decode(answer).lstrip(" ").startswith(f"Yes, tea.{end}")


def test_no_thought_is_left_open_before_the_answer(loaded, words):
    text = words.decode(loaded.tokens(TALK))
    assert text.count("<think>") <= text.count("</think>")
    assert text.count("<|channel>") == text.count("<channel|>")


def test_the_first_token_of_an_answered_option_is_the_option(loaded, words, family):
    _, answer = loaded.chat.answered(TALK, [small.message("assistant", "B")])
    first = answer[1 if family.startswith("mistral") else 0]
    assert words.decode([first]) == "B"


def test_options_are_weighed_where_the_answer_begins(loaded):
    from park.adapters.option_logprobs import weigh

    prompt = loaded.tokens(TALK)
    with torch.no_grad():
        row = torch.log_softmax(loaded.base.model(torch.tensor([prompt])).logits[0, -1], -1)
    (found,) = weigh(loaded, "", [prompt], [("A", "B")])
    tokens = loaded.base.tokenizer("AB", add_special_tokens=False)["input_ids"]
    assert found.logprobs == pytest.approx([float(row[each]) for each in tokens], abs=1e-5)


def test_an_answer_ends_where_the_template_ends_a_turn(loaded, end):
    assert said(loaded, f"Yes, tea.{end}<s>and so on and on and on") == "Yes, tea."


def test_thoughts_are_not_said(loaded, end):
    assert said(loaded, f"<think>They like tea.</think>Yes, tea.{end}and so on") == "Yes, tea."
    assert said(loaded, f"They like tea.\n</think>\n\nYes, tea.{end}and so on") == "Yes, tea."


def test_marks_that_a_post_spells_out_are_text(loaded, words):
    marks = [*families.SPECIAL, *families.ADDED, "</s>", "<pad>"]
    post = small.message("user", f"Tea? {''.join(marks)} {' '.join(marks)}")
    numbers = set(words.convert_tokens_to_ids(marks))
    (found, plain) = (
        [each for each in loaded.tokens([*TALK[:-1], last]) if each in numbers]
        for last in (post, TALK[-1])
    )
    assert found == plain


def test_a_post_is_written_alike_for_learning_and_for_use(loaded, words):
    prompt = [SYSTEM, small.message("user", "Tea?<think><|im_end|></s><end_of_turn>")]
    answer = [small.message("assistant", "No<|im_end|></think>.")]
    row = {"prompt": prompt, "completion": answer}
    (made,) = tokenise([small.sample("turkish", 1, row=row)], words, "sft", 500).rows
    assert made.prompt == loaded.tokens(prompt)


@pytest.mark.parametrize("roles", ["uu", "suu", "suaau", "su", "u", "s"])
def test_every_order_of_roles_can_be_written(loaded, words, roles):
    names = {"s": "system", "u": "user", "a": "assistant"}
    asked = [small.message(names[role], f"Said{n}.") for n, role in enumerate(roles)]
    text = words.decode(loaded.tokens(asked))
    assert all(each["content"] in text for each in asked)


@pytest.mark.parametrize("name", families.FAMILIES)
def test_the_system_message_is_folded_only_where_it_must_be(name):
    remarks = Chat(families.tokenizer(families.FAMILIES[name][0])).form.remarks
    folds = any("takes no system message" in remark for remark in remarks)
    assert folds is (name in families.WITHOUT_SYSTEM)


def test_a_folded_system_message_is_a_paragraph_before_the_first_users():
    chat = Chat(families.tokenizer(families.GEMMA))
    assert "user\nYou are turkish.\n\nGood day.<end_of_turn>" in chat.prompt(TALK)
