"""The criteria of the filter stage: the configuration and its resources."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from park.assets import culture_names, load_cultures
from park.config import FilterConfig
from park.filter.calibrate import QUESTIONS, RELEVANT, rows
from park.filter.check import Check, Rules, make_checks, try_checks
from park.filter.checks.slur import load_slurs
from park.filter.judge import examples_of
from park.filter.labels import Label, read_labels
from park.models.embedders import Embedder
from park.prompts import Prompts
from park.records import Country, Culture, Dialogue, Item, Language
from park.setup import Setup
from park.surveys.bundled import bundled
from park.text.grounding import grounds_of
from park.text.negation import negates


@dataclass(frozen=True)
class Criteria:
    """The result of `criteria_of`."""

    setup: Setup
    checks: tuple[Check, ...]
    slurs: frozenset[str]
    embedder: Embedder
    own_labels: tuple[Label, ...] | None = None
    """From `filter.labels`; None for the bundled ones."""

    @property
    def settings(self) -> FilterConfig:
        """The configuration's `filter`."""
        return self.setup.config.filter

    @property
    def languages(self) -> dict[str, str]:
        """English names of the cultures' languages, by the first part of their tag."""
        cards = self.setup.cultures.values()
        return {"en": "English"} | {c.language.split("-")[0]: c.language_name for c in cards}

    def rules(self, dialogue: Dialogue, *, weak_judge: bool = False) -> Rules:
        """Return the rules for a dialogue's opinions.

        Args:
            dialogue: the dialogue.
            weak_judge: whether its calibration says that the judge is weak.
        """
        names = (dialogue.delegate.name, dialogue.contact.name)
        culture = self.setup.cultures[dialogue.seed.culture]
        items = self.setup.survey.items
        told = [each.statement for each in dialogue.profile.answers]
        told += [items[name].statement for name in dialogue.norms if name in items]
        rules = self.rules_of(
            culture,
            dialogue.language,
            dialogue.seed.country,
            names,
            statement=dialogue.statement,
            told=told,
            contact=self.setup.cultures.get(dialogue.contact_culture),
        )
        return replace(rules, weak_judge=weak_judge)

    def labels(self) -> tuple[Sequence[Label], Mapping[str, Item]]:
        """Return the labelled opinions to calibrate a judge on, and their items by id."""
        own = self.own_labels
        return (rows(), bundled().items) if own is None else (own, self.setup.survey.items)

    def try_checks(self) -> None:
        """Try plugin checks on a text; InputError if one fails."""
        own = self.setup.config.dialogue.language == "own"
        try_checks(
            self.checks,
            [
                self.rules_of(each, each.language if own else "en", each.countries[0])
                for each in self.setup.cultures.values()
            ],
        )

    def gaps(self, languages: Iterable[Language]) -> Iterator[str]:
        """Yield a line for each check that lacks data for some languages."""
        names, languages = self.languages, sorted({*languages})
        for check in self.checks:
            lacking: dict[str, list[str]] = {}
            for tag in languages:
                named = names.get(tag.split("-")[0])
                if what := check.lacks(tag, self.setup.agents):
                    lacking.setdefault(what, []).append(f"{tag} ({named})" if named else tag)
            for what, whose in lacking.items():
                yield f"no {what} for {', '.join(whose)}: {check.without}"
        if bare := [tag for tag in languages if not negates(tag, self.setup.agents)]:
            yield (
                f"no negations for {', '.join(bare)}: a statement and its denial may count as "
                "duplicates on one side of a scale"
            )

    def _others(self, culture: Culture) -> tuple[str, ...]:
        """Return the names of other peoples, of the configuration's cards and the bundled ones."""
        cards = {**_bundled(), **self.setup.cultures}
        others = (each for each in cards.values() if not {*each.countries} & {*culture.countries})
        return tuple(dict.fromkeys(name for each in others for name in _names(each)))

    def rules_of(
        self,
        culture: Culture,
        language: Language,
        country: Country,
        names: tuple[str, ...] = (),
        *,
        statement: str = "",
        told: Iterable[str] = (),
        contact: Culture | None = None,
    ) -> Rules:
        """Return the rules for opinions of a culture.

        Args:
            culture: the delegate's.
            language: the opinions' language.
            country: the region of expected telephone numbers and addresses.
            names: of the two speakers.
            statement: what they talk about.
            told: what else the delegate was told, which it may speak of.
            contact: the other speaker's culture, if its card is at hand.
        """
        cards = (culture,) if contact is None else (culture, contact)
        return Rules(
            language=language,
            region=country,
            shortest=self.settings.shortest,
            longest=self.settings.longest,
            slurs=self.slurs,
            groups=_names(culture),
            names=names,
            agents=self.setup.agents,
            known=grounds_of(*cards, statement=" ".join((statement, *told))),
            home=culture.home,
            others=self._others(culture),
            statement=statement,
        )


def _names(culture: Culture) -> tuple[str, ...]:
    return (culture.people, *culture.self_names)


@cache
def _bundled() -> dict[str, Culture]:
    return load_cultures(culture_names())


def criteria_of(setup: Setup) -> Criteria:
    """Load and validate the criteria.

    Raises:
        InputError: something is missing or invalid.
    """
    config = setup.config
    check_templates(setup.prompts)
    found = Criteria(
        setup=setup,
        checks=make_checks(config.filter.options),
        slurs=load_slurs(setup.path(config.filter.slurs), setup.agents),
        embedder=setup.embedder(),
        own_labels=_own_labels(setup),
    )
    for check in found.checks:
        check.ready(setup)
    found.try_checks()
    return found


def _own_labels(setup: Setup) -> tuple[Label, ...] | None:
    path = setup.path(setup.config.filter.labels)
    if path is None:
        return None
    return read_labels(path, setup.survey.items, {item.id: item for item in setup.heldout})


def check_templates(prompts: Prompts) -> None:
    """Render every template of this stage once; InputError names the first broken one."""
    options = (("A", "agree"), ("B", "disagree"))
    case: dict[str, object] = {"statement": "s", "options": options, "opinion": "o"}
    asked: dict[str, object] = {"statement": "s", "stance": "agree", "opinion": "o"}
    used: dict[str, dict[str, object]] = {
        "extract": {"name": "n", "language_name": "English"},
        "turns": {"name": "n", "statement": "s", "lines": (("n", "t"),)},
        "repair": {"fault": "f"},
        "verify": {"reasoned": True},
        "verify_case": case,
        "relevant": {},
        "relevant_case": case,
        "rewrite": {**asked, "language_name": "English"},
        "claim": {"reasoned": True},
        "claim_case": {**case, "home": "h"},
    }
    if not prompts.has(RELEVANT):
        used = {name: each for name, each in used.items() if not name.startswith("relevant")}
    for name, variables in used.items():
        prompts.check(f"filter/{name}", variables)
    for name in QUESTIONS:
        if name != RELEVANT or prompts.has(name):
            examples_of(prompts, name)
