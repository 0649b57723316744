"""The guard that keeps the suite off the network would stop a test that reaches for it."""

import asyncio
import socket
from urllib.request import urlopen

import aiohttp
import pytest

from tests.conftest import Outside
from tests.fake_openai import FakeOpenAI


def test_an_address_beyond_this_machine_is_refused():
    with socket.socket() as each, pytest.raises(Outside, match=r"192\.0\.2\.1"):
        each.connect(("192.0.2.1", 80))


def test_a_name_beyond_this_machine_is_refused():
    with pytest.raises(Outside):
        urlopen("http://huggingface.co")


def test_a_client_with_an_event_loop_is_refused():
    async def fetch():
        async with aiohttp.ClientSession() as session:
            await session.get("http://192.0.2.1/")

    with pytest.raises(Outside):
        asyncio.run(fetch())


def test_a_server_on_this_machine_is_reached():
    with FakeOpenAI("Hello.") as server:
        assert urlopen(server.url.replace("127.0.0.1", "localhost")).status == 200
