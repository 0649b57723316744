"""Training recipes, one YAML file each."""

from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from park import assets
from park.adapters.hosted import HostedRecipe
from park.config import Positive
from park.errors import InputError, nearest
from park.kinds import registry
from park.records import Name, Record, Text
from park.yamlfile import load_yaml, parse

Method = Literal["sft", "dpo", "distribution"]
Device = Literal["cpu", "cuda", "mps"]
Precision = Literal["float32", "bfloat16", "float16"]
Form = Literal["diag", "square", "full"]
Describe = Literal["answers", "norms", "cards", "one-hot", "nothing"]

FIELDS: dict[Method, tuple[str, ...]] = {
    "sft": ("prompt", "completion"),
    "dpo": ("prompt", "chosen", "rejected"),
    "distribution": (),
}
"""Row fields that each method needs; `distribution` learns from people's answers, not from rows."""
HOSTED_FIELDS = ("prompt", "completion"), ("messages",)
"""Row fields that a provider needs, one set or the other."""


class Lora(Record):
    """The LoRA settings (Hu et al. 2021, arXiv 2106.09685)."""

    r: Positive = 16
    alpha: float = Field(default=32, gt=0)
    dropout: float = Field(default=0.0, ge=0, lt=1)
    target: Literal["all-linear"] | tuple[Text, ...] = "all-linear"
    """Modules to adapt, by the last part of their names; never the head."""


class Optimiser(Record):
    """The optimiser."""

    name: Literal["adamw_torch", "paged_adamw_32bit", "adafactor"] = "adamw_torch"
    rate: float = Field(default=2e-4, gt=0)
    weight_decay: float = Field(default=0.0, ge=0)
    clip: float = Field(default=1.0, gt=0)
    """Maximum gradient norm."""


class Schedule(Record):
    """The length of training and the learning rate schedule."""

    epochs: float = Field(default=3, gt=0)
    most_steps: Positive | None = None
    """Maximum steps, whatever the epochs."""
    kind: Literal["linear", "cosine", "constant", "constant_with_warmup"] = "linear"
    warmup: float = Field(default=0.03, ge=0, lt=1)
    """Share of warm-up steps."""
    batch: Positive = 8
    """Batch size per device."""
    accumulate: Positive = 1
    """Batches per step."""
    save_every: Positive = 50
    """Steps between checkpoints; the last step always has one."""
    log_every: Positive = 1
    """Steps between rows of the training log."""


class ByDevice(Record):
    """Precision of loading and training the base."""

    cpu: Precision = "float32"
    cuda: Precision = "bfloat16"
    mps: Precision = "float32"


class Evaluation(Record):
    """Evaluation on held-out rows."""

    split: Literal["test"] | None = "test"
    """Split to evaluate after training; none if null."""
    batch: Positive = 4
    draws: int = Field(default=2000, ge=100)
    """Unused; kept so that older recipes and adapters load."""


class Distribution(Record):
    """What the method `distribution` learns from people's answers, and how."""

    loss: Literal["kl", "emd"] = "kl"
    """`kl`: forward KL divergence. `emd`: earth mover's distance for items whose options are all on
    a scale, forward KL for the others."""
    target: Literal["shares", "shift"] = "shares"
    """`shares`: people's shares of the options. `shift`: the base's own shares, moved as the
    culture is from the pooled shares of the other countries."""
    labels: Literal["people", "shuffled"] = "people"
    """`shuffled`: each item's shares are dealt out to its options at random, as a control."""
    orders: int | None = Field(default=3, ge=2)
    """Rotations of an item's options, so that no position is learnt; all if null."""
    forms: tuple[Literal["numbered", "lettered", "listed"], ...] = Field(
        default=("numbered", "lettered"), min_length=1
    )
    """Templates of `prompts/evaluate/survey` to learn in."""
    items: Positive | None = None
    """Number of train items to learn, spread over the survey; all if null."""

    @model_validator(mode="after")
    def _distinct(self) -> "Distribution":
        if len({*self.forms}) < len(self.forms):
            raise ValueError("forms: one stands twice")
        return self


class Recipe(Record):
    """The recipe of an adapter."""

    base: Text
    """An alias of `park models list`, `gguf:<file>`, a folder, or a name on the Hub."""
    base_name: str = ""
    """The base's name on the Hub for the model card, if `base` differs."""
    revision: str | None = None
    """The commit on the Hub."""
    method: Method = "sft"
    view: Name = "sft"
    """Any view whose rows have the method's fields."""
    lora: Lora = Lora()
    optimiser: Optimiser = Optimiser()
    schedule: Schedule = Schedule()
    length: int = Field(default=512, ge=8)
    """Maximum tokens per row; longer rows are skipped and listed."""
    beta: float = Field(default=0.1, gt=0)
    """DPO's regularisation towards the base (Rafailov et al. 2023, arXiv 2305.18290)."""
    distribution: Distribution = Distribution()
    """Settings of the method `distribution`."""
    seed: int = 0
    device: Literal["any", "cuda"] = "any"
    precision: ByDevice = ByDevice()
    quantise: Literal["none", "nf4"] = "none"
    """`nf4` quantises the frozen base to 4 bits (QLoRA, arXiv 2305.14314); needs CUDA."""
    checkpointing: bool = False
    """Whether to recompute activations instead of storing them: less memory, more time."""
    evaluation: Evaluation = Evaluation()

    @model_validator(mode="after")
    def _fits(self) -> "Recipe":
        if self.quantise != "none" and self.device != "cuda":
            raise ValueError(f"quantise: {self.quantise} needs device: cuda")
        return self


class Hyper(Record):
    """A generator that turns descriptions of cultures into adapters (Zhyper, arXiv 2510.19733)."""

    form: Form = "diag"
    """`diag`: a number per rank of a layer; `square`: r × r of them; `full`: A and B whole."""
    encoder: Text = "wordllama"
    """The frozen text encoder: any embedder of `models.embedder`, by name."""
    learn: Literal["answers", "rows"] = "answers"
    """What the base is to answer: people's shares of train items, or the rows of the view."""
    describe: Describe = "answers"
    """What a culture is described by: its people's answers to train items, norms mined from these,
    its role card, or, as controls, a number of its own, or nothing at all."""
    countries: Literal["cultures", "survey"] = "survey"
    """Who is trained on: the run's cultures, or all countries of the survey."""
    descriptions: Positive = 8
    """Descriptions of each culture by other samples of items, as paraphrases."""
    items: Positive = 12
    """Items in a description by answers or norms."""
    named: float = Field(default=0.5, ge=0, le=1)
    """Share of training questions whose system message names the country."""
    penalty: float = Field(default=1e-3, ge=0)
    """Weight of ‖z‖² in the loss."""
    dropout: float = Field(default=0.05, ge=0, lt=1)

    @property
    def reads(self) -> bool:
        """Whether the generator reads descriptions at all."""
        return self.describe in ("answers", "norms", "cards")


class HyperRecipe(Recipe):
    """The recipe of a generator; its adapters are recorded with the part that is a recipe's."""

    hyper: Hyper
    lora: Lora = Lora(r=8, alpha=16)
    optimiser: Optimiser = Optimiser(rate=2.5e-5, weight_decay=1e-2)
    schedule: Schedule = Schedule(warmup=0.2)

    @model_validator(mode="after")
    def _can_be_made(self) -> "HyperRecipe":
        if self.method != "sft":
            raise ValueError("method: a generator learns answers (sft), not pairs")
        if self.quantise != "none" or self.checkpointing:
            raise ValueError("hyper: quantise and checkpointing are not for generators")
        if self.schedule.accumulate != 1:
            raise ValueError("schedule.accumulate: must be 1 for a generator")
        return self

    @property
    def own(self) -> Recipe:
        """The recipe without the generator."""
        return Recipe.model_validate(self.model_dump(exclude={"hyper"}))


def recipe_names(given: Path | None = None) -> list[str]:
    """Return the names of all recipes in a folder."""
    return sorted(path.stem for path in assets.folder("finetune", given).glob("*.yaml"))


def load_recipe(name: str, given: Path | None = None) -> Recipe | HostedRecipe:
    """Read a recipe; those with a `backend` are for a provider's fine-tuning API.

    Args:
        name: a recipe's name or YAML file.
        given: the folder of recipes; the bundled one if None.

    Raises:
        InputError: there is no such recipe, or it is invalid (names file, line and key).
    """
    if name.endswith((".yaml", ".yml")):
        return _read(Path(name))
    names = recipe_names(given)
    if name not in names:
        raise InputError(f"--recipe: there is no recipe {name!r}{nearest(name, names)}")
    return _read(assets.folder("finetune", given) / f"{name}.yaml")


def _read(path: Path) -> Recipe | HostedRecipe:
    data, lines = parse(path)
    # A missing or misspelt `backend` is still recognised by `model`, as local recipes have `base`.
    hosted = isinstance(data, dict) and not data.keys().isdisjoint({"backend", "model"})
    local = HyperRecipe if isinstance(data, dict) and "hyper" in data else Recipe
    recipe = load_yaml(path, HostedRecipe) if hosted else load_yaml(path, local)
    # Not validated in the records, so a ledger stays readable without a view's plugin.
    shapes = (FIELDS[recipe.method],) if isinstance(recipe, Recipe) else HOSTED_FIELDS
    where = f"{path}:{lines.get(('view',), 1)}: view"
    columns = registry("views").get(recipe.view, where).columns.keys()
    if not any(columns >= set(shape) for shape in shapes):
        wanted = " or ".join(", ".join(shape) for shape in shapes)
        raise InputError(f"{where}: the rows of the view {recipe.view} do not have {wanted}")
    return recipe
