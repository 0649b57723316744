"""Checks of single opinions, a file for each."""
