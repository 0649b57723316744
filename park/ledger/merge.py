"""Joins the parts of a run: their calls, dialogues and events go into the run's own ledger.

A part may be merged again at any time: what the run holds already is left as it is.
"""

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from park.config import Config
from park.errors import InputError
from park.ledger.absorb import absorb
from park.ledger.ledger import Ledger
from park.ledger.part import SHARD
from park.ledger.run import CONFIG, LEDGER, Identity, InUse, begin, changed_settings, hold
from park.ledger.shard import Kind, Shard
from park.yamlfile import load_yaml

STAGES = {"generate": "generated", "filter": "filtered", "evaluate": "evaluated"}
"""Events that begin and end the work of a stage."""
BEGUN_BY = {end: stage for stage, end in STAGES.items()}


@dataclass(frozen=True)
class PartState:
    """What is known of a part."""

    folder: Path
    id: str
    shard: Shard
    identity: Identity
    base: Path
    stage: str = ""
    """The stage that was begun last; '' if none."""
    unfinished: str = ""
    """That stage if it has not ended; '' if it has."""
    failed: int = 0
    """Dialogues that failed."""


@dataclass
class Joined:
    """The outcome of a merge."""

    parts: list[PartState] = field(default_factory=list)
    of: int = 0
    """Number of shards."""
    missing: list[int] = field(default_factory=list)
    """Numbers of the shards without a part."""
    running: list[int] = field(default_factory=list)
    """Numbers of the shards that are at work, whose parts were left as they are."""

    def again(self) -> list[int]:
        """Return the numbers of the shards to run again, without those at work."""
        some = (part.shard.number for part in self.parts if part.unfinished or part.failed)
        return sorted([*self.missing, *some])


def merge_parts(folder: Path) -> Joined:
    """Merge all parts of a run into its ledger, except those that are at work.

    Args:
        folder: the run folder; its own ledger begins with the first part's settings if missing.

    Raises:
        InputError: there are no parts; one is of another run, of another number of shards, or
            not the shard that its folder names; the run, or its only part, is in use. Nothing is
            merged.
        LedgerError: the ledger cannot be written; merged parts stay merged.
    """
    if not folder.is_dir():
        raise InputError(f"{folder}: there is no such run folder")
    if not (folder / "parts").is_dir():
        raise InputError(f"{folder}: there are no parts to merge; run: park generate --shard 1/N")
    with hold(folder):
        parts, running = _examined(folder, "parts")
        if not parts and running:
            raise InUse(f"{folder / 'parts'}: shard {running[0]} is at work; merge it when it ends")
        if not parts:
            raise InputError(f"{folder / 'parts'}: no shard has begun; there is nothing to merge")
        of, merged = parts[0].shard.of, []
        with Ledger(folder / LEDGER) as ledger:
            for part in parts:
                try:
                    _adopt(ledger, part)
                except InUse:  # It was begun again meanwhile.
                    running.append(part.shard.number)
                else:
                    merged.append(part)
            running.sort()
            present = {*running, *(part.shard.number for part in merged)}
            missing = sorted({*range(1, of + 1)} - present)
            ledger.event("merged", parts=len(merged), of=of, missing=missing)
    return Joined(merged, of, missing, running)


def merge_workers(folder: Path, ledger: Ledger) -> list[PartState]:
    """Merge and delete the parts of local processes, if any; the folder must be held.

    Args:
        folder: the run's or part's folder.
        ledger: its own ledger, with the settings that all of its processes had.
    """
    if not (folder / "workers").is_dir():
        return []
    parts, _ = _examined(folder, "workers")
    for part in parts:
        _adopt(ledger, part)
    shutil.rmtree(folder / "workers", ignore_errors=True)
    return parts


def _adopt(ledger: Ledger, part: PartState) -> None:
    """Take over a part's settings, if the run has none, and its records."""
    with hold(part.folder):
        known = ledger.get("identity") or {}
        if not known or changed_settings(known, part.identity):
            config = load_yaml(part.folder / CONFIG, Config)
            resolved = config.model_dump(mode="json", exclude_unset=True)
            begin(ledger, part.identity, resolved, part.base)
        else:
            ledger.put("identity", {**known, **part.identity})
        absorb(
            ledger, part.folder / LEDGER, part.id, f"{part.folder.parent.name}/{part.folder.name}"
        )


def _examined(folder: Path, kind: Kind) -> tuple[list[PartState], list[int]]:
    """Return the parts of a run in order, and the numbers of shards that are at work.

    Raises:
        InputError: parts do not belong together; names the part, and what differs.
        InUse: a local process is at work.
    """
    parts, running = [], []
    for place in sorted(path.parent for path in (folder / kind).glob(f"*/{LEDGER}")):
        try:
            if (part := _state(place, kind)) is not None:
                parts.append(part)
        except InUse:
            if kind != "parts" or not place.name.isdecimal():
                raise
            running.append(int(place.name))
    known: Identity = {}
    if (folder / LEDGER).is_file():
        with Ledger(folder / LEDGER, read_only=True) as ledger:
            known = {} if ledger.is_fruitless() else ledger.get("identity") or {}
    for part in parts:
        if part.folder != folder / part.shard.name:
            raise InputError(
                f"{part.folder}: holds shard {part.shard}, which belongs into "
                f"{folder / part.shard.name}; was it copied?"
            )
        if part.shard.of != parts[0].shard.of and kind == "parts":
            raise InputError(
                f"{part.folder}: is shard {part.shard}, but {parts[0].folder} is shard "
                f"{parts[0].shard}; parts of one run are cut into the same number of shards"
            )
        if changed := changed_settings(known, part.identity):
            raise InputError(
                f"{part.folder}: began with other settings than the run ({', '.join(changed)})"
            )
        known = {**known, **part.identity}
    return parts, running


def _state(place: Path, kind: Kind) -> PartState | None:
    """Return what a part's ledger says of it; None if it was killed before it began.

    Raises:
        InputError: a dialogue in it belongs to another shard.
    """
    with hold(place), Ledger(place / LEDGER) as ledger:  # Recovers what a killed process left.
        found, name = ledger.get(SHARD), ledger.get("id")
        if found is None or name is None:
            return None
        number, of = found
        shard = Shard(number, of, kind)
        # Local processes take their dialogues as they come.
        for key, culture, item, repeat in ledger.places() if kind == "parts" else ():
            if not shard.holds(culture, item, repeat):
                raise InputError(
                    f"{place}: its dialogue {key[:12]} does not belong to shard {shard}"
                )
        last = _last([kind for _, kind, _ in ledger.events()])
        return PartState(
            folder=place,
            id=name,
            shard=shard,
            identity=ledger.get("identity") or {},
            base=Path(ledger.get("base") or "."),
            stage=BEGUN_BY.get(last, last),
            unfinished=last if last in STAGES else "",
            failed=len(ledger.dialogue_keys(failed=True)),
        )


def _last(events: list[str]) -> str:
    """Return the event that began or ended a stage last."""
    return next((each for each in reversed(events) if each in {*STAGES, *BEGUN_BY}), "")
