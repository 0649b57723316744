"""`publish`: send a checked benchmark to the Hub."""

import re
import time
from functools import partial
from importlib.metadata import version

from park.benchmark.check import check
from park.benchmark.workspace import Workspace
from park.benchmarkfolder import ANSWERS, CARD, ITEMS, README, load_card
from park.errors import InputError
from park.hub.api import check_name, connected, find_token
from park.hub.errors import Tell
from park.hub.outcome import Pushed
from park.hub.sending import listed, settle
from park.hub.upload import Upload

OURS = re.compile("|".join(map(re.escape, (CARD, ITEMS, ANSWERS))))


def publish(
    workspace: Workspace,
    repo: str,
    *,
    private: bool = False,
    replace_readme: bool = False,
    dry_run: bool = False,
    progress: bool = False,
    tell: Tell = lambda line: None,
) -> Pushed:
    """Send a benchmark to a dataset repository, skipping unchanged files; work stays here.

    Args:
        workspace: the benchmark.
        repo: `owner/name`, or `name` for the token's owner, whom a dry run does not know.
        private: create a new repository as private.
        replace_readme: replace a README that somebody else wrote.
        dry_run: only list what would be sent; needs neither token nor network.
        progress: whether to show progress bars.
        tell: reports a line to the user.

    Raises:
        InputError: the benchmark does not pass its check, or the Hub refuses.
        Stopped: the connection was lost; calling again sends the rest.
    """
    began = time.monotonic()
    check_name(repo, dry_run=dry_run)
    checked = check(workspace)
    if checked.failed:
        raise InputError(f"{workspace.folder}: {checked.found['problems'][0]}")
    uploads = [Upload(name, workspace.folder / name) for name in (ANSWERS, CARD, ITEMS, README)]
    missing = next((u.path for u in uploads if not (workspace.folder / u.path).is_file()), None)
    if missing:
        raise InputError(f"{workspace.folder / missing}: no such file; first: park benchmark build "
                         f"{workspace.folder}")  # fmt: skip
    files = listed({"dataset": uploads}, replace_readme)
    pushed = Pushed(run=str(workspace.folder), repo=repo, files=files, dry_run=dry_run)
    pushed.remarks += checked.remarks
    if not dry_run:
        with connected(find_token(), progress=progress, tell=tell) as hub:
            made = hub.create(repo, "dataset", private=private)
            pushed.repo = made.repo_id
            message = f"culturepark {version('culturepark')}: {load_card(workspace.folder).name}"
            settled = partial(settle, pushed, "dataset", uploads, OURS, replace_readme)
            pushed.commits = hub.send(made.repo_id, "dataset", settled, message, OURS)
            pushed.urls.append(str(made))
    pushed.seconds = time.monotonic() - began
    return pushed
