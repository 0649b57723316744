"""Respondents' backends: a base with adapters, or any chat model."""
