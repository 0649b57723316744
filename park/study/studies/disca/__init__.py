"""DISCA replayed on recorded gaps, beside its controls."""

from park.study.studies.disca.study import Disca

__all__ = ["Disca"]
