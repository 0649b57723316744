"""Held-out survey items, answered by everybody and scored against people's answers."""

from park.evaluate.tasks.survey.task import Survey

__all__ = ["Survey"]
