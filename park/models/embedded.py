"""In-process models."""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from park.models.adapting import AdaptingModel
from park.models.base import CAN, ModelError, Params
from park.models.completions import read_reply
from park.models.openai_api import OpenAIModel
from park.models.server import Settings, acquire, load_xllamacpp, release
from park.models.slots import Lease, SlotTable
from park.models.takes import Takes

CONTEXT = 4096
"""Default context window in tokens."""
SPARE = 2
"""Extra slots, so that a new dialogue does not evict a slow one."""
MOST = 8
"""Maximum dialogues with their own slots; more cost memory and gain little speed."""
VIEWS = 2
"""Slots per dialogue, one for each speaker's view."""
EXTRA = {
    "dry_multiplier": 0.8,
    "dry_allowed_length": 8,
    "dry_penalty_last_n": 2048,
    "cache_prompt": True,
}
"""Request fields against repetition and for prompt caching."""
COPYING = {"dry_multiplier": 0.0, "presence_penalty": 0.0}
"""No penalties with a schema, as such replies may need to copy from the prompt.

A penalised word is often written without the space before it, which is another token: `bydoing`."""


class EmbeddedModel(AdaptingModel):
    """A model whose weights are loaded into this process."""

    long = 150.0

    def __init__(
        self,
        name: str,
        endpoint: str,
        weights: Callable[[], Path],
        *,
        slots: int = 4,
        context: int = CONTEXT,
        timeout: float = 300.0,
        extra: Mapping[str, Any] | None = None,
        takes: Takes | None = None,
    ) -> None:
        """Create a model without fetching or loading anything.

        Args:
            name: the model's name in the configuration.
            endpoint: a stable name of the weights.
            weights: returns the file, fetching it if necessary.
            slots: concurrent calls.
            context: context window in tokens.
            timeout: seconds before a call times out.
            extra: additional request fields.
            takes: known supported features.
        """
        super().__init__(takes)
        self.name = name
        self.endpoint = endpoint
        self._extra = dict(extra or {})
        self.configured_context = self._context = context
        self._weights = weights
        self._slots = slots
        self.timeout = timeout
        self._settings: Settings | None = None
        self._table = SlotTable.of(0)
        self._client: OpenAIModel | None = None
        self._starting = asyncio.Lock()

    async def start(self) -> None:
        """Fetch the weights and start their server, unless another model already did.

        Raises:
            ParkError: the weights cannot be fetched or loaded.
        """
        await self._ready()

    async def send(self, fields: dict[str, Any]) -> Any:
        """Send a request to the slot that caches most of its prompt; return the response."""
        client, messages = await self._ready(), fields["messages"]
        body = client.body(fields)
        if "response_format" in fields:
            body |= COPYING | self._extra
        table = self._table
        while table.unsettled or (lease := table.take(messages)) is None:
            await asyncio.sleep(0.02)
        said: str | None = None
        try:
            try:
                await _copy(client, lease)
            finally:
                table.copied(lease)
            answer = await client.post("/chat/completions", {**body, "id_slot": lease.slot})
            said = _said(self.name, answer)
            return answer
        finally:
            table.give_back(lease, messages, said)

    async def probe(self, params: Params | None = None) -> str:
        """Check that the server's package is installed, without fetching or loading anything."""
        load_xllamacpp()
        return ", ".join(CAN[each] for each in CAN if each in self.abilities)

    async def close(self) -> None:
        """Close the connections, and the server unless another model uses it."""
        client, settings = self._client, self._settings
        self._client = self._settings = None
        if client is not None:
            await client.close()
        if settings is not None:
            await asyncio.to_thread(release, settings)

    async def _ready(self) -> OpenAIModel:
        async with self._starting:
            if self._client is None:
                weights = await asyncio.to_thread(self._weights)
                slots = VIEWS * min(self._slots, MOST) + SPARE
                settings = Settings(weights.resolve(), slots, self._context)
                running = await asyncio.to_thread(acquire, settings)
                self._settings, self._table = settings, running.table
                self._client = OpenAIModel(
                    self.name,
                    self.name,
                    base_url=running.address,
                    timeout=self.timeout,
                    context=self.context,
                    extra=EXTRA | self._extra,
                )
            return self._client


def _said(name: str, answer: Any) -> str | None:
    """Return the reply as the next request will contain it; None if thoughts are removed."""
    try:
        reply = read_reply(name, answer)
    except ModelError:
        return None
    return None if reply.thoughts else reply.text


async def _copy(client: OpenAIModel, lease: Lease) -> None:
    if lease.source is not None:
        name = {"filename": f"{lease.source}-{lease.slot}"}
        await client.post(f"/slots/{lease.source}?action=save", name)
        await client.post(f"/slots/{lease.slot}?action=restore", name)


__all__ = ["CONTEXT", "EmbeddedModel"]
