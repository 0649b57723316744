"""Records of evaluation: questions, responses and scores."""

from typing import Any, Literal

from pydantic import Field, model_validator

from park.records import Foreign, Name, Record, Text

LEAST_MASS = 0.05
"""Minimum total probability of options to be compared. Below it the model would say something else
in
19 of 20 cases, so the options are in the tails of the distribution, which servers that only return
the top tokens also cut off."""


def faint(mass: float | None) -> bool:
    """Whether options have too little total probability to be compared."""
    return mass is not None and mass < LEAST_MASS


Role = Literal["system", "user", "assistant"]
"""The role of a chat message."""


class Question(Record):
    """A multiple-choice question of an evaluation, as asked."""

    task: Name
    set: Text
    """The dataset within the task."""
    tested: str = ""
    """Its culture; '' if the same for all."""
    item: Text
    """The item's id, independent of form and order."""
    form: Text
    """The template's name."""
    order: int = 0
    """Index of the order of options."""
    text: Foreign
    """The user message with the options and their markers."""
    markers: tuple[Text, ...] = Field(min_length=2)
    """Possible first tokens of the answer."""
    options: tuple[Text, ...] = Field(min_length=2)
    """Names of the options, in the order of the markers."""
    labels: tuple[str, ...] = ()
    """The options' wording in the text; () if equal to their names."""
    statement: Foreign = ""
    """What the text asks about, without options and instruction; '' if it is no item."""
    expected: dict[str, float] = Field(default_factory=dict)
    """Shares of people's answers, or 1 for the true label, by option."""
    before: tuple[tuple[Role, Foreign], ...] = ()
    """Earlier messages as (role, content)."""

    @model_validator(mode="after")
    def _one_marker_each(self) -> "Question":
        if len(self.markers) != len(self.options):
            raise ValueError(f"{len(self.markers)} markers for {len(self.options)} options")
        return self


Status = Literal["answered", "unparsed", "refused", "failed"]
"""`unparsed`: no option could be read from the answer; `failed`: the call failed, so the question
is
asked again next time. Only `answered` is scored."""


NEW_COUNTRIES = "new countries"
"""The set of scores on cultures that nothing was trained on."""


class Answer(Record):
    """A model's answer to a question."""

    status: Status
    shares: dict[str, float] = Field(default_factory=dict)
    """Probabilities by option, summing to 1; empty unless answered."""
    mass: float | None = None
    """Total probability of the options; None if unknown."""
    text: Foreign = ""
    """The answer in words, if any; the error if the call failed."""
    samples: dict[str, int] = Field(default_factory=dict)
    """Replies that shares are averaged over (`read`) and those that are not, by reason; empty for
    other answers."""


class Response(Record):
    """The stored response of a method to a question."""

    key: str
    """Hash of the question and the respondent."""
    question: Question
    method: Name
    culture: str = ""
    """The culture that the method represents; '' for none."""
    model: str
    status: Status
    shares: dict[str, float] = Field(default_factory=dict)
    """Probabilities by option, summing to 1; empty unless answered."""
    mass: float | None = None
    """Total probability of the options; None if unknown."""
    text: Foreign = ""
    """The answer in words, if any; the error if the call failed."""
    samples: dict[str, int] = Field(default_factory=dict)
    """Replies that shares are averaged over (`read`) and those that are not, by reason; empty for
    other answers."""


class Score(Record):
    """A figure of an evaluation with its interval; with `against`, a difference."""

    task: Name
    set: str = ""
    """The dataset within the task, or the group of people or of cultures; '' for all."""
    metric: Name
    method: Name
    """Name of a method or control."""
    culture: str = ""
    """The culture that the method represents; '' for none."""
    tested: str = ""
    """The culture tested; '' for all."""
    model: str = ""
    """Name of the model; '' for controls without one."""
    control: bool = False
    value: float | None
    """None if undefined."""
    low: float | None = None
    high: float | None = None
    """Bounds of the 95 % interval, if any."""
    n: int = Field(ge=0)
    unit: Text = "items"
    """Unit of n. The interval is over these units or clusters of them (`detail["clusters"]`)."""
    forms: dict[str, float] = Field(default_factory=dict)
    """The figure by template."""
    higher_is_better: bool = True
    against: str = ""
    """The subtracted method of a difference; '' otherwise."""
    p: float | None = None
    """Two-sided p-value of a difference."""
    adjusted: float | None = None
    """p-value after Holm's correction over the metric's differences, those over all cultures
    together apart from those of single cultures."""
    detail: dict[str, Any] = Field(default_factory=dict)
    """Additional information: counts of unparsed answers, warnings, remarks."""
