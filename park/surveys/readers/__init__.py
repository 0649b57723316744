"""Readers of survey sources, one per module."""
