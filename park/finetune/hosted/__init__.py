"""Samples → models that a provider fine-tunes."""
