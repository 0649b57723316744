"""Converts items to multiple-choice questions: forms, option orders, markers."""

from collections.abc import Sequence
from string import ascii_uppercase
from typing import NamedTuple

from park.prompts import Prompts
from park.records import Item
from park.records.scores import Question

FORMS = ("numbered", "lettered", "listed")
"""Templates of a task; the first is numbered, like the training rows."""
MOST_OPTIONS = len(ascii_uppercase)
"""Maximum options, one letter each; items with more are left out."""


class Shown(NamedTuple):
    """An item's options as shown; the fields are those of a Question."""

    markers: tuple[str, ...]
    options: tuple[str, ...]
    labels: tuple[str, ...]

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """Pairs of marker and label."""
        return tuple(zip(self.markers, self.labels, strict=True))


def shown(item: Item, order: int, digits: str = "") -> Shown:
    """Return an item's options with markers.

    Args:
        item: the item.
        order: 0 for the original order, 1 for reversed.
        digits: markers to use if they suffice; otherwise letters.
    """
    options = item.options[::-1] if order else item.options
    markers = digits if len(options) <= len(digits) else ascii_uppercase
    return Shown(
        tuple(markers[: len(options)]),
        tuple(str(each.code) for each in options),
        tuple(each.label for each in options),
    )


def questions(task: str, items: Sequence[Item], prompts: Prompts) -> list[Question]:
    """Return each item in each form and both option orders."""
    return [
        _question(task, item, form, order, prompts)
        for item in items
        for form in FORMS
        for order in (0, 1)
    ]


def _question(task: str, item: Item, form: str, order: int, prompts: Prompts) -> Question:
    # Training rows number options by their codes, which may start at 0.
    first = int(item.options[0].code != 0)
    options = shown(item, order, "0123456789"[first : first + 9] if form == "numbered" else "")
    text = prompts.render(
        f"evaluate/{task}/{form}",
        statement=item.statement,
        options=options.lines,
        kind="number" if options.markers[0].isdigit() else "letter",
    )
    return Question(
        task=task, set=item.source, item=item.id, form=form, order=order, text=text,
        **options._asdict(),
    )  # fmt: skip
