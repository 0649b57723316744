"""The benchmark task: a community's items, scored against its people's answers."""

from park.evaluate.tasks.benchmark.task import Benchmark

__all__ = ["Benchmark"]
