"""How many of a task's questions were answered, and what is to be said of the others."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from park.records.scores import Response, Status

NOTABLE = 0.1
"""The share of unanswered questions from which a reader of the figures is told."""
MOST_SHOWN = 120
"""Characters of an unreadable answer that are shown."""
HELP: dict[Status, str] = {
    "failed": "park check tells what the model takes; rerun the command after a change",
    "refused": "the model refuses; try another one: --model NAME",
    "unparsed": "the model does not say any of the options; try another one: --model NAME",
}
"""What to do, by what has become of most questions."""


@dataclass
class Tally:
    """Counts of responses by respondent."""

    counts: dict[str, Counter[Status]] = field(default_factory=lambda: defaultdict(Counter))
    worded: int = 0
    """Answers that were given in words."""
    examples: dict[Status, str] = field(default_factory=dict)
    """The first text of each kind that was no answer."""
    masses: list[float] = field(default_factory=list)
    """What options had of all probability, where they could not be weighed for it."""

    def add(self, respondent: str, responses: Iterable[Response]) -> None:
        """Count responses of a respondent."""
        for each in responses:
            self.counts[respondent][each.status] += 1
            if each.status == "answered":
                self.worded += bool(each.text)
            elif each.text.strip():
                self.examples.setdefault(each.status, " ".join(each.text.split())[:MOST_SHOWN])
            elif each.mass is not None:
                self.masses.append(each.mass)

    @property
    def total(self) -> Counter[Status]:
        """Return the counts of all respondents together."""
        return sum(self.counts.values(), Counter())

    @property
    def fault(self) -> str:
        """Why there is nothing to score and what to do about it; '' if anything was answered."""
        total = self.total
        if not total or total["answered"]:
            return ""
        (most, _), *_ = total.most_common()
        asked = total.total()
        return f"none of {asked} questions was answered ({self._why(total)}); {HELP[most]}"

    def remarks(self) -> Iterator[str]:
        """Yield what a reader of the figures should know: answers in words, and missing ones."""
        total = self.total
        if self.worded:
            yield f"{self.worded} of {total.total()} answers were given in words, one a question"
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
        """Return the counts of each kind, and an example of the most frequent one."""
        kinds = [(status, n) for status, n in counts.most_common() if status != "answered" and n]
        said = ", ".join(f"{n} {status}" for status, n in kinds)
        example = self.examples.get(kinds[0][0]) if kinds else None
        if example:
            return f"{said}: {example}"
        if self.masses:
            mean = sum(self.masses) / len(self.masses)
            return f"{said}: the options have {mean:.2g} of all probability"
        return said
