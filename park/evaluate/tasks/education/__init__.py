"""The education task: an exam before and after a lesson."""

from park.evaluate.tasks.education.exam import exam_values, question
from park.evaluate.tasks.education.scores import FORMS
from park.evaluate.tasks.education.task import Education

__all__ = ["FORMS", "Education", "exam_values", "question"]
