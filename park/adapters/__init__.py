"""Adapters and their bases: recipes, files, loading and chat."""
