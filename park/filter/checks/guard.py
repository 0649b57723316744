"""The check by a guard that was trained on people's ratings."""

from pathlib import Path
from typing import Self

from pydantic import model_validator

from park.filter.check import Check, Rules
from park.guard.model import AXES
from park.guard.sentry import Limits, Sentry, sentry
from park.setup import Setup


class GuardOptions(Limits):
    """Which guard, and from which scores on it lets an opinion pass."""

    file: Path | None = None
    """A guard of `park guard train`; nothing is checked without one."""
    abstained: bool = False
    """Whether opinions are rejected, too, on which the guard abstains."""

    @model_validator(mode="after")
    def _named(self) -> Self:
        if self.file is None and self.model_fields_set - {"file"}:
            raise ValueError("file: the key is missing; name a guard of `park guard train`")
        return self


class Guard(Check):
    """Opinions that a guard blocks."""

    name = "guard"
    help = "Is blocked by the guard `filter.options.guard.file` (`park guard train`)."
    order = 95
    reasons = ("guarded",)
    Options = GuardOptions
    _sentry: Sentry | None = None

    def ready(self, setup: Setup) -> None:
        """Read the guard."""
        path = setup.path(self.options.file)
        if path is not None:
            self._sentry = sentry(path, setup.embedder(), self.options)

    def fault(self, text: str, rules: Rules) -> tuple[str, str] | None:
        """Return the two scores."""
        if self._sentry is None:
            return None
        (found,) = self._sentry.judge([text])
        if found.verdict == "allow" or (found.verdict == "abstain" and not self.options.abstained):
            return None
        return "guarded", ", ".join(f"{axis} {found.scores[axis]:.2f}" for axis in AXES)
