"""Stories that differ by the identity in the prompt alone."""

from park.study.studies.stories.study import Stories

__all__ = ["Stories"]
