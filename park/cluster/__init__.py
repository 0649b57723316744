"""Stages on a Ray cluster: each shard, or adapter, is a task, and failures come back as records."""
