"""Whether an opinion is fit to be published, by rules alone: what a check is, and all there are."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from park.errors import InputError
from park.records import Country, Language
from park.registry import BUILT_IN, Part, Registry
from park.text.sentences import normalized

FOUND_LENGTH = 80
"""Characters of what was found that are told."""


@dataclass(frozen=True)
class Rules:
    """What an opinion is checked against."""

    language: Language
    """What the opinion should be written in."""
    region: Country
    """The country whose telephone numbers and addresses are expected."""
    shortest: int
    """Words an opinion must have; two letters of a script without spaces count as a word."""
    longest: int
    """Words an opinion may have."""
    slurs: frozenset[str]
    """What `load_slurs` returned."""
    groups: tuple[str, ...] = ()
    """Names of the culture's own people."""
    names: tuple[str, ...] = ()
    """Names of the dialogue's two speakers."""
    agents: Path | None = None
    """The user's own folder of role cards, which may hold languages."""


class Check(Part, ABC):
    """Something that may be wrong with an opinion, whatever other opinions there are.

    ```python
    class Shouting(Check):
        name = "shouting"
        help = "Opinions in capital letters."
        reasons = ("shouting",)

        def fault(self, text: str, rules: Rules) -> tuple[str, str] | None:
            return ("shouting", text) if text.isupper() else None
    ```
    """

    reasons: ClassVar[tuple[str, ...]]
    """The words that it may reject an opinion for; each is counted and shown."""
    shown: ClassVar[int] = 0
    """Where its reasons stand in the counts; 0 for the place that `order` gives it."""
    without: ClassVar[str] = "that check is skipped"
    """What becomes of the check for a language of which it `lacks` something."""

    def __init__(self, options: Any = None) -> None:
        """Take the check's options, `filter.options.<name>` of the configuration."""
        self.options = self.Options() if options is None else options

    @abstractmethod
    def fault(self, text: str, rules: Rules) -> tuple[str, str] | None:
        """Return what is wrong with an opinion; None if nothing is.

        Args:
            text: the opinion, in Unicode's composed form.
            rules: what it is checked against.

        Returns:
            One of `reasons`, and the words that were found.
        """

    def lacks(self, language: Language, agents: Path | None) -> str:
        """Return what is not known of a language that the check needs; '' if nothing is amiss."""
        return ""


CHECKS: Registry[Check] = Registry("checks", "park.filter.checks", "park.filter.check:Check")
TAKEN = frozenset({"dialogues", "unread", "listed", "rewritten", "accepted"})
"""Words that other counts of the filter stage have."""


def make_checks(options: Mapping[str, Mapping[str, Any]]) -> tuple[Check, ...]:
    """Return all checks with their options, in their order.

    Args:
        options: the configuration's `filter.options`, by the checks' names.

    Raises:
        InputError: an option is wrong, or a check from outside cannot be used.
    """
    CHECKS.check_options(options, "filter.options")
    given = {name: CHECKS.options(name, dict(options.get(name, {})), "filter.options")
             for name in CHECKS.names()}  # fmt: skip
    owners: dict[str, str] = {}
    for name, kind in CHECKS.all().items():
        for reason in kind.reasons:
            if reason in TAKEN or reason in owners:
                raise InputError(
                    f"{CHECKS.source(name)}: check {name!r}: the reason {reason!r} is taken"
                )
            owners[reason] = name
    return tuple(kind(given[name]) for name, kind in CHECKS.all().items())


def try_checks(checks: Iterable[Check], rules: Iterable[Rules]) -> None:
    """Let checks from outside look at a text before anything is paid; InputError if one fails."""
    outside = [each for each in checks if CHECKS.source(each.name) != BUILT_IN]
    for each in outside:
        for one in rules:
            try:
                each.fault("Children should help their parents.", one)
            except Exception as error:  # Whatever a package outside does.
                why = f"{type(error).__name__}: {error}"
                source = CHECKS.source(each.name)
                raise InputError(f"{source}: check {each.name!r} fails ({why})") from None


def fault(text: str, rules: Rules, checks: Sequence[Check] | None = None) -> tuple[str, str] | None:
    """Return the first thing that is wrong with an opinion; None if nothing is.

    Args:
        text: the opinion.
        rules: what it is checked against.
        checks: what `make_checks` returned; all checks with their default options where None.

    Returns:
        The reason and what was found. A check that gives a reason which is not among its `reasons`
        is counted under its own name.
    """
    text = normalized("NFC", text)
    for check in _defaults() if checks is None else checks:
        found = check.fault(text, rules)
        if found is not None:
            reason, words = found
            return (reason if reason in check.reasons else check.name), str(words)[:FOUND_LENGTH]
    return None


@cache
def _defaults() -> tuple[Check, ...]:
    return make_checks({})


def reasons() -> list[str]:
    """Return the reasons of all checks, in the order in which they are shown."""
    kinds = sorted(CHECKS.all().values(), key=lambda kind: kind.shown or kind.order)
    return [reason for kind in kinds for reason in kind.reasons]
