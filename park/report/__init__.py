"""A run folder → one self-contained HTML page, Markdown and JSON with the same numbers."""
