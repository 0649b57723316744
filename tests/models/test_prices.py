import subprocess
import sys

import pytest

from park.config import ModelConfig, Price
from park.models.prices import cost, price_of
from park.records import Usage


def price(model: str, **fields) -> Price | None:
    return price_of(ModelConfig(model=model, **fields))


def test_listed_models_have_prices_per_million_tokens():
    assert price("openai/gpt-4o-mini") == Price(input=0.15, output=0.6, cached_input=0.075)
    assert price("gpt-4o-mini") == price("openai/gpt-4o-mini")


def test_a_provider_before_the_name_must_be_the_listed_one():
    assert price("anthropic/claude-sonnet-4-5") == price("claude-sonnet-4-5") is not None
    assert price("groq/claude-sonnet-4-5") is None


def test_unknown_models_have_no_price():
    assert price("openai/no-such-model") is None
    assert price("openai/gpt-4o", base_url="https://elsewhere.example/v1") is None
    assert price("gpt-4o", base_url="https://elsewhere.example/v1") is None


@pytest.mark.parametrize(
    "model", ["embedded", "embedded/smollm2-135m", "gguf:a.gguf", "scripted:a.yaml", "ollama/x"]
)
def test_what_runs_here_costs_nothing(model):
    assert price(model) == Price(input=0, output=0)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.8.8", "[::1]"])
def test_servers_on_this_machine_cost_nothing(host):
    assert price("openai/gpt-4o", base_url=f"http://{host}:8000/v1") == Price(input=0, output=0)


def test_the_configuration_knows_best():
    own = Price(input=1, output=2)
    assert price("openai/gpt-4o", price=own) == own
    assert price("embedded", price=own) == own


def test_cached_input_counts_at_its_own_price():
    usage = Usage(tokens_in=1_000_000, tokens_out=500_000, cached_tokens_in=400_000)
    assert cost(usage, Price(input=10, output=2, cached_input=1)) == pytest.approx(6 + 0.4 + 1)
    assert cost(usage, Price(input=10, output=2)) == pytest.approx(11)


def test_prices_are_read_without_litellm():
    code = (
        "import sys; from park.config import ModelConfig; from park.models.prices import price_of;"
        "assert price_of(ModelConfig(model='gpt-4o')); print('litellm' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_model_with_batches_has_the_price_of_batches():
    alone = price_of(ModelConfig(model="openai/gpt-4o"))
    together = price_of(ModelConfig(model="openai/gpt-4o", batch=True))
    assert (together.input, together.output) == (alone.input / 2, alone.output / 2)
