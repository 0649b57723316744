"""Push: a run's data set and what else is asked for → repositories on the Hub."""

import tempfile
import time
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from park.export.hub import check_name, connected, find_token
from park.export.parcel import (
    RepoType,
    Upload,
    adapter_card,
    adapter_uploads,
    dataset_uploads,
    ledger_uploads,
)
from park.export.write import OURS
from park.ledger.run import reopen_run

Parcels = dict[RepoType, list[Upload]]
"""What goes to the data set's repository, and to the model repository of the same name."""


@dataclass
class Pushed:
    """What a push has come to, or would."""

    run: str
    repo: str
    """The repository's name; with its owner once the Hub has told it."""
    files: list[dict[str, Any]]
    """Every file with its repository's type, its path there, and its bytes."""
    dry_run: bool
    commits: int = 0
    """Commits made; 0 if everything was there."""
    urls: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def bytes(self) -> int:
        """Return the bytes of all files."""
        return sum(int(file["bytes"]) for file in self.files)

    def summary(self) -> dict[str, Any]:
        """Return the outcome for `--json`."""
        return {
            "run": self.run,
            "stage": "push",
            "repo": self.repo,
            "dry_run": self.dry_run,
            "files": self.files,
            "bytes": self.bytes,
            "commits": self.commits,
            "urls": self.urls,
            "seconds": round(self.seconds, 3),
        }


def run_push(
    run: Path,
    repo: str,
    *,
    private: bool = False,
    adapters: bool = False,
    with_ledger: bool = False,
    dry_run: bool = False,
    progress: bool = False,
) -> Pushed:
    """Send a run's data set to a repository on the Hub; what is there already is not sent.

    Args:
        run: the run folder.
        repo: `name` or `owner/name`.
        private: make new repositories private; a public one that exists is refused.
        adapters: send the adapters, too, to the model repository of the same name.
        with_ledger: send the ledger with all raw calls, and `run.yaml`, too.
        dry_run: only find out what would be sent; needs no token and no network.
        progress: whether bars may be drawn on the terminal.

    Raises:
        InputError: there is nothing to send, no token, or the Hub refuses.
        Stopped: the network was lost; the same call goes on from there.
    """
    began = time.monotonic()
    check_name(repo)
    with reopen_run(run) as ledger, tempfile.TemporaryDirectory() as scratch:
        parcels: Parcels = {"dataset": dataset_uploads(run, ledger)}
        if with_ledger:
            parcels["dataset"] = [*ledger_uploads(run, Path(scratch)), *parcels["dataset"]]
        if adapters:
            parcels["model"] = adapter_uploads(run)
        files = [
            {"repository": kind, "path": upload.path, "bytes": upload.size}
            for kind, uploads in parcels.items()
            for upload in uploads
        ]
        pushed = Pushed(str(run), repo, files, dry_run)
        if not dry_run:
            _send(pushed, parcels, run, private=private, progress=progress)
    pushed.seconds = time.monotonic() - began
    return pushed


def _send(pushed: Pushed, parcels: Parcels, run: Path, *, private: bool, progress: bool) -> None:
    message = f"culturepark {version('culturepark')}: {run.name}"
    with connected(find_token(), progress=progress) as hub:
        # Both names and rights are checked before anything is sent.
        made = {kind: hub.create(pushed.repo, kind, private=private) for kind in parcels}
        pushed.repo = made["dataset"].name
        if "model" in parcels:
            parcels["model"].append(adapter_card(run, pushed.repo))
        for kind, uploads in parcels.items():
            ours = OURS if kind == "dataset" else None
            pushed.commits += hub.send(made[kind].name, kind, uploads, message, ours)
            pushed.urls.append(made[kind].url)
