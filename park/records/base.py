"""The base class of records and common field types."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$")]
"""An identifier that is safe as a file name."""

Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
"""An ISO 3166 alpha-3 code."""

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
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
