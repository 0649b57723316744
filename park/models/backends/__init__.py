"""Model providers, one per module."""
