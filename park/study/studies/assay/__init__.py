"""The study `assay`: planted truth through the whole chain."""

from park.study.studies.assay.study import Assay

__all__ = ["Assay"]
