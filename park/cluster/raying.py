"""The seam to Ray: connecting, tasks, and what they return or how they die."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from park.cluster.portion import Portion, Returned, do
from park.errors import InputError

NEEDS = "--runner ray needs: pip install 'culturepark[ray]'"
NO_TOKEN = (
    "Ray wants its token: copy ~/.ray/auth_token from its head, and set RAY_AUTH_MODE=token here "
    "and wherever ray start is called"
)
REFUSED = "InvalidAuthToken"
"""What a Ray with a token tells those who do not show it."""
RESTARTS = 3
"""Maximum restarts of a task whose process or machine died."""
ANSWER = 5.0
"""Seconds in which a port must answer."""
JOIN = 90.0
"""Seconds in which a cluster must let a process join; more is no cluster."""
PATIENCE = {"RAY_agent_register_timeout_ms": "300000", "RAY_USAGE_STATS_ENABLED": "0"}
"""Settings of a Ray of our own: busy machines start it slowly, and it tells nobody of its use."""
PROBE = "import sys, ray; ray.init(address=sys.argv[1], log_to_driver=False, logging_level='ERROR')"


class RayCluster:
    """A connected Ray; see `park.cluster.driving.Cluster`."""

    def __init__(self, ray: Any) -> None:
        """Take over a connection."""
        self._ray = ray
        resources = ray.cluster_resources()
        self.cpus = float(resources.get("CPU", 0))
        self.gpus = float(resources.get("GPU", 0))

    def submit(self, portion: Portion, cpus: float, gpus: float) -> Any:
        """Start a plain task; Ray starts it again elsewhere if its process or machine dies."""
        wanted = {"num_cpus": cpus, "num_gpus": gpus, "max_retries": RESTARTS}
        return self._ray.remote(**wanted)(do).remote(portion)

    def ended(self, tasks: Sequence[Any]) -> list[tuple[Any, Returned | str]]:
        """Return the tasks that have ended, with what they returned or why they died."""
        if not tasks:
            return []
        done, _ = self._ray.wait(list(tasks), num_returns=len(tasks), timeout=0)
        return [(task, self._result(task)) for task in done]

    def _result(self, task: Any) -> Returned | str:
        try:
            found: Returned = self._ray.get(task)
        except self._ray.exceptions.RayError as error:
            said = [line.strip() for line in str(error).splitlines() if line.strip()]
            return f"{type(error).__name__}: {said[-1][:200] if said else 'the task died'}"
        return found

    def cancel(self, task: Any) -> None:
        """End a task that still runs."""
        self._ray.cancel(task, force=True)


@contextmanager
def connected(address: str | None) -> Iterator[RayCluster]:
    """Connect to a cluster, or start Ray on this machine for as long as the block lasts.

    Args:
        address: HOST:PORT of a cluster's head, or `auto` for one that runs here; None to start one.

    Raises:
        InputError: Ray is not installed, does not start, or nothing that is Ray answers.
    """
    try:
        import ray
    except ImportError:
        raise InputError(NEEDS) from None
    if address is not None:
        _check(address)
    for name, value in PATIENCE.items():
        os.environ.setdefault(name, value)
    local = {"include_dashboard": False} if address is None else {}
    try:
        ray.init(
            address=address or "local", log_to_driver=False, logging_level="ERROR", **local
        )  # fmt: skip
    except Exception as error:  # Ray raises bare ones, too.
        said = str(error).strip().splitlines() or [type(error).__name__]
        where = "Ray does not start here" if address is None else f"--address {address}"
        raise InputError(f"{where}: {said[0]}") from None
    try:
        yield RayCluster(ray)
    finally:
        ray.shutdown()


def _check(address: str) -> None:
    """Raise InputError unless an address is one, and a Ray answers there.

    Ray itself ends the process, or waits for minutes, where nothing answers.
    """
    if address != "auto":
        host, _, port = address.rpartition(":")
        if not host or "/" in address or not port.isdigit() or not 0 < int(port) < 65536:
            raise InputError(
                f"--address {address}: HOST:PORT of the cluster's head is expected, such as "
                "10.0.0.1:6379, or auto"
            )
        try:
            socket.create_connection((host.strip("[]"), int(port)), timeout=ANSWER).close()
        except OSError as error:
            why = error.strerror or str(error)
            raise InputError(f"--address {address}: nothing answers ({why})") from None
    command = [sys.executable, "-c", PROBE, address]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=JOIN, check=False
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise InputError(f"--address {address}: no Ray answers in {JOIN:g} seconds") from None
    if REFUSED in done.stderr:
        raise InputError(f"--address {address}: {NO_TOKEN}")
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.strip()] or ["no answer"]
        raise InputError(f"--address {address}: no Ray answers ({said[-1].strip()[:200]})")
