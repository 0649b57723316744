"""The one seam to sentence embeddings."""

import contextlib
import logging
import os
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_random_exponential

from park.config import ModelConfig
from park.errors import InputError, Stopped, nearest
from park.models.base import ModelError
from park.models.openai_api import OPENAI, is_loopback
from park.models.trouble import model_error

Vectors = NDArray[np.float32]

WORDLLAMA = "wordllama"
FORMS = (WORDLLAMA, "openai/NAME", "sentence-transformers/NAME")
BATCH = 256
"""Texts sent to an endpoint at once."""
PATIENCE = 60.0
"""Seconds; a server that asks to wait longer stops the run."""


class Embedder(ABC):
    """Turns texts into vectors."""

    name: str
    """As the configuration names it."""
    endpoint: str
    """Where the texts go; `local` for what runs in this process."""

    @abstractmethod
    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return an (n, d) matrix with a row of length 1 for each text.

        A text that has no direction (an empty one) gets a row of zeros.

        Raises:
            Stopped: the endpoint does not answer.
            InputError: the endpoint's answer cannot be used.
        """


class WordLlama(Embedder):
    """Static embeddings of 256 dimensions whose weights lie in the package `wordllama`."""

    name = WORDLLAMA
    endpoint = "local"

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed texts; see `Embedder.embed`."""
        if not texts:
            return np.zeros((0, 256), dtype=np.float32)
        return unit(_wordllama().embed([text or " " for text in texts]))


@cache
def _wordllama() -> Any:
    with _root_logger_as_it_is():
        import wordllama

        # It looks for its tokenizer in the wrong folder of the package and would then ask the Hub;
        # as a cache, the package's own folder is searched rightly.
        place = Path(wordllama.__file__).parent
        return wordllama.WordLlama.load(cache_dir=place, disable_download=True)


@contextlib.contextmanager
def _root_logger_as_it_is() -> Iterator[None]:
    """Take back the handler that the package gives the root logger when it is imported."""
    before, level = logging.root.handlers[:], logging.root.level
    try:
        yield
    finally:
        logging.root.handlers[:] = before
        logging.root.setLevel(level)


class SentenceTransformer(Embedder):
    """A model of the package `sentence-transformers`, by its name or folder."""

    endpoint = "local"

    def __init__(self, name: str, model: str) -> None:
        self.name = name
        self._model = model
        if find_spec("sentence_transformers") is None:
            raise InputError(
                f"models.embedder: {name} needs the package sentence-transformers; "
                "install it with: pip install sentence-transformers"
            )

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed texts; see `Embedder.embed`."""
        model = _sentence_transformer(self._model)
        if not texts:
            return np.zeros((0, model.get_sentence_embedding_dimension()), dtype=np.float32)
        return unit(model.encode(list(texts), show_progress_bar=False))


@cache
def _sentence_transformer(name: str) -> Any:
    from sentence_transformers import SentenceTransformer as Model

    try:
        return Model(name)
    except (OSError, ValueError) as error:
        line = " ".join(str(error).split())[:200]
        raise InputError(f"models.embedder: {name} cannot be loaded: {line}") from None


class OpenAIEmbedder(Embedder):
    """Any endpoint that speaks OpenAI's `/embeddings`."""

    def __init__(
        self, name: str, model: str, *, base_url: str, key: str, timeout: float, retries: int
    ) -> None:
        from openai import OpenAI

        self.name = name
        self.endpoint = base_url
        self._model = model
        self._key = key
        self._client = OpenAI(base_url=base_url, api_key=key, max_retries=0, timeout=timeout)
        self._retrying = Retrying(
            retry=retry_if_exception(_is_passing),
            stop=stop_after_attempt(retries + 1),
            wait=_wait,
            reraise=True,
        )

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed texts, in batches; see `Embedder.embed`."""
        rows: list[Vectors] = []
        for start in range(0, len(texts), BATCH):
            batch = [text or " " for text in texts[start : start + BATCH]]
            try:
                answer = self._retrying.copy()(self._ask, batch)
            except ModelError as error:
                raise Stopped(f"stopped: {error}") from None
            rows.append(self._read(answer, len(batch)))
        if len({row.shape[1] for row in rows}) > 1:
            raise self._unusable("vectors of several lengths")
        return unit(np.concatenate(rows)) if rows else np.zeros((0, 0), dtype=np.float32)

    def _ask(self, batch: Sequence[str]) -> Any:
        body = {"model": self._model, "input": list(batch), "encoding_format": "float"}
        try:
            return self._client.post("/embeddings", cast_to=object, body=body)
        except Exception as error:
            raise model_error(error, self.name, self._key) from None

    def _read(self, answer: Any, count: int) -> Vectors:
        try:
            given = sorted(answer["data"], key=lambda entry: entry["index"])
            rows = np.array([entry["embedding"] for entry in given], dtype=np.float32)
        except (TypeError, KeyError, ValueError):
            raise self._unusable("no list of vectors") from None
        if rows.ndim != 2 or len(rows) != count:
            raise self._unusable(f"{len(rows)} vectors for {count} texts")
        if not np.isfinite(rows).all():
            raise self._unusable("numbers that are not finite")
        return rows

    def _unusable(self, what: str) -> InputError:
        return InputError(f"models.embedder: {self.name} answered with {what}")


_jitter = wait_random_exponential(multiplier=0.5, max=20)


def _wait(state: Any) -> float:
    error = state.outcome.exception()
    return float(getattr(error, "retry_after", None) or _jitter(state))


def _is_passing(error: BaseException) -> bool:
    if not isinstance(error, ModelError) or (error.retry_after or 0) > PATIENCE:
        return False
    return error.trouble in ("transient", "overload")


def unit(rows: Any) -> Vectors:
    """Return rows of length 1; rows of zeros stay."""
    matrix = np.asarray(rows, dtype=np.float32)
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    return (matrix / np.where(lengths > 0, lengths, 1)).astype(np.float32)


def connect_embedder(
    config: ModelConfig | None, *, base: Path, timeout: float = 300.0, retries: int = 4
) -> Embedder:
    """Make the embedder that a configuration names; nothing is loaded yet.

    Args:
        config: `wordllama` where None.
        base: the folder that relative paths start from.
        timeout: seconds a call may take.
        retries: how often a call is repeated after a transient error.

    Raises:
        InputError: the name, or a key that is needed, will not do.
    """
    name = config.model if config else WORDLLAMA
    kind, _, model = name.partition("/")
    if name == WORDLLAMA:
        return WordLlama()
    if kind == "sentence-transformers" and model:
        place = base / Path(model).expanduser()
        return SentenceTransformer(name, str(place) if place.is_dir() else model)
    if kind == "openai" and model and config:
        key = _key(config)
        address = config.base_url or OPENAI
        return OpenAIEmbedder(
            name, model, base_url=address, key=key, timeout=timeout, retries=retries
        )
    hint = nearest(name, FORMS)
    raise InputError(f"models.embedder: {name!r} is no embedder that is known here{hint}")


def _key(config: ModelConfig) -> str:
    variable = config.api_key_env
    if variable is None and is_loopback(config.base_url):
        return "none"
    variable = variable or "OPENAI_API_KEY"
    key = os.environ.get(variable, "").strip()
    if not key:
        raise InputError(
            f"models.embedder: {config.model} needs the environment variable {variable}"
        )
    if not key.isascii() or not key.isprintable() or " " in key:
        raise InputError(
            f"models.embedder: the environment variable {variable} holds no usable key"
        )
    return key
