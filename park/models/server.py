"""In-process llama.cpp servers, shared by models with the same settings."""

import atexit
import ctypes
import json
import os
import socket
import stat
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, build_opener

from park.errors import InputError
from park.models.slots import SlotTable

BATCH = 512
"""Prompt tokens per batch."""
HANG_UP_SECONDS = 1.0
STOP_SECONDS = 30.0
"""Maximum wait for a server to become idle, which takes at most one batch."""


@dataclass(frozen=True)
class Settings:
    """Server settings; models with equal settings share a server."""

    weights: Path
    slots: int
    context: int
    """Tokens per slot."""
    port: int = 0
    """0 for any free port."""
    adapter: Path | None = None
    """A LoRA adapter in GGUF that the model wears."""


@dataclass
class Running:
    """A running server."""

    server: Any
    address: str
    table: SlotTable
    """Its slots, shared by all models that use it."""
    folder: "TemporaryDirectory[str]"
    """Holds slot caches while they are copied."""
    users: int = 0


_servers: dict[Settings, Running] = {}
_lock = threading.Lock()


def acquire(settings: Settings) -> Running:
    """Return a server, starting it if necessary; pair each call with `release`.

    Raises:
        InputError: the weights are not a GGUF file or cannot be loaded.
    """
    with _lock:
        running = _servers.get(settings)
        if running is None:
            folder = TemporaryDirectory(prefix="park-slots-")
            try:
                server = _serve(settings, folder.name)
            except BaseException:
                folder.cleanup()
                raise
            table = SlotTable.of(settings.slots)
            running = Running(server, server.listening_address, table, folder)
            _servers[settings] = running
        running.users += 1
        return running


def release(settings: Settings) -> None:
    """Stop a server after its last user."""
    with _lock:
        running = _servers[settings]
        running.users -= 1
        if running.users <= 0:
            del _servers[settings]
            _stop(running)


@atexit.register
def _release_all() -> None:
    with _lock:
        while _servers:
            _stop(_servers.popitem()[1])


def check_gguf(path: Path) -> Path:
    """Return the path if it is a GGUF file; otherwise raise InputError."""
    try:
        with path.open("rb") as file:
            magic = file.read(4)
    except FileNotFoundError:
        raise InputError(f"{path}: no such file") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None
    if magic != b"GGUF":
        raise InputError(f"{path}: not a GGUF file")
    return path


def load_xllamacpp() -> Any:
    """Import xllamacpp; if missing, raise InputError with how to install it."""
    # Spinning at OpenMP barriers makes a busy machine up to ten times slower. The variable is read
    # only once, when the library is loaded.
    os.environ.setdefault("GOMP_SPINCOUNT", "0")
    try:
        import xllamacpp  # type: ignore[import-untyped]
    except ImportError:
        raise InputError(
            "embedded models need xllamacpp: pip install 'culturepark[local]'"
        ) from None
    return xllamacpp


def _serve(settings: Settings, folder: str) -> Any:
    xllamacpp = load_xllamacpp()
    check_gguf(settings.weights)
    params = xllamacpp.CommonParams()
    params.model.path = str(settings.weights)
    params.model_alias = {settings.weights.stem}
    if settings.adapter is not None:
        params.lora_adapters = [xllamacpp.CommonAdapterLoraInfo(str(settings.adapter), 1.0)]
    params.n_parallel = settings.slots
    params.n_ctx = settings.context * settings.slots
    # Cancelled calls end between batches.
    params.n_batch = params.n_ubatch = BATCH
    # The slot table manages caching; see slots.py.
    params.cache_ram_mib = 0
    params.slot_save_path = f"{folder}/"
    params.cpuparams.n_threads = physical_cores()
    params.port = settings.port
    params.verbosity = 0
    params.ui = False
    # Open web pages must not use the model.
    params.cors_origins = "http://127.0.0.1"
    try:
        return xllamacpp.Server(params)
    except RuntimeError:
        raise InputError(
            f"{settings.weights}: cannot be loaded (damaged, of a kind that llama.cpp does not "
            "know, or too large for the memory), or the port is taken"
        ) from None


def _stop(running: Running) -> None:
    """Stop a server once it is idle.

    Its destructor waits for active requests while holding the GIL, and deadlocks if called before
    the server's loop has started. So connections still waiting for a reply are closed, and a server
    that does not become idle even then is leaked until the process ends.
    """
    began = time.monotonic()
    while not _is_idle(running.address):
        waited = time.monotonic() - began
        if waited > STOP_SECONDS:
            ctypes.pythonapi.Py_IncRef(ctypes.py_object(running.server))
            return
        if waited > HANG_UP_SECONDS:
            _hang_up(running.address)
        time.sleep(0.05)
    running.server = None
    running.folder.cleanup()


def _hang_up(address: str) -> None:
    """Close the server's end of all its connections."""
    port = urlsplit(address).port
    for name in os.listdir("/dev/fd"):
        with suppress(OSError):
            if not stat.S_ISSOCK(os.fstat(int(name)).st_mode):
                continue
            with socket.socket(fileno=os.dup(int(name))) as connection:
                connection.getpeername()  # fails for the listening socket, which must stay open
                if connection.family == socket.AF_INET and connection.getsockname()[1] == port:
                    connection.shutdown(socket.SHUT_RDWR)


def _is_idle(address: str) -> bool:
    # The loop itself answers this request, so a response also proves that the loop has started.
    with suppress(OSError, ValueError):
        opener = build_opener(ProxyHandler({}))
        with opener.open(f"{address}/slots", timeout=2) as answer:
            return not any(slot["is_processing"] for slot in json.load(answer))
    return False


def physical_cores() -> int:
    """Return the number of physical cores available to this process."""
    if not hasattr(os, "sched_getaffinity"):
        return os.cpu_count() or 1
    cores = set()
    for number in os.sched_getaffinity(0):
        siblings = Path(f"/sys/devices/system/cpu/cpu{number}/topology/thread_siblings_list")
        try:
            cores.add(siblings.read_text())
        except OSError:
            cores.add(str(number))
    return max(1, len(cores))


__all__ = ["Settings", "acquire", "check_gguf", "load_xllamacpp", "release"]
