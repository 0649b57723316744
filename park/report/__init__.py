"""Reports on a run as self-contained HTML, Markdown and JSON with the same numbers."""
