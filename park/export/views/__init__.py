"""The built-in views, one per module."""
