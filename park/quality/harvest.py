"""Measures of opinions."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from park.quality.model import Figure, Harvest, rate, share
from park.quality.precision import Rates, precision
from park.quality.variety import Variety
from park.records import Opinion, Verdict, rejection


class Opinions:
    """Counts over the opinions of a group."""

    def __init__(self, last_turns: Mapping[str, int], rates: Rates | None) -> None:
        """Start without opinions.

        Args:
            last_turns: number of the delegate's last turn by dialogue.
            rates: the judge's rates on labelled opinions, if known.
        """
        self._last_turns, self._rates = last_turns, rates
        self._rejected: Counter[str] = Counter()
        self._leanings: defaultdict[str, float] = defaultdict(float)
        self._variety = Variety()
        self._verified = self._passed = 0
        self.listed = self.accepted = 0

    def add(self, opinion: Opinion, verdicts: Sequence[Verdict]) -> None:
        """Add an opinion."""
        self.listed += 1
        fallen = rejection(verdicts)
        if fallen:
            self._rejected[fallen.reason] += 1
        else:
            self.accepted += 1
            self._variety.add(opinion.text, opinion.language)
        for verdict in verdicts:
            if verdict.check == "verify":
                self._verify(opinion, verdict)

    def _verify(self, opinion: Opinion, verdict: Verdict) -> None:
        if self._rates and self._rates.decided(verdict):
            self._verified += 1
            self._passed += verdict.kept
        if self._last_turns.get(opinion.dialogue) not in opinion.turns or not verdict.rounds:
            return
        # The first round judges what the delegate said, a second one what was rewritten.
        found = verdict.rounds[0].probabilities
        if found is not None:
            self._leanings[opinion.dialogue] += found["entails"] - found["contradicts"]

    def measured(self, finished: int) -> Harvest | None:
        """Return the figures; None without opinions."""
        if not self.listed:
            return None
        estimate = precision(self._rates, self._passed, self._verified) if self._rates else None
        kept = sum(each > 0 for each in self._leanings.values())
        return Harvest(
            listed=rate(self.listed, finished),
            accepted=rate(self.accepted, finished),
            acceptance=share(self.accepted, self.listed),
            rejected={name: share(n, self.listed) for name, n in self._rejected.most_common()},
            openings=self._variety.openings,
            distinct_2=self._variety.distinct_2,
            stance_kept=share(kept, len(self._leanings)),
            precision=estimate or Figure(value=None),
        )
