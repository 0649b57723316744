import asyncio
from pathlib import Path
from types import SimpleNamespace

import pytest

from park.models import embedded
from park.models.base import Params
from park.models.embedded import EmbeddedModel
from park.models.openai_api import OpenAIModel
from park.models.slots import SlotTable

SCHEMA = {"type": "object", "properties": {"opinions": {"type": "array"}}}
ANSWER = {"choices": [{"message": {"content": "{}"}, "finish_reason": "stop"}]}


@pytest.fixture
def sent(monkeypatch):
    """Returns what a request to the embedded server holds."""
    bodies = []

    async def post(self, path, body):
        bodies.append(body)
        return ANSWER

    running = SimpleNamespace(address="http://127.0.0.1:1", table=SlotTable.of(1))
    monkeypatch.setattr(embedded, "acquire", lambda settings: running)
    monkeypatch.setattr(embedded, "release", lambda settings: None)
    monkeypatch.setattr(OpenAIModel, "post", post)

    def ask(schema=None, **extra):
        async def whole():
            model = EmbeddedModel("m", "embedded:m", lambda: Path("m.gguf"), extra=extra)
            said = [{"role": "user", "content": "List them."}]
            await model.reply(said, Params(presence_penalty=0.3), schema)
            await model.close()

        asyncio.run(whole())
        return bodies[-1]

    return ask


def test_what_is_said_is_kept_from_repeating(sent):
    assert (sent()["dry_multiplier"], sent()["presence_penalty"]) == (0.8, 0.3)


def test_what_copies_from_the_prompt_has_no_penalty(sent):
    body = sent(SCHEMA)
    assert (body["dry_multiplier"], body["presence_penalty"]) == (0.0, 0.0)


def test_a_penalty_that_is_asked_for_is_sent_all_the_same(sent):
    assert sent(SCHEMA, dry_multiplier=0.5)["dry_multiplier"] == 0.5
