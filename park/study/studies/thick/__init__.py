"""Thick answers: is the scope stated, is an answer anchored, does it interpret and hedge?"""

from park.study.studies.thick.study import Thick

__all__ = ["Thick"]
