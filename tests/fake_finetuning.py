"""A small server in a thread that takes files and fine-tunes nothing, and can be told to misbehave.

    with FakeFinetuning() as server:                     # every job succeeds after a few looks
        ...
    with FakeFinetuning(chinese=("queued", "failed")) as server:   # by the suffix's culture
        ...
    server.trouble("POST /files", Fault(status=429, headers={"retry-after": "2"}))
    server.trouble("POST /fine_tuning/jobs", Fault(after=True, drop=True))   # done, but unanswered

`server.files` and `server.jobs` hold what it was given, `server.calls` what it was asked.
"""

import json
import threading
import time
from collections import Counter, defaultdict, deque
from contextlib import suppress
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

USUAL = ("validating_files", "queued", "running", "succeeded")


@dataclass(frozen=True)
class Fault:
    """What comes instead of an answer."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None
    """A string is sent as it is, anything else as JSON; an error of the status if None."""
    after: bool = False
    """The work is done all the same."""
    drop: bool = False
    """The connection is closed without an answer."""
    hang: bool = False
    """Never answers, until the server is closed."""


class FakeFinetuning:
    """The server; a context manager."""

    def __init__(self, statuses: tuple[str, ...] = USUAL, **by_culture: tuple[str, ...]) -> None:
        self.files: dict[str, dict[str, Any]] = {}
        self.contents: dict[str, bytes] = {}
        self.jobs: dict[str, dict[str, Any]] = {}
        self.error = {"code": "bad_rows", "message": "Row 3 is not nice.", "param": None}
        """Why jobs fail."""
        self.refused: str | None = None
        """Why files are taken with the status `error`."""
        self.calls: Counter[str] = Counter()
        self.headers: list[dict[str, str]] = []
        self.released = threading.Event()
        """Jobs whose next status is `held` stay as they are until this is set."""
        self._statuses, self._by_culture = statuses, by_culture
        self._left: dict[str, deque[str]] = {}
        self._faults: dict[str, deque[Fault]] = defaultdict(deque)
        self.lock = threading.Lock()
        self.closed = threading.Event()
        self._server = ThreadingHTTPServer(
            ("127.0.0.1", 0), type("Handle", (_Handle,), {"fake": self})
        )
        self._server.daemon_threads = True

    @property
    def url(self) -> str:
        """The address with its `/v1`."""
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    def __enter__(self) -> "FakeFinetuning":
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closed.set()
        self._server.shutdown()
        self._server.server_close()

    def trouble(self, call: str, *faults: Fault) -> None:
        """Let the next calls of a kind, such as `GET /files`, go wrong."""
        self._faults[call].extend(faults)

    def wait_for(self, call: str, count: int = 1, seconds: float = 60.0) -> None:
        """Wait until a kind of call has been made so often."""
        until = time.monotonic() + seconds
        while self.calls[call] < count:
            assert time.monotonic() < until, (call, self.calls)
            time.sleep(0.01)

    def next_fault(self, call: str) -> Fault | None:
        faults = self._faults[call]
        return faults.popleft() if faults else None

    def take_file(self, name: str, content: bytes) -> dict[str, Any]:
        made = {
            "id": f"file-{len(self.files) + 1}", "object": "file", "bytes": len(content),
            "created_at": 0, "filename": name, "purpose": "fine-tune",
            "status": "error" if self.refused else "processed", "status_details": self.refused,
        }  # fmt: skip
        self.files[made["id"]], self.contents[made["id"]] = made, content
        return made

    def take_job(self, asked: dict[str, Any]) -> dict[str, Any]:
        number = f"ftjob-{len(self.jobs) + 1}"
        culture = asked["suffix"].split("-", 1)[1]
        self._left[number] = deque(self._by_culture.get(culture, self._statuses))
        self.jobs[number] = {
            "id": number, "object": "fine_tuning.job", "created_at": 0, "error": None,
            "fine_tuned_model": None, "status": self._left[number].popleft(),
            "trained_tokens": None, "result_files": [], "organization_id": "org",
            **asked,
        }  # fmt: skip
        return self.jobs[number]

    def look(self, number: str) -> dict[str, Any]:
        """Return a job, one step further than it was."""
        job, left = self.jobs[number], self._left[number]
        if left and left[0] == "held" and self.released.is_set():
            left.popleft()
        if left and left[0] != "held":
            job["status"] = left.popleft()
        if job["status"] == "succeeded":
            job["fine_tuned_model"] = f"ft:{job['model']}:org:{job['suffix']}:{number[6:]}"
            job["trained_tokens"] = 1200
        if job["status"] == "failed":
            job["error"] = self.error
        return job


class _Handle(BaseHTTPRequestHandler):
    fake: FakeFinetuning
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def handle(self) -> None:
        with suppress(ConnectionError):
            super().handle()

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers.get("content-length", 0))))

    def _answer(self, body: bytes) -> None:
        parts = urlsplit(self.path).path.removeprefix("/v1").strip("/").split("/")
        kind = "/".join("ID" if part.startswith("ftjob-") else part for part in parts)
        call = f"{self.command} /{kind}"
        with self.fake.lock:
            self.fake.headers.append({k.lower(): v for k, v in self.headers.items()})
            fault = self.fake.next_fault(call)
            status, found = (200, None)
            if fault is None or fault.after:
                status, found = self._done(call, parts, body)
            self.fake.calls[call] += 1
        if fault and fault.hang:
            self.fake.closed.wait()
        if fault and (fault.drop or fault.hang):
            self.close_connection = True
            return
        if fault and not fault.after:
            error = {"error": {"message": f"This is HTTP {fault.status}.", "type": "x"}}
            self._send(fault.status, error if fault.body is None else fault.body, fault.headers)
            return
        self._send(status, found)

    def _done(self, call: str, parts: list[str], body: bytes) -> tuple[int, Any]:
        fake = self.fake
        if call == "POST /files":
            return 200, fake.take_file(*self._upload(body))
        if call == "POST /fine_tuning/jobs":
            return 200, fake.take_job(json.loads(body))
        if call == "GET /files":
            return 200, self._list([*fake.files.values()][::-1])
        if call == "GET /fine_tuning/jobs":
            return 200, self._list([*fake.jobs.values()][::-1])
        if call == "GET /fine_tuning/jobs/ID" and parts[2] in fake.jobs:
            return 200, fake.look(parts[2])
        if call == "GET /fine_tuning/jobs/ID/events":
            said = f"Step {fake.calls[call] + 1}/9: training loss=0.5"
            event = {"id": "e", "object": "fine_tuning.job.event", "created_at": 0}
            return 200, self._list([{**event, "level": "info", "message": said}])
        return 404, {"error": {"message": f"there is no {call}", "type": "x"}}

    def _list(self, entries: list[Any]) -> dict[str, Any]:
        return {"object": "list", "data": entries, "has_more": False}

    def _upload(self, body: bytes) -> tuple[str, bytes]:
        head = b"content-type: " + self.headers["content-type"].encode() + b"\r\n\r\n"
        parts = BytesParser(policy=HTTP).parsebytes(head + body).iter_parts()
        named = {part.get_param("name", header="content-disposition"): part for part in parts}
        assert named["purpose"].get_payload(decode=True) == b"fine-tune"
        return named["file"].get_filename(), named["file"].get_payload(decode=True)

    def _send(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        data = (body if isinstance(body, str) else json.dumps(body)).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        pass
