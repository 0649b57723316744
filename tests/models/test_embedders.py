import logging
import subprocess
import sys

import numpy as np
import pytest

from park.config import ModelConfig
from park.errors import InputError, Stopped
from park.models import embedders
from park.models.embedders import BATCH, connect_embedder
from tests.fake_openai import FakeOpenAI, Fault
from tests.study import CHECKOUT, environment

KEY = "sk-marked-secret"


def vectors(request, dimensions=3):
    """Answer as `/embeddings` does, in the opposite order."""
    data = [
        {"index": index, "embedding": [len(text), index + 1.0, 1.0][:dimensions]}
        for index, text in enumerate(request["input"])
    ]
    return Fault(body={"data": data[::-1]})


def remote(server, monkeypatch, retries=2, **fields):
    monkeypatch.setattr(embedders, "_wait", lambda state: 0)
    config = ModelConfig(model="openai/e", base_url=server.url, **fields)
    return connect_embedder(config, base=CHECKOUT, timeout=5, retries=retries)


def test_the_default_finds_what_is_alike_without_any_network():
    code = (
        "import socket, logging\n"
        "def refuse(*_): raise OSError('no network')\n"
        "socket.socket.connect = refuse\n"
        "from pathlib import Path\n"
        "from park.models.embedders import connect_embedder\n"
        "e = connect_embedder(None, base=Path())\n"
        "v = e.embed(['Children honour their parents.', 'Sons and daughters respect their mother',"
        " 'The rocket needs fuel.'])\n"
        "assert v.shape == (3, 256), v.shape\n"
        "assert v[0] @ v[1] > v[0] @ v[2] + 0.1\n"
        "assert not logging.root.handlers, logging.root.handlers\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env=environment(), cwd=CHECKOUT)


def test_rows_have_length_one_and_an_empty_text_breaks_nothing():
    before = logging.root.handlers[:]
    rows = connect_embedder(None, base=CHECKOUT).embed(["Tea.", "", "চা"])
    assert rows.shape == (3, 256)
    assert np.allclose(np.linalg.norm(rows[[0, 2]], axis=1), 1, atol=1e-5)
    assert np.isfinite(rows).all()
    assert connect_embedder(None, base=CHECKOUT).embed([]).shape == (0, 256)
    assert logging.root.handlers == before


def test_an_endpoint_is_asked_in_batches_and_its_order_is_put_right(monkeypatch):
    texts = ["x" * (1 + number % 7) for number in range(BATCH + 3)]
    with FakeOpenAI(vectors) as server:
        rows = remote(server, monkeypatch).embed(texts)
        assert [len(request["input"]) for request in server.requests] == [BATCH, 3]
    expected = np.array([[len(t), i % BATCH + 1.0, 1.0] for i, t in enumerate(texts)])
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    assert np.allclose(rows, expected, atol=1e-6)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_passing_fault_is_tried_again(monkeypatch, status):
    with FakeOpenAI(Fault(status=status), vectors) as server:
        assert len(remote(server, monkeypatch).embed(["tea"])) == 1
        assert len(server.requests) == 2


def test_a_lasting_fault_stops_the_run_after_its_retries(monkeypatch):
    with FakeOpenAI(Fault(status=500)) as server:
        with pytest.raises(Stopped, match="openai/e"):
            remote(server, monkeypatch, retries=1).embed(["tea"])
        assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"data": []}, "0 vectors for 1 texts"),
        ({"data": "none"}, "no list of vectors"),
        ({}, "no list of vectors"),
        ({"data": [{"index": 0, "embedding": ["a"]}]}, "no list of vectors"),
        ('{"data": [{"index": 0, "embedding": [NaN, 1.0]}]}', "not finite"),
    ],
)
def test_an_answer_that_cannot_be_used_is_one_line(monkeypatch, body, named):
    with FakeOpenAI(Fault(body=body)) as server, pytest.raises(InputError, match=named):
        remote(server, monkeypatch).embed(["tea"])


def test_a_key_comes_from_the_environment_and_is_in_no_error(monkeypatch):
    monkeypatch.setenv("TEA_KEY", KEY)
    fault = Fault(status=401, body={"error": {"message": f"bad key {KEY}"}})
    with FakeOpenAI(fault) as server:
        with pytest.raises(Stopped) as caught:
            remote(server, monkeypatch, api_key_env="TEA_KEY").embed(["tea"])
        assert server.headers[0]["authorization"] == f"Bearer {KEY}"
    assert KEY not in str(caught.value)


@pytest.mark.parametrize(
    ("model", "named"),
    [
        ("wordlama", "did you mean 'wordllama'"),
        ("openai/", "no embedder"),
        ("openai/e", "OPENAI_API_KEY"),
        ("sentence-transformers/all-MiniLM", "pip install sentence-transformers"),
    ],
)
def test_a_wrong_name_is_one_line_with_what_would_do(monkeypatch, model, named):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.setattr(embedders, "find_spec", lambda name: None)
    with pytest.raises(InputError, match=named) as caught:
        connect_embedder(ModelConfig(model=model), base=CHECKOUT)
    assert str(caught.value).startswith("models.embedder: ")
