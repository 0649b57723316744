"""Runs → report folders: gathered, written beside their place, and renamed."""

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from park.errors import InputError
from park.report.compare import compare, comparison_page
from park.report.data import data
from park.report.gather import gather
from park.report.markdown import markdown
from park.report.page import html
from park.report.sections import page

NAMES = ("index.html", "report.md", "report.json")


@dataclass(frozen=True)
class Outcome:
    """A report that was written."""

    runs: tuple[str, ...]
    out: Path
    writing: bool
    """Whether a run was still being written."""
    summary: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the object that `--json` prints."""
        return {
            "runs": list(self.runs),
            "stage": "report",
            "out": str(self.out),
            "files": list(NAMES),
            "writing": self.writing,
            "summary": list(self.summary),
        }


def run_report(folders: Sequence[Path], out: Path | None = None) -> Outcome:
    """Report on a run, or compare several; the runs are only read.

    Args:
        folders: one run, or those that are compared.
        out: where the report goes; `report`, or `report-vs-…`, in the first run if None.

    Raises:
        InputError: a run is missing or named twice, or the place cannot be written.
    """
    _check(folders)
    found = [gather(folder) for folder in folders]
    if len(found) == 1:
        one = found[0]
        place = out or folders[0] / "report"
        whole, facts, summary = page(one), data(one), one.summary
    else:
        both = compare(found)
        others = "-".join(folder.resolve().name for folder in folders[1:])
        place = out or folders[0] / f"report-vs-{others}"
        whole, facts, summary = comparison_page(both), data(both), both.summary
    texts = (html(whole), markdown(whole), facts)
    write(place, dict(zip(NAMES, texts, strict=True)))
    return Outcome(
        tuple(each.place for each in found), place, any(each.writing for each in found), summary
    )


def write(place: Path, texts: Mapping[str, str]) -> None:
    """Write all files, then put them in their places; InputError if that cannot be done."""
    made = {name: place / f".{name}.new" for name in texts}
    try:
        place.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            made[name].write_text(text, encoding="utf-8")
        for name, new in made.items():
            os.replace(new, place / name)
    except OSError as error:
        with suppress(OSError):
            for new in made.values():
                new.unlink(missing_ok=True)
        raise InputError(
            f"{place}: the report cannot be written ({error.strerror}); --out DIR puts it elsewhere"
        ) from None


def _check(folders: Sequence[Path]) -> None:
    seen: set[Path] = set()
    for folder in folders:
        if folder.resolve() in seen:
            raise InputError(f"{folder}: the run is named twice")
        seen.add(folder.resolve())
