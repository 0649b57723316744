"""The study `survey`: one questionnaire for people and models, and an audit of published tables."""

from park.study.studies.survey.study import Survey

__all__ = ["Survey"]
