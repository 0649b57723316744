"""Pushes a run's dataset, and optionally more, to repositories on the Hub."""

import tempfile
import time
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

from park.errors import InputError
from park.export.hub.api import Hub, check_name, connected, find_token
from park.export.hub.errors import Tell, line
from park.export.hub.outcome import Pushed
from park.export.hub.parcel import (
    CARD,
    RepoType,
    Upload,
    adapter_card,
    adapter_uploads,
    dataset_uploads,
    ledger_uploads,
)
from park.export.hub.readme import Unreadable, is_ours, merge
from park.export.write import ours
from park.ledger.run import reopen_run

Parcels = dict[RepoType, list[Upload]]
"""Uploads to the dataset repository and to the model repository of the same name."""

Fate = Literal["written", "merged", "kept", "written or merged", "written or kept"]
"""The fate of a card: it is written, our tables are merged into a foreign README, or the latter is
kept unchanged. A dry run cannot know whether there is one."""


def run_push(
    run: Path,
    repo: str,
    *,
    private: bool = False,
    adapters: bool = False,
    with_ledger: bool = False,
    replace_readme: bool = False,
    dry_run: bool = False,
    progress: bool = False,
    tell: Tell = lambda line: None,
) -> Pushed:
    """Push a run's dataset to a repository on the Hub, skipping unchanged files.

    Args:
        run: the run folder.
        repo: `owner/name`, or `name` for the token's owner, whom a dry run does not know.
        private: create new repositories as private; an existing public one is refused.
        adapters: also push the adapters, to the model repository of the same name.
        with_ledger: also push the ledger with all raw calls, and `run.yaml`.
        replace_readme: replace a foreign README by our card.
        dry_run: only list what would be sent; needs neither token nor network.
        progress: whether to show progress bars.
        tell: reports a line to the user.

    Raises:
        InputError: there is nothing to send or no token, the Hub refuses, or a foreign README
            cannot be merged.
        Stopped: the connection was lost; calling again sends the rest.
    """
    began = time.monotonic()
    check_name(repo)
    if dry_run and "/" not in repo:
        raise InputError(f"REPO: {repo!r} names no owner; give OWNER/{repo}")
    with reopen_run(run) as ledger, tempfile.TemporaryDirectory() as scratch:
        parcels: Parcels = {"dataset": dataset_uploads(run, ledger)}
        if with_ledger:
            parcels["dataset"] = [*ledger_uploads(run, Path(scratch)), *parcels["dataset"]]
        if adapters:
            parcels["model"] = [*adapter_uploads(run), adapter_card(run, repo)]
        files = _listed(parcels, replace_readme)
        pushed = Pushed(run=str(run), repo=repo, files=files, dry_run=dry_run)
        if not dry_run:
            with connected(find_token(), progress=progress, tell=tell) as hub:
                _send(hub, pushed, parcels, run, private=private, replace=replace_readme)
    pushed.seconds = time.monotonic() - began
    return pushed


def _listed(parcels: Parcels, replace: bool) -> list[dict[str, Any]]:
    fates: dict[RepoType, Fate] = {"dataset": "written or merged", "model": "written or kept"}
    return [
        {"repository": kind, "path": upload.path, "bytes": upload.size}
        | ({"readme": "written" if replace else fates[kind]} if upload.path == CARD else {})
        for kind, uploads in parcels.items()
        for upload in uploads
    ]


def _send(
    hub: Hub, pushed: Pushed, parcels: Parcels, run: Path, *, private: bool, replace: bool
) -> None:
    # Check names and permissions of all repositories before sending anything.
    made = {kind: hub.create(pushed.repo, kind, private=private) for kind in parcels}
    pushed.repo = made["dataset"].repo_id
    if "model" in parcels:
        parcels["model"][-1] = adapter_card(run, pushed.repo)
    message = f"culturepark {version('culturepark')}: {run.name}"
    for kind, uploads in parcels.items():
        settle = partial(_settle, pushed, kind, uploads, replace)
        pattern = ours() if kind == "dataset" else None
        pushed.commits += hub.send(made[kind].repo_id, kind, settle, message, pattern)
        pushed.urls.append(str(made[kind]))


def _settle(
    pushed: Pushed, kind: RepoType, uploads: list[Upload], replace: bool, there: bytes | None
) -> list[Upload]:
    """Return the files to send given the existing README; the card is the last upload."""
    *others, card = uploads
    fate: Fate = "written"
    sent = [*others, card]
    if there is not None and not replace and not is_ours(there):
        fate = "kept" if kind == "model" else "merged"
        sent = others if kind == "model" else [*others, _merged(pushed.repo, there, card)]
    for file in pushed.files:
        if (file["repository"], file["path"]) == (kind, CARD):
            file |= {"readme": fate, "bytes": sum(each.size for each in sent[len(others) :])}
    return sent


def _merged(repo: str, there: bytes, card: Upload) -> Upload:
    new = card.content if isinstance(card.content, bytes) else card.content.read_bytes()
    try:
        return Upload(CARD, merge(there, new, ours()))
    except Unreadable as error:
        raise InputError(
            f"{repo}: the README.md there {line(str(error))}; mend it there, or replace it: "
            "--replace-readme"
        ) from None
