"""The Values Survey Module, asked of models and compared with published scores."""

from park.evaluate.tasks.vsm.questionnaire import load_vsm
from park.evaluate.tasks.vsm.task import Vsm

__all__ = ["Vsm", "load_vsm"]
