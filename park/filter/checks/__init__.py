"""Checks of single opinions, one per file."""
