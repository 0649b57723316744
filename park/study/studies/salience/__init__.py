"""The study `salience`: whether zones rate differently, and which items they disagree on."""

from park.study.studies.salience.study import Salience

__all__ = ["Salience"]
