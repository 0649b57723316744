"""The survey task: held-out items, scored against people's answers."""

from park.evaluate.tasks.survey.task import Survey

__all__ = ["Survey"]
