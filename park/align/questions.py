"""Converts items to multiple-choice questions: forms, option orders, markers."""

from collections.abc import Sequence
from string import ascii_uppercase
from typing import Literal, NamedTuple

from park.prompts import Prompts
from park.records import Item, Option
from park.records.scores import Question

Form = Literal["numbered", "lettered", "listed"]
FORMS: tuple[Form, ...] = ("numbered", "lettered", "listed")
"""Templates of a task; the first is laid out like the training rows."""
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

    @property
    def kind(self) -> str:
        """What the markers are: `number` or `letter`."""
        return "number" if self.markers[0].isdigit() else "letter"

    def marker(self, code: int) -> str:
        """Return the marker of an option's code."""
        return self.markers[self.options.index(str(code))]


def rotations(
    options: Sequence[Option], most: int | None = None, *, reverse: bool = False
) -> list[tuple[Option, ...]]:
    """Return the rotations of options, in which each option is once at each position.

    So a respondent that only goes by position gives all options equal shares. With `most`, there
    are fewer, evenly spaced rotations, and position preferences no longer cancel completely.

    Args:
        options: the options.
        most: maximum rotations; all if None.
        reverse: whether to add each of them reversed, so that neighbours change sides, too; orders
            that are there already are left out.
    """
    count = len(options) if most is None else min(most, len(options))
    starts = [number * len(options) // count for number in range(count)]
    found = [tuple(options[start:]) + tuple(options[:start]) for start in starts]
    return list(dict.fromkeys([*found, *(each[::-1] for each in found if reverse)]))


def shown(options: Sequence[Option], digits: str = "") -> Shown:
    """Return options with markers.

    Args:
        options: the options in the order shown.
        digits: markers to use if they suffice; otherwise letters, and beyond these numbers from 1.
    """
    markers: Sequence[str] = digits if len(options) <= len(digits) else ascii_uppercase
    if len(options) > len(markers):
        markers = [str(place) for place in range(1, len(options) + 1)]
    return Shown(
        tuple(markers[: len(options)]),
        tuple(str(each.code) for each in options),
        tuple(each.label for each in options),
    )


def numbers(item: Item) -> str:
    """Return nine digits as markers, from 0 if the item's first code is 0, otherwise from 1."""
    first = int(item.options[0].code != 0)
    return "0123456789"[first : first + 9]


def questions(
    task: str,
    items: Sequence[Item],
    prompts: Prompts,
    most: int | None = None,
    forms: Sequence[str] = FORMS,
    *,
    reverse: bool = False,
) -> list[Question]:
    """Return each item in each form and each rotation of its options.

    Args:
        task: the task of the templates.
        items: the items.
        prompts: the templates.
        most: maximum rotations of an item; all if None.
        forms: the templates to use.
        reverse: whether to add the reverse of each rotation.
    """
    return [
        _question(task, item, form, order, options, prompts)
        for item in items
        for form in forms
        for order, options in enumerate(rotations(item.options, most, reverse=reverse))
    ]


def _question(
    task: str, item: Item, form: str, order: int, options: Sequence[Option], prompts: Prompts
) -> Question:
    listed = shown(options, numbers(item) if form == "numbered" else "")
    text = prompts.render(
        f"evaluate/{task}/{form}",
        statement=item.statement,
        options=listed.lines,
        kind=listed.kind,
    )
    return Question(
        task=task, set=item.source, item=item.id, form=form, order=order, text=text,
        statement=item.statement, **listed._asdict(),
    )  # fmt: skip
