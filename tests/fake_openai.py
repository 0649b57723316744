"""A small OpenAI-compatible server in a thread, which can be told to misbehave.

    with FakeOpenAI("Hello.") as server:              # always answers "Hello."
        model = OpenAIModel("m", "m", base_url=server.url)

    with FakeOpenAI(Fault(status=429, headers={"retry-after": "2"}), "Hello.") as server:
        ...                                            # the last answer repeats for ever

    def answer(request: dict) -> str | Fault: ...      # or a function of the request's body
    with FakeOpenAI(answer) as server: ...

`server.requests` holds the bodies received, `server.headers` the headers.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Fault:
    """An answer that is not a plain reply."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None
    """Bytes or a string are sent as they are, anything else as JSON; a completion of `text` if
    None."""
    text: str | None = "Hello."
    finish: str = "stop"
    delay: float = 0.0
    """Seconds before the answer."""
    hang: bool = False
    """Never answers, until the server is closed."""
    drip: float = 0.0
    """Seconds between the bytes of the body."""
    cut: bool = False
    """Announces the whole body, sends half of it and closes the connection."""


Answer = str | Fault
Handler = Callable[[dict[str, Any]], Answer]


def completion(text: str | None, finish: str = "stop", **fields: Any) -> dict[str, Any]:
    """Return the body of a chat completion."""
    choice = {"index": 0, "message": {"role": "assistant", "content": text}}
    return {
        "id": "x",
        "object": "chat.completion",
        "created": 0,
        "model": "m",
        "choices": [{**choice, "finish_reason": finish, **fields}],
        "usage": {
            "prompt_tokens": 10,
            "completion_tokens": 2,
            "total_tokens": 12,
            "prompt_tokens_details": {"cached_tokens": 4},
        },
    }


class FakeOpenAI:
    """The server; a context manager."""

    elsewhere = Fault(status=404, body="<html><title>404 Not Found</title></html>")
    """What is answered outside `under`."""

    @property
    def handler(self) -> "type[Handle]":
        """What handles a request."""
        return Handle

    def __init__(
        self, *answers: Answer | Handler, models: tuple[str, ...] = ("m",), under: str = "/"
    ) -> None:
        self.under = under
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.models = models
        self._answers = self._in_turn(answers or ("Hello.",))
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._server = ThreadingHTTPServer(
            ("127.0.0.1", 0), type("Handle", (self.handler,), {"fake": self})
        )
        self._server.daemon_threads = True

    @property
    def url(self) -> str:
        """The address with its `/v1`."""
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    def __enter__(self) -> "FakeOpenAI":
        serve = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        serve.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closed.set()
        self._server.shutdown()
        self._server.server_close()

    def _in_turn(self, answers: tuple[Answer | Handler, ...]) -> Iterator[Answer | Handler]:
        yield from answers
        while True:
            yield answers[-1]

    def _next(self, request: dict[str, Any], headers: dict[str, str]) -> Fault:
        with self._lock:
            self.requests.append(request)
            self.headers.append(headers)
            answer = next(self._answers)
        given = answer(request) if callable(answer) else answer
        return Fault(text=given) if isinstance(given, str) else given


class Handle(BaseHTTPRequestHandler):
    fake: FakeOpenAI
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def handle(self) -> None:
        with suppress(ConnectionError):  # A client that was killed, while its request was read.
            super().handle()

    def do_GET(self) -> None:
        listed = Fault(body={"data": [{"id": name} for name in self.fake.models]})
        self._send(listed if self.path.startswith(self.fake.under) else self.fake.elsewhere)

    def do_POST(self) -> None:
        size = int(self.headers.get("content-length", 0))
        body = json.loads(self.rfile.read(size))
        if not self.path.startswith(self.fake.under):
            self._send(self.fake.elsewhere)
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        fault = self.fake._next(body, headers)
        time.sleep(fault.delay)
        if fault.hang:
            self.fake._closed.wait()
            self.close_connection = True
            return
        self._send(fault)

    def _send(self, fault: Fault) -> None:
        body = completion(fault.text, fault.finish) if fault.body is None else fault.body
        text = body if isinstance(body, bytes | str) else json.dumps(body)
        data = text.encode() if isinstance(text, str) else text
        usual = {"content-type": "application/json", "content-length": str(len(data))}
        self.send_response(fault.status)
        for name, value in (usual | fault.headers).items():
            self.send_header(name, value)
        self.end_headers()
        if fault.drip:
            self._drip(data, fault.drip)
        else:
            with suppress(OSError):  # The client may have gone.
                self.wfile.write(data[: len(data) // 2] if fault.cut else data)
        self.close_connection = self.close_connection or fault.cut

    def _drip(self, data: bytes, pause: float) -> None:
        with suppress(OSError):
            for byte in data:
                self.wfile.write(bytes([byte]))
                if self.fake._closed.wait(pause):
                    self.close_connection = True
                    return

    def log_message(self, *_: object) -> None:
        pass
