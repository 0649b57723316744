"""A run's configuration with everything that filtering needs loaded and checked."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from park.assets import load_cultures
from park.config import Config, ModelConfig
from park.filter.check import Check, Rules, make_checks, try_checks
from park.filter.checks.slur import load_slurs
from park.filter.judge import examples_of
from park.models.embedders import Embedder, connect_embedder
from park.prompts import Prompts
from park.records import Country, Culture, Dialogue, Item, Language
from park.surveys.load import load_survey
from park.surveys.split import split
from park.surveys.survey import Survey


@dataclass(frozen=True)
class Setup:
    """What `prepare` returns."""

    config: Config
    prompts: Prompts
    cultures: Mapping[str, Culture]
    survey: Survey
    train: tuple[Item, ...]
    heldout: tuple[Item, ...]
    slurs: frozenset[str]
    checks: tuple[Check, ...]
    """What looks at each opinion alone."""
    embedder: Embedder
    base: Path
    """The folder that relative paths start from."""

    @property
    def judge(self) -> ModelConfig:
        """The model in the judge's role; the delegate's where none is named."""
        return self.config.models.judge or self.config.models.delegate

    @property
    def judges_itself(self) -> bool:
        """Whether the model that wrote the dialogues also judges them."""
        models = self.config.models
        writers = {models.delegate.model, (models.contact or models.delegate).model}
        return self.judge.model in writers

    @property
    def languages(self) -> dict[str, str]:
        """English names of the cultures' languages, by the first part of their tag."""
        cards = self.cultures.values()
        return {"en": "English"} | {c.language.split("-")[0]: c.language_name for c in cards}

    def rules(self, dialogue: Dialogue) -> Rules:
        """Return what the opinions of a dialogue have to be like."""
        names = (dialogue.delegate.name, dialogue.contact.name)
        culture = self.cultures[dialogue.seed.culture]
        return self._rules(culture, dialogue.language, dialogue.seed.country, names)

    def try_checks(self) -> None:
        """Let checks from outside look at a text; InputError if one fails."""
        own = self.config.dialogue.language == "own"
        try_checks(
            self.checks,
            [
                self._rules(each, each.language if own else "en", each.countries[0])
                for each in self.cultures.values()
            ],
        )

    def gaps(self, languages: Iterable[Language]) -> Iterator[str]:
        """Yield what checks do not know of some languages, a line for each check."""
        names = self.languages
        for check in self.checks:
            lacking: dict[str, list[str]] = {}
            for tag in sorted({*languages}):
                named = names.get(tag.split("-")[0])
                if what := check.lacks(tag, self.agents):
                    lacking.setdefault(what, []).append(f"{tag} ({named})" if named else tag)
            for what, whose in lacking.items():
                yield f"no {what} for {', '.join(whose)}: {check.without}"

    @property
    def agents(self) -> Path | None:
        """The user's own folder of role cards."""
        return self.base / self.config.agents if self.config.agents else None

    def _rules(
        self, culture: Culture, language: Language, country: Country, names: tuple[str, ...] = ()
    ) -> Rules:
        settings = self.config.filter
        return Rules(
            language=language,
            region=country,
            shortest=settings.shortest,
            longest=settings.longest,
            slurs=self.slurs,
            groups=(culture.people, *culture.self_names),
            names=names,
            agents=self.agents,
        )


def prepare(config: Config, base: Path, cultures: frozenset[str] = frozenset()) -> Setup:
    """Load and check what a configuration names.

    Args:
        config: the run's configuration.
        base: the folder that its relative paths start from.
        cultures: cultures that the run has dialogues of, beside those of the configuration.

    Raises:
        InputError: something is not there or has a mistake.
    """
    agents = base / config.agents if config.agents else None
    prompts = Prompts(base / config.prompts if config.prompts else None)
    check_templates(prompts)
    names = sorted({*config.cultures, *cultures})
    survey = load_survey(config.seeds.source, base)
    train, heldout = split(survey.items, config.seeds.holdout, config.seeds.items)
    found = Setup(
        config=config,
        prompts=prompts,
        cultures=load_cultures(names, agents),
        survey=survey,
        train=tuple(survey.items[name] for name in train),
        heldout=tuple(survey.items[name] for name in heldout),
        slurs=load_slurs(base / config.filter.slurs if config.filter.slurs else None, agents),
        checks=make_checks(config.filter.options),
        embedder=connect_embedder(
            config.models.embedder,
            base=base,
            timeout=config.limits.timeout,
            retries=config.limits.retries,
        ),
        base=base,
    )
    found.try_checks()
    return found


def check_templates(prompts: Prompts) -> None:
    """Render every template of this stage once; InputError names the first that is broken."""
    options = (("A", "agree"), ("B", "disagree"))
    case: dict[str, object] = {"statement": "s", "options": options, "opinion": "o"}
    asked: dict[str, object] = {"statement": "s", "stance": "agree", "opinion": "o"}
    used: dict[str, dict[str, object]] = {
        "extract": {"name": "n", "language_name": "English"},
        "turns": {"name": "n", "statement": "s", "lines": (("n", "t"),)},
        "repair": {"fault": "f"},
        "verify": {"reasoned": True},
        "verify_case": case,
        "rewrite": {**asked, "language_name": "English"},
        "claim": {"reasoned": True},
        "claim_case": {**case, "home": "h"},
    }
    for name, variables in used.items():
        prompts.check(f"filter/{name}", variables)
    examples_of(prompts)
