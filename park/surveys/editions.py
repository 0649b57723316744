"""Earlier editions of the bundled items, for runs that began with them.

The wording shapes dialogues, so that a run keeps the one that it began with.
"""

from park.surveys.bundled import bundled, items_of
from park.surveys.survey import Survey

EARLIER = ("wvs7_items_0.1.csv",)
"""The files of the editions before the present one."""


def as_begun(survey: Survey, digest: str) -> Survey:
    """Return the edition of a survey with a certain hash; the survey itself if none has it.

    Args:
        survey: a survey with the present edition of the bundled items.
        digest: the hash of the survey that a run began with; '' if there is no run.
    """
    if not digest or survey.digest() == digest:
        return survey
    editions = (_in_edition(survey, file) for file in EARLIER)
    return next((each for each in editions if each.digest() == digest), survey)


def _in_edition(survey: Survey, file: str) -> Survey:
    """Return a survey with those of its items that are bundled as an edition has them."""
    earlier = {item.id: item for item in items_of(file)}
    items = {
        id_: earlier[id_] if item == bundled().items.get(id_) else item
        for id_, item in survey.items.items()
    }
    return Survey(items, survey.answers, survey.skipped)
