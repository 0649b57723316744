"""The generator: an ordinary LoRA at z = 1, right gradients, the same when exported."""

from dataclasses import dataclass
from types import SimpleNamespace

import pytest

torch = pytest.importorskip("torch", reason="the extra `train` is not installed")

from peft import LoraConfig, PeftModel, get_peft_model  # noqa: E402
from safetensors.torch import save_file  # noqa: E402
from transformers import AutoModelForCausalLM  # noqa: E402

from park.adapters import libraries  # noqa: E402
from park.adapters.recipe import HyperRecipe  # noqa: E402
from park.finetune.hyper.network import Generator, Made, worn  # noqa: E402
from park.finetune.hyper.sizes import Slot, parameters, slots_of  # noqa: E402
from park.finetune.hyper.writing import lora_of, settings_of  # noqa: E402

FORMS = ("diag", "square", "full")
WIDTH, R, ALPHA = 6, 3, 6.0
TOKENS = torch.tensor([[5, 9, 30, 2, 7], [8, 1, 4, 60, 11], [3, 3, 3, 90, 14]])


pytestmark = pytest.mark.filterwarnings("ignore:.*gradient_checkpointing:FutureWarning")


@dataclass
class Toy:
    """A base with a generator whose every weight matters."""

    model: object
    generator: Generator

    def logits(self, made, rows, tokens=TOKENS):
        with worn(self.model, self.generator, made, torch.tensor(rows)):
            return self.model(input_ids=tokens, use_cache=False).logits


@pytest.fixture(scope="module", autouse=True)
def quiet_libraries():
    """Load the libraries as the stages do, without their deprecations."""
    libraries.require()


@pytest.fixture(scope="module")
def plain(base):
    return AutoModelForCausalLM.from_pretrained(base).eval().requires_grad_(False)


@pytest.fixture(params=FORMS)
def toy(plain, request):
    return made_toy(plain, request.param)


def made_toy(model, form):
    torch.manual_seed(1)
    recipe = HyperRecipe(base="b", hyper={})
    generator = Generator(slots_of(model, recipe), form=form, r=R, alpha=ALPHA, width=WIDTH).eval()
    for each in generator.parameters():
        torch.nn.init.normal_(each, std=0.12)
    return Toy(model, generator)


def texts(count=3):
    generator = torch.Generator().manual_seed(4)
    return torch.randn(count, 2, WIDTH, generator=generator), torch.ones(count, 2)


def test_with_z_of_one_the_change_is_that_of_an_ordinary_lora(base, plain):
    toy = made_toy(plain, "diag")
    ordinary = get_peft_model(
        AutoModelForCausalLM.from_pretrained(base),
        LoraConfig(r=R, lora_alpha=ALPHA, target_modules="all-linear"),
    )
    for slot, a, b in zip(toy.generator.slots, toy.generator.a, toy.generator.b, strict=True):
        layer = ordinary.get_submodule(f"base_model.model.{slot.name}")
        layer.lora_A["default"].weight.data.copy_(a)
        layer.lora_B["default"].weight.data.copy_(b)
    made = Made(torch.ones(1, len(toy.generator.slots), R), toy.generator(*texts()).weights)
    with torch.no_grad():
        expected = ordinary(input_ids=TOKENS).logits
        ours = toy.logits(made, [0, 0, 0])
    assert not torch.allclose(expected, plain(input_ids=TOKENS).logits, atol=1e-2)
    assert torch.allclose(ours, expected, atol=1e-6 * float(expected.abs().max()), rtol=1e-6)


class TwoLayers(torch.nn.Module):
    """A base that computes everything in float64; norms of real ones do not."""

    def __init__(self):
        super().__init__()
        self.layers = torch.nn.ModuleList(torch.nn.Linear(3, 3) for _ in range(2))

    def get_output_embeddings(self):
        return None

    def forward(self, x):
        for layer in self.layers:
            x = torch.tanh(layer(x))
        return x


@pytest.mark.parametrize("form", FORMS)
def test_gradients_are_right_in_float64(form):
    torch.manual_seed(2)
    model = TwoLayers().double().requires_grad_(False)
    generator = made_toy(model, form).generator.double()
    told, x = texts(2)[0].double(), torch.randn(2, 1, 3).double()
    chosen = [name for name, _ in generator.named_parameters()]

    def loss(*values):
        parts = dict(zip(chosen, values, strict=True))
        made = torch.func.functional_call(generator, parts, (told, torch.ones(2, 2).double()))
        with worn(model, generator, made, torch.tensor([1, 0])):
            return model(x).square().sum() + made.penalty

    given = tuple(generator.get_parameter(name).detach().requires_grad_() for name in chosen)
    assert len(given) > 4
    assert torch.autograd.gradcheck(loss, given, fast_mode=True)


def test_an_exported_adapter_answers_as_the_generator_does(toy, base, tmp_path):
    recipe = HyperRecipe(base="b", lora={"r": R, "alpha": ALPHA}, hyper={})
    saved = SimpleNamespace(recipe=recipe, base="tiny")
    with torch.no_grad():
        made = toy.generator(*texts())
        for row in range(3):
            folder = tmp_path / str(row)
            settings_of(toy.generator, saved).save_pretrained(str(folder))
            weights = lora_of(toy.generator, made, row)
            save_file(weights, folder / "adapter_model.safetensors")
            fresh = AutoModelForCausalLM.from_pretrained(base)
            exported = PeftModel.from_pretrained(fresh, str(folder)).eval()
            expected = toy.logits(made, [row] * 3)
            assert torch.allclose(exported(input_ids=TOKENS).logits, expected, atol=1e-5)


def test_rows_of_a_batch_with_several_cultures_do_not_touch_one_another(toy):
    with torch.no_grad():
        made = toy.generator(*texts())
        together = toy.logits(made, [2, 0, 1])
        for row, culture in enumerate([2, 0, 1]):
            alone = toy.logits(made, [culture], TOKENS[row : row + 1])
            assert torch.allclose(together[row], alone[0], atol=1e-5)
    assert not torch.allclose(toy.logits(made, [0, 1, 2]), together, atol=1e-3)


def test_the_base_is_as_it_was_afterwards_and_at_the_start_of_training(toy, plain):
    before = plain(input_ids=TOKENS).logits
    toy.logits(toy.generator(*texts()), [0, 1, 2])
    assert torch.equal(plain(input_ids=TOKENS).logits, before)
    fresh = Generator(toy.generator.slots, form=toy.generator.form, r=R, alpha=ALPHA, width=WIDTH)
    assert torch.allclose(Toy(plain, fresh).logits(fresh(*texts()), [0, 1, 2]), before, atol=1e-6)


def test_padding_of_sentences_counts_for_nothing(toy):
    vectors, mask = texts()
    more = torch.cat([vectors, torch.full((3, 2, WIDTH), 9.0)], 1)
    longer = torch.cat([mask, torch.zeros(3, 2)], 1)
    with torch.no_grad():
        short, long = toy.generator(vectors, mask), toy.generator(more, longer)
    for (a, b), (c, d) in zip(short.weights, long.weights, strict=True):
        assert torch.allclose(a, c) and torch.allclose(b, d)
    assert short.z is None or torch.allclose(short.z, long.z, atol=1e-6)


def test_the_counts_on_paper_are_those_of_the_network(toy):
    counted = parameters(toy.generator.slots, toy.generator.form, R)
    assert counted == toy.generator.trained()


def test_what_is_read_is_where_cultures_differ_and_mixtures_lie_between():
    torch.manual_seed(0)
    words = torch.randn(6, WIDTH)
    generator = Generator(
        [Slot("a", "a", 0, 2, 2)], form="diag", r=2, alpha=2.0, width=WIDTH
    ).eval()

    def said(share, count=400):
        """Return sentences, a share of them of one half of the words."""
        first = torch.rand(1, count) < share
        numbers = torch.randint(0, 3, (1, count)) + 3 * ~first
        return words[numbers], torch.ones(1, count)

    texts = [said(share, 30)[0] for share in (0.9, 0.1) for _ in range(20)]
    generator.look(torch.stack(texts).view(2, 20, 30, WIDTH), torch.ones(2, 20, 30))
    found = [
        float(((generator._told(*said(share)) - generator.told_mean) @ generator.traits)[0, 0])
        for share in (0.9, 0.7, 0.5, 0.3, 0.1)
    ]
    assert found == sorted(found) or found == sorted(found, reverse=True)
    assert abs(found[0] - found[-1]) > 1
    assert not generator.traits[:, 1:].any()


def test_a_step_with_eight_cultures_takes_at_most_1_3_times_the_work_of_an_ordinary_loras():
    from torch.utils.flop_counter import FlopCounterMode
    from transformers import LlamaConfig, LlamaForCausalLM

    # Two layers of SmolLM2 135M.
    config = LlamaConfig(
        vocab_size=512, hidden_size=576, intermediate_size=1536, num_hidden_layers=2,
        num_attention_heads=9, num_key_value_heads=3,
    )  # fmt: skip
    model = LlamaForCausalLM(config).requires_grad_(False)
    tokens = torch.randint(0, 512, (8, 32))
    slots = slots_of(model, HyperRecipe(base="b", hyper={}))
    generator = Generator(slots, form="diag", r=8, alpha=16, width=WIDTH)
    told = torch.randn(8, 12, WIDTH), torch.ones(8, 12)
    with (
        FlopCounterMode(display=False) as ours,
        worn(model, generator, generator(*told), torch.arange(8)),
    ):
        model(input_ids=tokens, labels=tokens).loss.backward()
    adapted = get_peft_model(model, LoraConfig(r=8, target_modules="all-linear"))
    with FlopCounterMode(display=False) as ordinary:
        adapted(input_ids=tokens, labels=tokens).loss.backward()
    assert ours.get_total_flops() <= 1.3 * ordinary.get_total_flops()
    assert ours.get_total_flops() > 0.9 * ordinary.get_total_flops()
