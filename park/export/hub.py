"""The Hub's side of a push: create a repository, send files in commits, explain what fails."""

import logging
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from typing import TYPE_CHECKING, NamedTuple

from park.errors import InputError, ParkError, Stopped
from park.export.parcel import RepoType, Upload
from park.models.masking import masked
from park.text.printable import one_line

if TYPE_CHECKING:
    from huggingface_hub import CommitOperation, HfApi

BATCH = 200
"""Files that go into one commit."""
CONNECT, ANSWER = 30.0, 180.0
"""Seconds to wait for a connection, and for an answer."""
SAID = 200
"""Characters of a server's message that are shown."""
AGAIN = "the same command goes on from here"


def check_name(repo: str) -> None:
    """Refuse, with InputError, a repository name that the Hub does not allow."""
    _require()
    from huggingface_hub.errors import HFValidationError
    from huggingface_hub.utils import validate_repo_id  # type: ignore[attr-defined]

    try:
        validate_repo_id(repo)
    except HFValidationError as error:
        raise InputError(f"REPO: {_line(str(error))}") from None


def find_token() -> str:
    """Return the Hub's token from the environment or from where its client keeps it.

    Raises:
        InputError: there is none, or it cannot be one.
    """
    _require()
    from huggingface_hub import get_token

    try:
        token = get_token()
    except Exception as error:  # The exchange of tokens in a CI job fails in ways of its own.
        raise InputError(f"no token of the Hub can be had: {_line(str(error))}") from None
    if token is None:
        raise InputError(
            "push needs a token of the Hub: set the environment variable HF_TOKEN, or log in "
            "with: hf auth login"
        )
    # A header cannot hold such a token, and the client's error would show it.
    if not token.isascii() or not token.isprintable() or " " in token:
        raise InputError("the token of the Hub (HF_TOKEN) is not usable")
    return token


class Repository(NamedTuple):
    """A repository on the Hub."""

    name: str
    """With its owner."""
    url: str


class Hub:
    """Sends files to repositories of one user."""

    def __init__(self, api: "HfApi", token: str) -> None:
        self._api = api
        self._token = token

    def create(self, repo: str, kind: RepoType, *, private: bool) -> Repository:
        """Create a repository unless it is there.

        Raises:
            InputError: it may not be created, or is public and was to be private.
            Stopped: the Hub cannot be reached.
        """
        with self._explained(repo):
            made = self._api.create_repo(
                repo, repo_type=kind, private=private or None, exist_ok=True
            )
            name = str(made.repo_id)
            if private and not self._api.repo_info(name, repo_type=kind).private:
                raise InputError(f"{name}: this {kind} repository is there already, and public")
            return Repository(name, str(made))

    def send(
        self,
        repo: str,
        kind: RepoType,
        uploads: Sequence[Upload],
        message: str,
        ours: re.Pattern[str] | None = None,
    ) -> int:
        """Send files in their order; large ones go up before the commit that names them.

        Args:
            repo: the repository's full name.
            kind: its type.
            uploads: the files; what is there, also after a lost connection, is not sent again.
            message: of the commits.
            ours: files there that fit this and are not among the uploads are removed.

        Returns:
            How many commits that took; 0 if everything was there.

        Raises:
            InputError: the Hub refuses.
            Stopped: the connection was lost, or the Hub is out of order.
        """
        from huggingface_hub import CommitOperationAdd, CommitOperationDelete

        with self._explained(repo):
            head = self._api.repo_info(repo, repo_type=kind).sha
            commits = 0
            stale = [CommitOperationDelete(path) for path in self._stale(repo, kind, uploads, ours)]
            added = [CommitOperationAdd(path, content) for path, content in uploads]
            for operations in _batches([*added, *stale]):
                done = self._api.create_commit(
                    repo, operations, commit_message=message, repo_type=kind
                )
                commits += done.oid != head
                head = done.oid
        return commits

    def _stale(
        self, repo: str, kind: RepoType, uploads: Sequence[Upload], ours: re.Pattern[str] | None
    ) -> list[str]:
        if ours is None:
            return []
        kept = {upload.path for upload in uploads}
        there = self._api.list_repo_files(repo, repo_type=kind)
        return [path for path in there if ours.fullmatch(path) and path not in kept]

    @contextmanager
    def _explained(self, repo: str) -> Iterator[None]:
        try:
            yield
        except ParkError:
            raise
        except Exception as error:
            explained = explain(error, repo, self._token)
            if explained is None:
                raise
            raise explained from None


@contextmanager
def connected(token: str, *, progress: bool) -> Iterator[Hub]:
    """Open a client that waits for no answer for ever, sends no telemetry and logs nothing.

    Args:
        token: the Hub's token.
        progress: whether bars may be drawn on the terminal.
    """
    _require()
    import httpx
    from huggingface_hub import HfApi, constants, get_session, set_client_factory
    from huggingface_hub.utils.logging import get_verbosity, set_verbosity

    constants.HF_HUB_DISABLE_TELEMETRY = True
    hooks, level = get_session().event_hooks, get_verbosity()

    def client(timeout: httpx.Timeout | None) -> httpx.Client:
        return httpx.Client(event_hooks=hooks, follow_redirects=True, timeout=timeout)

    set_client_factory(lambda: client(httpx.Timeout(ANSWER, connect=CONNECT)))
    set_verbosity(logging.ERROR)
    api = HfApi(
        os.environ.get("HF_ENDPOINT") or None,
        token=token,
        library_name="culturepark",
        library_version=version("culturepark"),
    )
    try:
        with _bars(progress):
            yield Hub(api, token)
    finally:
        set_client_factory(lambda: client(None))
        set_verbosity(level)


@contextmanager
def _bars(progress: bool) -> Iterator[None]:
    from huggingface_hub import constants
    from huggingface_hub.utils import (  # type: ignore[attr-defined]
        are_progress_bars_disabled,
        disable_progress_bars,
        enable_progress_bars,
    )

    settled = constants.HF_HUB_DISABLE_PROGRESS_BARS is not None
    if progress or settled or are_progress_bars_disabled():
        yield
        return
    disable_progress_bars()
    try:
        yield
    finally:
        enable_progress_bars()


def _batches(operations: "Sequence[CommitOperation]") -> "Iterator[list[CommitOperation]]":
    for first in range(0, len(operations), BATCH):
        yield list(operations[first : first + BATCH])


def explain(error: BaseException, repo: str, token: str) -> ParkError | None:
    """Return what an error of the Hub's client means for the user, in one line without the token.

    Args:
        error: what was raised while talking to the Hub.
        repo: the repository, as the message names it.
        token: what must not be shown.

    Returns:
        The error to raise; None for one that has nothing to do with the Hub.
    """
    import httpx

    while isinstance(error, RuntimeError) and error.__cause__ is not None:
        error = error.__cause__
    response = getattr(error, "response", None)
    said = _line(masked(getattr(error, "server_message", None) or str(error), token))
    if response is not None:
        return _refused(response.status_code, repo, said)
    if isinstance(error, (httpx.InvalidURL, httpx.UnsupportedProtocol)):
        return InputError(f"HF_ENDPOINT: is no address ({said})")
    if type(error).__name__ == "OfflineModeIsEnabled":
        return InputError(f"{repo}: HF_HUB_OFFLINE is set, so nothing can be sent")
    if isinstance(error, OSError) and error.filename is not None:
        return ParkError(f"{error.filename}: cannot be read ({error.strerror})")
    # The client of the Hub's newer storage tells of a lost connection with a RuntimeError.
    if isinstance(error, (httpx.HTTPError, OSError, RuntimeError)):
        kind = type(error).__name__
        return Stopped(f"{repo}: the connection to the Hub was lost ({said or kind}); {AGAIN}")
    if isinstance(error, (ValueError, KeyError, TypeError)):
        return ParkError(f"{repo}: the Hub's answer cannot be used: {said}")
    return None


def _refused(status: int, repo: str, said: str) -> ParkError:
    if status == 401:
        return InputError(f"{repo}: the Hub does not accept the token (401: {said})")
    if status == 403:
        return InputError(f"{repo}: the token may not write there (403: {said})")
    if status in (408, 409, 412, 429) or status >= 500:
        return Stopped(f"{repo}: the Hub cannot take it now ({status}: {said}); {AGAIN}")
    return InputError(f"{repo}: the Hub refuses ({status}: {said})")


def _line(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= SAID else f"{line[:SAID]}…"


def _require() -> None:
    try:
        import huggingface_hub  # noqa: F401
    except ImportError:
        raise InputError("park push needs: pip install 'culturepark[export]'") from None
