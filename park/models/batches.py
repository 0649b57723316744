"""A provider's batches: requests in files, answered within a day, usually at half price."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
from functools import partial
from itertools import count
from typing import Any

from tenacity import (
    AsyncRetrying,
    retry_if_exception,
    stop_after_delay,
    wait_random_exponential,
)

from park.config import LONGEST_BATCH
from park.ledger.keys import key_of
from park.models.base import ModelError, Store
from park.models.errors import hidden, model_error, one_line, trouble_of
from park.models.openai_api import OpenAIModel
from park.models.sdk import sdk_client
from park.records import Record

COMPLETIONS = "/v1/chat/completions"
WINDOW = "24h"
FULL = 50_000
"""OpenAI's maximum of requests a batch."""
QUIET = 3.0
"""Seconds without another request after which a batch is handed in."""
FIRST_POLL, LAST_POLL = 2.0, 60.0
"""Seconds between looks at a batch, at first and at last."""
PATIENT = 900.0
"""Seconds to go on trying to reach the endpoint."""
ENDED = frozenset({"completed", "failed", "expired", "cancelled"})


class Batch(Record):
    """A batch that may have answers to collect."""

    requests: tuple[str, ...]
    """The requests' ids in the file."""
    file: str
    """The file's id."""
    id: str = ""
    """'' until the endpoint has named it."""


class BatchedModel(OpenAIModel):
    """A model behind an OpenAI-compatible endpoint that answers in batches.

    Requests are gathered while more of them come, and handed in together; so dialogues advance in
    rounds. The first call goes alone, at once, so that a mistake shows before a day has passed.
    """

    long = LONGEST_BATCH

    def __init__(self, *args: Any, **settings: Any) -> None:
        """Create a client without sending anything; see `OpenAIModel`."""
        super().__init__(*args, **settings)
        self._gathering: Gathering | None = None
        self._client: Any = None
        self._met = False
        self._first = asyncio.Lock()

    def open(self, store: Store, say: Callable[[str], None]) -> None:
        """Keep batches in a store, and collect those that it holds."""
        if self._gathering is None:
            key = f"batches:{self.name} {self.endpoint}"
            self._client = sdk_client(
                self.endpoint, self._key, self.timeout, self._headers, proxies=self._proxies
            )
            desk = Desk(self._client, self.name, self.secrets)
            self._gathering = Gathering(desk, store, key, say)

    async def send(self, fields: dict[str, Any]) -> Any:
        """Send a request with others; see `OpenAIModel.send`."""
        gathering, body = self._gathering, self.body(fields)
        if gathering is None:
            return await super().send(fields)
        if not self._met and not gathering.holds(body):
            async with self._first:
                if not self._met:
                    answer = await super().send(fields)
                    self._met = True
                    return answer
        return await gathering.answer(body)

    async def close(self) -> None:
        """Leave batches to the next start, and close the connections."""
        gathering, client = self._gathering, self._client
        self._gathering = self._client = None
        self._first = asyncio.Lock()  # The next stage may run in another event loop.
        try:
            if gathering is not None:
                await gathering.close()
        finally:
            if client is not None:
                await client.close()
            await super().close()


class Desk:
    """Hands batches in and collects them, with patience."""

    def __init__(self, client: Any, name: str, secrets: Sequence[str | None]) -> None:
        """Take the SDK's client, the model's name, and what to mask in messages."""
        self.name = name
        self._client, self._secrets = client, secrets
        self._retrying = AsyncRetrying(
            retry=retry_if_exception(_passes),
            stop=stop_after_delay(PATIENT),
            wait=wait_random_exponential(multiplier=0.5, max=LAST_POLL),
            reraise=True,
        )

    async def upload(self, requests: Mapping[str, Any]) -> str:
        """Upload a file of requests by id; return the file's id."""
        lines = (
            json.dumps(
                {"custom_id": name, "method": "POST", "url": COMPLETIONS, "body": body},
                ensure_ascii=False,
            )
            for name, body in requests.items()
        )
        data = "\n".join(lines).encode("utf-8", "surrogatepass") + b"\n"
        made = await self._try(
            lambda: self._client.files.create(file=("requests.jsonl", data), purpose="batch")
        )
        return str(made.id)

    async def submit(self, file: str) -> str:
        """Return the id of the batch of an uploaded file, which is started if there is none.

        Every try looks first, since the answer to an earlier one may have been lost.
        """

        async def submitted() -> str:
            if found := await self._find(file):
                return found
            made = await self._client.batches.create(
                input_file_id=file, endpoint=COMPLETIONS, completion_window=WINDOW
            )
            return str(made.id)

        return str(await self._try(submitted))

    async def _find(self, file: str) -> str:
        """Return the id of the batch of a file; '' if there is none."""
        seen: set[str] = set()
        async for each in self._client.batches.list(limit=100):
            if each.input_file_id == file:
                return str(each.id)
            if each.id in seen:  # Some endpoints send the same page for ever.
                break
            seen.add(each.id)
        return ""

    async def look(self, batch: str) -> Any:
        """Return a batch as the endpoint describes it."""
        return await self._try(lambda: self._client.batches.retrieve(batch))

    async def collect(self, ended: Any) -> dict[str, Any]:
        """Return the answers of a batch that has ended, or their errors, by request."""
        found: dict[str, Any] = {}
        for file in (ended.output_file_id, ended.error_file_id):
            if file:
                content = await self._try(partial(self._client.files.content, file))
                for line in content.text.splitlines():
                    found.update(self._read(line))
        return found

    def failed(self, ended: Any) -> ModelError:
        """Return the error of requests that a batch left without an answer."""
        told = getattr(ended.errors, "data", None) or []
        words = "; ".join(str(each.message) for each in told) or "no answer"
        limited = any("limit" in str(each.code) for each in told)
        refused = ended.status == "failed" and not limited
        return ModelError(
            f"{self.name}: batch {ended.id} has {ended.status}: {self._clean(words)}",
            "overload" if limited else "fatal" if refused else "transient",
            words=words,
        )

    def _read(self, line: str) -> dict[str, Any]:
        """Return a line's answer or error by its request; nothing if it is no such line."""
        try:
            told = json.loads(line)
            name, response = told["custom_id"], told.get("response") or {}
            status, body = response.get("status_code"), response.get("body")
            error = told.get("error") or (body or {}).get("error") or {}
        except (ValueError, RecursionError, KeyError, TypeError, AttributeError):
            return {}
        if status == 200 and isinstance(body, dict):
            return {str(name): body}
        words = str(error.get("message", "") if isinstance(error, dict) else error)
        if not isinstance(status, int) or status < 400:
            return {str(name): ModelError(f"{self.name}: {self._clean(words)}", "transient")}
        said = f"{self.name}: HTTP {status}: {self._clean(words)}"
        return {str(name): ModelError(said, trouble_of(status, words), status=status, words=words)}

    def _clean(self, words: str) -> str:
        return one_line(hidden(words, self._secrets))

    async def _try(self, call: Callable[[], Awaitable[Any]]) -> Any:
        async def once() -> Any:
            try:
                return await call()
            except Exception as error:
                raise model_error(error, self.name, self._secrets) from None

        return await self._retrying.copy()(once)


class Gathering:
    """The requests that wait for a batch, and the batches that wait for their answers."""

    def __init__(self, desk: Desk, store: Store, key: str, say: Callable[[str], None]) -> None:
        """Take up the batches that earlier starts have handed in.

        Args:
            desk: the endpoint.
            store: where open batches are kept.
            key: their place in it.
            say: called with messages for the user.
        """
        self._desk, self._store, self._key, self._say = desk, store, key, say
        kept = [Batch.model_validate(each) for each in store.get(key) or ()]
        self._open = {each.file: each for each in kept}
        self._followed: set[str] = set()
        self._due = {name: each.file for each in kept for name in each.requests}
        """The batch of each request that nobody has had the answer of."""
        self._ready: dict[str, Any] = {}
        """Answers that nobody has asked for since this start."""
        self._waiting: dict[str, asyncio.Future[Any]] = {}
        self._new: dict[str, Any] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._timer: asyncio.TimerHandle | None = None

    def holds(self, body: Mapping[str, Any]) -> bool:
        """Whether an open batch contains a request."""
        return self._name_of(body) in self._due

    async def answer(self, body: dict[str, Any]) -> Any:
        """Return a request's answer, from an open batch or the next one.

        Raises:
            ModelError: the request, or its batch, failed.
        """
        for batch in [each for file, each in self._open.items() if file not in self._followed]:
            self._start(self._follow(batch))
        name = self._name_of(body)
        place = self._waiting[name] = asyncio.get_running_loop().create_future()
        if name in self._ready:
            self._settle({name: self._ready.pop(name)})
        elif name not in self._due:
            self._new[name] = body
            self._stir()
        try:
            return await place
        finally:
            self._waiting.pop(name, None)
            self._new.pop(name, None)

    async def close(self) -> None:
        """Stop waiting; open batches stay in the store."""
        if self._timer is not None:
            self._timer.cancel()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._keep()

    def _name_of(self, body: Mapping[str, Any]) -> str:
        """Return the id of a request; equal ones that wait at once are numbered."""
        digest = key_of(body)
        return next(name for n in count() if (name := f"{digest}-{n}") not in self._waiting)

    def _stir(self) -> None:
        """Hand in what has gathered when no more comes, or at once if it is enough."""
        if self._timer is not None:
            self._timer.cancel()
        if len(self._new) >= FULL:
            self._hand_in()
        else:
            self._timer = asyncio.get_running_loop().call_later(QUIET, self._hand_in)

    def _hand_in(self) -> None:
        self._timer = None
        requests, self._new = self._new, {}
        if requests:
            self._start(self._send(requests))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        """Let nobody wait for what has failed for a reason unforeseen."""
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._fail(tuple(self._waiting), error)

    async def _send(self, requests: Mapping[str, Any]) -> None:
        try:
            file = await self._desk.upload(requests)
        except ModelError as error:
            self._fail(requests, error)
            return
        # Kept before it is handed in: whatever happens then, it is handed in once.
        batch = self._open[file] = Batch(requests=tuple(requests), file=file)
        self._due.update(dict.fromkeys(requests, file))
        self._keep()
        await self._follow(batch)

    async def _follow(self, batch: Batch) -> None:
        """Wait for a batch and hand out its answers."""
        self._followed.add(batch.file)
        try:
            ended = await self._ended(await self._named(batch))
            answers = await self._desk.collect(ended)
        except ModelError as error:
            # Out of reach: the answers may be collected later. Unknown: there are none.
            self._followed.discard(batch.file)
            if not _passes(error):
                self._drop(batch)
            self._fail(batch.requests, error)
            return
        missing = dict.fromkeys(set(batch.requests) - answers.keys(), self._desk.failed(ended))
        answers |= missing
        good = sum(not isinstance(each, ModelError) for each in answers.values())
        self._say(
            f"{self._desk.name}: batch {ended.id} has {ended.status}: "
            f"{good} of {len(batch.requests)} requests answered"
        )
        self._settle({name: answers[name] for name in batch.requests if name in self._due})

    async def _named(self, batch: Batch) -> str:
        """Return a batch's id, handing it in if that has not happened yet."""
        if batch.id:
            return batch.id
        name = await self._desk.submit(batch.file)
        self._open[batch.file] = batch.model_copy(update={"id": name})
        self._keep()
        self._say(
            f"{self._desk.name}: batch {name} of {len(batch.requests)} requests handed in; "
            "answers may take 24 hours, and a rerun after a stop collects them"
        )
        return name

    async def _ended(self, batch: str) -> Any:
        pause = FIRST_POLL
        while (seen := await self._desk.look(batch)).status not in ENDED:
            await asyncio.sleep(pause)
            pause = min(LAST_POLL, 1.5 * pause)
        return seen

    def _settle(self, answers: Mapping[str, Any]) -> None:
        """Hand out answers and errors; keep the answers that nobody waits for yet."""
        for name, answer in answers.items():
            if isinstance(answer, ModelError):
                self._due.pop(name, None)
                self._fail([name], answer)
            elif name in self._waiting:
                self._due.pop(name, None)
                if not self._waiting[name].done():
                    self._waiting[name].set_result(answer)
            else:
                self._ready[name] = answer

    def _fail(self, names: Iterable[str], error: BaseException) -> None:
        """Hand out an error to those who wait."""
        for name in names:
            place = self._waiting.get(name)
            if place is not None and not place.done():
                place.set_exception(error)

    def _drop(self, batch: Batch) -> None:
        del self._open[batch.file]
        for name in batch.requests:
            self._due.pop(name, None)
        self._keep()

    def _keep(self) -> None:
        """Store the open batches, without those whose answers have all been stored as calls."""
        due = set(self._due.values())
        self._open = {file: each for file, each in self._open.items() if file in due}
        self._store.put(self._key, [each.model_dump(mode="json") for each in self._open.values()])


def _passes(error: BaseException) -> bool:
    return isinstance(error, ModelError) and error.trouble in ("transient", "overload")
