"""A local server that speaks the Hub's API as far as huggingface_hub and datasets use it."""

import base64
import hashlib
import json
import re
import threading
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

import yaml

LARGE = (".parquet", ".safetensors", ".sqlite")
"""Endings of the files that go to the large file storage."""


class Fault(NamedTuple):
    """Something that goes wrong, the next time that a request fits."""

    on: str
    """A pattern of the method and the path, such as `PUT /lfs/`."""
    status: int = 0
    """The answer's status; with 0 the connection breaks in the middle."""
    body: Any = None
    after: int = 0
    """How many fitting requests are answered first."""
    times: int = 1
    hang: bool = False
    """Whether nothing is ever answered."""
    lost: bool = False
    """Whether the request is served, and only its answer does not arrive."""
    headers: tuple[tuple[str, str], ...] = ()
    does: Callable[["FakeHub"], None] | None = None
    """What happens just before, such as somebody else's commit; with no status it is all."""


class Blob(NamedTuple):
    """A file of a commit."""

    content: bytes
    lfs: bool

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def oid(self) -> str:
        """The id that git gives it, of its pointer if it is large."""
        pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{self.sha256}\n"
        data = f"{pointer}size {len(self.content)}\n".encode() if self.lfs else self.content
        return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


class Repo:
    """A repository: its files after each commit."""

    def __init__(self, kind: str, name: str, private: bool) -> None:
        self.kind, self.name, self.private = kind, name, private
        self.history: list[dict[str, Blob]] = [{}]

    @property
    def files(self) -> dict[str, Blob]:
        return self.history[-1]

    @property
    def head(self) -> str:
        names = sorted((path, blob.oid) for path, blob in self.files.items())
        return hashlib.sha1(repr((len(self.history), names)).encode()).hexdigest()

    @property
    def commits(self) -> int:
        return len(self.history) - 1

    def write(self, path: str, content: bytes) -> None:
        """Commit a file, as somebody else would."""
        self.history.append({**self.files, path: Blob(content, False)})


class FakeHub:
    """The Hub on this machine: `with FakeHub() as hub: … hub.url …`."""

    def __init__(self, *faults: Fault, token: str = "hf_secret", user: str = "me") -> None:
        self.token, self.user = token, user
        self.repos: dict[tuple[str, str], Repo] = {}
        self.stored: dict[str, bytes] = {}
        """The large file storage, by SHA-256."""
        self.requests: list[str] = []
        """The method and path of every request."""
        self._faults = [[fault, fault.after, fault.times] for fault in faults]
        self._lock = threading.Lock()
        self.closed = threading.Event()
        handler = type("Handler", (_Handle,), {"hub": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def make(self, kind: str = "dataset", name: str = "me/data") -> Repo:
        """Return a new repository."""
        self.repos[kind, name] = Repo(kind, name, False)
        return self.repos[kind, name]

    def repo(self, kind: str = "dataset", name: str = "me/data") -> Repo:
        return self.repos[kind, name]

    def sent(self, pattern: str) -> list[str]:
        """Return the requests that fit a pattern."""
        return [request for request in self.requests if re.search(pattern, request)]

    def __enter__(self) -> "FakeHub":
        serve = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        serve.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closed.set()
        self._server.shutdown()
        self._server.server_close()

    def fault(self, request: str) -> Fault | None:
        """Note a request; return what is to go wrong with it."""
        with self._lock:
            self.requests.append(request)
            for fits in self._faults:
                fault, first, left = fits
                if not (left and re.search(fault.on, request)):
                    continue
                if not first:
                    fits[2] -= 1
                    return fault
                fits[1] -= 1
        return None

    def heal(self) -> None:
        """Let nothing go wrong any more."""
        self._faults.clear()


class Answer(NamedTuple):
    body: Any = None
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()


def missing(what: str) -> Answer:
    return Answer({"error": f"{what} not found"}, 404, (("X-Error-Code", f"{what}NotFound"),))


class _Handle(BaseHTTPRequestHandler):
    hub: FakeHub
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    ROUTES = (
        ("POST", r"/api/repos/create", "_create"),
        ("POST", r"/api/validate-yaml", "_validate"),
        ("POST", r"/api/(\w+)s/([^/]+/[^/]+)/preupload/[^/]+", "_preupload"),
        ("POST", r"/api/(\w+)s/([^/]+/[^/]+)/commit/[^/]+", "_commit"),
        ("POST", r"/api/(\w+)s/([^/]+/[^/]+)/paths-info/[^/]+", "_paths"),
        ("GET", r"/api/(\w+)s/([^/]+/[^/]+)/tree/[^/]+(?:/(.*))?", "_tree"),
        ("GET", r"/api/(\w+)s/([^/]+/[^/]+)(?:/revision/[^/]+)?", "_info"),
        ("POST", r"/(?:(\w+)s/)?([^/]+/[^/]+)\.git/info/lfs/objects/batch", "_batch"),
        ("PUT", r"/lfs/(\w+)", "_store"),
        ("(?:GET|HEAD)", r"/(?:(\w+)s/)?([^/]+/[^/]+)/resolve/[^/]+/(.*)", "_resolve"),
    )

    def _answer(self) -> None:
        path = unquote(urlsplit(self.path).path)
        fault = self.hub.fault(f"{self.command} {path}")
        size = int(self.headers.get("content-length") or 0)
        if fault is not None and fault.does is not None:
            fault.does(self.hub)
            fault = fault if fault.status else None
        if fault is not None and fault.hang:
            self.hub.closed.wait()
            self.close_connection = True
            return
        if fault is not None and not fault.status:
            self.data = self.rfile.read(size if fault.lost else size // 2)
            if fault.lost:
                self._route(path)
            self.close_connection = True
            self.connection.close()
            return
        self.data = self._chunks() if "chunked" in self._encoding() else self.rfile.read(size)
        answer = Answer(fault.body, fault.status, fault.headers) if fault else self._route(path)
        self._send(answer)

    do_GET = do_POST = do_PUT = do_HEAD = _answer

    def handle(self) -> None:
        with suppress(OSError):
            super().handle()

    def _encoding(self) -> str:
        return self.headers.get("transfer-encoding") or ""

    def _chunks(self) -> bytes:
        parts = []
        while size := int(self.rfile.readline(), 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def _route(self, path: str) -> Answer:
        for method, pattern, name in self.ROUTES:
            match = re.fullmatch(pattern, path)
            if not (match and re.fullmatch(method, self.command)):
                continue
            if self.command in ("POST", "PUT") and name != "_store" and not self._allowed():
                return Answer({"error": "Invalid username or password."}, 401)
            return getattr(self, name)(*match.groups())
        return missing("Entry")

    def _allowed(self) -> bool:
        return self.headers.get("authorization") == f"Bearer {self.hub.token}"

    def _json(self) -> Any:
        return json.loads(self.data)

    def _repo(self, kind: str | None, name: str) -> Repo | None:
        repo = self.hub.repos.get((kind or "model", name))
        return None if repo is None or (repo.private and not self._allowed()) else repo

    def _create(self) -> Answer:
        asked = self._json()
        kind = asked.get("type", "model")
        name = f"{asked.get('organization') or self.hub.user}/{asked['name']}"
        if not name.startswith(f"{self.hub.user}/"):
            return Answer({"error": f"You may not create {name}"}, 403)
        url = f"{self.hub.url}/{'datasets/' if kind == 'dataset' else ''}{name}"
        if (kind, name) in self.hub.repos:
            return Answer({"error": "You already created this repo", "url": url}, 409)
        self.hub.repos[kind, name] = Repo(kind, name, asked.get("visibility") == "private")
        return Answer({"url": url, "name": name})

    def _validate(self) -> Answer:
        text = self._json()["content"]
        parts = text.split("---\n")
        try:
            yaml.safe_load(parts[1] if text.startswith("---\n") else "[")
        except yaml.YAMLError as error:
            return Answer({"errors": [{"message": str(error)}], "warnings": []}, 400)
        return Answer({"errors": [], "warnings": []})

    def _preupload(self, kind: str, name: str) -> Answer:
        repo = self._repo(kind, name)
        if repo is None:
            return missing("Repo")
        files = []
        for file in self._json()["files"]:
            known = repo.files.get(file["path"])
            lfs = file["path"].endswith(LARGE)
            oid = None if known is None else known.sha256 if known.lfs else known.oid
            files.append(
                {
                    "path": file["path"],
                    "uploadMode": "lfs" if lfs else "regular",
                    "shouldIgnore": False,
                    "oid": oid,
                }
            )
        return Answer({"files": files})

    def _batch(self, kind: str | None, name: str) -> Answer:
        if self._repo(kind, name) is None:
            return missing("Repo")
        objects = []
        for asked in self._json()["objects"]:
            known = {"oid": asked["oid"], "size": asked["size"]}
            if asked["oid"] not in self.hub.stored:
                known["actions"] = {"upload": {"href": f"{self.hub.url}/lfs/{asked['oid']}"}}
            objects.append(known)
        return Answer({"transfer": "basic", "objects": objects})

    def _store(self, oid: str) -> Answer:
        if hashlib.sha256(self.data).hexdigest() != oid:
            return Answer({"error": "wrong digest"}, 400)
        self.hub.stored[oid] = self.data
        return Answer()

    def _commit(self, kind: str, name: str) -> Answer:
        repo = self._repo(kind, name)
        if repo is None:
            return missing("Repo")
        files = dict(repo.files)
        for line in self.data.splitlines():
            step = json.loads(line)
            value = step["value"]
            if step["key"] == "header" and value.get("parentCommit", repo.head) != repo.head:
                return Answer({"error": "A commit has happened since. Please refresh"}, 412)
            if step["key"] == "file":
                files[value["path"]] = Blob(base64.b64decode(value["content"]), False)
            elif step["key"] == "lfsFile":
                if value["oid"] not in self.hub.stored:
                    return Answer({"error": "an object is missing"}, 400)
                files[value["path"]] = Blob(self.hub.stored[value["oid"]], True)
            elif step["key"] == "deletedFile":
                del files[value["path"]]
        repo.history.append(files)
        url = f"{self.hub.url}/{name}/commit/{repo.head}"
        return Answer({"success": True, "commitOid": repo.head, "commitUrl": url})

    def _info(self, kind: str, name: str) -> Answer:
        repo = self._repo(kind, name)
        if repo is None:
            return missing("Repo")
        siblings = [{"rfilename": path} for path in sorted(repo.files)]
        known = {"_id": "1", "id": name, "sha": repo.head, "private": repo.private}
        return Answer({**known, "siblings": siblings, "tags": [], "downloads": 0, "likes": 0})

    def _entries(self, repo: Repo) -> list[dict[str, Any]]:
        entries = {}
        for path, blob in sorted(repo.files.items()):
            *folders, _ = path.split("/")
            for depth in range(1, len(folders) + 1):
                folder = "/".join(folders[:depth])
                entries[folder] = {"type": "directory", "path": folder, "oid": "0" * 40, "size": 0}
            entry = {"type": "file", "path": path, "oid": blob.oid, "size": len(blob.content)}
            if blob.lfs:
                size = len(blob.content)
                entry["lfs"] = {"oid": blob.sha256, "size": size, "pointerSize": 130}
            entries[path] = entry
        return list(entries.values())

    def _tree(self, kind: str, name: str, folder: str | None) -> Answer:
        repo = self._repo(kind, name)
        if repo is None:
            return missing("Repo")
        start = f"{folder}/" if folder else ""
        below = [each for each in self._entries(repo) if each["path"].startswith(start)]
        if folder and not below:
            return missing("Entry")
        if "recursive=true" not in self.path.lower():
            below = [each for each in below if "/" not in each["path"][len(start) :]]
        return Answer(below)

    def _paths(self, kind: str, name: str) -> Answer:
        repo = self._repo(kind, name)
        if repo is None:
            return missing("Repo")
        asked = self._json()["paths"] if self.data[:1] == b"{" else self._form("paths")
        return Answer([each for each in self._entries(repo) if each["path"] in asked])

    def _form(self, name: str) -> list[str]:
        return parse_qs(self.data.decode()).get(name, [])

    def _resolve(self, kind: str | None, name: str, path: str) -> Answer:
        repo = self._repo(kind, name)
        if repo is None:
            return missing("Repo")
        if path not in repo.files:
            return missing("Entry")
        blob = repo.files[path]
        headers = [("X-Repo-Commit", repo.head), ("ETag", f'"{blob.oid}"')]
        if blob.lfs:
            headers += [("X-Linked-ETag", f'"{blob.sha256}"')]
            headers += [("X-Linked-Size", str(len(blob.content)))]
        return Answer(blob.content, 200, tuple(headers))

    def _send(self, answer: Answer) -> None:
        body = answer.body
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        status = answer.status
        found = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("range") or "")
        headers = list(answer.headers)
        if found and isinstance(body, bytes):
            first, last = int(found[1]), int(found[2] or len(data) - 1)
            headers.append(("Content-Range", f"bytes {first}-{last}/{len(data)}"))
            data, status = data[first : last + 1], 206
        self.send_response(status)
        kind = "application/octet-stream" if isinstance(body, bytes) else "application/json"
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        pass
