"""Measures the quality of a run from its ledger."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from park.assets import load_cultures
from park.config import Config
from park.errors import InputError
from park.ledger.ledger import Ledger
from park.ledger.run import config_of, read_run
from park.quality.grounded import Known
from park.quality.harvest import Opinions
from park.quality.model import ALL, Measures, Quality, Spent, rate
from park.quality.precision import Rates
from park.quality.sides import Held, held, sides
from park.quality.talk import Turns, repeated_turns
from park.quality.variety import Seen
from park.records import Culture, Dialogue, Opinion, Verdict, rejection
from park.surveys.load import load_seeds
from park.surveys.survey import Survey

NO_OPINIONS = "there are no opinions; run: park filter"
NO_CALIBRATION = (
    "no calibration of the judge is stored with its counts, so the precision is not estimated"
)
ESTIMATE = (
    "the precision is an estimate: it takes the judge to err on the run's opinions as often as on "
    "the labelled ones that its thresholds were chosen on"
)


def quality_of(folder: Path) -> Quality:
    """Measure a run, read-only.

    Raises:
        InputError: there is no run, or it has no dialogues.
    """
    with read_run(folder) as ledger:
        config, base = config_of(ledger, folder)
        if not ledger.cultures():
            raise InputError(f"{folder}: the run has no dialogues; run: park generate")
        return measured(ledger, config, base, run=folder.as_posix())


def measured(ledger: Ledger, config: Config, base: Path, *, run: str) -> Quality:
    """Measure the run of an open ledger, reading its records once.

    Args:
        ledger: a ledger with dialogues.
        config: the run's configuration.
        base: base folder of its relative paths.
        run: the run's name.
    """
    survey, no_survey = _survey(config, base)
    cards, no_cards = _cards(ledger, config, base)
    rates = Rates.of(ledger.get("calibration"))
    measure = _Measure(survey, cards, rates)
    for dialogue in ledger.dialogues():
        measure.add_dialogue(dialogue)
    for opinion in ledger.opinions():
        measure.add_opinion(opinion, ledger.verdicts(opinion.key))
    groups = measure.groups()
    accepted = measure.accepted
    estimate = ESTIMATE if rates else NO_CALIBRATION
    notes = [no_survey, no_cards, estimate if groups[ALL].harvest else NO_OPINIONS]
    return Quality(
        run=run,
        groups=groups,
        spent=_spent(ledger, accepted),
        notes=tuple(filter(None, notes)),
    )


class _Measure:
    """The counts of each culture and of all."""

    def __init__(
        self, survey: Survey | None, cards: Mapping[str, Culture], rates: Rates | None
    ) -> None:
        self._survey, self._known, self._rates = survey, Known(cards), rates
        self._seen = Seen()
        self._last_turns: dict[str, int] = {}
        self._turns: dict[str, Turns] = {}
        self._opinions: dict[str, Opinions] = {}
        self._held: dict[str, dict[str, Held]] = {}
        for name in (ALL, *cards):
            self._of(name)

    def _of(self, name: str) -> None:
        self._turns[name] = Turns(self._known)
        self._opinions[name] = Opinions(self._last_turns, self._rates)
        self._held[name] = {}

    def add_dialogue(self, dialogue: Dialogue) -> None:
        culture = dialogue.seed.culture
        if culture not in self._turns:
            self._of(culture)
        repeated = repeated_turns(dialogue, self._seen)
        numbers = (turn.number for turn in dialogue.turns if turn.speaker == "delegate")
        self._last_turns[dialogue.key] = max(numbers, default=0)
        place = held(self._survey, dialogue.seed) if self._survey else None
        for name in (culture, ALL):
            self._turns[name].add(dialogue, repeated)
            if place and dialogue.ending != "error":
                self._held[name][dialogue.key] = place

    def add_opinion(self, opinion: Opinion, verdicts: Sequence[Verdict]) -> None:
        culture = opinion.seed.culture
        if culture not in self._opinions:
            self._of(culture)
        for name in (culture, ALL):
            self._opinions[name].add(opinion, verdicts)
        place = self._held[ALL].get(opinion.dialogue)
        if place:
            place.listed += 1
            place.accepted += rejection(verdicts) is None

    @property
    def accepted(self) -> int:
        return self._opinions[ALL].accepted

    def groups(self) -> dict[str, Measures]:
        """Return the figures of cultures with dialogues or opinions, then of all."""
        found = {name: self._measures(name) for name in (*sorted({*self._turns} - {ALL}), ALL)}
        return {name: each for name, each in found.items() if each.talk.dialogues or each.harvest}

    def _measures(self, name: str) -> Measures:
        turns = self._turns[name]
        return Measures(
            talk=turns.measured(),
            harvest=self._opinions[name].measured(turns.finished),
            sides=sides(self._held[name]),
        )


def _spent(ledger: Ledger, accepted: int) -> dict[str, Spent]:
    """Return usage by stage, in all and per accepted opinion."""
    found = {}
    for stage, total in ledger.totals_by_stage().items():
        tokens = total.usage.tokens_in + total.usage.tokens_out
        found[stage] = Spent(
            calls=total.calls,
            tokens=tokens,
            calls_per_accepted=rate(total.calls, accepted),
            tokens_per_accepted=rate(tokens, accepted),
        )
    return found


def _survey(config: Config, base: Path) -> tuple[Survey | None, str]:
    """Return the survey, or why it is unavailable; nothing is downloaded."""
    try:
        if "globalopinionqa" in config.seeds.source:
            raise InputError("globalopinionqa is not a file")
        return load_seeds(config.seeds, base), ""
    except InputError:
        return None, "the survey cannot be read here, so sides of scales are left out"


def _cards(ledger: Ledger, config: Config, base: Path) -> tuple[Mapping[str, Culture], str]:
    """Return the role cards of the cultures with dialogues, or why they are unavailable."""
    agents = base / config.agents if config.agents else None
    try:
        return load_cultures(sorted(ledger.cultures()), agents), ""
    except InputError:
        return {}, "the role cards cannot be read here, so only facts told to a turn ground it"


def qualities(folders: Iterable[Path]) -> list[Quality]:
    """Measure several runs; InputError if one is named twice."""
    found: dict[Path, Quality] = {}
    for folder in folders:
        if folder.resolve() in found:
            raise InputError(f"{folder}: the run is named twice")
        found[folder.resolve()] = quality_of(folder)
    return list(found.values())
