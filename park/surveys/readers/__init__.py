"""Readers of survey sources, one a module."""
