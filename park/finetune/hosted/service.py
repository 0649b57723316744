"""OpenAI's files and fine-tuning jobs, with retries."""

import time
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, Self, TypeVar

from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception,
    stop_after_attempt,
    wait_random_exponential,
)

from park.models.base import ModelError
from park.models.connect import openai_key
from park.models.errors import hidden, model_error
from park.models.openai_api import OPENAI, is_loopback
from park.models.wire import secret_headers
from park.records import Foreign, Record
from park.records.hosted import IN_VAIN, HostedModel
from park.text.printable import one_line

T = TypeVar("T")

TRIES = 6
PATIENCE = 900.0
"""Maximum wait in seconds that a server may ask for."""
TIMEOUT = 300.0
MOST_JOBS = 1000
"""Maximum number of recent jobs to search."""
MOST_TEXT = 200
MOST_SUFFIX = 64
BACKOFF = wait_random_exponential(multiplier=2, min=2, max=60)
"""Delayed, so that the result of a call with a lost response has time to appear in lists."""


class JobState(Record):
    """A job's state at the provider, with the field names of `HostedModel`."""

    job: Foreign
    status: Foreign
    fine_tuned_model: Foreign = ""
    trained_tokens: int | None = None
    error: Foreign = ""


class Service:
    """A provider's fine-tuning API, as a context manager."""

    def __init__(self, model: HostedModel, sleep: Callable[[float], None] = time.sleep) -> None:
        """Create a client without sending anything.

        Args:
            model: any of the recipe's models.
            sleep: waits for a number of seconds.

        Raises:
            InputError: the API key is missing.
        """
        from openai import DefaultHttpxClient, OpenAI

        config = model.recipe.config(model.base)
        url = config.base_url or OPENAI
        self._name = config.model
        key = openai_key(config)
        self._secrets = (key, *secret_headers())
        self._client = OpenAI(
            base_url=url.rstrip("/"),
            api_key=key,
            max_retries=0,
            timeout=TIMEOUT,
            http_client=DefaultHttpxClient(trust_env=not is_loopback(url)),
        )
        self._retrying = Retrying(
            retry=retry_if_exception(_is_retryable),
            stop=stop_after_attempt(TRIES),
            wait=_pause,
            sleep=sleep,
            reraise=True,
        )

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connections."""
        self._client.close()

    def file(self, name: str, content: bytes) -> str:
        """Return a file's id at the provider, uploading it if necessary.

        Each attempt searches for it first, as a call with a lost response may have succeeded.

        Args:
            name: a name unique to the content.
            content: the file's content.

        Raises:
            ModelError: the upload fails or is refused.
        """

        def found_or_sent() -> str:
            for each in self._listed(self._client.files.list(purpose="fine-tune")):
                same = each.get("filename") == name and each.get("bytes") == len(content)
                if same and each.get("status") != "error":
                    return self._id(each)
            sent = self._client.files.create(file=(name, content), purpose="fine-tune")
            made = _fields(sent)
            if made.get("status") == "error":
                reason = self._clean(made.get("status_details")) or "no reason is given"
                raise ModelError(f"{self._name}: the file is refused: {reason}", "rejected")
            return self._id(made)

        return self._with_retries(found_or_sent)

    def start(self, model: HostedModel) -> JobState:
        """Return the job of a model's training file, starting it if necessary.

        Args:
            model: the model, with the ids of its files.

        Raises:
            ModelError: the job cannot be started.
        """

        def found_or_started() -> JobState:
            jobs = self._client.fine_tuning.jobs
            for each in islice(self._listed(jobs.list(limit=100)), MOST_JOBS):
                same = each.get("training_file") == model.training_file
                if same and each.get("status") not in IN_VAIN:
                    return self._state(each)
            return self._state(_fields(jobs.create(**_request(model))))

        return self._with_retries(found_or_started)

    def look(self, job: str) -> JobState:
        """Return a job's state; ModelError on failure."""
        jobs = self._client.fine_tuning.jobs
        return self._with_retries(lambda: self._state(_fields(jobs.retrieve(job))))

    def news(self, job: str) -> str:
        """Return a job's last report; '' if unavailable."""
        jobs = self._client.fine_tuning.jobs
        try:
            events = self._once(lambda: [*islice(self._listed(jobs.list_events(job, limit=1)), 1)])
        except ModelError:
            return ""
        return self._clean(events[0].get("message")) if events else ""

    def _with_retries(self, ask: Callable[[], T]) -> T:
        answer: T = self._retrying.copy()(self._once, ask)
        return answer

    def _once(self, ask: Callable[[], T]) -> T:
        try:
            return ask()
        except ModelError:
            raise
        except Exception as error:
            raise model_error(error, self._name, self._secrets) from None

    def _listed(self, page: Any) -> Iterator[dict[str, Any]]:
        """Yield the fields of all entries of a page and the following ones."""
        # Treating an odd response as an empty list would cause duplicate uploads or jobs.
        if not isinstance(getattr(page, "data", None), list):
            raise ModelError(f"{self._name}: the answer is no list", "transient")
        yield from map(_fields, page)

    def _state(self, answer: dict[str, Any]) -> JobState:
        error, trained = answer.get("error"), answer.get("trained_tokens")
        said = error if isinstance(error, dict) else {}
        return JobState(
            job=self._id(answer),
            status=self._clean(answer.get("status")) or "unknown",
            fine_tuned_model=self._clean(answer.get("fine_tuned_model")),
            trained_tokens=trained if isinstance(trained, int) else None,
            error=self._clean(said.get("message")) or self._clean(said.get("code")),
        )

    def _id(self, answer: dict[str, Any]) -> str:
        found = answer.get("id")
        if not isinstance(found, str) or not found:
            raise ModelError(f"{self._name}: the answer has no id", "transient")
        if hidden(found, self._secrets) != found:
            raise ModelError(f"{self._name}: the answer's id repeats the API key", "fatal")
        return found

    def _clean(self, text: Any) -> str:
        """Return server text on one printable line, with secrets masked."""
        if not isinstance(text, str):
            return ""
        return hidden(one_line(text), self._secrets)[:MOST_TEXT]


def _request(model: HostedModel) -> dict[str, Any]:
    recipe = model.recipe
    learning = {
        "n_epochs": recipe.epochs,
        "batch_size": recipe.batch,
        "learning_rate_multiplier": recipe.rate_multiplier,
    }
    validation = {"validation_file": model.validation_file} if model.validation_file else {}
    return {
        "model": recipe.model,
        "training_file": model.training_file,
        "suffix": f"{recipe.suffix}-{model.culture.replace('_', '-')}"[:MOST_SUFFIX],
        "seed": recipe.seed,
        "method": {"type": "supervised", "supervised": {"hyperparameters": learning}},
        **validation,
    }


def _fields(answer: Any) -> dict[str, Any]:
    """Return the unchecked fields of a response."""
    return dict(answer.to_dict(warnings=False)) if hasattr(answer, "to_dict") else {}


def _is_retryable(error: BaseException) -> bool:
    """Whether a retry may help."""
    if not isinstance(error, ModelError) or error.trouble not in ("transient", "overload"):
        return False
    return (error.retry_after or 0) <= PATIENCE


def _pause(state: RetryCallState) -> float:
    """Return the seconds until the next attempt: the server's request, else our back-off."""
    error = state.outcome.exception() if state.outcome else None
    return float(getattr(error, "retry_after", None) or BACKOFF(state))
