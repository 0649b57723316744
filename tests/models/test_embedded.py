import asyncio
import json
import subprocess
import sys
import threading
import time
from http.client import HTTPException
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from park.config import ModelConfig
from park.errors import InputError
from park.models import server
from park.models.base import ChatModel, ModelError, Params
from park.models.connect import connect
from park.models.server import Settings, acquire, release
from park.models.streaming import heard

pytestmark = pytest.mark.model

HELLO = [{"role": "user", "content": "Say hello."}]
SCHEMA = {
    "type": "object",
    "properties": {"mood": {"enum": ["good", "bad"]}, "age": {"type": "integer", "maximum": 9}},
    "required": ["mood", "age"],
    "additionalProperties": False,
}
BACKENDS = ("embedded/smollm2-135m", "openai/smollm2", "hosted_vllm/smollm2")


@pytest.fixture(scope="module")
def address(smollm2):
    settings = Settings(smollm2, slots=2, context=1024)
    yield f"{acquire(settings).address}/v1"
    release(settings)


@pytest.fixture(params=BACKENDS)
def make(request, address):
    """Makes a model of each backend, all on the same weights."""
    remote = not request.param.startswith("embedded")
    fields = {"base_url": address} if remote else {"context": 1024}
    config = ModelConfig(model=request.param, **fields)
    return lambda: connect(config, base=Path(), slots=2, timeout=120)


def use(make, work):
    """Run a coroutine function on a fresh model, and close the model."""

    async def whole():
        model: ChatModel = make()
        try:
            await model.start()
            return await work(model)
        finally:
            await model.close()

    return asyncio.run(whole())


def test_a_real_model_replies(make):
    params = Params(max_tokens=8, temperature=0)
    reply = use(make, lambda model: model.reply(HELLO, params))
    assert reply.text.strip()
    assert 1 <= reply.usage.tokens_out <= 8
    assert reply.usage.tokens_in > 5
    assert reply.seconds > 0


def test_a_schema_binds_a_real_model(make):
    params = Params(max_tokens=60, temperature=0)
    reply = use(make, lambda model: model.reply(HELLO, params, SCHEMA))
    data = json.loads(reply.text)
    assert set(data) == {"mood", "age"}
    assert data["mood"] in ("good", "bad")
    assert data["age"] <= 9


def test_options_of_a_real_model_have_logprobs(make):
    messages = [{"role": "user", "content": "Answer Yes or No: is water wet?"}]
    found = use(make, lambda model: model.option_logprobs(messages, ["Yes", "No", "Zebra"]))
    assert set(found.logprobs) == {"Yes", "No"}
    assert all(logprob < 0 for logprob in found.logprobs.values())
    assert found.usage.tokens_out == 1


def test_a_growing_view_comes_from_the_prompt_cache(make):
    async def grow(model: ChatModel):
        system = {"role": "system", "content": "You talk about tea. " * 30}
        first = [system, {"role": "user", "content": "What do you drink?"}]
        await model.reply(first, Params(max_tokens=4))
        answer = {"role": "assistant", "content": "Tea."}
        return await model.reply(
            [*first, answer, {"role": "user", "content": "And then?"}], Params(max_tokens=4)
        )

    usage = use(make, grow).usage
    assert usage.cached_tokens_in > 0.7 * usage.tokens_in


def test_a_stop_sequence_ends_the_reply(make):
    messages = [{"role": "user", "content": "Count: 1, 2, 3, 4, 5, 6, 7, 8"}]
    free = use(make, lambda model: model.reply(messages, Params(max_tokens=24, temperature=0)))
    middle = free.text.split()[2]
    stopped = Params(max_tokens=24, temperature=0, stop=(middle,))
    reply = use(make, lambda model: model.reply(messages, stopped))
    assert middle not in reply.text
    assert reply.finish == "stop"


def test_a_prompt_beyond_the_context_is_rejected(make):
    with pytest.raises(ModelError) as caught:
        use(make, lambda m: m.reply([{"role": "user", "content": "tea " * 2000}], Params()))
    assert caught.value.trouble == "rejected"


def test_a_real_server_passes_the_probe(make):
    use(make, lambda model: model.probe())


def test_roles_with_the_same_weights_share_a_server(smollm2):
    async def both():
        config = ModelConfig(model=f"gguf:{smollm2}", context=512)
        one, two = (connect(config, base=Path(), slots=1) for _ in range(2))
        before = len(server._servers)
        await asyncio.gather(one.start(), two.start(), one.start())
        assert len(server._servers) == before + 1
        await one.close()
        assert (await two.reply(HELLO, Params(max_tokens=2))).text
        await two.close()
        assert len(server._servers) == before

    asyncio.run(both())


def test_a_server_stops_while_a_cancelled_call_is_under_way(smollm2):
    async def leave():
        model = connect(ModelConfig(model=f"gguf:{smollm2}", context=512), base=Path(), slots=1)
        await model.start()
        call = asyncio.create_task(model.reply(HELLO, Params(max_tokens=400)))
        await asyncio.sleep(0.3)
        call.cancel()
        await asyncio.wait_for(model.close(), 120)

    asyncio.run(leave())


def test_a_server_hangs_up_on_strangers_when_it_stops(smollm2):
    settings = Settings(smollm2, slots=1, context=512)
    body = {"messages": HELLO, "max_tokens": 400, "ignore_eos": True}
    request = Request(f"{acquire(settings).address}/v1/chat/completions", json.dumps(body).encode())
    request.add_header("content-type", "application/json")
    ended = []

    def stranger():
        try:
            urlopen(request)
        except (OSError, HTTPException) as error:
            ended.append(error)

    caller = threading.Thread(target=stranger)
    caller.start()
    time.sleep(0.3)
    release(settings)
    caller.join(10)
    assert len(ended) == 1


PROGRAM = """
import asyncio, sys
from pathlib import Path
from park.config import ModelConfig
from park.models.base import Params
from park.models.connect import connect

async def main():
    model = connect(ModelConfig(model="gguf:" + sys.argv[1], context=512), base=Path(), slots=1)
    await model.start()
    call = asyncio.create_task(
        model.reply([{"role": "user", "content": "A story."}], Params(max_tokens=400))
    )
    await asyncio.sleep(0.3)
    if sys.argv[2] == "raise":
        raise SystemExit(7)

asyncio.run(main())
"""


@pytest.mark.parametrize(("how", "code"), [("return", 0), ("raise", 7)])
def test_a_process_that_never_closes_its_model_ends_all_the_same(smollm2, how, code):
    command = [sys.executable, "-c", PROGRAM, str(smollm2), how]
    done = subprocess.run(command, capture_output=True, text=True, timeout=90)
    assert (done.returncode, done.stdout) == (code, "")
    # The HTTP client may say that it was not closed, as it was not.
    assert not set(done.stderr.split()) & {"Traceback", "Fatal", "terminate"}


@pytest.mark.parametrize("kept", [5, 4000, 2_000_000])
def test_broken_weights_are_refused_by_name(smollm2, tmp_path, kept):
    path = tmp_path / "broken.gguf"
    with smollm2.open("rb") as file:
        path.write_bytes(file.read(kept) + b"\xff" * 64)
    with pytest.raises(InputError, match=r"broken\.gguf: cannot be loaded"):
        acquire(Settings(path, slots=1, context=512))


def test_weights_that_vanish_before_the_start_are_named(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        acquire(Settings(tmp_path / "gone.gguf", slots=1, context=512))


def test_a_missing_package_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "xllamacpp", None)
    model = connect(ModelConfig(model="embedded/smollm2-135m"), base=Path())
    with pytest.raises(InputError, match=r"pip install 'culturepark\[local\]'"):
        asyncio.run(model.probe())


def test_a_reply_of_real_weights_is_heard_while_it_is_written(smollm2):
    told = []

    async def run():
        model = connect(ModelConfig(model=f"gguf:{smollm2}", context=512), base=Path(), slots=1)
        await model.start()
        try:
            with heard(told.append):
                return await model.reply(HELLO, Params(max_tokens=12, seed=1))
        finally:
            await model.close()

    reply = asyncio.run(run())
    assert told[-1] == reply.text
    assert len(told) > 3
    assert reply.usage.tokens_out > 3
