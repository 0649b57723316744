"""Whether the filter moves stances: the sides of accepted and listed opinions, and of people."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from park.filter.verdicts import Judged
from park.quality.model import Sides
from park.quality.sides import Held, held, sides
from park.surveys.survey import Survey


def moved(judged: Iterable[Judged], survey: Survey) -> Iterator[str]:
    """Yield a line for each culture with accepted opinions."""
    cultures: defaultdict[str, dict[str, Held]] = defaultdict(dict)
    for each in judged:
        opinion = each.opinion
        known = cultures[opinion.seed.culture]
        place = known.get(opinion.dialogue) or held(survey, opinion.seed)
        if place is not None:
            known[opinion.dialogue] = place
            place.listed += 1
            place.accepted += each.kept
    for culture, dialogues in cultures.items():
        found = sides(dialogues)
        if found is not None and found.shift.value is not None:
            yield f"{culture}: {_told(found)}"


def _told(found: Sides) -> str:
    shift = found.shift
    ends = [f"{100 * end:+.0f}" for end in (shift.low, shift.high) if end is not None]
    within = f" [{', '.join(ends)}]" if ends else ""
    return (
        f"answers on the first half of the scale: people {found.people.value:.0%}, listed opinions "
        f"{found.listed.value:.0%}, accepted {found.accepted.value:.0%} "
        f"({100 * (shift.value or 0):+.0f} points{within})"
    )
