"""Counts in words."""


def plural(count: int, noun: str) -> str:
    """Return a count with its noun, `1 opinion` or `1,200 opinions`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
