"""The configuration of a run."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator

from park.errors import InputError, nearest
from park.kinds import registry
from park.models.address import trimmed
from park.models.takes import Takes
from park.records import Name, Record, Text

Positive = Annotated[int, Field(ge=1)]
LONGEST_BATCH = 48 * 3600.0
"""Seconds: the window of a provider's batch, and another where it has expired."""
OUR_FIELDS = frozenset({"messages", "model", "n", "stream"})
HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")


def variable_name(value: str) -> str:
    """Return the name of an environment variable; ValueError if it may be a key."""
    if not (value.isidentifier() and value.isupper()):
        raise ValueError("must be the name of an environment variable, not a key")
    return value


class Price(Record):
    """A model's price in US dollars per million tokens."""

    input: float = Field(ge=0)
    output: float = Field(ge=0)
    cached_input: float | None = Field(default=None, ge=0)
    """Defaults to `input`."""


class ModelConfig(Record):
    """A model and its settings."""

    model: Text
    """`embedded`, `embedded/<alias>`, `gguf:<path>`, `openai/<name>`, `scripted:<file>`, or any
    LiteLLM name."""
    base_url: str | None = None
    """Address of an OpenAI-compatible endpoint, including `/v1`."""
    api_key_env: str | None = None
    """Environment variable of the API key; the key itself is never in a file."""
    temperature: float = Field(default=0.7, ge=0, le=2)
    top_p: float = Field(default=0.9, gt=0, le=1)
    presence_penalty: float = Field(default=0.0, ge=-2, le=2)
    max_tokens: Positive = 160
    """Maximum tokens of a reply."""
    context: Positive | None = None
    """Context window in tokens; 4,096 if the backend does not specify it."""
    price: Price | None = None
    """Overrides the bundled price list."""
    thinking: Literal["off"] | Positive = "off"
    """For thinking models: `off` suppresses thinking, or allows extra tokens if it cannot be
    suppressed; a number allows that many tokens."""
    takes: Takes | None = None
    """Supported request features, if known; otherwise learned from refusals."""
    extra_body: dict[str, Any] = Field(default_factory=dict)
    """Additional request fields."""
    headers_env: dict[str, str] = Field(default_factory=dict)
    """Additional headers, each with the environment variable of its value."""
    batch: bool = False
    """Whether to hand calls in as the provider's batches, answered within a day; `openai/` only."""

    def __hash__(self) -> int:
        """Hash all values, including mappings."""
        return hash(self.model_dump_json())

    @field_validator("thinking", mode="before")
    @classmethod
    def _yaml_reads_off_as_false(cls, value: Any) -> Any:
        return {False: "off", True: Takes().room}[value] if isinstance(value, bool) else value

    @field_validator("base_url", mode="before")
    @classmethod
    def _trimmed(cls, value: Any) -> Any:
        """Strip spaces, trailing slashes and method paths."""
        return trimmed(value) if isinstance(value, str) else value

    @field_validator("extra_body")
    @classmethod
    def _no_reserved_fields(cls, value: dict[str, Any]) -> dict[str, Any]:
        for name in OUR_FIELDS & value.keys():
            raise ValueError(f"{name} is set by culturepark and cannot be set here")
        return value

    @field_validator("api_key_env")
    @classmethod
    def _a_variable_name(cls, value: str | None) -> str | None:
        return None if value is None else variable_name(value)

    @field_validator("headers_env")
    @classmethod
    def _variable_names(cls, value: dict[str, str]) -> dict[str, str]:
        for header, variable in value.items():
            if not HEADER.fullmatch(header):
                raise ValueError(f"{header!r} is not a header name")
            variable_name(variable)
        return value


class Seeds(Record):
    """The survey answers to start dialogues from."""

    source: tuple[Text, ...] = ("wvs7",)
    """`wvs7` (bundled), `wvs:<file>`, `menavalues:<file>`, `globalopinionqa[:<file>]`,
    `csv:<file>`; one or a list."""
    options: dict[str, dict[str, Any]] = Field(default_factory=dict)
    """Options of readers by their names."""
    join: dict[Text, Text] = Field(default_factory=dict)
    """Ids of items that ask the same as another item, with that item's id."""
    items: tuple[Text, ...] | None = None
    """Item ids in the source; by default all training items."""
    per_item: Positive = 1
    """Dialogues per culture and item."""
    stance: Literal["sample", "mode", "mean"] = "sample"
    """How to draw the delegate's option from the country's answers."""
    holdout: float = Field(default=0.2, ge=0, lt=1)
    """Share of the source's items held out from dialogues."""
    holdout_by: Literal["topic", "item"] = "topic"
    """How to choose them: one whole topic and the rest spread over topics, or only by a hash."""

    @field_validator("source", mode="before")
    @classmethod
    def _one_or_a_list(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value


class DialogueConfig(Record):
    """Settings of the dialogues."""

    turns: int = Field(default=6, ge=2, le=100)
    style: Literal["guided", "free"] = "guided"
    language: Literal["en", "own"] = "en"
    partner: Name | None = None
    """The contact's culture, or `same` for the delegate's own; by default the role card's first."""
    retries: int = Field(default=2, ge=0, le=10)
    """Maximum retries of a turn that fails a check."""
    norms: int = Field(default=0, ge=0, le=20)
    """Norms of its culture that the delegate is told."""
    samples: int = Field(default=1, ge=1, le=16)
    """Drafts of each turn, of which the best is kept."""


class Models(Record):
    """The models by role, each a name or a mapping."""

    delegate: ModelConfig = ModelConfig(model="embedded")
    contact: ModelConfig | None = None
    """By default the delegate's model."""
    judge: ModelConfig | None = None
    """Verifies opinions in the filter stage; by default the delegate's model."""
    embedder: ModelConfig | None = None
    """Embeds opinions in the filter stage."""

    @field_validator("*", mode="before")
    @classmethod
    def _a_name_or_a_mapping(cls, value: Any) -> Any:
        return {"model": value} if isinstance(value, str) else value

    def of(self, role: str) -> ModelConfig:
        """Return a role's model, by default the delegate's."""
        return getattr(self, role) or self.delegate

    @property
    def judge_is_writer(self) -> bool:
        """Whether a model that writes the dialogues also judges them."""
        return self.of("judge").model in {self.delegate.model, self.of("contact").model}


class FilterConfig(Record):
    """Settings of extracting and checking opinions."""

    window: Positive = 1
    """Number of delegate turns per extraction."""
    quote: float = Field(default=0.85, gt=0, le=1)
    """Minimum share of an opinion's quote to be found in its turns."""
    shortest: Positive = 4
    """Minimum words of an opinion; two letters of a script without spaces count as a word."""
    longest: Positive = 60
    """Maximum words of an opinion."""
    slurs: Path | None = None
    """A list of slurs, one per line, replacing the bundled ones."""
    options: dict[str, dict[str, Any]] = Field(default_factory=dict)
    """Options of checks, by name."""
    verify: bool = True
    """Whether to verify opinions against their stance, and claims against survey answers."""
    votes: Positive = 1
    """Votes per opinion if the judge cannot give probabilities."""
    labels: Path | None = None
    """A csv or JSON Lines file of labelled opinions to calibrate the judge on, replacing the
    bundled ones."""
    threshold: float | None = Field(default=None, ge=0, le=1)
    """Minimum probability of `entails`; calibrated by default, for each side of a scale."""
    relevant: float | None = Field(default=None, ge=0, le=1)
    """Minimum probability that an opinion bears on its statement; calibrated by default, and not
    asked if `threshold` is given without it."""
    subject: float | None = Field(default=None, ge=0, le=1)
    """Minimum cosine similarity of an English opinion and its statement; 0 for none. By default
    that of the embedder where a weak judge also wrote the dialogues, else none."""
    rewrite: bool = True
    """Whether to rewrite opinions that contradict their stance once."""
    fits: float = Field(default=0.5, ge=0, le=1)
    """Minimum similarity between a claim about the whole culture and its survey item."""
    near_duplicate: float = Field(default=0.8, gt=0, le=1)
    """Minimum Jaccard similarity of character n-grams of near duplicates."""
    in_memory: Positive = 1_000_000
    """Opinions of a culture whose near duplicates are found in memory; of more, in files."""
    semantic_duplicate: float = Field(default=0.92, gt=0, le=1)
    """Minimum cosine similarity of semantic duplicates."""
    diversity: Literal["facility", "k-center", "kmeans", "none"] = "facility"
    """Method for choosing a subset if there are more opinions than the target."""
    per_seed: Positive | None = None
    """Maximum opinions per seed; unlimited by default."""
    target: Positive | None = None
    """Accepted opinions per culture; unlimited by default."""


class ExportConfig(Record):
    """Settings of dataset export."""

    views: tuple[Name, ...] = Field(default_factory=lambda: registry("views").built_in())
    """By default all built-in views."""
    options: dict[str, dict[str, Any]] = Field(default_factory=dict)
    """Options of views, by name."""
    test: float = Field(default=0.2, ge=0, lt=1)
    """Share of items in the test split."""
    seed: int = 0
    """Random seed of the split."""

    @field_validator("views", "options")
    @classmethod
    def _known(cls, value: Any) -> Any:
        known = registry("views").names()
        for name in value:
            if name not in known:
                raise ValueError(f"there is no view {name!r}{nearest(name, known)}")
        return value

    @field_validator("options")
    @classmethod
    def _of_views(cls, value: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
        try:
            registry("views").check_options(value, "")
        except InputError as error:
            raise ValueError(str(error).removeprefix(".")) from None
        return value


class EvaluateConfig(Record):
    """Settings of evaluation."""

    benchmarks: tuple[Path, ...] = ()
    """Folders of benchmarks to run as well; see docs/build-a-benchmark.md."""
    tasks: tuple[Name, ...] = Field(
        default=("survey", "vsm", "education", "moderation", "retention"), min_length=1
    )
    methods: tuple[Text, ...] = Field(
        default=(
            *("plain", "prompt", "adapter", "one", "distribution", "distribution-shuffled"),
            *("distribution-one", "both"),
            *("generated", "generated-random", "generated-shuffled", "generated-nearest"),
        ),
        min_length=1,
    )
    """Methods of answering; those without their adapter are skipped."""
    moderation: tuple[Text, ...] = ()
    """Labelled posts: a `.jsonl` file, a folder of them, or `hub:<name>` for a public dataset."""
    limit: Positive = 100
    """Maximum posts per set."""
    matrix: bool = False
    """Whether to test each culture's method on all cultures' posts instead of only its own."""
    vsm: Path | None = None
    """A licensed copy of the Values Survey Module, replacing our own wording."""
    lm_eval: tuple[Text, ...] = ()
    """Tasks of lm-eval to run as well; needs the extra `lm-eval`."""
    lm_eval_folder: Path | None = None
    """A folder of custom lm-eval tasks."""
    heldout_cultures: tuple[Name, ...] = ()
    """Cultures to test on although nothing of theirs was trained on; their own answers, to train
    items too, are known to nobody."""
    lessons: Positive = 2
    """Lessons per learner and tutor."""
    turns: Positive = 4
    """Messages per lesson, including the tutor's."""
    options: dict[str, dict[str, Any]] = Field(default_factory=dict)
    """Options of tasks and methods, by name."""

    @field_validator("tasks", "methods")
    @classmethod
    def _there(cls, value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        kind = str(info.field_name)
        known = registry(kind).names()
        every = {"all"} if kind == "methods" else set()
        for name in value:
            if name not in {*known, *every}:
                raise ValueError(f"there is no {kind[:-1]} {name!r}{nearest(name, known, most=40)}")
        return value


class StudyConfig(Record):
    """Settings of studies."""

    options: dict[str, dict[str, Any]] = Field(default_factory=dict)
    """Options of studies, by name."""


class ReviewConfig(Record):
    """Settings of reviewing by people."""

    per_item: Positive = 1
    """Number of people who review each opinion, without seeing each other's decisions."""
    order: Literal["culture", "reason", "uncertain", "random"] = "random"
    """Order of the queue; `uncertain` begins with the opinions nearest to the judge's threshold."""
    sample: Positive | None = None
    """Number of opinions to review, drawn at random; all by default."""
    seed: int = 0
    """Random seed of sample and order."""


class Limits(Record):
    """Limits of a run, which may change between resumes."""

    concurrency: Positive = 4
    """Maximum dialogues, or questions of an evaluation, in progress at once, in all processes
    together, and maximum calls at once to an endpoint."""
    workers: Literal["auto"] | Positive = 1
    """Local processes that share dialogues, their opinions and the questions of evaluations;
    `auto`: one a core, if there is enough to do."""
    max_cost: float | None = Field(default=None, ge=0)
    """Maximum cost of the run in US dollars, including resumes; unlimited by default."""
    timeout: float = Field(default=300.0, gt=0)
    """Seconds before a call times out."""
    retries: int = Field(default=4, ge=0)
    """Maximum retries after transient errors; rate limits do not count."""
    stall: float = Field(default=900.0, gt=0)
    """Seconds without a finished call after which the run stops."""
    batch: Positive = 10_000
    """Maximum requests in a batch, and concurrent dialogues, with a model that has `batch`."""

    def paced(self, models: Iterable[ModelConfig]) -> "Limits":
        """Return the limits for calls to some models: a batch takes more at once, and longer."""
        if not any(each.batch for each in models):
            return self
        return self.model_copy(update={"concurrency": self.batch, "stall": LONGEST_BATCH})

    @field_validator("workers", mode="before")
    @classmethod
    def _a_number_or_auto(cls, value: Any) -> Any:
        number = isinstance(value, int) and not isinstance(value, bool) and value >= 1
        if value != "auto" and not number:
            raise ValueError(f"a number of processes, or auto, is expected, not {value!r}")
        return value


class Config(Record):
    """The configuration of a run."""

    name: Name
    cultures: tuple[Name, ...] = Field(min_length=1)
    seed: int = 0
    """Random seed."""
    seeds: Seeds = Seeds()
    dialogue: DialogueConfig = DialogueConfig()
    models: Models = Models()
    filter: FilterConfig = FilterConfig()
    export: ExportConfig = Field(default_factory=ExportConfig)
    evaluate: EvaluateConfig = EvaluateConfig()
    study: StudyConfig = StudyConfig()
    review: ReviewConfig = ReviewConfig()
    limits: Limits = Limits()
    agents: Path | None = None
    """The user's own role cards, relative to the configuration file."""
    prompts: Path | None = None
    """The user's own templates, relative to the configuration file."""

    @model_validator(mode="after")
    def _distinct_cultures(self) -> "Config":
        twice = next((c for c in self.cultures if self.cultures.count(c) > 1), None)
        if twice:
            raise ValueError(f"cultures: {twice!r} appears twice")
        both = next((c for c in self.evaluate.heldout_cultures if c in self.cultures), None)
        if both:
            raise ValueError(f"evaluate.heldout_cultures: {both!r} is among the run's cultures")
        return self
