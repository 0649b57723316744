"""Tutors of another culture, controls for the effect of any lesson."""

from collections.abc import Sequence
from dataclasses import replace

from park.align.respondent import Respondent

OTHER_PROMPT = "other-prompt"
"""Control: the base, prompted with another culture."""
OTHER_ADAPTER = "other-adapter"
"""Control: another culture's adapter with this culture's system message; only the weights differ
from the culture's own tutor."""
STRANGERS = {"prompt": OTHER_PROMPT, "adapter": OTHER_ADAPTER}
"""Controls by method."""
CONFOUNDED = "plain"
"""A tutor without a system message; an adapter's gain over it includes that of the message."""


def strangers(respondents: Sequence[Respondent], culture: str) -> list[Respondent]:
    """Return the tutors of another culture for lessons about this one.

    The other culture is the next by name, so the choice only depends on the configured cultures.

    Args:
        respondents: all respondents.
        culture: the culture taught.
    """
    found = []
    for method, control in STRANGERS.items():
        by_culture = {each.culture: each for each in respondents if each.method == method}
        own = by_culture.pop(culture, None)
        if own is None or not by_culture:
            continue
        later = [name for name in sorted(by_culture) if name > culture]
        other = by_culture[later[0] if later else min(by_culture)]
        taught = replace(own, adapter=other.adapter) if method == "adapter" else other
        found.append(replace(taught, method=control, culture=other.culture))
    return found


def compared(pairs: Sequence[tuple[str, str]], there: Sequence[str]) -> list[tuple[str, str]]:
    """Return the pairs of tutors to compare, which differ in one respect only.

    Adapters have the system message of `prompt`, so they are compared with `prompt` and never with
    `plain`; `prompt` and `adapter` are also compared with a tutor of another culture.

    Args:
        pairs: each method with its baselines.
        there: the names of all tutors.
    """
    adapted = {"adapter", "one"}
    kept = [pair for pair in pairs if not (pair[0] in adapted and pair[1] == CONFOUNDED)]
    more = [("one", "prompt"), *STRANGERS.items()]
    return [*kept, *(pair for pair in more if set(pair) <= set(there) and pair not in kept)]
