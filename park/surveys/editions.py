"""Earlier editions of the bundled items, for runs started with them.

The wording shapes the dialogues, so a run keeps the one it started with.
"""

from dataclasses import replace

from park.surveys.bundled import bundled, items_of
from park.surveys.survey import Survey

EARLIER = ("wvs7_items_0.1.csv",)
"""Files of earlier editions."""


def as_begun(survey: Survey, digest: str) -> Survey:
    """Return the edition of a survey with the given hash; the survey itself if none matches.

    Args:
        survey: a survey with the current edition of the bundled items.
        digest: hash of the survey that a run started with; '' without a run.
    """
    if not digest or survey.digest() == digest:
        return survey
    editions = (_in_edition(survey, file) for file in EARLIER)
    return next((each for each in editions if each.digest() == digest), survey)


def _in_edition(survey: Survey, file: str) -> Survey:
    """Return a survey with its bundled items replaced by those of an edition."""
    earlier = {item.id: item for item in items_of(file)}
    items = {
        id_: earlier[id_] if item == bundled().items.get(id_) else item
        for id_, item in survey.items.items()
    }
    return replace(survey, items=items)
