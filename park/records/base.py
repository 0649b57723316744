"""The base class of records and common field types."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

NAME = r"^[a-z][a-z0-9_-]*$"
COUNTRY = r"^[A-Z]{3}$"
AGE = r"^\d{2}-\d{2}$"
LANGUAGE = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"

Name = Annotated[str, StringConstraints(pattern=NAME)]
"""An identifier that is safe as a file name."""

Country = Annotated[str, StringConstraints(pattern=COUNTRY)]
"""An ISO 3166 alpha-3 code."""

Language = Annotated[str, StringConstraints(pattern=LANGUAGE)]
"""A BCP 47 language tag."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


def storable(text: str) -> str:
    """Replace lone surrogates by U+FFFD."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


Foreign = Annotated[str, AfterValidator(storable)]
"""Text from a model or server."""


class Record(BaseModel):
    """A frozen record; unknown fields are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")
