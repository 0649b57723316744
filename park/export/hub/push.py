"""Pushes a run's dataset, and optionally more, to repositories on the Hub."""

import tempfile
import time
from functools import partial
from importlib.metadata import version
from pathlib import Path

from park.export.hub.parcel import (
    adapter_card,
    adapter_uploads,
    dataset_uploads,
    ledger_uploads,
)
from park.export.write import ours
from park.hub.api import Hub, check_name, connected, find_token
from park.hub.errors import Tell
from park.hub.outcome import Pushed
from park.hub.sending import Parcels, listed, settle
from park.ledger.run import LEDGER, reopen_run

WITHOUT_PEOPLE = (
    f"run/{LEDGER}: with all raw calls; without what people gave to the page (links, "
    "reviews, ratings, answers, lessons)"
)


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
        with_ledger: also push the ledger, without what people gave, and `run.yaml`.
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
    check_name(repo, dry_run=dry_run)
    with reopen_run(run) as ledger, tempfile.TemporaryDirectory() as scratch:
        parcels: Parcels = {"dataset": dataset_uploads(run, ledger)}
        if with_ledger:
            tell(WITHOUT_PEOPLE)
            parcels["dataset"] = [*ledger_uploads(run, Path(scratch)), *parcels["dataset"]]
        if adapters:
            parcels["model"] = [*adapter_uploads(run), adapter_card(run, repo)]
        files = listed(parcels, replace_readme)
        pushed = Pushed(run=str(run), repo=repo, files=files, dry_run=dry_run)
        if not dry_run:
            with connected(find_token(), progress=progress, tell=tell) as hub:
                _send(hub, pushed, parcels, run, private=private, replace=replace_readme)
    pushed.seconds = time.monotonic() - began
    return pushed


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
        settled = partial(settle, pushed, kind, uploads, ours(), replace)
        pattern = ours() if kind == "dataset" else None
        pushed.commits += hub.send(made[kind].repo_id, kind, settled, message, pattern)
        pushed.urls.append(str(made[kind]))
