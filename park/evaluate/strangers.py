"""Tutors of another culture: what a lesson gives whoever holds it."""

from collections.abc import Sequence
from dataclasses import replace

from park.align.respondent import Respondent

OTHER_PROMPT = "other-prompt"
"""Control: the base, told that it comes from another culture."""
OTHER_ADAPTER = "other-adapter"
"""Control: another culture's adapter with this culture's system message; only the weights differ
from the culture's own tutor."""
STRANGERS = {"prompt": OTHER_PROMPT, "adapter": OTHER_ADAPTER}
"""By method: the control that takes its place."""
CONFOUNDED = "plain"
"""A tutor without a system message; against it, an adapter's gain is also the message's."""


def strangers(respondents: Sequence[Respondent], culture: str) -> list[Respondent]:
    """Return the tutors of another culture for lessons about this one.

    The other culture is the next one by name, so it follows from the configured cultures alone.

    Args:
        respondents: everyone who answers.
        culture: the culture that is taught.
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
    """Return which tutors are compared: like with like, so that one thing differs.

    An adapter has the system message of `prompt`, so it is compared with `prompt` and never with
    `plain`; `prompt` and `adapter` are compared with a tutor of another culture, too.

    Args:
        pairs: each method with its baselines.
        there: the names of all tutors.
    """
    adapted = {"adapter", "one"}
    kept = [pair for pair in pairs if not (pair[0] in adapted and pair[1] == CONFOUNDED)]
    more = [("one", "prompt"), *STRANGERS.items()]
    return [*kept, *(pair for pair in more if set(pair) <= set(there) and pair not in kept)]
