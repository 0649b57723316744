"""Counts of a task's answered questions, with remarks on the others."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from park.records.scores import Response, Status

NOTABLE = 0.1
"""Minimum share of unanswered questions to report."""
MOST_SHOWN = 120
"""Maximum characters of an unreadable answer to show."""
HELP: dict[Status, str] = {
    "failed": "park check tells what the model takes; rerun the command after a change",
    "refused": "the model refuses; try another one: --model NAME",
    "unparsed": "the model does not say any of the options; try another one: --model NAME",
}
"""Advice by the most frequent status."""


@dataclass
class Tally:
    """Counts of responses by respondent."""

    counts: dict[str, Counter[Status]] = field(default_factory=lambda: defaultdict(Counter))
    worded: int = 0
    """Answers in words."""
    examples: dict[Status, str] = field(default_factory=dict)
    """First text of each unanswered status."""
    samples: Counter[str] = field(default_factory=Counter)
    """Sampled replies: `read`, and the others by reason."""
    masses: list[float] = field(default_factory=list)
    """Total probabilities of options that were too low to be compared."""

    def add(self, respondent: str, responses: Iterable[Response]) -> None:
        """Count a respondent's responses."""
        for each in responses:
            self.counts[respondent][each.status] += 1
            self.samples.update(each.samples)
            if each.status == "answered":
                self.worded += bool(each.text)
            elif each.text.strip():
                self.examples.setdefault(each.status, " ".join(each.text.split())[:MOST_SHOWN])
            elif each.mass is not None:
                self.masses.append(each.mass)

    @property
    def total(self) -> Counter[Status]:
        """Counts over all respondents."""
        return sum(self.counts.values(), Counter())

    @property
    def fault(self) -> str:
        """Why there is nothing to score, with advice; '' if anything was answered."""
        total = self.total
        if not total or total["answered"]:
            return ""
        (most, _), *_ = total.most_common()
        asked = total.total()
        return f"none of {asked} questions was answered ({self._why(total)}); {HELP[most]}"

    def remarks(self) -> Iterator[str]:
        """Yield remarks on answers in words and on missing ones."""
        total = self.total
        if self.worded:
            yield f"{self.worded} of {total.total()} answers were given in words, one a question"
        if lost := self.samples.total() - self.samples["read"]:
            kinds = ((kind, n) for kind, n in self.samples.most_common() if kind != "read")
            said = ", ".join(f"{n} {kind}" for kind, n in kinds)
            yield f"{lost} of {self.samples.total()} replies with shares were not read ({said})"
        for respondent, counts in self.counts.items():
            if not counts["answered"]:
                why = self._why(counts)
                yield f"{respondent} answered none of {counts.total()} questions ({why})"
        missing = total.total() - total["answered"]
        if total["answered"] and missing > NOTABLE * total.total():
            yield (
                f"{missing} of {total.total()} questions were not answered ({self._why(total)}); "
                "the figures are over the others"
            )

    def _why(self, counts: Counter[Status]) -> str:
        """Return the counts by status, and an example of the most frequent one."""
        kinds = [(status, n) for status, n in counts.most_common() if status != "answered" and n]
        said = ", ".join(f"{n} {status}" for status, n in kinds)
        example = self.examples.get(kinds[0][0]) if kinds else None
        if example:
            return f"{said}: {example}"
        if self.masses:
            mean = sum(self.masses) / len(self.masses)
            return f"{said}: the options have {mean:.2g} of all probability"
        return said
