"""What a verb came to: its summary, its exit code, and the limit that stopped it."""

from dataclasses import dataclass
from typing import Any

from park.cli.printing import echo_json
from park.errors import Stopped


@dataclass(frozen=True)
class Result:
    """How a stage ended."""

    summary: dict[str, Any]
    """The object that `--json` prints; empty if the stage did not get far enough."""
    code: int
    """0, or 1 if something failed."""
    stopped: Stopped | None = None

    def tell(self, as_json: bool) -> int:
        """Print the summary if it is wanted; return the exit code.

        Raises:
            Stopped: a limit ended the stage.
        """
        if as_json and self.summary:
            echo_json(self.summary)
        if self.stopped is not None:
            raise self.stopped
        return self.code
