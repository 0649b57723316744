"""The nouns of an evaluation: what is asked, what is answered, and what it comes to."""

from typing import Any, Literal

from pydantic import Field, model_validator

from park.records import Foreign, Name, Record, Text

LEAST_MASS = 0.05
"""The share of all probability below which options are not weighed: in 19 of 20 cases the model
would have said something else, and what is left are the tails of a distribution, which a server
that shows the likeliest tokens alone cuts off besides."""


def faint(mass: float | None) -> bool:
    """Whether options had too little of all probability to be weighed against each other."""
    return mass is not None and mass < LEAST_MASS


Role = Literal["system", "user", "assistant"]
"""Who speaks in a chat."""


class Question(Record):
    """One multiple-choice question of an evaluation, as it is put."""

    task: Name
    set: Text
    """The data set within the task."""
    tested: str = ""
    """The culture that it belongs to; '' where it is put alike for all."""
    item: Text
    """What is asked, whatever the form and the order of the options."""
    form: Text
    """The wording: the name of its template."""
    order: int = 0
    """Which of the orders that the options are shown in."""
    text: Foreign
    """The user's message; it shows the options with their markers."""
    markers: tuple[Text, ...] = Field(min_length=2)
    """What the answer begins with, a token each."""
    options: tuple[Text, ...] = Field(min_length=2)
    """The options' names in the order of the markers."""
    labels: tuple[str, ...] = ()
    """The options' words as the text shows them; () where their names are those words."""
    expected: dict[str, float] = Field(default_factory=dict)
    """Shares of people's answers, or 1 for the true label, by the options' names."""
    before: tuple[tuple[Role, Foreign], ...] = ()
    """What was said before the question: role and content."""

    @model_validator(mode="after")
    def _one_marker_each(self) -> "Question":
        if len(self.markers) != len(self.options):
            raise ValueError(f"{len(self.markers)} markers for {len(self.options)} options")
        return self


Status = Literal["answered", "unparsed", "refused", "failed"]
"""`unparsed`: none of the options could be read from the answer; `failed`: there was none, because
the call failed, so that the question is asked again next time. Only `answered` is ever scored."""


class Answer(Record):
    """What a model makes of a question."""

    status: Status
    shares: dict[str, float] = Field(default_factory=dict)
    """Probabilities by the options' names, adding up to 1; empty unless answered."""
    mass: float | None = None
    """The share of all probability that fell on the options; None where it is not known."""
    text: Foreign = ""
    """What was said, where the answer was given in words; the error where the call failed."""


class Response(Record):
    """How one way to answer responded to a question."""

    key: str
    """The hash of the question and of who was asked."""
    question: Question
    method: Name
    culture: str = ""
    """The culture that the method answers as; '' for none."""
    model: str
    status: Status
    shares: dict[str, float] = Field(default_factory=dict)
    """Probabilities by the options' names, adding up to 1; empty unless answered."""
    mass: float | None = None
    """The share of all probability that fell on the options; None where it is not known."""
    text: Foreign = ""
    """What the model said, where it answered in words; the error where the call failed."""


class Score(Record):
    """A figure of an evaluation with its interval; with `against`, a difference of two."""

    task: Name
    set: str = ""
    """The data set within the task; '' for all of them."""
    metric: Name
    method: Name
    """A method's or a control's name."""
    culture: str = ""
    """The culture that the method answers as; '' for none."""
    tested: str = ""
    """The culture it is measured on; '' for all together."""
    model: str = ""
    """What answered; '' for a control that needs none."""
    control: bool = False
    value: float | None
    """None where it cannot be computed."""
    low: float | None = None
    high: float | None = None
    """The ends of the 95 % interval; None where there is none."""
    n: int = Field(ge=0)
    unit: Text = "items"
    """What n counts. The interval is over them, or over clusters of them (`detail["clusters"]`)."""
    forms: dict[str, float] = Field(default_factory=dict)
    """The figure by prompt form."""
    higher_is_better: bool = True
    against: str = ""
    """The method that is subtracted, for a difference; '' for a plain figure."""
    p: float | None = None
    """Of a difference: the two-sided p-value that there is none."""
    adjusted: float | None = None
    """The p-value after Holm's correction over all differences of the task's metric."""
    detail: dict[str, Any] = Field(default_factory=dict)
    """Everything else that a reader needs: counts of unparsed answers, warnings, remarks."""
