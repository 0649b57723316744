import asyncio
import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from park import registry
from park.config import ModelConfig
from park.errors import InputError
from park.models.backend import MODELS, Backend, Setting
from park.models.base import Params
from park.models.connect import backend_of, connect
from park.models.scripted import ScriptedModel
from tests.fake_openai import FakeOpenAI

KEY = "sk-marked-1234567890"


@pytest.fixture(autouse=True)
def no_keys(monkeypatch):
    for name in ("OPENAI_API_KEY", "GROQ_API_KEY", "MY_KEY"):
        monkeypatch.delenv(name, raising=False)


def refused(model: str, base: Path = Path(), role: str = "delegate", **fields) -> str:
    with pytest.raises(InputError) as caught:
        connect(ModelConfig(model=model, **fields), base=base, role=role)
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith(f"models.{role}: ")
    return message


def test_importing_connect_imports_no_client():
    heavy = ["openai", "litellm", "xllamacpp", "huggingface_hub", "httpx", "rich"]
    code = f"import park.models.connect, sys; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_an_embedded_model_is_named_by_its_weights_in_every_run(tmp_path, monkeypatch):
    monkeypatch.setenv("PARK_CACHE", str(tmp_path))
    model = connect(ModelConfig(model="embedded"), base=tmp_path)
    assert (model.name, model.endpoint) == ("embedded", "embedded:qwen2.5-coder-1.5b")
    assert model.context == 4096
    named = connect(ModelConfig(model="embedded/smollm2-135m", context=512), base=tmp_path)
    assert (named.endpoint, named.context) == ("embedded:smollm2-135m", 512)
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_alias_names_the_nearest():
    assert "did you mean 'smollm2-135m'" in refused("embedded/smolm-135m", role="judge")
    assert "lacks an alias" in refused("embedded/")


def test_gguf_paths_start_from_the_configuration(tmp_path):
    (tmp_path / "m.gguf").write_bytes(b"GGUF....")
    model = connect(ModelConfig(model="gguf:m.gguf"), base=tmp_path)
    assert model.endpoint == "gguf:m.gguf"
    assert "no such file" in refused("gguf:none.gguf", tmp_path)
    (tmp_path / "text.gguf").write_text("hello")
    assert "not a GGUF file" in refused("gguf:text.gguf", tmp_path)
    assert "cannot be read" in refused("gguf:.", tmp_path)


def test_a_missing_key_names_its_variable(monkeypatch):
    assert refused("openai/gpt-4o").endswith("OPENAI_API_KEY")
    assert refused("openai/gpt-4o", api_key_env="MY_KEY").endswith("MY_KEY")
    assert refused("openai/x", base_url="http://10.0.0.9/v1").endswith("OPENAI_API_KEY")
    local = {"base_url": "http://127.0.0.1:9/v1"}
    assert refused("openai/x", **local, api_key_env="MY_KEY").endswith("MY_KEY")
    assert (
        connect(ModelConfig(model="openai/x", **local), base=Path()).endpoint == local["base_url"]
    )
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    assert connect(ModelConfig(model="openai/gpt-4o"), base=Path()).context == 128000


@pytest.mark.parametrize("key", [f"{KEY}\nx", f"{KEY} x", f"“{KEY}”"])
def test_a_key_that_no_header_can_hold_is_refused_unseen(monkeypatch, key):
    monkeypatch.setenv("OPENAI_API_KEY", key)
    message = refused("openai/gpt-4o")
    assert "OPENAI_API_KEY" in message
    assert KEY not in message


def test_a_key_of_the_environment_does_not_go_to_a_local_server(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with FakeOpenAI("Hi.") as server:
        model = connect(ModelConfig(model="openai/x", base_url=server.url), base=Path())

        async def talk():
            await model.reply([{"role": "user", "content": "Hello?"}], Params())
            await model.close()

        asyncio.run(talk())
        assert len(server.headers) == 1
        assert KEY not in str(server.headers)


def test_a_model_that_cannot_chat_is_refused(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    assert "its kind is embedding" in refused("openai/text-embedding-3-small")
    assert "its kind is embedding" in refused("text-embedding-3-small")
    local = {"base_url": "http://127.0.0.1:9/v1"}
    connect(ModelConfig(model="openai/text-embedding-3-small", **local), base=Path())


@pytest.mark.parametrize(
    "address", ["127.0.0.1:8000", "ftp://x/v1", "http://me:secret@x/v1", "http://x/v1?key=secret"]
)
def test_addresses_that_are_none_or_hold_a_secret_are_refused(address):
    message = refused("openai/x", base_url=address)
    assert "base_url" in message
    assert "secret" not in message


def test_names_that_nobody_knows_get_the_nearest():
    assert "did you mean" in refused("opnai/gpt-4o")
    assert "did you mean 'embedded'" in refused("embeded")
    assert "not a known model" in refused("zzzz-qqqq")


def test_a_litellm_name_without_its_key_names_the_variable():
    assert refused("groq/llama-3.3-70b-versatile").endswith("GROQ_API_KEY")
    assert refused("gpt-4o").endswith("OPENAI_API_KEY")
    assert refused("groq/x", api_key_env="MY_KEY").endswith("MY_KEY")


def test_litellm_models_say_what_they_can(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    model = connect(ModelConfig(model="gpt-4o"), base=Path())
    assert model.endpoint == "litellm:openai"
    assert model.abilities == {"reply", "schema", "option_logprobs", "seed"}
    assert model.context == 128000


def test_a_script_is_read_when_it_is_connected(tmp_path):
    (tmp_path / "s.yaml").write_text("[a, b]")
    assert connect(ModelConfig(model="scripted:s.yaml"), base=tmp_path).endpoint == "scripted"
    assert "no such file" in refused("scripted:none.yaml", tmp_path)


class Echo(Backend):
    name = "echo"

    def connect(self, config: ModelConfig, setting: Setting) -> ScriptedModel:
        return ScriptedModel(lambda messages: messages[-1]["content"], name=config.model)


def test_a_package_outside_brings_a_backend(monkeypatch):
    point = EntryPoint("echo", f"{__name__}:Echo", "culturepark.models")
    monkeypatch.setattr(registry, "_points", lambda kind: {"echo": point})
    model = connect(ModelConfig(model="echo/anything"), base=Path())
    reply = asyncio.run(model.reply([{"role": "user", "content": "Hello?"}], Params()))
    assert (model.name, reply.text) == ("echo/anything", "Hello?")
    assert "did you mean 'echo/'" in refused("ecoh/")


@pytest.mark.parametrize(
    ("model", "backend"),
    [
        ("embedded", "embedded"),
        ("embedded/smollm2-135m", "embedded"),
        ("gguf:a/b.gguf", "gguf"),
        ("openai/gpt-4o", "openai"),
        ("scripted:s.yaml", "scripted"),
        ("groq/x", "litellm"),
        ("openai", "litellm"),
        ("scripted/x", "litellm"),
        ("litellm/x", "litellm"),
    ],
)
def test_the_beginning_of_a_name_picks_the_backend(model, backend):
    assert backend_of(model).name == backend


def test_the_documentation_names_every_backend():
    page = (Path(__file__).parents[2] / "docs" / "models.md").read_text()
    for name, backend in MODELS.all().items():
        assert name == "litellm" or f"| `{next(backend.names())}" in page
