"""Writes samples atomically to Parquet or JSON files."""

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
"""Suffix of incomplete files."""


def ours() -> re.Pattern[str]:
    """Return a pattern for the names of exported files, except the card."""
    ends = {"parquet": rf"({'|'.join(SPLITS)})\.parquet", "json": r"[A-Za-z0-9]+\.json"}
    views = (rf"{name}/[a-z][a-z0-9_-]*/{ends[each.format]}" for name, each in VIEWS.all().items())
    return re.compile("|".join(views))


class Writer:
    """Writes a dataset's files to a folder and collects figures for the card."""

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
        """Number of files written."""
        self.counts: dict[Name, dict[Name, dict[Split, int]]] = {}
        """Rows by view, culture and split."""
        self.figures: dict[Name, dict[str, Figures]] = {}
        """Statistics of each table's own columns."""
        self.provenance_figures = describe(PROVENANCE)
        """Statistics of the shared columns, over all tables."""
        self.examples: dict[Name, dict[str, Any]] = {}
        """First row of each table."""

    @property
    def rows(self) -> int:
        """Total number of rows."""
        counts = (splits for cultures in self.counts.values() for splits in cultures.values())
        return sum(sum(splits.values()) for splits in counts)

    def write(self, ledger: Ledger, cultures: Sequence[Name]) -> None:
        """Write the samples of cultures.

        Empty splits get no file, as `datasets` refuses to load empty files.

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
        """Write a UTF-8 text file."""
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
    """Remove files of earlier exports that this one did not write, and emptied folders.

    Args:
        folder: the dataset's folder.
        before: files written by earlier exports, relative to the folder.
        now: files written by this one.
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
