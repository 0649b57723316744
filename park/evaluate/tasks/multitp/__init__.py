"""Whom models spare in two-choice dilemmas, against people's preferences by country."""

from park.evaluate.tasks.multitp.task import Multitp

__all__ = ["Multitp"]
