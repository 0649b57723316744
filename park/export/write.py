"""Samples → files: Parquet a split, JSON a dialogue; each is whole or not there."""

import json
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

from park.errors import LedgerError
from park.export.column_stats import Figures, add_rows, describe
from park.export.schema import FIELDS, PARQUET, PROVENANCE, features, row_of
from park.ledger.keys import key_of
from park.ledger.ledger import Ledger
from park.records import Name, Sample, Split, View

Provenance = Callable[[Sample], Mapping[str, Any]]

SPLITS: tuple[Split, ...] = get_args(Split)
OURS = re.compile(
    rf"({'|'.join(PARQUET)})/[a-z][a-z0-9_-]*/({'|'.join(SPLITS)})\.parquet"
    r"|sdialog/[a-z][a-z0-9_-]*/[A-Za-z0-9]+\.json"
)
"""The names that an export gives its files, besides the card."""
PARTIAL = ".partial"
"""How the name of a file ends that is not whole yet."""


def file_of(sample: Sample) -> str:
    """Return the file that a sample goes to, relative to the data set's folder."""
    if sample.view in PARQUET:
        return f"{sample.view}/{sample.culture}/{sample.split}.parquet"
    name = sample.dialogue if sample.dialogue.isalnum() else key_of(sample.dialogue)
    return f"{sample.view}/{sample.culture}/{name}.json"


class Writer:
    """Writes a data set's files below a folder and remembers what it wrote."""

    def __init__(self, folder: Path, provenance: Provenance) -> None:
        self.folder = folder
        self.provenance = provenance
        self.files = 0
        """How many files were written."""
        self.counts: dict[View, dict[Name, dict[Split, int]]] = {}
        """Rows by view, culture and split."""
        self.figures: dict[View, dict[str, Figures]] = {}
        """What the columns of each table come to that no other has."""
        self.provenance_figures = describe(PROVENANCE)
        """What the other columns come to, over all tables."""
        self.examples: dict[View, dict[str, Any]] = {}
        """The first row of each table."""

    def write(self, ledger: Ledger, views: Sequence[View], cultures: Sequence[Name]) -> None:
        """Write the samples of some views and cultures.

        A split without rows gets no file: `datasets` refuses to load one that has none.

        Raises:
            LedgerError: the disk is full, or a folder cannot be written.
        """
        for view in views:
            for culture in cultures:
                for split in SPLITS:
                    samples = list(ledger.samples(view, culture, split))
                    if samples:
                        self.counts.setdefault(view, {}).setdefault(
                            culture, dict.fromkeys(SPLITS, 0)
                        )[split] = len(samples)
                        self._write(view, samples)

    def _write(self, view: View, samples: Sequence[Sample]) -> None:
        if view not in PARQUET:
            for sample in samples:
                text = json.dumps(sample.row, ensure_ascii=False, indent=2)
                self.put(file_of(sample), f"{text}\n")
            return
        rows = [row_of(sample, self.provenance(sample)) for sample in samples]
        add_rows(self.figures.setdefault(view, describe(FIELDS[view])), rows)
        add_rows(self.provenance_figures, rows)
        self.examples.setdefault(view, rows[0])
        self._replace(file_of(samples[0]), lambda path: _write_parquet(path, view, rows))

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


def _write_parquet(path: Path, view: View, rows: Sequence[Mapping[str, Any]]) -> None:
    from datasets import Dataset  # type: ignore[import-untyped,unused-ignore]
    from datasets.utils.logging import (  # type: ignore[import-untyped,unused-ignore]
        disable_progress_bar,
        enable_progress_bar,
        is_progress_bar_enabled,
    )

    shown = is_progress_bar_enabled()
    disable_progress_bar()
    try:
        data = Dataset.from_list([dict(row) for row in rows], features=features(view))
        data.to_parquet(str(path))
    finally:
        if shown:
            enable_progress_bar()
