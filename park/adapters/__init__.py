"""Adapters and the bases they sit on: recipes, files, records, loading, talking."""
