"""Access to the Hub: creates repositories, reads READMEs and commits files."""

import logging
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from park.errors import InputError
from park.hub.errors import Patience, Tell, explain, line, patiently
from park.hub.readme import MOST
from park.hub.upload import CARD, RepoType, Upload

if TYPE_CHECKING:
    from huggingface_hub import CommitOperation, HfApi, RepoUrl

Settle = Callable[[bytes | None], Sequence[Upload]]
"""Maps the existing README to the files to send."""

BATCH = 200
"""Files per commit."""
CONNECT, ANSWER = 30.0, 180.0
"""Seconds to wait for a connection and for a response."""


def check_name(repo: str, *, dry_run: bool = False) -> None:
    """Raise InputError for a name that the Hub does not allow, or without owner in a dry run."""
    try:
        import huggingface_hub  # noqa: F401
    except ImportError:
        raise InputError("pushing needs: pip install 'culturepark[export]'") from None
    from huggingface_hub.errors import HFValidationError
    from huggingface_hub.utils import validate_repo_id  # type: ignore[attr-defined]

    try:
        validate_repo_id(repo)
    except HFValidationError as error:
        raise InputError(f"REPO: {line(str(error))}") from None
    if dry_run and "/" not in repo:  # Whose token it is remains unknown.
        raise InputError(f"REPO: {repo!r} names no owner; give OWNER/{repo}")


def find_token() -> str:
    """Return the Hub's token from the environment or its client's store.

    Raises:
        InputError: there is no usable token.
    """
    from huggingface_hub import get_token

    try:
        token = get_token()
    except Exception as error:  # Token exchange in CI jobs may raise anything.
        raise InputError(f"no token of the Hub can be had: {line(str(error))}") from None
    if token is None:
        raise InputError(
            "push needs a token of the Hub: set the environment variable HF_TOKEN, or log in "
            "with: hf auth login"
        )
    # Such a token is not a valid header, and the client's error would reveal it.
    if not token.isascii() or not token.isprintable() or " " in token:
        raise InputError("the token of the Hub (HF_TOKEN) is not usable")
    return token


class Hub:
    """Sends files to a user's repositories."""

    def __init__(self, api: "HfApi", token: str) -> None:
        self._api = api
        self._token = token

    def create(self, repo: str, kind: RepoType, *, private: bool) -> "RepoUrl":
        """Create a repository unless it exists; return its URL, including its full name.

        Raises:
            InputError: it may not be created, or exists as public instead of private.
            Stopped: the Hub cannot be reached.
        """
        with self._explained(repo):
            made: RepoUrl = patiently(
                lambda: self._api.create_repo(
                    repo, repo_type=kind, private=private or None, exist_ok=True
                )
            )
            if private and not self._api.repo_info(made.repo_id, repo_type=kind).private:
                raise InputError(f"{made.repo_id}: this {kind} repository exists and is public")
            return made

    def send(
        self,
        repo: str,
        kind: RepoType,
        settle: Settle,
        message: str,
        ours: re.Pattern[str] | None = None,
    ) -> int:
        """Send files in order; the Hub's client skips existing ones.

        Args:
            repo: the repository's full name.
            kind: its type.
            settle: returns the files; called again if somebody else changes the repository
                meanwhile.
            message: the commit message.
            ours: pattern of existing files to remove if not among the uploads.

        Returns:
            The number of commits; 0 if nothing was new.

        Raises:
            InputError: the Hub refuses.
            Stopped: the connection was lost, or the Hub is out of order or busy.
        """
        made: set[str] = set()
        with self._explained(repo):
            patiently(lambda: self._commit(repo, kind, settle, message, ours, made))
        return len(made)

    def _commit(
        self,
        repo: str,
        kind: RepoType,
        settle: Settle,
        message: str,
        ours: re.Pattern[str] | None,
        made: set[str],
    ) -> None:
        """Send files, recording the id of every commit."""
        from huggingface_hub import CommitOperationAdd, CommitOperationDelete

        head = self._api.repo_info(repo, repo_type=kind).sha
        uploads = settle(self._readme(repo, kind, head))
        there = self._api.list_repo_files(repo, repo_type=kind) if ours else []
        gone = {path for path in there if ours and ours.fullmatch(path)} - {u.path for u in uploads}
        operations: list[CommitOperation] = [
            *(CommitOperationAdd(path, content) for path, content in uploads),
            *map(CommitOperationDelete, sorted(gone)),
        ]
        for first in range(0, len(operations), BATCH):
            some = operations[first : first + BATCH]
            # Do not overwrite a README written meanwhile.
            parent = head if any(each.path_in_repo == CARD for each in some) else None
            done = self._api.create_commit(
                repo, some, commit_message=message, repo_type=kind, parent_commit=parent
            )
            if done.oid != head:
                head = done.oid
                made.add(head)

    def _readme(self, repo: str, kind: RepoType, head: str | None) -> bytes | None:
        """Return the existing README, if any, truncated if too long to be a card."""
        from huggingface_hub import get_session, hf_hub_url
        from huggingface_hub.utils import (  # type: ignore[attr-defined]
            build_hf_headers,
            hf_raise_for_status,
        )

        url = hf_hub_url(repo, CARD, repo_type=kind, revision=head, endpoint=self._api.endpoint)
        headers = build_hf_headers(token=self._token, library_name="culturepark")
        response = get_session().get(url, headers={**headers, "Range": f"bytes=0-{MOST}"})
        # 416: an empty file does not have the range.
        if response.status_code in (404, 416):
            return None
        hf_raise_for_status(response)
        return bytes(response.content)

    @contextmanager
    def _explained(self, repo: str) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            explained = explain(error, repo, self._token)
            if explained is None or explained is error:
                raise
            raise explained from None


@contextmanager
def connected(token: str, *, progress: bool, tell: Tell) -> Iterator[Hub]:
    """Open a client with timeouts, without telemetry and logging.

    Args:
        token: the Hub's token.
        progress: whether to show progress bars.
        tell: reports pauses requested by the Hub.
    """
    from huggingface_hub import HfApi, constants, get_session, set_client_factory

    # httpx or httpx2, depending on the version of the Hub's client.
    from huggingface_hub.utils import (  # type: ignore[attr-defined]
        are_progress_bars_disabled,
        disable_progress_bars,
        enable_progress_bars,
        httpx,
    )
    from huggingface_hub.utils.logging import get_verbosity, set_verbosity

    def use(hooks: Any, timeout: Any) -> None:
        set_client_factory(
            lambda: httpx.Client(event_hooks=hooks, follow_redirects=True, timeout=timeout)
        )

    constants.HF_HUB_DISABLE_TELEMETRY = True
    hooks = get_session().event_hooks
    with ExitStack() as after:
        after.callback(use, hooks, None)
        use(
            {**hooks, "response": [*hooks.get("response", ()), Patience(tell)]},
            httpx.Timeout(ANSWER, connect=CONNECT),
        )
        after.callback(set_verbosity, get_verbosity())
        set_verbosity(logging.ERROR)
        chosen = constants.HF_HUB_DISABLE_PROGRESS_BARS is not None
        if not (progress or chosen or are_progress_bars_disabled()):
            after.callback(enable_progress_bars)
            disable_progress_bars()
        api = HfApi(
            os.environ.get("HF_ENDPOINT") or None,
            token=token,
            library_name="culturepark",
            library_version=version("culturepark"),
        )
        yield Hub(api, token)
