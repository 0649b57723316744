"""The study `probes`: framings, languages and reasoning on the questions of MENAValues."""

from park.study.studies.probes.study import Probes

__all__ = ["Probes"]
