"""The study `judges`."""

from park.study.studies.judges.study import Judges

__all__ = ["Judges"]
