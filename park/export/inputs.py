"""Reads and validates the input of an export from a run's ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from park.assets import load_cultures
from park.config import Config
from park.errors import InputError, nearest
from park.ledger.ledger import Ledger
from park.ledger.reviews import UNCOMPARED, reviews
from park.ledger.run import survey_of
from park.records import Culture, Name, Opinion, Record, Round, Verdict, rejection
from park.surveys.editions import as_begun
from park.surveys.load import load_seeds
from park.surveys.survey import Survey

EARLIER = ("quote", "form")
"""Checks before verification; texts that fail them are not used."""
TOO_MANY = frozenset(
    ["near_duplicate", "semantic_duplicate", "over_per_seed", "over_target", UNCOMPARED]
)
"""Reasons that say nothing against an opinion itself."""
LIKELY = 0.5
"""Minimum probability of a contradiction."""


class Contradiction(Record):
    """A text verified to contradict its intended stance."""

    opinion: str
    """Key of its opinion, possibly before rewriting."""
    text: str


@dataclass(frozen=True)
class Group:
    """A group of opinions with the same culture, country, item, stance and language."""

    culture: Name
    country: str
    item: str
    stance: int
    language: str

    @classmethod
    def of(cls, opinion: Opinion) -> "Group":
        """Return the group of an opinion."""
        seed = opinion.seed
        return cls(seed.culture, seed.country, seed.item, seed.stance, opinion.language)


@dataclass(frozen=True)
class Material:
    """The result of `gather`."""

    cultures: Mapping[Name, Culture]
    """Role cards of all cultures with accepted opinions, sorted by name."""
    survey: Survey
    accepted: Mapping[Group, Sequence[Opinion]]
    contradictions: Mapping[Group, Sequence[Contradiction]]
    reviewers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Names of the people who reviewed an opinion, by its key."""
    faulty: Mapping[str, frozenset[int]] = field(default_factory=dict)
    """Numbers of turns with an opinion rejected for what it says, by the dialogue's key."""

    @property
    def items(self) -> list[str]:
        """Sorted ids of all items with accepted opinions."""
        return sorted({group.item for group in self.accepted})

    @cached_property
    def bearing(self) -> Mapping[str, frozenset[int]]:
        """Numbers of turns with an accepted opinion, by the dialogue's key."""
        found: dict[str, frozenset[int]] = {}
        for opinions in self.accepted.values():
            for each in opinions:
                found[each.dialogue] = found.get(each.dialogue, frozenset()) | set(each.turns)
        return found

    def opinions(self, culture: Name) -> list[Opinion]:
        """Return a culture's accepted opinions, sorted by item and key."""
        groups = (group for group in self.accepted if group.culture == culture)
        found = [opinion for group in groups for opinion in self.accepted[group]]
        return sorted(found, key=lambda opinion: (opinion.seed.item, opinion.key))


def gather(ledger: Ledger, config: Config, base: Path, run: Path) -> Material:
    """Read the input of an export.

    Args:
        ledger: the run's ledger, after the filter stage.
        config: the run's configuration.
        base: base folder of its relative paths.
        run: the run folder, for errors.

    Raises:
        InputError: no opinion was accepted, or the survey or a role card has changed.
    """
    accepted: dict[Group, list[Opinion]] = {}
    for opinion in ledger.opinions(kept=True):
        accepted.setdefault(Group.of(opinion), []).append(opinion)
    if not accepted:
        raise InputError(f"{run}: there are no accepted opinions; {_next(ledger, run)}")
    names = sorted({group.culture for group in accepted})
    cultures = load_cultures(names, base / config.agents if config.agents else None)
    survey = as_begun(load_seeds(config.seeds, base), survey_of(ledger))
    _check_survey(ledger, survey, accepted, run)
    people = {key: [each.person for each in own] for key, own in reviews(ledger).items()}
    contradictions: dict[Group, list[Contradiction]] = {}
    faulty: dict[str, frozenset[int]] = {}
    for opinion in ledger.opinions():
        verdicts = ledger.verdicts(opinion.key)
        for text in _contradicting(opinion, verdicts):
            contradiction = Contradiction(opinion=opinion.key, text=text)
            contradictions.setdefault(Group.of(opinion), []).append(contradiction)
        if _is_faulty(verdicts):
            known = faulty.get(opinion.dialogue, frozenset())
            faulty[opinion.dialogue] = known | set(opinion.turns)
    return Material(cultures, survey, accepted, contradictions, people, faulty)


def _next(ledger: Ledger, run: Path) -> str:
    """Return what to do about a run without accepted opinions."""
    if ledger.get("funnel") is None:
        return f"first: park filter {run}"
    return f"park show {run} --opinions tells why; hold more dialogues, or try another judge"


def choose(given: Sequence[str] | None, known: Sequence[str], option: str) -> list[str]:
    """Return the chosen names in the order of the known ones; all if none are given.

    Raises:
        InputError: unknown name.
    """
    for name in given or ():
        if name not in known:
            raise InputError(f"{option}: there is no {name!r} here{nearest(name, known)}")
    return [name for name in known if not given or name in given]


def _check_survey(
    ledger: Ledger, survey: Survey, accepted: Mapping[Group, Sequence[Opinion]], run: Path
) -> None:
    stored = survey_of(ledger)
    known = {(item.id, option.code) for item in survey.items.values() for option in item.options}
    gone = sorted({g.item for g in accepted if (g.item, g.stance) not in known})
    if gone or stored not in ("", survey.digest()):
        what = f"item {gone[0]}" if gone else "the survey answers"
        raise InputError(f"{run}: seeds.source: {what} changed since the run began")


def _is_faulty(verdicts: Sequence[Verdict]) -> bool:
    """Whether an opinion is rejected for what it says, not for being one too many."""
    against = rejection(verdicts)
    return against is not None and against.reason not in TOO_MANY


def _contradicting(opinion: Opinion, verdicts: Sequence[Verdict]) -> list[str]:
    """Return an opinion's texts that contradict its stance according to the judge.

    There are two if rewriting failed.
    """
    if rejection(verdicts) is None and any(verdict.check == "review" for verdict in verdicts):
        return []
    if any(verdict.check in EARLIER and not verdict.kept for verdict in verdicts):
        return []
    verified = next((verdict for verdict in verdicts if verdict.check == "verify"), None)
    if verified is None:
        return []
    rounds = verified.rounds
    found = [opinion.said] if opinion.said and _likely(rounds[:1]) else []
    if verified.reason == "contradicts" and _likely(rounds[-1:]):
        found.append(opinion.text)
    return found


def _likely(rounds: Sequence[Round]) -> bool:
    """Whether a round has no probabilities, or a contradiction is the likeliest."""
    figures = [each.probabilities for each in rounds if each.probabilities]
    return all(each.get("contradicts", 0.0) > LIKELY for each in figures)
