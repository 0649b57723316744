"""A lean OpenAI-compatible chat server that answers everything after a fixed time.

    python -m benchmarks.latency_server --latency 0.2

It speaks just enough HTTP/1.1 to cost a small part of what its clients do, listens on 127.0.0.1
only, prints its address, and ends when its standard input is closed. `/arrivals` gives the times
of the requests since it was last asked.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from urllib.request import ProxyHandler, build_opener

from benchmarks.speech import say

MODEL = "bench"
ARRIVALS = b"/arrivals"
HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n"
MODELS = json.dumps({"object": "list", "data": [{"id": MODEL, "object": "model"}]})


def completion(body: bytes) -> str:
    """Answer a request; the text depends on nothing but its bytes."""
    key = blake2b(body, digest_size=8).digest()
    text = say(int.from_bytes(key, "big"))
    asked, said = len(body) // 4, len(text) // 5
    usage = {
        "prompt_tokens": asked,
        "completion_tokens": said,
        "total_tokens": asked + said,
        "prompt_tokens_details": {"cached_tokens": asked * 9 // 10},
    }
    message = {"role": "assistant", "content": text}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    answer = {"id": key.hex(), "object": "chat.completion", "created": 0, "model": MODEL}
    return json.dumps({**answer, "choices": [choice], "usage": usage})


class Connection(asyncio.Protocol):
    """One client connection: whole requests in, delayed answers out."""

    def __init__(self, latency: float, arrivals: list[float]) -> None:
        self.latency = latency
        self.arrivals = arrivals
        self.loop = asyncio.get_running_loop()
        self.received = bytearray()
        self.missing = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.received += data
        if len(self.received) < self.missing:
            return
        while (end := self.received.find(b"\r\n\r\n")) >= 0:
            head = bytes(self.received[:end])
            size = end + 4 + content_length(head)
            if len(self.received) < size:
                self.missing = size
                return
            body = bytes(self.received[end + 4 : size])
            del self.received[:size]
            self.missing = 0
            if body:
                self.arrivals.append(time.perf_counter())
                self.answer(completion(body), self.latency)
            elif ARRIVALS in head.partition(b"\r\n")[0]:
                self.answer(self.told(), 0)
            else:
                self.answer(MODELS, self.latency)

    def told(self) -> str:
        """Return the times of the requests so far, and forget them."""
        text = json.dumps(self.arrivals)
        self.arrivals.clear()
        return text

    def answer(self, text: str, latency: float) -> None:
        content = text.encode()
        response = HEAD.format(len(content)).encode() + content
        if latency:
            self.loop.call_later(latency, self.transport.write, response)
        else:
            self.transport.write(response)


def content_length(head: bytes) -> int:
    """Return the length that a request's head announces."""
    _, found, rest = head.lower().partition(b"\r\ncontent-length:")
    return int(rest.partition(b"\r\n")[0]) if found else 0


async def serve(latency: float) -> None:
    """Serve until standard input is closed."""
    loop = asyncio.get_running_loop()
    arrivals: list[float] = []
    server = await loop.create_server(
        lambda: Connection(latency, arrivals), "127.0.0.1", 0, backlog=1024
    )
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1", flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


def arrivals_at(base_url: str) -> list[float]:
    """Take the times, on a clock of its own, of a server's requests since it was last asked."""
    with build_opener(ProxyHandler({})).open(f"{base_url}{ARRIVALS.decode()}") as answer:
        return [float(each) for each in json.load(answer)]


@contextmanager
def running(latency: float) -> Iterator[str]:
    """Run the server in a process of its own; gives its address."""
    command = [sys.executable, "-m", "benchmarks.latency_server", "--latency", str(latency)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.stdin.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--latency", type=float, default=0.2, help="seconds before each answer")
    asyncio.run(serve(parser.parse_args().latency))
