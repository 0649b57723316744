"""The outcome of a filter run."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from park.filter.funnel import rejected
from park.outcome import Dialogues, first_of
from park.records import Funnel
from park.text.counts import plural

NOTABLE = 0.1
"""Minimum share of unreadable answers to report."""
SHOWN = 5
"""Maximum unreadable answers to show."""


@dataclass(kw_only=True)
class Filtered(Dialogues):
    """Running counts; `flags` counts unreadable windows."""

    stage: ClassVar[str] = "filter"
    windows: int = 0
    """Windows of turns sent to the judge."""
    listed: int = 0
    left: int = 0
    """Opinions not rejected."""
    verified: int = 0
    """Opinions with a readable verification."""
    unverified: int = 0
    worded: int = 0
    """Opinions judged in words."""
    error: str = ""
    """Error of the first failed verification."""
    refused: str = ""
    """Why the judge is not used; '' if it is."""
    funnel: Funnel | None = None
    """None until all decisions are made."""
    alarms: list[str] = field(default_factory=list)

    @property
    def accepted(self) -> int:
        """Number of accepted opinions."""
        return self.funnel.total().get("accepted", 0) if self.funnel else 0

    @property
    def fault(self) -> str:
        """Why the judge is unusable; '' if usable."""
        if self.refused:
            return self.refused
        if self.windows and self.flags.total() == self.windows:
            return f"the judge's lists could not be read in any of {self.windows} attempts"
        if self.windows and not self.listed:
            return f"the judge found no opinion in any of {self.done.total()} dialogues"
        if self.unverified and not self.verified:
            why = f" ({self.error})" if self.error else ""
            return (
                f"the judge's verdicts could not be read for any of {self.unverified} opinions{why}"
            )
        return ""

    @property
    def empty(self) -> str:
        """Why no opinion was accepted although the judge is usable; '' if some were."""
        if self.fault or self.funnel is None or self.accepted:
            return ""
        counts = ", ".join(f"{name} {count}" for name, count in rejected(self.funnel).items())
        why = f" ({counts})" if counts else ""
        listed = self.funnel.total().get("listed", 0)
        return f"none of {listed} opinions was accepted{why}"

    def missing(self) -> Iterator[str]:
        """Yield lines about notable shares of unreadable answers."""
        unread = self.flags.total()
        if NOTABLE * self.windows < unread < self.windows:
            counts = ", ".join(f"{name} {count}" for name, count in sorted(self.flags.items()))
            yield f"{unread} of {self.windows} lists could not be read ({counts})"
        asked = self.verified + self.unverified
        if self.verified and self.unverified > NOTABLE * asked:
            why = f" ({self.error})" if self.error else ""
            yield f"{self.unverified} of {asked} opinions could not be verified{why}"

    @property
    def code(self) -> int:
        """The exit code: 1 if a dialogue failed, the judge is unusable or nothing was accepted."""
        return int(bool(self.fault or self.empty or self.failed.total()))

    def figures(self) -> dict[str, Any]:
        """Return counts, usage and rejections by reason."""
        return {
            **super().figures(),
            "accepted": self.accepted,
            "rejected": rejected(self.funnel) if self.funnel else {},
            **({"fault": self.fault} if self.fault else {}),
        }

    def lines(self) -> Iterator[str]:
        """Yield the funnel, diversity, warnings and next steps."""
        if self.shard is not None:
            yield from self._of_shard()
            return
        if self.funnel is None:
            yield from filter(None, [self.fault])
            return
        yield from table(self.funnel)
        yield from _diversity(self.funnel.diversity)
        yield from self.alarms
        yield from self.remarks
        yield from first_of("not read", self.failures, SHOWN, "that could not be read")
        if self.fault:
            yield f"{self.fault}; try another judge: park filter {self.run} --judge NAME"
        if self.empty:
            yield f"{self.empty}; park show {self.run} --opinions tells why"
        are = "is" if self.accepted == 1 else "are"
        yield f"{plural(self.accepted, 'opinion')} {are} accepted in {self.run}; {self.used()}"
        if self.accepted:
            yield f"next: park export {self.run} (or read: park show {self.run} --opinions)"

    def _of_shard(self) -> Iterator[str]:
        """Yield the lines of a shard, whose opinions are not compared yet."""
        yield from self.remarks
        yield from first_of("not read", self.failures, SHOWN, "that could not be read")
        yield from filter(None, [self.fault])
        yield (
            f"shard {self.shard}: {self.left} of {self.listed} opinions are left to be compared; "
            f"{self.used()}"
        )
        yield f"when all are done: park merge {self.run} and park filter {self.run}"


def table(funnel: Funnel) -> Iterator[str]:
    """Yield the funnel as lines, one for each stage or reason with counts."""
    cultures = funnel.cultures
    rows = [
        (stage, [counts.get(stage, 0) for counts in cultures.values()]) for stage in funnel.stages
    ]
    shown = [(stage, row) for stage, row in rows if any(row) or stage in ("listed", "accepted")]
    width = max(len(stage) for stage, _ in shown)
    columns = [max(len(name), 5) for name in cultures]
    yield " " * width + "".join(
        f"  {name:>{size}}" for name, size in zip(cultures, columns, strict=True)
    )
    for stage, row in shown:
        cells = "".join(f"  {n:>{size}}" for n, size in zip(row, columns, strict=True))
        yield f"{stage:<{width}}{cells}"


def _diversity(measured: Mapping[str, Mapping[str, float | None]]) -> Iterator[str]:
    """Yield each culture's diversity before and after comparison."""
    for culture, figures in measured.items():
        shown = {name: "–" if value is None else f"{value:.2f}" for name, value in figures.items()}
        yield (
            f"{culture}: self-similarity {shown['self_similarity_before']} → "
            f"{shown['self_similarity_after']}, distinct-2 {shown['distinct_2_before']} → "
            f"{shown['distinct_2_after']}, diversity gain {shown['diversity_gain']}"
        )
