"""The server of tests/fake_openai.py with a provider's batches.

    with FakeBatches("Hello.") as server:
        ...
        server.batches            # the requests of each batch handed in, by custom_id

`troubles` are what uploads and batches are answered with, one each; `lost` are answers to batches
that are taken all the same. `fate(body)` may return a status and a message, or `None` for no line
at all; `ends` names the status in which batches end, and `looks` says how often they are looked at
before that.
"""

import itertools
import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.fake_openai import FakeOpenAI, Fault, Handle, completion


class BatchHandle(Handle):
    fake: "FakeBatches"

    def do_GET(self) -> None:
        _, _, kind, *rest = self.path.split("?")[0].split("/")
        if kind == "batches":
            asked = parse_qs(urlsplit(self.path).query)
            self._send(Fault(body=self.fake.seen(*rest) if rest else self.fake.page(asked)))
        elif kind == "files":
            self._send(Fault(body=self.fake.files[rest[0]]))
        else:
            super().do_GET()

    def do_POST(self) -> None:
        kind = self.path.split("/")[2]
        if kind not in ("files", "batches"):
            super().do_POST()
            return
        data = self.rfile.read(int(self.headers["content-length"]))
        fault = next(self.fake.troubles, None)
        if fault is not None:
            self._send(fault)
        elif kind == "files":
            self._send(Fault(body=self.fake.upload(data)))
        else:
            taken = Fault(body=self.fake.submit(json.loads(data)))
            self._send(next(self.fake.lost, taken))


class FakeBatches(FakeOpenAI):
    handler = BatchHandle

    def __init__(self, *answers: Any, **settings: Any) -> None:
        super().__init__(*answers, **settings)
        self.files: dict[str, str] = {}
        self.batches: list[dict[str, Any]] = []
        self.troubles = self.lost = iter(())
        self.looks, self.ends, self.errors = 1, "completed", []
        self.fate = lambda body: 200
        self._made: dict[str, dict[str, Any]] = {}
        self._number = itertools.count(1)

    def upload(self, data: bytes) -> dict[str, Any]:
        lines = [line for line in data.decode().splitlines() if line.startswith('{"custom_id"')]
        return self._file("\n".join(lines))

    def _file(self, text: str) -> dict[str, Any]:
        name = f"file-{next(self._number)}"
        self.files[name] = text
        told = {"object": "file", "filename": "requests.jsonl", "purpose": "batch"}
        return {"id": name, "bytes": len(text), "created_at": 0, "status": "processed", **told}

    def submit(self, told: dict[str, Any]) -> dict[str, Any]:
        name = f"batch_{next(self._number)}"
        lines = map(json.loads, self.files[told["input_file_id"]].splitlines())
        self.batches.append({line["custom_id"]: line["body"] for line in lines})
        self._made[name] = {
            "id": name, "object": "batch", "endpoint": told["endpoint"], "created_at": 0,
            "input_file_id": told["input_file_id"], "completion_window": "24h",
            "status": "validating", "requests": self.batches[-1], "looks": self.looks,
        }  # fmt: skip
        return self._shown(name)

    def page(self, asked: dict[str, list[str]]) -> dict[str, Any]:
        """Return a page of the batches, the newest first."""
        names = list(reversed(self._made))
        begin = names.index(asked["after"][0]) + 1 if "after" in asked else 0
        end = begin + int(asked["limit"][0])
        data = [self._shown(each) for each in names[begin:end]]
        return {"object": "list", "data": data, "has_more": end < len(names)}

    def seen(self, name: str) -> dict[str, Any]:
        made = self._made[name]
        made["looks"] -= 1
        if made["looks"] < 0 and made["status"] not in ("completed", self.ends):
            self._end(made)
        return self._shown(name)

    def _end(self, made: dict[str, Any]) -> None:
        good, bad = [], []
        made["status"] = self.ends
        if self.ends == "failed":
            made["errors"] = {"object": "list", "data": self.errors}
            return
        for name, body in reversed(made["requests"].items()):
            fate = self.fate(body)
            if fate is None:
                continue
            if fate == 200:
                fault = self._next(body, {})
                answer = {"status_code": 200, "body": completion(fault.text)}
                good.append(json.dumps({"custom_id": name, "response": answer, "error": None}))
                continue
            status, words = fate
            answer = {"status_code": status, "body": {"error": {"message": words}}}
            bad.append(json.dumps({"custom_id": name, "response": answer, "error": None}))
        made["output_file_id"] = self._file("\n".join(good))["id"] if good else None
        made["error_file_id"] = self._file("\n".join(bad))["id"] if bad else None

    def _shown(self, name: str) -> dict[str, Any]:
        made = self._made[name]
        return {key: each for key, each in made.items() if key not in ("requests", "looks")}
