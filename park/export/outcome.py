"""The outcome of an export."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from park.outcome import Outcome


@dataclass(kw_only=True)
class Exported(Outcome):
    """The datasets of a run."""

    stage: ClassVar[str] = "export"
    views: dict[Any, dict[str, dict[Any, int]]]
    """Rows by view, culture and split."""
    files: int

    @property
    def rows(self) -> int:
        """Total number of rows."""
        cultures = [each for views in self.views.values() for each in views.values()]
        return sum(sum(splits.values()) for splits in cultures)

    def figures(self) -> dict[str, Any]:
        """Return the numbers of rows and files."""
        return {"views": self.views, "rows": self.rows, "files": self.files}

    def lines(self) -> Iterator[str]:
        """Yield a line for each view and culture, and next steps."""
        for view, cultures in self.views.items():
            for culture, counts in cultures.items():
                yield (
                    f"{view:<11} {culture:<11} {counts['train']:>6} train {counts['test']:>6} test"
                )
        yield f"{self.rows} rows in {self.files} files are in {Path(self.run) / 'dataset'}"
        publish = f"park push {self.run} OWNER/NAME --dry-run"
        yield f"next: park finetune {self.run} (or publish: {publish})"
