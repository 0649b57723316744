"""The study `norms`: what most people of a culture hold, unlike other countries, with evidence."""

from park.study.studies.norms.study import Norms

__all__ = ["Norms"]
