"""A lean OpenAI-compatible chat server that answers everything after a fixed time.

    python -m benchmarks.latency_server --latency 0.2

It speaks just enough HTTP/1.1 to cost a small part of what its clients do, listens on 127.0.0.1
only, prints its address, and ends when its standard input is closed.
"""

import argparse
import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b

from benchmarks.speech import say

MODEL = "bench"
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

    def __init__(self, latency: float) -> None:
        self.latency = latency
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
            size = end + 4 + content_length(bytes(self.received[:end]))
            if len(self.received) < size:
                self.missing = size
                return
            body = bytes(self.received[end + 4 : size])
            del self.received[:size]
            self.missing = 0
            self.answer(completion(body) if body else MODELS)

    def answer(self, text: str) -> None:
        content = text.encode()
        response = HEAD.format(len(content)).encode() + content
        if self.latency:
            self.loop.call_later(self.latency, self.transport.write, response)
        else:
            self.transport.write(response)


def content_length(head: bytes) -> int:
    """Return the length that a request's head announces."""
    _, found, rest = head.lower().partition(b"\r\ncontent-length:")
    return int(rest.partition(b"\r\n")[0]) if found else 0


async def serve(latency: float) -> None:
    """Serve until standard input is closed."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(latency), "127.0.0.1", 0, backlog=1024)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1", flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


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
