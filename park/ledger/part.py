"""A part of a run: the ledger of a shard, in a folder of its own below the run's.

A part is written by one process alone. It also reads what the run's own ledger holds, if there is
one, so that nothing is asked again that the run has already paid for.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from heapq import merge
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from park.config import Config
from park.errors import InputError
from park.ledger.costs import COST
from park.ledger.ledger import Ledger
from park.ledger.run import (
    CONFIG,
    LEDGER,
    Identity,
    IfExists,
    begin,
    begun_in,
    changed_settings,
    hold,
    read_run,
    settle,
)
from park.ledger.shard import Shard
from park.models.base import Reply
from park.records import Dialogue, Opinion
from park.records.scores import Response
from park.yamlfile import load_yaml

if TYPE_CHECKING:
    from park.records.adapter import Adapter

SHARD = "shard"
"""Name of a part's shard, as [i, n], in its `run` table."""
BEFORE = "spent before"
"""Name of what the run had spent when the part began, in US dollars."""
OWN = frozenset({SHARD, BEFORE, "identity", "base", "id", "funnel"})
"""Names in the `run` table that a part never reads from its run; nor what answers cost."""


class Part(Ledger):
    """The ledger of a shard, in front of the run's own."""

    def __init__(self, path: Path, shard: Shard, run: Ledger | None) -> None:
        """Open a part.

        Args:
            path: the part's file.
            shard: its shard.
            run: the run's own ledger, read only; None if there is none yet.
        """
        super().__init__(path)
        self.shard = shard
        self._run = run

    def get(self, name: str) -> Any:
        """Return a value of the part, else of the run."""
        found = super().get(name)
        if found is None and self._run is not None and name not in OWN:
            return None if name.startswith(COST) else self._run.get(name)
        return found

    def call(self, key: str) -> Reply | None:
        """Return a call's stored reply, if any."""
        found = super().call(key)
        return self._run.call(key) if found is None and self._run is not None else found

    def share(self, max_cost: float | None) -> float | None:
        """Return the shard's share of the budget that was left when the part began.

        Shards do not know what others spend, so each may spend an equal share; local processes do.
        """
        if max_cost is None or self.shard.kind == "workers":
            return max_cost
        return max(0.0, max_cost - (super().get(BEFORE) or 0.0)) / self.shard.of

    def of_people(self, query: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query on what people said, which only the run holds."""
        return iter(()) if self._run is None else self._run.of_people(query, *values)

    def opinion(self, key: str) -> Opinion | None:
        """Return the opinion with this key, if any."""
        found = super().opinion(key)
        return self._run.opinion(key) if found is None and self._run is not None else found

    def vectors(self, embedder: str, texts: Iterable[str]) -> dict[str, bytes]:
        """Return the stored vectors of texts, by the texts' keys."""
        texts = list(texts)
        known = self._run.vectors(embedder, texts) if self._run is not None else {}
        return known | super().vectors(embedder, texts)

    def cultures(self) -> frozenset[str]:
        """Return the cultures with dialogues."""
        return super().cultures() | (self._run.cultures() if self._run else frozenset())

    def adapter(self, culture: str) -> "Adapter | None":
        """Return the record of a culture's adapter, which only the run has."""
        return self._run.adapter(culture) if self._run is not None else None

    def adapters(self) -> list[str]:
        """Return the names of the run's adapters."""
        return self._run.adapters() if self._run is not None else []

    def response(self, key: str) -> Response | None:
        """Return the response with this key, if any."""
        found = super().response(key)
        return self._run.response(key) if found is None and self._run is not None else found

    def dialogue(self, key: str) -> Dialogue | None:
        """Return the dialogue with this key, if any."""
        found = super().dialogue(key)
        return self._run.dialogue(key) if found is None and self._run is not None else found

    def dialogues(self) -> Iterator[Dialogue]:
        """Yield the shard's dialogues, sorted by culture, item and key."""
        if self._run is None:
            yield from super().dialogues()
            return
        # Local processes take dialogues one after another, whichever they are.
        every = self.shard.kind == "workers"
        others = (each for each in self._run.dialogues() if every or self.shard.has(each.seed))
        both = merge(super().dialogues(), others, key=_place)
        for _, same in groupby(both, key=lambda each: each.key):
            yield min(same, key=lambda each: each.ending == "error")

    def dialogue_keys(self, *, failed: bool | None = None) -> set[str]:
        """Return the keys of all dialogues, or of the failed or other ones."""
        own = super().dialogue_keys(failed=failed)
        return own if self._run is None else own | self._run.dialogue_keys(failed=failed)


@contextmanager
def open_part(
    folder: Path,
    shard: Shard,
    identity: Identity,
    resolved: Mapping[str, Any],
    if_exists: IfExists = "resume",
    base: Path = Path(),
) -> Iterator[Part]:
    """Open a shard's part of a run for exclusive writing, creating it if necessary.

    Args:
        folder: the run folder.
        shard: the shard.
        identity: the settings that determine results; see `open_run`.
        resolved: the full configuration, written to the part's `run.yaml`.
        if_exists: how to handle an existing part.
        base: base folder of the configuration's relative paths.

    Raises:
        InputError: the folder is unusable, the part is locked, the run or its parts began with
            other settings, or with another number of shards.
    """
    place = folder / shard.name
    with hold(place), ExitStack() as opened:
        settle(place, if_exists)
        run = None
        if (folder / LEDGER).is_file():
            run = opened.enter_context(read_run(folder))
            check_same(run, folder, identity)
        if shard.kind == "parts":
            check_number(folder, shard)
        part = opened.enter_context(Part(place / LEDGER, shard, run))
        begin(part, identity, resolved, base)
        if part.get(SHARD) is None:
            part.put("id", uuid4().hex)
            part.put(BEFORE, 0.0 if run is None else run.totals().cost_usd)
            part.put(SHARD, [shard.number, shard.of])
        yield part


@contextmanager
def reopen_part(folder: Path, shard: Shard) -> Iterator[Part]:
    """Open a shard's part of an existing run, with the settings that the run began with.

    Raises:
        InputError: there is no run and no part; see `open_part`.
    """
    source = folder / shard.name
    if not (source / CONFIG).is_file():  # It may have been killed before it began.
        source = begun_in(folder)
    with read_run(source) as begun:
        identity, base = begun.get("identity") or {}, Path(begun.get("base") or ".")
    resolved = load_yaml(source / CONFIG, Config).model_dump(mode="json", exclude_unset=True)
    with open_part(folder, shard, identity, resolved, base=base) as part:
        yield part


def check_same(ledger: Ledger, folder: Path, identity: Identity) -> None:
    """Raise InputError if a ledger with results began with other settings."""
    changed = changed_settings(ledger.get("identity") or {}, identity)
    if changed and not ledger.is_fruitless():
        raise InputError(
            f"{folder}: this run began with other settings ({', '.join(changed)}); "
            "use another --run or put the settings back"
        )


def number_of(folder: Path) -> int | None:
    """Return the number of shards that a run's parts are cut into; None without parts."""
    for place in sorted((folder / "parts").glob(f"*/{LEDGER}")):
        with suppress(InputError), Ledger(place, read_only=True) as ledger:
            found = ledger.get(SHARD)
            if found is not None:
                return int(found[1])
    return None


def check_number(folder: Path, shard: Shard) -> None:
    """Raise InputError if the parts of a run are shards of another number."""
    places = [folder / shard.name, *sorted((folder / shard.kind).glob("*/"))]
    for place in places:
        with suppress(InputError), Ledger(place / LEDGER, read_only=True) as ledger:
            found = ledger.get(SHARD)
            if found is None:
                continue
            if found[1] != shard.of:
                break
            return
    else:
        return
    raise InputError(
        f"--shard {shard}: the parts in {folder} are shards of {found[1]}, not of {shard.of}; "
        f"take --shard {min(shard.number, found[1])}/{found[1]}, or another run"
    )


def _place(dialogue: Dialogue) -> tuple[str, str, str]:
    return dialogue.seed.culture, dialogue.seed.item, dialogue.key
