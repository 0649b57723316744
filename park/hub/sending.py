"""Sends files to repositories, minding READMEs that somebody else wrote."""

import re
from typing import Any, Literal

from park.errors import InputError
from park.hub.errors import line
from park.hub.outcome import Pushed
from park.hub.readme import Unreadable, is_ours, merge
from park.hub.upload import CARD, RepoType, Upload

Parcels = dict[RepoType, list[Upload]]
"""Uploads to the dataset repository and to the model repository of the same name."""

Fate = Literal["written", "merged", "kept", "written or merged", "written or kept"]
"""The fate of a card: it is written, our tables are merged into a foreign README, or the latter is
kept unchanged. A dry run cannot know whether there is one."""


def listed(parcels: Parcels, replace: bool) -> list[dict[str, Any]]:
    """Return all files with what may become of the cards, as in `Pushed.files`."""
    fates: dict[RepoType, Fate] = {"dataset": "written or merged", "model": "written or kept"}
    return [
        {"repository": kind, "path": upload.path, "bytes": upload.size}
        | ({"readme": "written" if replace else fates[kind]} if upload.path == CARD else {})
        for kind, uploads in parcels.items()
        for upload in uploads
    ]


def settle(
    pushed: Pushed,
    kind: RepoType,
    uploads: list[Upload],
    ours: re.Pattern[str],
    replace: bool,
    there: bytes | None,
) -> list[Upload]:
    """Return the files to send given the existing README.

    Args:
        pushed: whose files are told what became of their card.
        kind: the repository's type.
        uploads: the files, the card last.
        ours: pattern of the files that we write.
        replace: whether to replace a README that somebody else wrote.
        there: the existing README; None if there is none.

    Raises:
        InputError: the README there cannot be merged.
    """
    *others, card = uploads
    fate: Fate = "written"
    sent = [*others, card]
    if there is not None and not replace and not is_ours(there):
        fate = "kept" if kind == "model" else "merged"
        sent = others if kind == "model" else [*others, _merged(pushed.repo, there, card, ours)]
    for file in pushed.files:
        if (file["repository"], file["path"]) == (kind, CARD):
            file |= {"readme": fate, "bytes": sum(each.size for each in sent[len(others) :])}
    return sent


def _merged(repo: str, there: bytes, card: Upload, ours: re.Pattern[str]) -> Upload:
    new = card.content if isinstance(card.content, bytes) else card.content.read_bytes()
    try:
        return Upload(CARD, merge(there, new, ours))
    except Unreadable as error:
        raise InputError(
            f"{repo}: the README.md there {line(str(error))}; mend it there, or replace it: "
            "--replace-readme"
        ) from None
