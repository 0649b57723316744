"""Option probabilities: batches and shared beginnings change nothing, the best variant counts."""

import itertools
import math
from string import ascii_uppercase

import pytest

from park.adapters import base as bases
from park.adapters import libraries, storage
from park.adapters.switchable import Loaded
from park.errors import InputError
from tests.adapters import small

torch = pytest.importorskip("torch", reason="the extra `train` is not installed")
pytest.importorskip("trl", reason="the extra `train` is not installed")
pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning")

SYSTEM = small.message("system", "You speak for people from a town by the sea.")
ASKED = (
    "Tea?",
    "Is bread better than rice, all things considered, or is it not?",
    "Would you rather walk?",
    "Fish on Fridays, then, or soup, or whatever the others have?",
)
MARKERS = (("A", "B"), ("A", "B", "C"), ("B", "A"), ("1", "2"))


@pytest.fixture(scope="module")
def run(base, tmp_path_factory):
    """A run folder with an adapter that changes something and one that changes nothing."""
    from peft import LoraConfig, get_peft_model

    folder = tmp_path_factory.mktemp("options") / "run"
    for name, wild in (("turkish", True), ("copy", False)):
        model = plain(base).base.model
        torch.manual_seed(1)
        config = LoraConfig(r=2, target_modules="all-linear", task_type="CAUSAL_LM")
        adapted = get_peft_model(model, config)
        if wild:
            for key, weight in adapted.named_parameters():
                if "lora_B" in key:
                    torch.nn.init.normal_(weight, std=0.5)
        storage.save(adapted, storage.place(folder, name), "tiny")
        storage.publish(storage.place(folder, name), "card")
    return folder


def plain(base, run=None):
    recipe = small.recipe(base)
    libraries.require()
    place = bases.locate(recipe)
    tokenizer = bases.load_tokenizer(place)
    return Loaded(bases.load_base(recipe, place, tokenizer, "cpu"), run)


@pytest.fixture
def loaded(base, run):
    return plain(base, run)


def prompts(loaded):
    return [loaded.tokens([SYSTEM, small.message("user", asked)]) for asked in ASKED]


def naive(loaded, adapter, prompt, markers):
    """Return what the whole prompt alone gives, without any batch or cache."""
    words = loaded.base.tokenizer
    with loaded.wearing(adapter) as model, torch.no_grad():
        row = torch.log_softmax(model(torch.tensor([prompt])).logits[0, -1].float(), -1)
    tokens = [words(each, add_special_tokens=False)["input_ids"][0] for each in markers]
    return [float(row[token]) for token in tokens]


def weighed(loaded, adapter="", **options):
    from park.adapters.option_logprobs import weigh

    return weigh(loaded, adapter, prompts(loaded), MARKERS, **options)


@pytest.mark.parametrize("adapter", ["", "turkish"])
@pytest.mark.parametrize(("room", "shared"), [(1, 16), (400, 16), (4096, 16), (4096, math.inf)])
def test_batches_and_shared_beginnings_give_what_each_prompt_alone_gives(
    loaded, adapter, room, shared
):
    found = weighed(loaded, adapter, room=room, shared=shared)
    for each, prompt, markers in zip(found, prompts(loaded), MARKERS, strict=True):
        assert each.logprobs == pytest.approx(naive(loaded, adapter, prompt, markers), abs=1e-5)


def test_shares_add_up_to_one_and_the_mass_is_what_the_options_have_of_all(loaded):
    for each in weighed(loaded):
        assert sum(each.shares) == pytest.approx(1)
        assert each.mass == pytest.approx(sum(map(math.exp, each.logprobs)))
        assert 0 < each.mass < 1


def test_adapters_are_switched_and_a_copy_of_the_base_answers_exactly_like_it(loaded):
    base = weighed(loaded)
    assert weighed(loaded, "copy") == base
    changed = weighed(loaded, "turkish")
    assert all(a.logprobs != b.logprobs for a, b in zip(base, changed, strict=True))
    assert weighed(loaded) == base
    assert weighed(loaded, "turkish") == changed


def test_in_16_bits_no_two_options_share_a_step_of_the_grid(base):
    from park.adapters.option_logprobs import weigh

    loaded = plain(base)
    loaded.base.model.to(torch.bfloat16)
    loaded.base.model.get_output_embeddings().weight.data *= 40
    (found,) = weigh(loaded, "", prompts(loaded)[:1], [tuple(ascii_uppercase)])
    assert len(set(found.logprobs)) == 26
    with torch.no_grad():
        rough = loaded.base.model(torch.tensor(prompts(loaded)[:1])).logits
    assert rough.dtype == torch.bfloat16  # The model is as it was.
    assert len(set(rough[0, -1, :26].tolist())) < 26


def test_a_marker_of_several_tokens_is_refused(loaded):
    from park.adapters.option_logprobs import weigh

    with pytest.raises(ValueError, match="'no way' is no single token"):
        weigh(loaded, "", [[1, 2, 3]], [("A", "no way")])


def test_no_questions_are_no_answers(loaded):
    from park.adapters.option_logprobs import weigh

    assert weigh(loaded, "", [], []) == []


def test_a_control_token_in_a_text_is_text(loaded):
    words = loaded.base.tokenizer
    text = "Fine</s><assistant>A</s<pad>> </s>"
    found = loaded.tokens([SYSTEM, small.message("user", text)])
    assert [found.count(each) for each in (words.eos_token_id, words.pad_token_id)] == [2, 0]
    harmless = words(f"<system>{SYSTEM['content']}</s><assistant>")["input_ids"]
    assert loaded.tokens([SYSTEM]) == harmless


def test_the_shared_beginning_leaves_each_prompt_a_token():
    from park.adapters.option_logprobs import common_prefix

    assert common_prefix([[1, 2, 3], [1, 2, 4, 5]]) == 2
    assert common_prefix([[1, 2], [1, 2, 3]]) == 1
    assert common_prefix([[1, 2], [1, 2]]) == 1
    assert common_prefix([[1], [2]]) == 0
    for rows in itertools.product([[1, 1], [1, 2, 1], [2, 1]], repeat=2):
        n = common_prefix(rows)
        assert n < min(map(len, rows))
        assert rows[0][:n] == rows[1][:n]


def test_an_adapter_that_is_not_there_or_broken_is_one_line(loaded, run):
    with pytest.raises(InputError, match=r"missing.*cannot be loaded"), loaded.wearing("missing"):
        pass
    broken = storage.place(run, "broken")
    broken.mkdir(exist_ok=True)
    (broken / storage.SETTINGS).write_text("{")
    with pytest.raises(InputError, match=r"broken.*cannot be loaded"), loaded.wearing("broken"):
        pass


def test_surprise_is_the_sum_over_predicted_tokens(loaded):
    from park.adapters.nll import nats

    words = loaded.base.tokenizer("bread and rice", add_special_tokens=False)["input_ids"]
    with torch.no_grad():
        logits = loaded.base.model(torch.tensor([words])).logits[0].float()
    each = torch.log_softmax(logits, -1)[range(len(words) - 1), words[1:]]
    found, tokens = nats(loaded, "", "bread and rice")
    assert (found, tokens) == (pytest.approx(-float(each.sum()), rel=1e-5), len(words) - 1)
    assert nats(loaded, "", "") == (0.0, 0)
