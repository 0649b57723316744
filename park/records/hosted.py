"""Models that a provider fine-tunes, with their jobs there."""

from park.adapters.hosted import HostedRecipe
from park.config import ModelConfig
from park.records import Foreign, Record

SUCCEEDED = "succeeded"
IN_VAIN = ("failed", "cancelled")
OVER = (SUCCEEDED, *IN_VAIN)
"""What a job's status can end in."""


class HostedModel(Record):
    """A model that is or will be fine-tuned by a provider, with its job there."""

    culture: str
    key: str
    """The hash of samples and recipe."""
    recipe_name: str
    recipe: HostedRecipe
    base: str
    """The model that is fine-tuned."""
    rows: int
    held_out: int
    """Rows of the validation file."""
    left_out: dict[str, int]
    """Rows that were not sent, by the reason."""
    tokens: int
    """Of the training rows, once; an estimate."""
    epochs: int
    """How often they are learnt; where the recipe says `auto`, an estimate."""
    cost_usd: float
    """An estimate."""
    system: str
    """The system message that the rows have."""
    training_file: Foreign = ""
    """The provider's id; '' before the file is there."""
    validation_file: Foreign = ""
    job: Foreign = ""
    status: Foreign = "prepared"
    """What the provider says of the job; `prepared` before there is one."""
    fine_tuned_model: Foreign = ""
    """The name of the finished model."""
    trained_tokens: int | None = None
    """What the provider counted."""
    error: Foreign = ""
    """The provider's reason why the job failed."""
    earlier: Foreign = ""
    """The name of the last model that other samples or another recipe gave."""

    @property
    def over(self) -> bool:
        """Whether the job has ended, well or not."""
        return self.status in OVER

    @property
    def finished(self) -> bool:
        """Whether the model can be asked."""
        return self.status == SUCCEEDED and bool(self.fine_tuned_model)

    def config(self) -> ModelConfig:
        """Return how the finished model is asked, as `openai/<name>`."""
        return self.recipe.config(self.fine_tuned_model)
