"""One YAML file → the frozen configuration of a run."""

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import Field, ValidationError, field_validator, model_validator

from park.assets import builtin_file
from park.errors import InputError, nearest
from park.kinds import registry
from park.models.address import trimmed
from park.models.takes import Takes
from park.records import Name, Record, Text
from park.yamlfile import explain, load_yaml

Positive = Annotated[int, Field(ge=1)]
OUR_FIELDS = frozenset({"messages", "model", "n", "stream"})
HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")


def variable_name(value: str) -> str:
    """Return the name of an environment variable; ValueError for what may be a key."""
    if not (value.isidentifier() and value.isupper()):
        raise ValueError("must be the name of an environment variable, not a key")
    return value


class Price(Record):
    """What a model costs, in US dollars per million tokens."""

    input: float = Field(ge=0)
    output: float = Field(ge=0)
    cached_input: float | None = Field(default=None, ge=0)
    """Defaults to `input`."""


class ModelConfig(Record):
    """A model and how it is asked."""

    model: Text
    """`embedded`, `embedded/<alias>`, `gguf:<path>`, `openai/<name>`, `scripted:<file>`, or any
    LiteLLM name."""
    base_url: str | None = None
    """The address of an OpenAI-compatible endpoint, with its `/v1`."""
    api_key_env: str | None = None
    """The environment variable that holds the key; the key itself never stands in a file."""
    temperature: float = Field(default=0.7, ge=0, le=2)
    top_p: float = Field(default=0.9, gt=0, le=1)
    presence_penalty: float = Field(default=0.0, ge=-2, le=2)
    max_tokens: Positive = 160
    """The most tokens a turn may have."""
    context: Positive | None = None
    """Tokens that prompt and reply may have together; 4,096 where the backend does not say."""
    price: Price | None = None
    """Overrides the bundled price list."""
    thinking: Literal["off"] | Positive = "off"
    """For models that think before they answer: `off` asks them not to, and gives room where they
    do so all the same; a number lets them think with so many tokens."""
    takes: Takes | None = None
    """What the model takes in a request, where that is known; else it is learned from refusals."""
    extra_body: dict[str, Any] = Field(default_factory=dict)
    """Further fields of every request's body."""
    headers_env: dict[str, str] = Field(default_factory=dict)
    """Further headers, each with the environment variable that holds its value."""

    def __hash__(self) -> int:
        """Return the hash of its values, mappings included."""
        return hash(self.model_dump_json())

    @field_validator("thinking", mode="before")
    @classmethod
    def _yaml_reads_off_as_false(cls, value: Any) -> Any:
        return {False: "off", True: Takes().room}[value] if isinstance(value, bool) else value

    @field_validator("base_url", mode="before")
    @classmethod
    def _trimmed(cls, value: Any) -> Any:
        """Take off blanks, slashes at the end, and the path of a method: what is meant is plain."""
        return trimmed(value) if isinstance(value, str) else value

    @field_validator("extra_body")
    @classmethod
    def _leaves_our_fields_alone(cls, value: dict[str, Any]) -> dict[str, Any]:
        for name in OUR_FIELDS & value.keys():
            raise ValueError(f"{name} is set by culturepark and cannot stand here")
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
                raise ValueError(f"{header!r} is no name of a header")
            variable_name(variable)
        return value


class Seeds(Record):
    """Which survey answers the dialogues start from."""

    source: tuple[Text, ...] = ("wvs7",)
    """`wvs7` (bundled), `wvs:<csv>`, `menavalues:<csv>`, `globalopinionqa[:<csv>]`,
    `csv:<file>`; one or a list."""
    items: tuple[Text, ...] | None = None
    """Items by their numbers in the source; all train items where absent."""
    per_item: Positive = 1
    """Dialogues per culture and item."""
    stance: Literal["sample", "mode", "mean"] = "sample"
    """How the delegate's option follows from the country's answers."""
    holdout: float = Field(default=0.2, ge=0, lt=1)
    """The share of the source's items that never become dialogues."""

    @field_validator("source", mode="before")
    @classmethod
    def _one_or_a_list(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value


class DialogueConfig(Record):
    """The form of the dialogues."""

    turns: int = Field(default=6, ge=2, le=100)
    style: Literal["guided", "free"] = "guided"
    language: Literal["en", "own"] = "en"
    partner: Name | None = None
    """The contact's culture, `same` for the delegate's own; the role card's first if absent."""
    retries: int = Field(default=2, ge=0, le=10)
    """How often a turn that fails a check is tried again."""


class Models(Record):
    """Who plays which role; a name or a mapping."""

    delegate: ModelConfig = ModelConfig(model="embedded")
    contact: ModelConfig | None = None
    """The delegate's model where absent."""
    judge: ModelConfig | None = None
    """Verifies opinions; used by the filter stage."""
    embedder: ModelConfig | None = None
    """Turns opinions into vectors; used by the filter stage."""

    @field_validator("*", mode="before")
    @classmethod
    def _a_name_or_a_mapping(cls, value: Any) -> Any:
        return {"model": value} if isinstance(value, str) else value

    def of(self, role: str) -> ModelConfig:
        """Return the model in a role; the delegate's where none is named."""
        return getattr(self, role) or self.delegate

    @property
    def judge_is_writer(self) -> bool:
        """Whether the model that writes the dialogues also judges them."""
        return self.of("judge").model in {self.delegate.model, self.of("contact").model}


class FilterConfig(Record):
    """How opinions are taken from dialogues, and what they have to pass."""

    window: Positive = 1
    """Turns of the delegate that are read together when opinions are listed."""
    quote: float = Field(default=0.85, gt=0, le=1)
    """How much of an opinion's quote must be found in its turns."""
    shortest: Positive = 4
    """Words an opinion must have; in Chinese and the like, two characters count as a word."""
    longest: Positive = 60
    """Words an opinion may have."""
    slurs: Path | None = None
    """The user's own list of slurs, a line each, in place of the bundled one."""
    options: dict[str, dict[str, Any]] = Field(default_factory=dict)
    """The settings of checks, by the check's name."""
    verify: bool = True
    """Whether the judge compares opinions with the stance, and claims with the answers."""
    votes: Positive = 1
    """How often the judge is asked about each opinion where it cannot give probabilities."""
    threshold: float | None = Field(default=None, ge=0, le=1)
    """Probability of "follows" from which an opinion is kept; calibrated where absent."""
    rewrite: bool = True
    """Whether opinions that contradict the stance are rewritten once."""
    fits: float = Field(default=0.5, ge=0, le=1)
    """Similarity from which a survey item fits a claim about the culture at large."""
    near_duplicate: float = Field(default=0.8, gt=0, le=1)
    """Jaccard similarity of character n-grams from which two opinions are one."""
    semantic_duplicate: float = Field(default=0.92, gt=0, le=1)
    """Cosine similarity from which two opinions say the same."""
    diversity: Literal["facility", "k-center", "kmeans", "none"] = "facility"
    """How a subset is chosen where there are more opinions than the target."""
    per_seed: Positive | None = None
    """The most opinions of one seed, a culture's person with one answer; all where absent."""
    target: Positive | None = None
    """Accepted opinions to be had per culture; all there are where absent."""


class ExportConfig(Record):
    """Which data sets are written."""

    views: tuple[Name, ...] = Field(default_factory=lambda: registry("views").built_in())
    """Those that culturepark itself has where absent."""
    options: dict[str, dict[str, Any]] = Field(default_factory=dict)
    """Settings of single views, by their names."""
    test: float = Field(default=0.2, ge=0, lt=1)
    """The share of the items whose samples make the test split."""
    seed: int = 0
    """What the split follows from."""

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
    """What a run is evaluated on, and who answers; the command line may change it."""

    tasks: tuple[Name, ...] = Field(
        default=("survey", "vsm", "education", "moderation", "retention"), min_length=1
    )
    methods: tuple[Text, ...] = Field(default=("plain", "prompt", "adapter", "one"), min_length=1)
    """The ways to answer; one without its adapter answers nothing."""
    moderation: tuple[Text, ...] = ()
    """Labelled posts: a `.jsonl` file, a folder of them, or `hub:<name>` for a public set."""
    limit: Positive = 100
    """The most posts of a set."""
    matrix: bool = False
    """Whether every culture's method answers every culture's posts, not its own alone."""
    vsm: Path | None = None
    """A licensed copy of the Values Survey Module in place of our own wording."""
    lm_eval: tuple[Text, ...] = ()
    """Tasks of lm-eval that base and adapters are measured on, too; needs the extra `lm-eval`."""
    lm_eval_folder: Path | None = None
    """A folder with lm-eval tasks of one's own."""
    lessons: Positive = 2
    """Lessons that a learner takes from each tutor."""
    turns: Positive = 4
    """Messages of a lesson, the learner's and the tutor's."""
    options: dict[str, dict[str, Any]] = Field(default_factory=dict)
    """Options of tasks from packages outside, by the task's name."""


class StudyConfig(Record):
    """How studies are run."""

    options: dict[str, dict[str, Any]] = Field(default_factory=dict)
    """Options of studies, by the study's name."""


class Limits(Record):
    """How fast and how far a run may go; may change between resumes."""

    concurrency: Positive = 4
    """Dialogues under way at once."""
    max_cost: float | None = Field(default=None, ge=0)
    """US dollars the run may spend in all, resumes included; no limit where absent."""
    timeout: float = Field(default=300.0, gt=0)
    """Seconds a call may take."""
    retries: int = Field(default=4, ge=0)
    """How often a call is repeated after a transient error; rate limits do not count."""
    stall: float = Field(default=900.0, gt=0)
    """Seconds without any finished call after which the run stops."""


class Config(Record):
    """The configuration of a run."""

    name: Name
    cultures: tuple[Name, ...] = Field(min_length=1)
    seed: int = 0
    """Everything random follows from it."""
    seeds: Seeds = Seeds()
    dialogue: DialogueConfig = DialogueConfig()
    models: Models = Models()
    filter: FilterConfig = FilterConfig()
    export: ExportConfig = Field(default_factory=ExportConfig)
    evaluate: EvaluateConfig = EvaluateConfig()
    study: StudyConfig = StudyConfig()
    limits: Limits = Limits()
    agents: Path | None = None
    """The user's own role cards, relative to the configuration file."""
    prompts: Path | None = None
    """The user's own templates, relative to the configuration file."""

    @model_validator(mode="after")
    def _distinct_cultures(self) -> "Config":
        twice = next((c for c in self.cultures if self.cultures.count(c) > 1), None)
        if twice:
            raise ValueError(f"cultures: {twice!r} stands twice")
        return self


DEMO = "demo.yaml"


def load_config(path: Path | None, changes: Mapping[str, Any] | None = None) -> tuple[Config, Path]:
    """Read a configuration and apply the command line's changes to it.

    Args:
        path: the file; where None, `demo.yaml` here, else the one that ships.
        changes: values by dotted key, such as `limits.concurrency`; None leaves a key as it is.

    Returns:
        The configuration and the folder that its relative paths start from.

    Raises:
        InputError: one line with the file, the line and the key of the first mistake.
    """
    if path is None:
        here = Path(DEMO)
        path, base = (here, here.parent) if here.is_file() else (builtin_file(DEMO), Path())
    else:
        base = path.parent
    return change(load_yaml(path, Config), changes or {}), base


def change(config: Config, changes: Mapping[str, Any]) -> Config:
    """Return a configuration with values changed by the command line.

    Args:
        config: the configuration.
        changes: values by dotted key, such as `limits.concurrency`; None leaves a key as it is.

    Raises:
        InputError: a value will not do; names the option `--concurrency`.
    """
    given = {key: value for key, value in changes.items() if value is not None}
    return _changed(config, given, lambda key: f"--{key.rpartition('.')[2].replace('_', '-')}")


def set_values(config: Config, assignments: Iterable[str]) -> Config:
    """Return a configuration with keys set as by `--set KEY=VALUE`; values are read as YAML.

    Args:
        config: the configuration.
        assignments: such as `limits.concurrency=8` or `cultures=[turkish, german]`.

    Raises:
        InputError: a key is unknown (the nearest is named), or a value will not do.
    """
    given = {}
    for each in assignments:
        key, equals, value = each.partition("=")
        if not equals or not key.strip():
            raise InputError(f"--set {each}: KEY=VALUE is expected, such as limits.concurrency=8")
        try:
            given[key.strip()] = yaml.safe_load(value)
        except yaml.YAMLError:
            given[key.strip()] = value
    return _changed(config, given, lambda key: f"--set {key}")


def _changed(config: Config, given: Mapping[str, Any], label: Callable[[str], str]) -> Config:
    if not given:
        return config
    data = config.model_dump()
    for key, value in given.items():
        *sections, last = key.split(".")
        place = data
        for section in sections:
            if place.get(section) is None:
                place[section] = {}
            place = place[section]
            if not isinstance(place, dict):
                raise InputError(f"{label(key)}: {section} has no keys of its own")
        place[last] = value
    try:
        return Config.model_validate(data)
    except ValidationError as error:
        where, message = explain(error, Config)
        dotted = ".".join(str(part) for part in where if isinstance(part, str))
        key = dotted or next(iter(given))
        raise InputError(f"{label(key)}: {message.removeprefix(f'{key}: ')}") from None


def with_filter_of(config: Config, base: Path, path: Path) -> tuple[Config, Path]:
    """Return a run's configuration with another file's `filter`, `limits`, judge and embedder.

    Args:
        config: the run's configuration.
        base: the folder that its relative paths start from.
        path: the other file.

    Returns:
        The configuration and the folder that its relative paths start from: the other file's.
    """
    other, folder = load_config(path)
    update = {"judge": other.models.judge, "embedder": other.models.embedder}
    changes = {
        "filter": other.filter,
        "limits": other.limits,
        "models": config.models.model_copy(update=update),
        # The run's own paths do not start from the other file's folder.
        "agents": config.agents and (base / config.agents).absolute(),
        "prompts": config.prompts and (base / config.prompts).absolute(),
    }
    return config.model_copy(update=changes), folder
