"""Rule-based checks of opinions."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from park.errors import InputError
from park.records import Country, Language
from park.registry import BUILT_IN, Part, Registry
from park.setup import Setup
from park.text.grounding import Grounds
from park.text.sentences import normalized

FOUND_LENGTH = 80
"""Maximum length of the reported words."""


@dataclass(frozen=True)
class Rules:
    """The rules for an opinion."""

    language: Language
    """Expected language."""
    region: Country
    """Country of expected telephone numbers and addresses."""
    shortest: int
    """Minimum words; two letters of a script without spaces count as a word."""
    longest: int
    """Maximum words."""
    slurs: frozenset[str]
    """From `load_slurs`."""
    groups: tuple[str, ...] = ()
    """Names for the culture's own people."""
    names: tuple[str, ...] = ()
    """Names of the dialogue's two speakers."""
    agents: Path | None = None
    """The user's folder of role cards, which may contain languages."""
    known: Grounds = field(default_factory=Grounds)
    """What the delegate knows: the facts and names of the role cards, and the statement."""
    home: str = ""
    """English name of the culture's country."""
    others: tuple[str, ...] = ()
    """Names of other cultures' peoples."""
    statement: str = ""
    """What people were asked."""
    weak_judge: bool = False
    """Whether its calibration says that the judge is weak."""


class Check(Part, ABC):
    """A rule that each opinion must satisfy on its own.

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
    """Its reasons for rejection, counted and shown separately."""
    shown: ClassVar[int] = 0
    """Position of its reasons in the counts; 0 for that of `order`."""
    without: ClassVar[str] = "that check is skipped"
    """The effect on a language for which the check `lacks` something."""

    def __init__(self, options: Any = None) -> None:
        """Set the check's options, `filter.options.<name>` in the configuration."""
        self.options: Any = self.Options() if options is None else options

    def ready(self, setup: Setup) -> None:
        """Load what the options name, once, before anything is paid for; nothing by default.

        Raises:
            InputError: something is missing or invalid.
        """
        return None

    @abstractmethod
    def fault(self, text: str, rules: Rules) -> tuple[str, str] | None:
        """Return a fault of an opinion, if any.

        Args:
            text: the opinion, in NFC.
            rules: the rules for it.

        Returns:
            One of `reasons`, and the words found.
        """

    def lacks(self, language: Language, agents: Path | None) -> str:
        """Return what the check lacks for a language; '' if nothing."""
        return ""


CHECKS: Registry[Check] = Registry("checks", "park.filter.checks", "park.filter.check:Check")
TAKEN = frozenset({"dialogues", "unread", "listed", "reviewed", "rewritten", "accepted"})
"""Names of other counts in the filter stage."""


def make_checks(options: Mapping[str, Mapping[str, Any]]) -> tuple[Check, ...]:
    """Create all checks with their options, in order.

    Args:
        options: `filter.options` of the configuration, by check.

    Raises:
        InputError: an option is wrong, or a plugin check is unusable.
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
    """Try plugin checks on a text before any paid call; InputError if one fails."""
    outside = [each for each in checks if CHECKS.source(each.name) != BUILT_IN]
    for each in outside:
        for one in rules:
            try:
                each.fault("Children should help their parents.", one)
            except Exception as error:  # Plugins may raise anything.
                why = f"{type(error).__name__}: {error}"
                source = CHECKS.source(each.name)
                raise InputError(f"{source}: check {each.name!r} fails ({why})") from None


def fault(text: str, rules: Rules, checks: Sequence[Check] | None = None) -> tuple[str, str] | None:
    """Return the first fault of an opinion, if any.

    Args:
        text: the opinion.
        rules: the rules for it.
        checks: the checks; all with default options if None.

    Returns:
        The reason and the words found. A reason that is not among a check's `reasons` is replaced
        by
        the check's name.
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
    """Return the reasons of all checks in display order."""
    kinds = sorted(CHECKS.all().values(), key=lambda kind: kind.shown or kind.order)
    return [reason for kind in kinds for reason in kind.reasons]
