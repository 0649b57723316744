"""Measures of dialogues and turns."""

from collections import Counter

from park.quality.grounded import Known, rows_of
from park.quality.model import Talk, rate, share
from park.quality.variety import Seen, Variety
from park.records import Dialogue, Turn


class Turns:
    """Counts over the dialogues of a group."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._count: Counter[str] = Counter()
        self._endings: Counter[str] = Counter()
        self._flags: Counter[str] = Counter()
        self._variety = Variety()

    def add(self, dialogue: Dialogue, repeated: int) -> None:
        """Add a dialogue.

        Args:
            dialogue: the dialogue.
            repeated: how many of its turns repeat an earlier one of the run.
        """
        self._count["repeated"] += repeated
        self._endings[dialogue.ended] += 1
        for turn in dialogue.turns:
            self._count["turns"] += 1
            self._count["attempts"] += turn.tries
            self._flags.update({flag.check for flag in turn.flags})
            if turn.speaker == "delegate":
                self._variety.add(turn.text, dialogue.language)
                if dialogue.language.split("-")[0] == "en":
                    self._ground(turn, dialogue)

    def _ground(self, turn: Turn, dialogue: Dialogue) -> None:
        # Words of the statement are the item's, whatever fact they also stand in.
        said = rows_of(turn.text) - rows_of(dialogue.statement)
        culture = dialogue.seed.culture
        told = any(not said.isdisjoint(rows_of(fact)) for fact in turn.facts)
        self._count["english"] += 1
        self._count["informed"] += bool(turn.facts)
        self._count["told"] += told
        self._count["grounded"] += told or not said.isdisjoint(self._known.own(culture))
        self._count["elsewhere"] += not said.isdisjoint(self._known.other(culture))

    @property
    def finished(self) -> int:
        """Number of dialogues without an error."""
        return self._endings.total() - self._endings["error"]

    def measured(self) -> Talk:
        """Return the figures."""
        count, dialogues = self._count, self._endings.total()
        return Talk(
            dialogues=dialogues,
            failed=self._endings["error"],
            endings={name: share(n, dialogues) for name, n in sorted(self._endings.items())},
            turns=count["turns"],
            attempts=rate(count["attempts"], count["turns"]),
            flags={name: share(n, count["turns"]) for name, n in sorted(self._flags.items())},
            told=share(count["told"], count["informed"]),
            grounded=share(count["grounded"], count["english"]),
            elsewhere=share(count["elsewhere"], count["english"]),
            repeated=share(count["repeated"], count["turns"]),
            openings=self._variety.openings,
            distinct_2=self._variety.distinct_2,
        )


def repeated_turns(dialogue: Dialogue, seen: Seen) -> int:
    """Return how many turns repeat an earlier one, and add them to those seen."""
    return sum([seen.repeats(turn.text, dialogue.language) for turn in dialogue.turns])
