"""The outcome of a push."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar

from park.outcome import Outcome

THEIRS = "a README.md that is not as culturepark wrote it would stay"
THERE = "the README.md there is not as culturepark wrote it"
READMES = {
    "merged": (
        f"{THERE}: its text stays, and our tables are in its `configs`; --replace-readme replaces "
        "it"
    ),
    "kept": f"{THERE} and stays; --replace-readme replaces it",
    "written or merged": (
        f"{THEIRS}, with our tables in its `configs`; --replace-readme would replace it"
    ),
    "written or kept": f"{THEIRS}; --replace-readme would replace it",
}
"""Messages about cards that are not simply uploaded."""


@dataclass(kw_only=True)
class Pushed(Outcome):
    """The outcome of a push or dry run."""

    stage: ClassVar[str] = "push"
    repo: str
    """The repository's name; including the owner once known."""
    files: list[dict[str, Any]]
    """All files with repository type, path and bytes.

    Cards also have `readme`: their (possible) fate.
    """
    dry_run: bool
    commits: int = 0
    """Number of commits; 0 if nothing was new."""
    urls: list[str] = field(default_factory=list)

    @property
    def bytes(self) -> int:
        """Total bytes of all files."""
        return sum(int(file["bytes"]) for file in self.files)

    def figures(self) -> dict[str, Any]:
        """Return files, bytes and commits."""
        names = ("repo", "dry_run", "files", "bytes", "commits", "urls")
        return {name: getattr(self, name) for name in names}

    def lines(self) -> Iterator[str]:
        """Yield the files of a dry run, the fate of READMEs, and where everything is."""
        if self.dry_run:
            for file in self.files:
                yield f"{file['bytes']:>11,}  {file['repository']}  {file['path']}"
        for file in self.files:
            if said := READMES.get(file.get("readme", "")):
                yield f"{file['repository']} {self.repo}: {said}"
        if self.dry_run:
            yield f"{len(self.files)} files, {self.bytes:,} bytes, would go to {self.repo}"
            return
        yield from self.urls
        news = "" if self.commits else "; nothing was new"
        yield f"{len(self.files)} files are in {self.repo}{news}"
