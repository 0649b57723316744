"""Recipes for hosted fine-tuning."""

import math
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints, field_validator

from park.config import ModelConfig
from park.errors import InputError
from park.models.connect import check_address
from park.records import Name, Record, Text

Auto = Literal["auto"]


def _whole(value: Any) -> Any:
    if value == "auto" or (type(value) is int and value > 0):
        return value
    raise ValueError("must be auto or a whole number of at least 1")


def _factor(value: Any) -> Any:
    if value == "auto" or (type(value) in (int, float) and 0 < value < math.inf):
        return value
    raise ValueError("must be auto or a number above 0")


class HostedRecipe(Record):
    """How a provider fine-tunes a model."""

    backend: Literal["openai"]
    """The fine-tuning API: OpenAI's or a compatible one."""
    model: Text
    """The provider's name of the model to fine-tune."""
    epochs: Annotated[int | Auto, BeforeValidator(_whole)] = 3
    batch: Annotated[int | Auto, BeforeValidator(_whole)] = "auto"
    """Rows per step."""
    rate_multiplier: Annotated[float | Auto, BeforeValidator(_factor)] = "auto"
    """Multiplier of the provider's learning rate."""
    suffix: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,39}$")] = (
        "culturepark"
    )
    """Precedes the culture in the fine-tuned model's name."""
    base_url: str | None = None
    """Address of another OpenAI-compatible endpoint, including `/v1`."""
    api_key_env: str | None = None
    """Environment variable of the API key; by default `OPENAI_API_KEY`."""
    price: float = Field(ge=0, allow_inf_nan=False)
    """US dollars per million training tokens, used only for estimates."""
    length: int = Field(default=16385, ge=16)
    """Maximum tokens per row; longer rows are skipped and counted."""
    view: Name = "sft"
    """Any view whose rows have `messages`, or `prompt` and `completion`."""
    seed: int = 0
    validation: Literal["test"] | None = "test"
    """Split for the validation file; none if null."""

    @field_validator("base_url")
    @classmethod
    def _an_address(cls, value: str | None) -> str | None:
        try:
            check_address(value)
        except InputError as error:
            raise ValueError(str(error).removeprefix("base_url ")) from None
        return value

    @field_validator("api_key_env")
    @classmethod
    def _a_variable_name(cls, value: str | None) -> str | None:
        if value is not None and not (value.isidentifier() and value.isupper()):
            raise ValueError("must be the name of an environment variable, not a key")
        return value

    def config(self, model: str) -> ModelConfig:
        """Return the configuration for calling a model at the recipe's provider."""
        return ModelConfig(
            model=f"openai/{model}", base_url=self.base_url, api_key_env=self.api_key_env
        )
