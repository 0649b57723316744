"""Recipes: how an adapter is trained, one YAML file each."""

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

Method = Literal["sft", "dpo"]
Device = Literal["cpu", "cuda", "mps"]
Precision = Literal["float32", "bfloat16", "float16"]

FIELDS: dict[Method, tuple[str, ...]] = {
    "sft": ("prompt", "completion"),
    "dpo": ("prompt", "chosen", "rejected"),
}
"""The fields of a row that each method learns from."""
HOSTED_FIELDS = ("prompt", "completion"), ("messages",)
"""Those that a provider learns from: one or the other."""
DEFAULT = "smollm2-135m-cpu"


class Lora(Record):
    """The adapter's form (Hu et al. 2021, arXiv 2106.09685)."""

    r: Positive = 16
    alpha: float = Field(default=32, gt=0)
    dropout: float = Field(default=0.0, ge=0, lt=1)
    target: Literal["all-linear"] | tuple[Text, ...] = "all-linear"
    """Modules that are adapted, by the end of their names; the head never is."""


class Optimiser(Record):
    """How weights follow gradients."""

    name: Literal["adamw_torch", "paged_adamw_32bit", "adafactor"] = "adamw_torch"
    rate: float = Field(default=2e-4, gt=0)
    weight_decay: float = Field(default=0.0, ge=0)
    clip: float = Field(default=1.0, gt=0)
    """The largest norm a gradient may have."""


class Schedule(Record):
    """How long is trained, and how the rate changes."""

    epochs: float = Field(default=3, gt=0)
    most_steps: Positive | None = None
    """Ends the training earlier, whatever the epochs."""
    kind: Literal["linear", "cosine", "constant", "constant_with_warmup"] = "linear"
    warmup: float = Field(default=0.03, ge=0, lt=1)
    """The share of steps in which the rate rises."""
    batch: Positive = 8
    """Rows that go through the model at once, on each device."""
    accumulate: Positive = 1
    """Batches a step."""
    save_every: Positive = 50
    """Steps between two checkpoints; the last step always has one."""
    log_every: Positive = 1
    """Steps between two rows of the training log."""


class ByDevice(Record):
    """The numbers that the base is loaded and trained in."""

    cpu: Precision = "float32"
    cuda: Precision = "bfloat16"
    mps: Precision = "float32"


class Evaluation(Record):
    """What is held out, and how it is measured."""

    split: Literal["test"] | None = "test"
    """The split whose loss is measured after training; none if null."""
    batch: Positive = 4
    draws: int = Field(default=2000, ge=100)
    """Not used any more; read so that older recipes and adapters open."""


class Recipe(Record):
    """How an adapter is trained."""

    base: Text
    """An alias of `park models list`, `gguf:<file>`, a folder, or a name on the Hub."""
    base_name: str = ""
    """The base's name on the Hub, for the model card, where `base` is not that."""
    revision: str | None = None
    """The commit on the Hub."""
    method: Method = "sft"
    view: Name = "sft"
    """Any view whose rows have the fields that the method learns from."""
    lora: Lora = Lora()
    optimiser: Optimiser = Optimiser()
    schedule: Schedule = Schedule()
    length: int = Field(default=512, ge=8)
    """Tokens a row may have; longer rows are left out and listed."""
    beta: float = Field(default=0.1, gt=0)
    """How strongly DPO holds on to the base (Rafailov et al. 2023, arXiv 2305.18290)."""
    seed: int = 0
    device: Literal["any", "cuda"] = "any"
    precision: ByDevice = ByDevice()
    quantise: Literal["none", "nf4"] = "none"
    """`nf4` holds the frozen base in 4 bits (QLoRA, arXiv 2305.14314); needs CUDA."""
    checkpointing: bool = False
    """Whether activations are computed again instead of kept: less memory, more time."""
    evaluation: Evaluation = Evaluation()

    @model_validator(mode="after")
    def _fits(self) -> "Recipe":
        if self.quantise != "none" and self.device != "cuda":
            raise ValueError(f"quantise: {self.quantise} needs device: cuda")
        return self


def recipe_names(given: Path | None = None) -> list[str]:
    """Return the names of all recipes in a folder."""
    return sorted(path.stem for path in assets.folder("finetune", given).glob("*.yaml"))


def load_recipe(name: str, given: Path | None = None) -> Recipe | HostedRecipe:
    """Read a recipe; one that names a `backend` is for a provider's fine-tuning API.

    Args:
        name: a recipe's name, or the path of a YAML file.
        given: the folder of the recipes; the one that ships if None.

    Raises:
        InputError: there is no such recipe, or it has a mistake (file, line and key are named).
    """
    if name.endswith((".yaml", ".yml")):
        return _read(Path(name))
    names = recipe_names(given)
    if name not in names:
        raise InputError(f"--recipe: there is no recipe {name!r}{nearest(name, names)}")
    return _read(assets.folder("finetune", given) / f"{name}.yaml")


def _read(path: Path) -> Recipe | HostedRecipe:
    data, lines = parse(path)
    # Whoever forgets or misspells `backend` still writes `model`, where a local recipe has `base`.
    hosted = isinstance(data, dict) and not data.keys().isdisjoint({"backend", "model"})
    recipe = load_yaml(path, HostedRecipe) if hosted else load_yaml(path, Recipe)
    # Not in the records: those of a ledger stay readable without the package that had the view.
    shapes = (FIELDS[recipe.method],) if isinstance(recipe, Recipe) else HOSTED_FIELDS
    where = f"{path}:{lines.get(('view',), 1)}: view"
    columns = registry("views").get(recipe.view, where).columns.keys()
    if not any(columns >= set(shape) for shape in shapes):
        wanted = " or ".join(", ".join(shape) for shape in shapes)
        raise InputError(f"{where}: the rows of the view {recipe.view} do not have {wanted}")
    return recipe
