"""The report stage: writes a report atomically."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from park.errors import InputError
from park.outcome import Outcome
from park.report.compare import compare, comparison_page
from park.report.data import data
from park.report.gather import gather
from park.report.markdown import markdown
from park.report.page import html
from park.report.sections import page

NAMES = ("index.html", "report.md", "report.json")


@dataclass(kw_only=True)
class Reported(Outcome):
    """The outcome of a report."""

    stage: ClassVar[str] = "report"
    runs: tuple[str, ...]
    out: Path
    writing: bool
    """Whether a run was still being written."""
    sentences: tuple[str, ...]

    def figures(self) -> dict[str, Any]:
        """Return the report's files and summary."""
        return {
            "runs": list(self.runs),
            "out": str(self.out),
            "files": list(NAMES),
            "writing": self.writing,
            "summary": list(self.sentences),
        }

    def lines(self) -> Iterator[str]:
        """Yield the summary, and where the report is."""
        yield from self.sentences
        if self.writing:
            yield "a run was still being written; the report says so"
        yield f"read it: {self.out / 'index.html'}"


def run_report(folders: Sequence[Path], out: Path | None = None) -> Reported:
    """Report on a run, or compare several, without modifying them.

    Args:
        folders: one run, or several to compare.
        out: the output folder; by default `report`, or `report-vs-…`, in the first run.

    Raises:
        InputError: a run is missing or duplicate, or the output cannot be written.
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
    return Reported(
        run=str(folders[0]),
        runs=tuple(each.place for each in found),
        out=place,
        writing=any(each.writing for each in found),
        sentences=summary,
    )


def write(place: Path, texts: Mapping[str, str]) -> None:
    """Write all files, then rename them; InputError on failure."""
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
