"""Items as multiple-choice questions: forms, orders of the options, markers."""

from collections.abc import Sequence
from string import ascii_uppercase
from typing import NamedTuple

from park.prompts import Prompts
from park.records import Item, Option
from park.records.scores import Question

FORMS = ("numbered", "lettered", "listed")
"""The templates of a task; the first is laid out like the training rows, with numbers."""
MOST_OPTIONS = len(ascii_uppercase)
"""An item with more options cannot be asked with one letter each and is left out."""


class Shown(NamedTuple):
    """An item's options as a question shows them; the fields are those of a Question."""

    markers: tuple[str, ...]
    options: tuple[str, ...]
    labels: tuple[str, ...]

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """Return markers and labels in pairs."""
        return tuple(zip(self.markers, self.labels, strict=True))


def rotations(options: Sequence[Option], most: int | None = None) -> list[tuple[Option, ...]]:
    """Return the options begun at each of them in turn, so that each stands once at every place.

    Whoever goes by the place alone then gives every option the same share. With `most`, fewer
    rotations at even distances; a preference for places no longer cancels out completely.
    """
    count = len(options) if most is None else min(most, len(options))
    starts = [number * len(options) // count for number in range(count)]
    return [tuple(options[start:]) + tuple(options[:start]) for start in starts]


def shown(options: Sequence[Option], digits: str = "") -> Shown:
    """Return options with a marker each.

    Args:
        options: in the order in which they are shown.
        digits: the markers, where they suffice; letters otherwise.
    """
    markers = digits if len(options) <= len(digits) else ascii_uppercase
    return Shown(
        tuple(markers[: len(options)]),
        tuple(str(each.code) for each in options),
        tuple(each.label for each in options),
    )


def questions(
    task: str, items: Sequence[Item], prompts: Prompts, most: int | None = None
) -> list[Question]:
    """Return each item in each form and each rotation of its options, the same for everybody.

    Args:
        task: whose templates are used.
        items: what is asked.
        prompts: the templates.
        most: the most rotations of an item; all if None.
    """
    return [
        _question(task, item, form, order, options, prompts)
        for item in items
        for form in FORMS
        for order, options in enumerate(rotations(item.options, most))
    ]


def _question(
    task: str, item: Item, form: str, order: int, options: Sequence[Option], prompts: Prompts
) -> Question:
    # The training rows number options by their codes, some of which begin with 0.
    first = int(item.options[0].code != 0)
    listed = shown(options, "0123456789"[first : first + 9] if form == "numbered" else "")
    text = prompts.render(
        f"evaluate/{task}/{form}",
        statement=item.statement,
        options=listed.lines,
        kind="number" if listed.markers[0].isdigit() else "letter",
    )
    return Question(
        task=task, set=item.source, item=item.id, form=form, order=order, text=text,
        **listed._asdict(),
    )  # fmt: skip
