"""Samples → files: Parquet a split, JSON a dialogue; each is whole or not there."""

import json
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

from park.errors import LedgerError
from park.export.column_stats import Figures, add_rows, describe
from park.export.schema import PROVENANCE, features, row_of
from park.export.view import VIEWS, View
from park.ledger.ledger import Ledger
from park.records import Name, Sample, Split

SPLITS: tuple[Split, ...] = get_args(Split)
PARTIAL = ".partial"
"""How the name of a file ends that is not whole yet."""


def ours() -> re.Pattern[str]:
    """Return a pattern of the names that an export gives its files, besides the card."""
    ends = {"parquet": rf"({'|'.join(SPLITS)})\.parquet", "json": r"[A-Za-z0-9]+\.json"}
    views = (rf"{name}/[a-z][a-z0-9_-]*/{ends[each.format]}" for name, each in VIEWS.all().items())
    return re.compile("|".join(views))


class Writer:
    """Writes a data set's files below a folder and remembers what it wrote."""

    def __init__(
        self,
        folder: Path,
        views: Sequence[type[View]],
        provenance: Callable[[Sample], Mapping[str, Any]],
    ) -> None:
        self.folder = folder
        self.views = {view.name: view for view in views}
        self.provenance = provenance
        self.files = 0
        """How many files were written."""
        self.counts: dict[Name, dict[Name, dict[Split, int]]] = {}
        """Rows by view, culture and split."""
        self.figures: dict[Name, dict[str, Figures]] = {}
        """What the columns of each table come to that no other has."""
        self.provenance_figures = describe(PROVENANCE)
        """What the other columns come to, over all tables."""
        self.examples: dict[Name, dict[str, Any]] = {}
        """The first row of each table."""

    @property
    def rows(self) -> int:
        """Return the number of all rows."""
        counts = (splits for cultures in self.counts.values() for splits in cultures.values())
        return sum(sum(splits.values()) for splits in counts)

    def write(self, ledger: Ledger, cultures: Sequence[Name]) -> None:
        """Write the samples of some cultures.

        A split without rows gets no file: `datasets` refuses to load one that has none.

        Raises:
            LedgerError: the disk is full, or a folder cannot be written.
        """
        for name, view in self.views.items():
            for culture in cultures:
                for split in SPLITS:
                    samples = list(ledger.samples(name, culture, split))
                    if samples:
                        counts = self.counts.setdefault(name, {})
                        counts.setdefault(culture, dict.fromkeys(SPLITS, 0))[split] = len(samples)
                        self._write(view, samples)

    def _write(self, view: type[View], samples: Sequence[Sample]) -> None:
        if view.format == "json":
            for sample in samples:
                row = sample.row | {view.provenance: self.provenance(sample)}
                self.put(view.file(sample), f"{json.dumps(row, ensure_ascii=False, indent=2)}\n")
            return
        rows = [row_of(sample, view.columns, self.provenance(sample)) for sample in samples]
        add_rows(self.figures.setdefault(view.name, describe(view.columns)), rows)
        add_rows(self.provenance_figures, rows)
        self.examples.setdefault(view.name, rows[0])
        self._replace(view.file(samples[0]), lambda path: _write_parquet(path, view, rows))

    def put(self, name: str, text: str) -> None:
        """Write a text file in UTF-8."""
        self._replace(name, lambda path: path.write_text(text, encoding="utf-8"))

    def _replace(self, name: str, write: Callable[[Path], object]) -> None:
        path = self.folder / name
        partial = path.with_name(path.name + PARTIAL)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write(partial)
            os.replace(partial, path)
        except OSError as error:
            raise LedgerError(f"{path}: cannot be written ({error.strerror})") from None
        self.files += 1


def remove_stale(folder: Path, before: Iterable[str], now: Iterable[str]) -> None:
    """Remove files that an earlier export wrote and this one did not, and emptied folders.

    Args:
        folder: the data set's folder.
        before: the files that earlier exports wrote, relative to the folder.
        now: the files of this one.
    """
    for name in sorted(set(before) - set(now), reverse=True):
        path = folder / name
        if not path.resolve().is_relative_to(folder.resolve()):
            continue
        path.unlink(missing_ok=True)
        path.with_name(path.name + PARTIAL).unlink(missing_ok=True)
        for parent in (path.parent, path.parent.parent):
            if parent != folder and parent.is_dir() and not any(parent.iterdir()):
                parent.rmdir()


def _write_parquet(path: Path, view: type[View], rows: Sequence[Mapping[str, Any]]) -> None:
    from datasets import Dataset  # type: ignore[import-untyped,unused-ignore]
    from datasets.utils.logging import (  # type: ignore[import-untyped,unused-ignore]
        disable_progress_bar,
        enable_progress_bar,
        is_progress_bar_enabled,
    )

    shown = is_progress_bar_enabled()
    disable_progress_bar()
    try:
        data = Dataset.from_list([dict(row) for row in rows], features=features(view.columns))
        data.to_parquet(str(path))
    finally:
        if shown:
            enable_progress_bar()
