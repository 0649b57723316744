"""Which of a run's dialogues are filtered."""

from collections.abc import Collection
from itertools import islice
from pathlib import Path

from park.errors import InputError, nearest
from park.ledger.ledger import Ledger


def chosen_of(
    ledger: Ledger,
    folder: Path,
    cultures: Collection[str],
    limit: int | None,
    planned: Collection[str] = (),
) -> dict[str, str]:
    """Return the cultures of the dialogues to process, by key, in order.

    Args:
        ledger: the run's.
        folder: its folder, for errors.
        cultures: only these; all if empty.
        limit: maximum number of dialogues.
        planned: for a shard, the cultures of which dialogues are planned: none may fall on it.

    Raises:
        InputError: there are none, or none of one of the cultures.
    """
    held = ledger.cultures()
    known = sorted({*held, *planned})
    for name in cultures:
        if name not in known:
            raise InputError(f"--cultures: {name}{nearest(name, known)}")
    readable = (
        (dialogue.key, dialogue.seed.culture)
        for dialogue in ledger.dialogues()
        if dialogue.turns and (not cultures or dialogue.seed.culture in cultures)
    )
    chosen = dict(islice(readable, limit))
    if chosen or (planned and (held or _generated(ledger))):
        return chosen
    raise InputError(f"{folder}: there are no dialogues to filter; run: park generate")


def _generated(ledger: Ledger) -> bool:
    return any(kind == "generated" for _, kind, _ in ledger.events())
