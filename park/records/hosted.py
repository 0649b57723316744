"""Models fine-tuned by a provider."""

from park.adapters.hosted import HostedRecipe
from park.config import ModelConfig
from park.records import Foreign, Record

SUCCEEDED = "succeeded"
IN_VAIN = ("failed", "cancelled")
OVER = (SUCCEEDED, *IN_VAIN)
"""Final statuses of a job."""


class HostedModel(Record):
    """A model fine-tuned by a provider, and its job."""

    culture: str
    key: str
    """Hash of samples and recipe."""
    recipe_name: str
    recipe: HostedRecipe
    base: str
    """The base model."""
    rows: int
    held_out: int
    """Number of validation rows."""
    left_out: dict[str, int]
    """Counts of skipped rows by reason."""
    tokens: int
    """Estimated tokens of the training rows for one epoch."""
    epochs: int
    """Number of epochs; estimated if the recipe has `auto`."""
    cost_usd: float
    """Estimated cost in US dollars."""
    system: str
    """The rows' system message."""
    training_file: Foreign = ""
    """The provider's file id; '' before upload."""
    validation_file: Foreign = ""
    job: Foreign = ""
    status: Foreign = "prepared"
    """The provider's job status; `prepared` before there is a job."""
    fine_tuned_model: Foreign = ""
    """Name of the finished model."""
    trained_tokens: int | None = None
    """Tokens counted by the provider."""
    error: Foreign = ""
    """The provider's reason for a failed job."""
    earlier: Foreign = ""
    """Name of the previous model, from other samples or another recipe."""

    @property
    def over(self) -> bool:
        """Whether the job has ended, successfully or not."""
        return self.status in OVER

    @property
    def finished(self) -> bool:
        """Whether the model is ready."""
        return self.status == SUCCEEDED and bool(self.fine_tuned_model)

    def config(self) -> ModelConfig:
        """Return the configuration for calling the finished model, `openai/<name>`."""
        return self.recipe.config(self.fine_tuned_model)
