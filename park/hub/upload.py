"""Files to upload to a repository."""

from pathlib import Path
from typing import Literal, NamedTuple

RepoType = Literal["dataset", "model"]

CARD = "README.md"


class Upload(NamedTuple):
    """A file to upload."""

    path: str
    """Path in the repository."""
    content: Path | bytes

    @property
    def size(self) -> int:
        """Size in bytes."""
        content = self.content
        return len(content) if isinstance(content, bytes) else content.stat().st_size
