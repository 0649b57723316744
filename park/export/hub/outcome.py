"""What a push has come to."""

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
"""What is said of a card that does not simply go up."""


@dataclass(kw_only=True)
class Pushed(Outcome):
    """What a push has come to, or would."""

    stage: ClassVar[str] = "push"
    repo: str
    """The repository's name; with its owner once the Hub has told it."""
    files: list[dict[str, Any]]
    """Every file with its repository's type, its path there, and its bytes.

    A card has a `readme`, too: what becomes of it, or may become.
    """
    dry_run: bool
    commits: int = 0
    """Commits made; 0 if everything was there."""
    urls: list[str] = field(default_factory=list)

    @property
    def bytes(self) -> int:
        """The bytes of all files."""
        return sum(int(file["bytes"]) for file in self.files)

    def figures(self) -> dict[str, Any]:
        """Return files, bytes and commits."""
        names = ("repo", "dry_run", "files", "bytes", "commits", "urls")
        return {name: getattr(self, name) for name in names}

    def lines(self) -> Iterator[str]:
        """Yield the files of a dry run, what became of a README, and where everything is."""
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
