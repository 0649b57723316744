"""The study `pairs`: answers with and without a culture in the prompt, rated blind."""

from park.study.studies.pairs.study import Pairs

__all__ = ["Pairs"]
